import Primitives

/// Base64url, hexadecimal and dates: one text for one value.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = ByteView(start, count: count)
  if let bytes = Base64URL.decode(input) {
    precondition(Array(Base64URL.encode(bytes).utf8) == input.array, "two texts for one value")
  }
  precondition(Base64URL.decode(Base64URL.encode(input)) == input.array)
  precondition(Hex.decode(Hex.encode(input)) == input.array)
  if let id = RandomID(hex: input) { precondition(Array(id.hex.utf8) == input.array) }
  if let instant = WallInstant(rfc3339: input), instant.microseconds >= -62_167_219_200_000_000,
    instant.microseconds < 253_402_300_800_000_000
  {
    precondition(WallInstant(rfc3339: instant.rfc3339)?.milliseconds == instant.milliseconds)
  }
  if let instant = WallInstant(httpDate: input) { precondition(Array(instant.httpDate.utf8) == input.array) }
  return 0
}
