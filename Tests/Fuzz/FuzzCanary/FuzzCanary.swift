import Primitives

/// Traps on purpose once the fuzzer has guessed three bytes: the smoke run fails unless this one does, so that a harness that
/// could not fail would be noticed.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = ByteView(start, count: count)
  if input.count >= 3 && input[0] == UInt8(ascii: "u") && input[1] == UInt8(ascii: "s") && input[2] == UInt8(ascii: "h")
  {
    fatalError("the canary sings")
  }
  return 0
}
