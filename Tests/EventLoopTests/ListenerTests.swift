import EventLoop
import Glibc
import Testing

@Suite struct ListenerTests {
  @Test func `a unix socket is for its owner alone, replaces a left-over and goes with the listener`() throws {
    let path = "/tmp/usher-listener-\(getpid()).sock"
    defer { unlink(path) }
    // A left-over: bound, and its process gone.
    let leftOver = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(leftOver, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    close(leftOver)
    try withLoop { loop in
      let listener = try Listener(loop: loop, endpoint: .unix(path: path)) { $0.close() }
      var status = stat()
      #expect(stat(path, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
      #expect(throws: LoopError.self) { try Listener(loop: loop, endpoint: .unix(path: path)) { $0.close() } }
      loop.addTimer(after: .zero) {
        listener.close()
        #expect(access(path, F_OK) != 0)
        loop.stop()
      }
    }
  }

  @Test func `a port that is taken is an error, unless both share it`() throws {
    try withLoop { loop in
      let first = try Listener(loop: loop, endpoint: .loopback(port: 0), reusePort: true) { $0.close() }
      #expect(first.endpoint.port != 0)
      let second = try Listener(loop: loop, endpoint: first.endpoint, reusePort: true) { $0.close() }
      #expect {
        try Listener(loop: loop, endpoint: first.endpoint) { $0.close() }
      } throws: { error in
        (error as? LoopError)?.code == EADDRINUSE
      }
      loop.addTimer(after: .zero) {
        first.close()
        second.close()
        loop.stop()
      }
    }
  }

  @Test func `a client's source address is what it asked for`() throws {
    let peer = Box<NetworkAddress?>(nil)
    try withLoop { loop in
      let listener = Box<Listener?>(nil)
      listener.value = try Listener(loop: loop, endpoint: .loopback(port: 0)) { socket in
        listener.value?.close()
        peer.value = socket.peer
        socket.close()
        loop.stop()
      }
      try loop.connect(
        to: listener.value!.endpoint, from: NetworkAddress(parsing: "127.45.6.7"), timeout: .seconds(5)
      ) { result in
        if case .success(let socket) = result { socket.close() } else { Issue.record("\(result)") }
      }
    }
    #expect(peer.value?.host == "127.45.6.7")
    #expect(peer.value?.port != 0)
  }
}

@Suite struct ConnectorTests {
  @Test func `a closed port is a refusal`() throws {
    let fault = Box<ConnectFault?>(nil)
    try withLoop { loop in
      try loop.connect(to: .loopback(port: 1), timeout: .seconds(5)) { result in
        if case .failure(let failure) = result { fault.value = failure }
        loop.stop()
      }
    }
    guard case .system(let error) = fault.value else { return #expect(fault.value != nil) }
    #expect(error.code == ECONNREFUSED)
  }

  @Test func `a missing unix socket is an error at once`() throws {
    let loop = try Loop()
    defer { loop.close() }
    #expect(throws: LoopError.self) {
      try loop.connect(to: .unix(path: "/nonexistent.sock"), timeout: .seconds(1)) { _ in }
    }
  }

  @Test func `a server that doesn't answer runs into the time limit, and a cancelled attempt is silent`() throws {
    // A queue of one that nobody takes from: the kernel drops what comes after.
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(server) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(server, $0, length)
        getsockname(server, $0, &length)
      }
    }
    listen(server, 0)
    let endpoint = Endpoint.loopback(port: UInt16(bigEndian: address.sin_port))
    let faults = Box<[ConnectFault]>([])
    try withLoop { loop in
      for _ in 0..<4 {
        try loop.connect(to: endpoint, timeout: .milliseconds(100)) { result in
          switch result {
          case .success(let socket): loop.addTimer(after: .milliseconds(300)) { socket.close() }
          case .failure(let fault): faults.value.append(fault)
          }
        }
      }
      let cancelled = try loop.connect(to: endpoint, timeout: .milliseconds(50)) { _ in
        Issue.record("it was cancelled")
      }
      loop.addTimer(after: .milliseconds(1)) { cancelled.cancel() }
      loop.addTimer(after: .milliseconds(400)) { loop.stop() }
    }
    #expect(faults.value.contains(.timedOut))
    #expect(faults.value.allSatisfy { $0 == .timedOut })
  }
}
