import EventLoop
import Glibc
import Primitives
import Testing

@Suite struct StreamTests {
  static let endpoints: [Endpoint] = [
    .loopback(port: 0), Endpoint("[::1]:0")!, .unix(path: "/tmp/usher-stream-\(getpid()).sock"),
  ]

  @Test(arguments: endpoints) func `bytes go both ways, and each side's end is seen`(endpoint: Endpoint) throws {
    let answer = Box<[UInt8]>([])
    try withLoop { loop in
      try loop.pair(on: endpoint) { server in
        #expect(server.peer.isLoopback)
        server.onBytes = { server in
          if server.bytes == Array("hello".utf8) { server.write("welcome") }
        }
        server.onEnd = { server in
          server.write(", good bye")
          server.endOutput()
        }
        server.onOutputEnded = { server in server.close() }
        server.startReading()
      } connected: { client in
        client.write("hel")
        client.write("lo")
        client.onBytes = { client in
          if client.bytes == Array("welcome".utf8) { client.endOutput() }
        }
        client.onEnd = { client in
          answer.value = client.bytes
          client.close()
        }
        client.onClosed = { loop.stop() }
        client.startReading()
      }
    }
    #expect(answer.value == Array("welcome, good bye".utf8))
  }

  @Test func `a reader that stops makes the writer wait, and nothing is lost`() throws {
    let total = 20 << 20
    let got = Box(0)
    let waits = Box(0)
    try withLoop { loop in
      let chunk = [UInt8](0...255) + [UInt8](repeating: 7, count: 9_744)
      let sent = Box(0)
      let kept = Box(0)
      func produce(_ server: RecordingStream) {
        while sent.value < total {
          sent.value += chunk.count
          let isRoom = chunk.withUnsafeBytes { server.write(ByteView($0)) }
          kept.value = max(kept.value, server.outputBytes)
          if !isRoom {
            waits.value += 1
            return
          }
        }
        server.endOutput()
      }
      try loop.pair { server in
        server.onDrained = { produce($0) }
        server.onOutputEnded = { $0.close() }
        produce(server)
      } connected: { client in
        client.onBytes = { client in
          got.value += client.bytes.count
          client.bytes.removeAll(keepingCapacity: true)
          client.stopReading()
          loop.addTimer(after: .zero) { client.startReading() }
        }
        client.onEnd = { client in
          client.close()
          loop.stop()
        }
        loop.addTimer(after: .milliseconds(20)) { client.startReading() }
      }
      loop.addTimer(after: .milliseconds(10)) {
        #expect(kept.value <= 65_536 + chunk.count, "what is kept is bounded")
        #expect(sent.value < total)
      }
    }
    #expect(got.value >= total && got.value < total + 10_000)
    #expect(waits.value > 1)
  }

  @Test func `shared bytes follow what was written before them and come before what is written after`() throws {
    let got = Box<[UInt8]>([])
    let large = [UInt8](repeating: 42, count: 3 << 20)
    try withLoop { loop in
      try loop.pair { server in
        server.write("head")
        let shared = SharedBytes(large)
        #expect(!server.write(shared: shared))
        server.write("tail")
        server.endOutput()
        server.onOutputEnded = { $0.close() }
      } connected: { client in
        client.onEnd = { client in
          got.value = client.bytes
          client.close()
          loop.stop()
        }
        client.startReading()
      }
    }
    #expect(got.value == Array("head".utf8) + large + Array("tail".utf8))
  }

  @Test func `a stream that is closed in its own event gets no other but closed`() throws {
    let events = Box<[String]>([])
    try withLoop { loop in
      try loop.pair { server in
        server.onBytes = { server in
          events.value.append("bytes")
          server.write("lost")
          server.close()
          #expect(!server.isOpen)
          #expect(server.write(ByteView("nowhere")) == false)
        }
        server.onEnd = { _ in events.value.append("end") }
        server.onFailed = { _, _ in events.value.append("failed") }
        server.onClosed = { events.value.append("closed") }
        server.startReading()
      } connected: { client in
        client.write("x")
        client.onEnd = { client in
          #expect(client.bytes.isEmpty)
          client.close()
          loop.addTimer(after: .milliseconds(10)) { loop.stop() }
        }
        client.startReading()
      }
    }
    #expect(events.value == ["bytes", "closed"])
  }

  @Test func `a peer that is gone in the middle of an answer is a failure, and buffers go back`() throws {
    let failed = Box(false)
    let closed = Box(false)
    let lent = Box(-1)
    try withLoop { loop in
      try loop.pair { server in
        server.onDrained = { _ in Issue.record("nobody reads") }
        server.onFailed = { server, error in
          #expect([EPIPE, ECONNRESET].contains(error.code))
          failed.value = true
        }
        server.onClosed = {
          closed.value = true
          loop.addTimer(after: .zero) {
            lent.value = loop.buffers.lentCount
            loop.stop()
          }
        }
        server.write(shared: SharedBytes([UInt8](repeating: 1, count: 16 << 20)))
        server.startReading()
      } connected: { client in
        loop.addTimer(after: .milliseconds(10)) { client.close() }
      }
    }
    #expect(failed.value && closed.value)
    #expect(lent.value == 0)
  }

  @Test func `a loop that is closed closes its streams`() throws {
    let closed = Box(0)
    try withLoop { loop in
      try loop.pair { server in
        server.onClosed = { closed.value += 1 }
        server.startReading()
      } connected: { client in
        client.onClosed = { closed.value += 1 }
        client.write("x")
        loop.addTimer(after: .zero) { loop.stop() }
      }
    }
    #expect(closed.value == 2)
  }

  @Test func `flush sends at once, not at the turn's end`() throws {
    try withLoop { loop in
      let peer = Box<RecordingStream?>(nil)
      try loop.pair { server in
        peer.value = server
      } connected: { client in
        loop.addTimer(after: .milliseconds(5)) {
          client.write("now")
          #expect(client.outputBytes == 3)
          client.flush()
          #expect(client.outputBytes == 0)
          loop.stop()
        }
      }
    }
  }
}
