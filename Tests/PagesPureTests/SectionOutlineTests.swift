import Pages
import Testing

/// Shapes made from seats.
@Suite struct SectionOutlineTests {
  @Test func hullHoldsTheCornersOnly() {
    let grid = (0...4).flatMap { x in (0...3).map { MapPoint(x: Double(x), y: Double($0)) } }
    let hull = SectionOutline.hull(of: grid.shuffled() + grid)
    #expect(Set(hull) == [MapPoint(x: 0, y: 0), MapPoint(x: 4, y: 0), MapPoint(x: 4, y: 3), MapPoint(x: 0, y: 3)])
    #expect(hull.count == 4)
  }

  @Test func fewPointsComeBack() {
    #expect(SectionOutline.hull(of: []).isEmpty)
    #expect(SectionOutline.hull(of: [MapPoint(x: 1, y: 2), MapPoint(x: 1, y: 2)]) == [MapPoint(x: 1, y: 2)])
  }
}
