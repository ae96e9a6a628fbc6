import Primitives

extension HTML {
  /// A block of JSON for the page's script: data, which no browser runs and the content policy doesn't touch.
  /// The writer escapes `<`, so the text can't end its element.
  static func data(id: String, _ fill: (inout JSONWriter) -> Void) -> HTML {
    var writer = JSONWriter(ByteBuffer(capacity: 1_024))
    writer.beginObject()
    fill(&writer)
    writer.endObject()
    let json = HTML(escaped: writer.buffer.readable.string)
    return "<script type=\"application/json\" id=\"\(id)\">\(json)</script>\n"
  }
}
