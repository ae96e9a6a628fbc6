public import Primitives

/// Reads and writes the parts of an event's file. The form is described in `docs/event-file.md`.
public enum EventJSON {
  /// What one file may hold: a stadium of 200,000 seats.
  public static let limits = JSONLimits(bytes: 64 << 20, depth: 12, values: 2_000_000)
  public static let seatsMax = 200_000
  static let sectionsMax = 2_000
  static let coordinates: ClosedRange<Int64> = -10_000_00...100_000_00

  /// `{"width": 250, "height": 210, "landmark": {"name": "Pitch", "outline": [[…]]}}`
  public static func map(_ fields: JSONFields) throws(JSONFieldFault) -> VenueMapDocument {
    var fields = fields
    let width = try fields.fixedPoint("width", places: 2, in: 0...100_000_00)
    let height = try fields.fixedPoint("height", places: 2, in: 0...100_000_00)
    var map = VenueMapDocument(width: Double(width) / 100, height: Double(height) / 100)
    if var landmark = try fields.optionalFields("landmark") {
      map.landmark = VenueMapDocument.Landmark(
        name: try landmark.string("name", bytesMax: 100),
        outline: try outline(landmark.value("outline"), path: landmark.path(of: "outline")))
      try landmark.finish()
    }
    try fields.finish()
    return map
  }

  /// `[[x, y], …]`
  public static func outline(_ value: JSONValue, path: String) throws(JSONFieldFault) -> [MapCorner] {
    guard let list = value.arrayValue, list.count <= 1_000 else {
      throw JSONFieldFault(path: path, message: "expected a list of at most 1000 points")
    }
    var corners: [MapCorner] = []
    for (index, point) in list.enumerated() {
      guard let pair = point.arrayValue, pair.count == 2, let x = hundredths(pair[0]), let y = hundredths(pair[1])
      else {
        throw JSONFieldFault(
          path: "\(path)[\(index)]", message: "expected a point as in [12.5, 40], with at most two decimals")
      }
      corners.append(MapCorner(x: Double(x) / 100, y: Double(y) / 100))
    }
    return corners
  }

  static func write(_ map: VenueMapDocument, to writer: inout JSONWriter) {
    writer.beginObject()
    write("width", map.width, to: &writer)
    write("height", map.height, to: &writer)
    if let landmark = map.landmark {
      writer.key("landmark")
      writer.beginObject()
      writer.field("name", landmark.name)
      writer.key("outline")
      write(landmark.outline, to: &writer)
      writer.endObject()
    }
    writer.endObject()
  }

  static func write(_ outline: [MapCorner], to writer: inout JSONWriter) {
    writer.beginArray()
    for corner in outline {
      writer.beginArray()
      writer.value(corner.x)
      writer.value(corner.y)
      writer.endArray()
    }
    writer.endArray()
  }

  private static func write(_ name: StaticString, _ number: Double, to writer: inout JSONWriter) {
    writer.key(name)
    writer.value(number)
  }

  private static func hundredths(_ value: JSONValue) -> Int64? {
    guard let number = value.numberValue?.fixedPoint(places: 2), coordinates.contains(number) else { return nil }
    return number
  }
}
