public import Primitives

/// The static map of an event as SVG: sections, rows and seats where they stand, without their status, so that it can be
/// kept for ever under its own hash.
///
/// Each seat is a `<use>` with the id `s` and its ordinal, as in `s1234`: that is how a script finds it to colour it.
public enum SeatMapDrawing {
  /// Appends the document. Cost: about 35 bytes a seat.
  public static func write(_ plan: SeatPlan, title: String, into buffer: ByteBuffer) {
    buffer.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " as StaticString)
    number(max(plan.map.width, 1), buffer)
    buffer.append(byte: UInt8(ascii: " "))
    number(max(plan.map.height, 1), buffer)
    buffer.append("\" role=\"img\"><title>" as StaticString)
    text(title, buffer)
    buffer.append("</title>\n<defs><circle id=\"s\" r=\".2\"/></defs>\n" as StaticString)
    if let landmark = plan.map.landmark {
      buffer.append("<g class=\"landmark\"><path fill=\"#dfe7df\" d=\"" as StaticString)
      path(landmark.outline, buffer)
      buffer.append("\"/><title>" as StaticString)
      text(landmark.name, buffer)
      buffer.append("</title></g>\n" as StaticString)
    }
    for section in plan.sections { write(section, plan, buffer) }
    buffer.append("</svg>\n" as StaticString)
  }

  private static func write(_ section: SeatPlan.Section, _ plan: SeatPlan, _ buffer: ByteBuffer) {
    buffer.append("<g class=\"section\" data-section=\"" as StaticString)
    text(section.id, buffer)
    buffer.append("\"><title>" as StaticString)
    text(section.name, buffer)
    buffer.append("</title>\n" as StaticString)
    if !section.outline.isEmpty {
      buffer.append("<path class=\"outline\" fill=\"#f4f4f4\" d=\"" as StaticString)
      path(section.outline, buffer)
      buffer.append("\"/>\n" as StaticString)
    }
    for row in plan.rows[section.rows] where plan.sections[row.section].id == section.id { write(row, plan, buffer) }
    buffer.append("</g>\n" as StaticString)
  }

  private static func write(_ row: SeatPlan.Row, _ plan: SeatPlan, _ buffer: ByteBuffer) {
    let tier = plan.seats[row.seats.lowerBound].tier
    buffer.append("<g fill=\"" as StaticString)
    text(plan.tiers.indices.contains(tier) ? plan.tiers[tier].color : "#808080", buffer)
    buffer.append("\">" as StaticString)
    for ordinal in row.seats {
      buffer.append("<use href=\"#s\" id=\"s" as StaticString)
      buffer.appendDecimal(ordinal)
      buffer.append("\" x=\"" as StaticString)
      number(plan.seats[ordinal].x, buffer)
      buffer.append("\" y=\"" as StaticString)
      number(plan.seats[ordinal].y, buffer)
      buffer.append("\"/>" as StaticString)
    }
    buffer.append("</g>\n" as StaticString)
  }

  private static func path(_ corners: [MapCorner], _ buffer: ByteBuffer) {
    for (index, corner) in corners.enumerated() {
      buffer.append(byte: index == 0 ? UInt8(ascii: "M") : UInt8(ascii: "L"))
      number(corner.x, buffer)
      buffer.append(byte: UInt8(ascii: " "))
      number(corner.y, buffer)
    }
    buffer.append(byte: UInt8(ascii: "Z"))
  }

  /// With two decimals at most, and none that say nothing.
  private static func number(_ value: Double, _ buffer: ByteBuffer) {
    var hundredths = Int((value * 100).rounded())
    if hundredths < 0 {
      buffer.append(byte: UInt8(ascii: "-"))
      hundredths = -hundredths
    }
    buffer.appendDecimal(hundredths / 100)
    let fraction = hundredths % 100
    guard fraction != 0 else { return }
    buffer.append(byte: UInt8(ascii: "."))
    buffer.append(byte: UInt8(ascii: "0") + UInt8(fraction / 10))
    if fraction % 10 != 0 { buffer.append(byte: UInt8(ascii: "0") + UInt8(fraction % 10)) }
  }

  private static func text(_ text: String, _ buffer: ByteBuffer) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): buffer.append("&lt;" as StaticString)
      case UInt8(ascii: "&"): buffer.append("&amp;" as StaticString)
      case UInt8(ascii: "\""): buffer.append("&quot;" as StaticString)
      default: buffer.append(byte: byte)
      }
    }
  }
}
