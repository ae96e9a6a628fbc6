import EventLoop
import Glibc
import Testing

@Suite struct PollTests {
  /// Two connected descriptors, closed at the end.
  private func withPair(_ body: (_ ours: Int32, _ theirs: Int32) throws -> Void) throws {
    var pair: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0, &pair) == 0)
    defer { for descriptor in pair { close(descriptor) } }
    try body(pair[0], pair[1])
  }

  @Test func `a descriptor is reported while it is readable and no longer after closing`() throws {
    try withPair { ours, theirs in
      let events = Box(0)
      try withLoop { loop in
        let poll = Box<Poll?>(nil)
        poll.value = try loop.poll(descriptor: ours) { happened in
          #expect(happened == .readable)
          events.value += 1
          // Nothing is read: it is reported again.
          if events.value == 2 {
            poll.value?.close()
            poll.value = nil
            loop.addTimer(after: .milliseconds(5)) { loop.stop() }
          }
        }
        poll.value?.set(readable: true, writable: false)
        loop.addTimer(after: .milliseconds(1)) { write(theirs, "x", 1) }
      }
      #expect(events.value == 2)
    }
  }

  @Test func `interest that is set and taken back within a turn reports nothing`() throws {
    try withPair { ours, _ in
      try withLoop { loop in
        let poll = try loop.poll(descriptor: ours) { _ in Issue.record("nothing was asked for") }
        loop.addTimer(after: .zero) {
          poll.set(readable: false, writable: true)
          poll.set(readable: false, writable: false)
        }
        loop.addTimer(after: .milliseconds(10)) {
          poll.close()
          loop.stop()
        }
      }
    }
  }

  @Test func `interest can change from inside the event`() throws {
    try withPair { ours, theirs in
      let seen = Box<[PollEvents]>([])
      try withLoop { loop in
        let poll = Box<Poll?>(nil)
        poll.value = try loop.poll(descriptor: ours) { happened in
          seen.value.append(happened)
          if seen.value.count == 1 {
            write(theirs, "x", 1)
            poll.value?.set(readable: true, writable: false)
          } else {
            poll.value?.close()
            poll.value = nil
            loop.stop()
          }
        }
        poll.value?.set(readable: true, writable: true)
      }
      #expect(seen.value == [.writable, .readable])
    }
  }

  @Test func `a refused connection is reported so that the owner meets the error`() throws {
    // Port 1 of this machine: nobody listens there.
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(1).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try withLoop { loop in
      let poll = Box<Poll?>(nil)
      poll.value = try loop.poll(descriptor: descriptor) { happened in
        #expect(happened.contains(.writable))
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        #expect(code == ECONNREFUSED)
        poll.value?.close()
        poll.value = nil
        loop.stop()
      }
      poll.value?.set(readable: false, writable: true)
    }
  }

  @Test func `a second watcher of one descriptor is refused`() throws {
    try withPair { ours, _ in
      try withLoop { loop in
        let first = try loop.poll(descriptor: ours) { _ in }
        first.set(readable: true, writable: false)
        loop.addTimer(after: .milliseconds(1)) {
          #expect(throws: LoopError.self) { _ = try loop.poll(descriptor: ours) { _ in } }
          first.close()
          #expect(throws: Never.self) { try loop.poll(descriptor: ours) { _ in }.close() }
          loop.stop()
        }
      }
    }
  }
}
