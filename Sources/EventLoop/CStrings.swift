internal import CLibUV

/// A null-terminated array of C strings, freed by hand.
struct CStrings {
  let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointer = .allocate(capacity: strings.count + 1)
    for (index, string) in strings.enumerated() {
      var text = string
      pointer[index] = text.withUTF8 { bytes in
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        for (offset, byte) in bytes.enumerated() { copy[offset] = CChar(bitPattern: byte) }
        copy[bytes.count] = 0
        return copy
      }
    }
    pointer[strings.count] = nil
  }

  var first: UnsafeMutablePointer<CChar>? { pointer[0] }

  func free() {
    for index in 0..<count { pointer[index]?.deallocate() }
    pointer.deallocate()
  }
}
