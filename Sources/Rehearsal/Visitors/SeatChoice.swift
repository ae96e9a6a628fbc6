import Primitives

/// How people choose seats: next to each other, and rather in front than behind, which makes them want the same ones.
enum SeatChoice {
  /// Up to `count` free seats in a row of the list from a random place on; nil if nothing is free.
  static func choose(
    _ count: Int, from letters: [UInt8], _ catalogue: SeatCatalogue, using random: inout SeededRandom
  ) -> [String]? {
    let seatsCount = min(letters.count, catalogue.seats.count)
    guard seatsCount > 0, count > 0 else { return nil }
    let eagerness = random.unit()
    let start = Int(Double(seatsCount) * eagerness * eagerness * eagerness)
    var single: Int?
    for offset in 0..<seatsCount {
      let place = (start + offset) % seatsCount
      guard letters[place] == UInt8(ascii: "A") else { continue }
      if single == nil { single = place }
      guard place + count <= seatsCount else { continue }
      if letters[place..<place + count].allSatisfy({ $0 == UInt8(ascii: "A") }) {
        return Array(catalogue.seats[place..<place + count])
      }
    }
    return single.map { [catalogue.seats[$0]] }
  }
}
