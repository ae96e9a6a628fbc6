/// Where in a chunked body the next byte stands.
enum ChunkState: Sendable {
  /// Before a chunk's size; a digit leads to `size`, all else is refused.
  case sizeStart
  /// Within the size; `;` leads to `extensionName`, CR to `sizeLineFeed`.
  case size
  /// Behind a `;`: the first byte of a name.
  case extensionName
  /// Within a name; `=` leads to `extensionValue`, `;` to the next name, CR to `sizeLineFeed`.
  case extensionNameRest
  /// Behind `=`: a quote leads to `extensionQuoted`, else a token begins.
  case extensionValue
  /// Within a value that is a token.
  case extensionToken
  /// Within a quoted value; the quote leads to `extensionQuotedEnd`, a backslash to `extensionEscape`.
  case extensionQuoted
  /// Behind a backslash; any text leads back.
  case extensionEscape
  /// Behind a quoted value; `;` or CR.
  case extensionQuotedEnd
  /// The LF of the size line: leads to `data`, or after size 0 to `trailerStart`.
  case sizeLineFeed
  /// Within the data.
  case data
  case dataCarriageReturn
  case dataLineFeed
  /// At the beginning of a trailer line; CR leads to `endLineFeed`.
  case trailerStart
  case trailerName
  case trailerValue
  case trailerLineFeed
  /// The LF of the empty line at the end.
  case endLineFeed
  /// The body is over. Nothing follows.
  case ended
}
