import EventLoop
import Primitives
import Redis
import TestKit

/// A client on a private Redis, driven from a test.
final class ClientRig {
  let redis: TestRedis
  let loop: Loop
  let client: RedisClient

  init(
    _ redis: TestRedis? = nil, endpoint: Endpoint? = nil, password: String? = nil, scripts: [RedisScript] = [],
    configure: (inout RedisOptions) -> Void = { _ in }
  ) throws {
    self.redis = try redis ?? TestRedis.start()
    loop = try Loop()
    var options = RedisOptions(endpoint: endpoint ?? .unix(path: self.redis.socketPath), password: password)
    options.commandTimeout = .seconds(5)
    configure(&options)
    client = RedisClient(loop: loop, options: options, scripts: scripts)
  }

  deinit {
    client.close()
    loop.close()
  }

  /// What a command came to, as text.
  func ask(_ words: String...) -> Result<String, RedisFault> {
    var answer: Result<String, RedisFault>?
    send(words) { [loop] result in
      answer = result
      loop.stop()
    }
    loop.run()
    return answer ?? .failure(.away("the loop ended without an answer"))
  }

  func send(_ words: [String], _ done: @escaping (Result<String, RedisFault>) -> Void) {
    client.send(words: words.count) { writer in
      for word in words { writer.append(word) }
    } then: {
      done($0.map(ClientRig.text))
    }
  }

  func call(_ script: RedisScript, key: String, argument: Int) -> Result<String, RedisFault> {
    var answer: Result<String, RedisFault>?
    client.call(script, RedisKeys([key]), arguments: 1) {
      $0.append(argument)
    } then: { [loop] result in
      answer = result.map(ClientRig.text)
      loop.stop()
    }
    loop.run()
    return answer ?? .failure(.away("the loop ended without an answer"))
  }

  /// Runs the loop until the client is connected, or not.
  func run(untilConnected wanted: Bool) {
    guard client.isConnected != wanted else { return }
    client.onConnectionChange = { [loop] isConnected in
      if isConnected == wanted { loop.stop() }
    }
    loop.run()
    client.onConnectionChange = nil
  }

  static func text(_ reply: RedisReply) -> String {
    switch reply.kind {
    case .null: "(null)"
    case .integer: "\(reply.integer)"
    case .string, .status, .error: reply.string
    case .array: "[" + (0..<reply.count).map { text(reply[$0]) }.joined(separator: " ") + "]"
    }
  }
}
