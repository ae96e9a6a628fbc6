internal import Primitives

/// Lists of seats as decisions carry them.
enum SeatList {
  /// Seats from the JSON list of a decision's detail.
  static func read(_ detail: String?) -> [String] {
    guard let detail, let list = try? JSONReader.parse(detail) else { return [] }
    return list.arrayValue?.compactMap(\.stringValue) ?? []
  }

  /// Seats from the JSON list of a hold's items; none of general admission.
  static func ofItems(_ items: String) -> [String] {
    guard let list = try? JSONReader.parse(items) else { return [] }
    return list.arrayValue?.compactMap { $0.objectValue?["seat_id"]?.stringValue } ?? []
  }
}
