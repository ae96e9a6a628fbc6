import EventLoop
import Glibc
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

@Suite struct UpstreamFaultTests {
  /// Answers the first request of a connection, and closes or resets when the second comes or before.
  private func flaky(reset: Bool) throws -> ScriptedOrigin {
    try ScriptedOrigin { number, connection in
      _ = try connection.readHead()
      try connection.send(UpstreamTests.ok)
      guard number == 0 else { return _ = try connection.isClosedByClient() }
      _ = try connection.readHead()
      if reset { connection.reset() } else { connection.close() }
    }
  }

  @Test(arguments: [false, true]) func `a kept connection that was closed is replaced once, unseen`(reset: Bool) throws
  {
    let origin = try flaky(reset: reset)
    try withPool(port: origin.port) { loop, pool in
      try pool.get("/1") { _ in
        #expect(throws: Never.self) {
          try pool.get("/2") { second in
            #expect(second.text == "ok")
            #expect(pool.statistics.retries == 1)
            loop.stop()
          }
        }
      }
    }
    #expect(origin.connections == 2)
  }

  @Test(arguments: [HTTPMethod.post, .delete]) func `what may change something is never sent twice`(
    method: HTTPMethod
  ) throws {
    let origin = try flaky(reset: false)
    try withPool(port: origin.port) { loop, pool in
      try pool.get("/1") { _ in
        let delegate = RecordingDelegate()
        delegate.onOver = { delegate in
          #expect(delegate.fault == .closed)
          #expect(pool.statistics.retries == 0)
          loop.stop()
        }
        #expect(throws: Never.self) {
          try pool.request(method, target: ByteView("/2"), host: ByteView("a"), delegate: delegate)
        }
      }
    }
    #expect(origin.connections == 1)
  }

  @Test func `a server that closes every connection is asked twice at most`() throws {
    let origin = try ScriptedOrigin { number, connection in
      _ = try connection.readHead()
      if number == 0 {
        try connection.send(UpstreamTests.ok)
        _ = try connection.readHead()
      }
    }
    try withPool(port: origin.port) { loop, pool in
      try pool.get("/1") { _ in
        #expect(throws: Never.self) {
          try pool.get("/2") { second in
            #expect(second.fault == .closed)
            loop.stop()
          }
        }
      }
    }
    #expect(origin.connections == 2)
  }

  @Test func `a refused connection fails the request, and a later one is tried anew`() throws {
    let origin = try ScriptedOrigin { _, _ in }
    origin.stop()
    try withPool(port: origin.port) { loop, pool in
      let faults = Box(0)
      for _ in 0..<3 {
        try pool.get("/") { delegate in
          guard case .connect(.system(let error)) = delegate.fault else {
            return #expect(delegate.fault != nil && Bool(false), "\(String(describing: delegate.fault))")
          }
          #expect(error.code == ECONNREFUSED)
          faults.value += 1
          if faults.value == 3 { loop.stop() }
        }
      }
    }
  }

  @Test func `a response that doesn't come, or stops coming, is a time-out`() throws {
    let origin = try ScriptedOrigin { number, connection in
      let head = try connection.readHead()
      if head.hasPrefix("GET /body") { try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc") }
      if head.hasPrefix("GET /head") { try connection.send("HTTP/1.1 200 O") }
      _ = try connection.isClosedByClient()
    }
    var limits = UpstreamLimits()
    limits.responseHeadMilliseconds = 100
    limits.bodyMilliseconds = 100
    try withPool(port: origin.port, limits: limits) { loop, pool in
      let left = Box(3)
      for target in ["/none", "/head", "/body"] as [StaticString] {
        try pool.get(target) { delegate in
          #expect(delegate.fault == .timedOut)
          #expect(delegate.fault?.problem.status == 504)
          left.value -= 1
          if left.value == 0 { loop.stop() }
        }
      }
    }
  }

  @Test func `requests past the connections wait, past the places fail at once, and too long fails too`() throws {
    let origin = try ScriptedOrigin { _, connection in
      _ = try connection.readHead()
      _ = try connection.isClosedByClient()
    }
    var limits = UpstreamLimits()
    limits.connectionsMax = 2
    limits.waitersMax = 3
    limits.waitMilliseconds = 100
    try withPool(port: origin.port, limits: limits) { loop, pool in
      let overloaded = Box(0)
      let calls = try (0..<5).map { _ in
        try pool.get("/") { delegate in
          if delegate.fault == .poolClosed { return }
          #expect(delegate.fault == .overloaded)
          overloaded.value += 1
          if overloaded.value == 3 { loop.stop() }
        }
      }
      #expect(throws: UpstreamFault.overloaded) { try pool.get("/") }
      loop.addTimer(after: .milliseconds(50)) {
        #expect(pool.connectionCount == 2)
        #expect(pool.waitingCount == 3)
        #expect(calls.filter(\.isReady).count == 2)
      }
    }
  }

  @Test func `event streams take no other request's connection, and are bounded by themselves`() throws {
    let origin = try ScriptedOrigin { _, connection in
      while try connection.readHead().hasPrefix("GET / ") { try connection.send(UpstreamTests.ok) }
      try connection.send(
        "HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "5\r\n: hi\n\r\n")
      _ = try connection.isClosedByClient()
    }
    var limits = UpstreamLimits()
    limits.connectionsMax = 1
    limits.streamsMax = 2
    try withPool(port: origin.port, limits: limits) { loop, pool in
      // Outside of any macro, which may not stand within another.
      func must(_ body: () throws -> Void) {
        do { try body() } catch { Issue.record(error) }
      }
      func stream(_ then: @escaping (UpstreamCall) -> Void) {
        let delegate = RecordingDelegate()
        delegate.onHead = { _, call in then(call) }
        must {
          try pool.request(.get, target: ByteView("/stream"), host: ByteView("origin"), delegate: delegate)
        }
      }
      func whileTwoAreOpen(_ first: UpstreamCall) throws {
        #expect(pool.streamCount == 2)
        try pool.get("/stream") { third in
          #expect(third.fault == .overloaded && third.status == nil)
          must {
            try pool.get("/") { other in
              #expect(other.text == "ok" && pool.streamCount == 2)
              first.cancel()
              stream { _ in loop.stop() }
            }
          }
        }
      }
      stream { first in stream { _ in must { try whileTwoAreOpen(first) } } }
    }
  }

  @Test func `a waiter gets the connection that becomes free`() throws {
    let origin = try ScriptedOrigin { _, connection in
      while true {
        _ = try connection.readHead()
        try connection.send(UpstreamTests.ok)
      }
    }
    var limits = UpstreamLimits()
    limits.connectionsMax = 1
    try withPool(port: origin.port, limits: limits) { loop, pool in
      let done = Box(0)
      for _ in 0..<50 {
        try pool.get("/") { delegate in
          #expect(delegate.text == "ok")
          done.value += 1
          if done.value == 50 { loop.stop() }
        }
      }
    }
    #expect(origin.connections == 1)
  }

  @Test func `a cancelled call is silent, wherever it stands`() throws {
    let origin = try ScriptedOrigin { _, connection in
      let isLast = try connection.readHead().hasPrefix("GET /last")
      try connection.send(isLast ? UpstreamTests.ok : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
      _ = try connection.isClosedByClient()
    }
    var limits = UpstreamLimits()
    limits.connectionsMax = 1
    try withPool(port: origin.port, limits: limits) { loop, pool in
      let active = RecordingDelegate()
      active.onOver = { _ in Issue.record("it was cancelled") }
      active.onBody = { call in
        call.cancel()
        #expect(!call.isOpen)
        return true
      }
      try pool.request(.get, target: ByteView("/"), host: ByteView("a"), delegate: active)
      for _ in 0..<200 {
        let waiting = RecordingDelegate()
        waiting.onOver = { _ in Issue.record("it was cancelled") }
        try pool.request(.get, target: ByteView("/"), host: ByteView("a"), delegate: waiting).cancel()
      }
      try pool.get("/last") { last in
        #expect(last.text == "ok")
        #expect(active.pieces == 1)
        loop.stop()
      }
      #expect(pool.waitingCount == 2)
    }
  }

  @Test func `a pool that is closed ends every call`() throws {
    let origin = try ScriptedOrigin { _, connection in
      _ = try connection.readHead()
      _ = try connection.isClosedByClient()
    }
    var limits = UpstreamLimits()
    limits.connectionsMax = 1
    try withPool(port: origin.port, limits: limits) { loop, pool in
      let faults = Box<[UpstreamFault?]>([])
      for _ in 0..<3 { try pool.get("/") { faults.value.append($0.fault) } }
      loop.addTimer(after: .milliseconds(50)) {
        pool.close()
        #expect(faults.value == [.poolClosed, .poolClosed, .poolClosed])
        #expect(throws: UpstreamFault.poolClosed) { try pool.get("/") }
        loop.stop()
      }
    }
  }

  @Test func `an unused connection is closed after a while, and when the server sends something unasked`() throws {
    let origin = try ScriptedOrigin { number, connection in
      _ = try connection.readHead()
      try connection.send(UpstreamTests.ok)
      if number == 1 {
        usleep(20_000)  // A sleep: behind the answer, and before anybody asks again.
        try connection.send("HTTP/1.1 200 OK\r\n\r\n")
      }
      #expect(try connection.isClosedByClient())
    }
    var limits = UpstreamLimits()
    limits.idleMilliseconds = 100
    try withPool(port: origin.port, limits: limits) { loop, pool in
      let left = Box(2)
      for _ in 0..<2 {
        try pool.get("/") { _ in
          left.value -= 1
          guard left.value == 0 else { return }
          loop.addTimer(after: .milliseconds(400)) {
            #expect(pool.connectionCount == 0)
            loop.stop()
          }
        }
      }
    }
  }
}
