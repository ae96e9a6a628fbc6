import EventLoop
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

@Suite struct ClientTests {
  private func withClient(
    port: Int, bodyBytesMax: Int = 1 << 20, _ body: (Loop, HTTPClient) throws -> Void
  ) throws {
    let loop = try Loop()
    let client = HTTPClient(loop: loop, endpoint: .loopback(port: UInt16(port)), bodyBytesMax: bodyBytesMax)
    loop.addTimer(after: .seconds(20)) {
      Issue.record("nothing stopped the loop")
      loop.stop()
    }
    defer {
      client.close()
      loop.close()
      #expect(loop.buffers.lentCount == 0)
    }
    try body(loop, client)
    loop.run()
  }

  @Test func `a user keeps one connection from an address of its own`() throws {
    let server = try TestServer { exchange in
      let peer = exchange.peer.host
      exchange.collectBody(max: 100) { result in
        guard case .success(let body) = result else {
          _ = Issue.record("no body")
          return
        }
        exchange.respond(status: 200, contentType: "text/plain") { buffer in
          buffer.append(peer)
          buffer.append(body)
        }
      }
    }
    try withClient(port: server.port) { loop, client in
      let left = Box(20)
      for number in 1...20 {
        let user = client.makeConnection(from: NetworkAddress(parsing: "127.1.2.\(number)"))
        func ask(_ times: Int) {
          user.request(.post, target: ByteView("/"), host: ByteView("a"), body: Array("!".utf8)) { result in
            guard case .success(let response) = result else {
              _ = Issue.record("\(result)")
              return
            }
            #expect(response.status == 200)
            #expect(response.body.string == "127.1.2.\(number)!")
            if times > 1 { return ask(times - 1) }
            #expect(user.connectionsOpened == 1)
            user.close()
            left.value -= 1
            if left.value == 0 { loop.stop() }
          }
        }
        ask(5)
      }
    }
    #expect(try server.statistics.connectionsAccepted == 20)
  }

  @Test func `a server that closes between requests is connected to again`() throws {
    var limits = HTTPServerLimits()
    limits.requestsPerConnectionMax = 1
    let server = try TestServer(limits: limits, handle: ServerTests.hello)
    try withClient(port: server.port) { loop, client in
      let user = client.makeConnection()
      func ask(_ times: Int) {
        user.request(.get, target: ByteView("/"), host: ByteView("a")) { result in
          #expect((try? result.get())?.body.string == "hello")
          if times > 1 { return ask(times - 1) }
          #expect(user.connectionsOpened == 4)
          loop.stop()
        }
      }
      ask(4)
    }
  }

  @Test func `refusals and bodies without end are faults`() throws {
    let origin = try ScriptedOrigin { _, connection in
      _ = try connection.readHead()
      try connection.send("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 10_000))
    }
    try withClient(port: origin.port, bodyBytesMax: 1_000) { loop, client in
      let user = client.makeConnection()
      user.request(.get, target: ByteView("/"), host: ByteView("a")) { result in
        guard case .failure(.bodyTooLarge) = result else {
          _ = Issue.record("\(result)")
          return
        }
        origin.stop()
        loop.addTimer(after: .milliseconds(20)) {
          user.request(.get, target: ByteView("/"), host: ByteView("a")) { result in
            guard case .failure(.connect) = result else {
              _ = Issue.record("\(result)")
              return
            }
            loop.stop()
          }
        }
      }
    }
  }

  @Test func `a client that is closed says nothing more`() throws {
    let server = try TestServer { _ in }
    try withClient(port: server.port) { loop, client in
      let user = client.makeConnection()
      user.request(.get, target: ByteView("/"), host: ByteView("a")) { _ in Issue.record("it was closed") }
      loop.addTimer(after: .milliseconds(20)) {
        user.close()
        loop.addTimer(after: .milliseconds(20)) { loop.stop() }
      }
    }
  }
}
