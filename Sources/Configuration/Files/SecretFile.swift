/// Files with a secret in them: passwords, keys, tokens. For start-up; it blocks.
public enum SecretFile {
  public static let bytesMax = 16_384

  /// The file's bytes without line ends at the end. Refused if anybody but the owner can read the file, and if it is
  /// empty.
  public static func read(_ path: String) throws(FileFault) -> [UInt8] {
    var bytes: [UInt8]
    do throws(FileFault) {
      bytes = try FileReader.read(path, bytesMax: bytesMax, onlyOwner: true)
    } catch {
      throw FileFault("the secret file \(path) \(error)")
    }
    while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
    guard !bytes.isEmpty else { throw FileFault("the secret file \(path) is empty") }
    return bytes
  }
}
