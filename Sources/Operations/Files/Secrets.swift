import Crypto
import Primitives

/// The secrets of a data folder, made at the first start and kept, in files of mode 0600.
struct Secrets: Sendable {
  let masterKeysFile: String
  let redisPasswordFile: String
  let postgresPasswordFile: String
  /// What the payment provider signs its messages with; the test provider is told it too.
  let webhookFile: String
  /// What the demo shop vouches for its users with.
  let assertionFile: String
  let redisPassword: String
  let postgresPassword: String
  let adminToken: String

  /// Reads them, making what is missing.
  init(in folder: DataFolder) throws(CommandFault) {
    masterKeysFile = folder.secrets + "/master-keys"
    redisPasswordFile = folder.secrets + "/redis-password"
    postgresPasswordFile = folder.secrets + "/postgres-password"
    webhookFile = folder.secrets + "/payment-webhook"
    assertionFile = folder.secrets + "/demo-assertion"
    // More than one line later, when keys rotate: only who uses it reads it.
    if !FileSystem.exists(masterKeysFile) { _ = try Secrets.load(masterKeysFile) }
    redisPassword = try Secrets.load(redisPasswordFile)
    postgresPassword = try Secrets.load(postgresPasswordFile)
    adminToken = try Secrets.load(folder.adminToken)
    _ = try Secrets.load(webhookFile)
    _ = try Secrets.load(assertionFile)
  }

  private static let bytes = 32

  private static func load(_ path: String) throws(CommandFault) -> String {
    if let text = try FileSystem.read(path) {
      let secret = String(text.prefix { $0 != "\n" })
      guard secret.utf8.count == bytes * 2, secret.utf8.allSatisfy({ Hex.value(of: $0) != nil }) else {
        throw .fault("\(path) does not hold \(bytes * 2) hexadecimal digits; put the right file back")
      }
      return secret
    }
    let secret = Hex.encode(SecureRandom.bytes(bytes))
    try FileSystem.replace(path, with: secret + "\n", mode: 0o600)
    return secret
  }
}
