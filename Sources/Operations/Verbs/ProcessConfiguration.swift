import Configuration
import Crypto
import Gateway
import Primitives
import Tokens

/// What a process of Usher reads before it starts: its configuration, and the secrets that the configuration names.
struct ProcessConfiguration {
  let configuration: UsherConfiguration

  /// The file of `--config`; every fault at once.
  init(_ arguments: ParsedArguments) throws(CommandFault) {
    guard let file = arguments[.config] else { throw .usage("--config FILE is missing") }
    configuration = try RunningSystem.configuration(file: file)
  }

  func gatewaySecrets() throws(CommandFault) -> GatewaySecrets {
    GatewaySecrets(
      keys: try keys(), assertionKeys: try configuration.assertionKeys.map(ProcessConfiguration.assertionKey),
      adminTokens: [(name: "admin", token: try text(configuration.admin.tokenFile))],
      redisPassword: try configuration.redis.passwordFile.map(text),
      postgresPassword: try configuration.postgres.passwordFile.map(text))
  }

  private func keys() throws(CommandFault) -> KeyRing {
    let bytes = try ProcessConfiguration.bytes(configuration.tokens.keysFile)
    let parsed = bytes.withUnsafeBytes { bytes -> Result<KeyRing, KeyRingFault> in
      do throws(KeyRingFault) { return .success(try KeyRing(parsing: ByteView(bytes))) } catch {
        return .failure(error)
      }
    }
    switch parsed {
    case .success(let keys): return keys
    case .failure(let fault): throw .fault("\(configuration.tokens.keysFile): \(fault)")
    }
  }

  private static func assertionKey(_ key: AssertionKeyConfiguration) throws(CommandFault) -> AssertionKey {
    switch key.algorithm {
    case .hs256:
      guard let file = key.secretFile else { throw .fault("assertion key \(key.id) has no secret_file") }
      guard let secret = try bytes(file).withUnsafeBytes({ SharedSecret(ByteView($0)) }) else {
        throw .fault("\(file): an HS256 secret has \(SharedSecret.bytesMin) to \(SharedSecret.bytesMax) bytes")
      }
      return AssertionKey(id: key.id, material: .sharedSecret(secret), issuer: key.issuer)
    case .edDSA:
      var text = key.publicKey ?? ""
      let decoded = text.withUTF8 { Base64URL.decode(ByteView(UnsafeRawBufferPointer($0))) } ?? []
      guard let publicKey = decoded.withUnsafeBytes({ Digest32(ByteView($0)) }) else {
        throw .fault("assertion key \(key.id): public_key is no Ed25519 key")
      }
      return AssertionKey(id: key.id, material: .ed25519(publicKey: publicKey), issuer: key.issuer)
    }
  }

  private func text(_ file: String) throws(CommandFault) -> String {
    String(decoding: try ProcessConfiguration.bytes(file), as: UTF8.self)
  }

  private static func bytes(_ file: String) throws(CommandFault) -> [UInt8] {
    do throws(FileFault) { return try SecretFile.read(file) } catch { throw .unreachable("\(error)") }
  }
}
