internal import Primitives
internal import Redis

extension RoomStore {
  /// Asks Redis who it is.
  public func identity(_ answer: @escaping Answer<StoreIdentity>) {
    client.send(words: 2) { writer in
      writer.append("INFO")
      writer.append("replication")
    } then: { result in
      switch result {
      case .failure(let fault): answer(.failure(StoreFault(fault)))
      case .success(let reply):
        guard let identity = StoreIdentity(information: reply.string) else {
          return answer(.failure(.broken("INFO names no replication id")))
        }
        answer(.success(identity))
      }
    }
  }
}

extension StoreIdentity {
  /// Reads the text of `INFO replication`.
  init?(information: String) {
    var role: Substring?
    var replication: Substring?
    for line in information.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      if parts[0] == "role" { role = parts[1] }
      if parts[0] == "master_replid" { replication = parts[1] }
    }
    guard let role, let replication, !replication.isEmpty else { return nil }
    self.init(replicationID: String(replication), isMaster: role == "master")
  }
}
