import CEpoll
import Glibc

/// Sends requests that lie ready in a file, over a few connections, and says how it went: a load generator that costs
/// little beside the server it measures.
///
/// Usage: HoldBench SERVER FILE CONNECTIONS [PER_SECOND]. SERVER: the path of a unix socket, or a port of 127.0.0.1. FILE:
/// for each request its length as a line, then its bytes. Without
/// PER_SECOND each connection sends its next request when the last was answered; with it requests fall due evenly, and what
/// each had to wait for a free connection counts in its time.
struct Request {
  let start: Int
  let count: Int
}

struct Connection {
  let descriptor: Int32
  var request = -1
  var dueNanoseconds: Int64 = 0
  var received = 0
  var buffer = [UInt8](repeating: 0, count: 16_384)
}

func now() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

func fail(_ words: String) -> Never {
  let line = "HoldBench: \(words)\n"
  _ = line.withCString { write(2, $0, strlen($0)) }
  exit(3)
}

func read(file path: String) -> (bytes: UnsafeMutableBufferPointer<UInt8>, requests: [Request]) {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { fail("can't open \(path)") }
  let size = Int(lseek(descriptor, 0, SEEK_END))
  lseek(descriptor, 0, SEEK_SET)
  let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
  var filled = 0
  while filled < size {
    let count = read(descriptor, bytes.baseAddress! + filled, size - filled)
    guard count > 0 else { fail("can't read \(path)") }
    filled += count
  }
  close(descriptor)
  var requests: [Request] = []
  var at = 0
  while at < size {
    var length = 0
    while bytes[at] != UInt8(ascii: "\n") {
      length = length * 10 + Int(bytes[at] - UInt8(ascii: "0"))
      at += 1
    }
    requests.append(Request(start: at + 1, count: length))
    at += 1 + length
  }
  return (bytes, requests)
}

func connect(to server: String) -> Int32 {
  guard let port = UInt16(server) else { return connect(toSocket: server) }
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var on: Int32 = 1
  setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout.size(ofValue: on)))
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  return connect(descriptor, address, server)
}

func connect(toSocket path: String) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let bytes = Array(path.utf8)
  guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { fail("\(path) is too long") }
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
  return connect(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0), address, path)
}

func connect<Address>(_ descriptor: Int32, _ address: Address, _ server: String) -> Int32 {
  let result = withUnsafePointer(to: address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
    }
  }
  guard result == 0 else { fail("can't connect to \(server)") }
  return descriptor
}

/// Where the first `word` ends within the first `count` bytes.
func end(of word: StaticString, in bytes: UnsafeBufferPointer<UInt8>, count: Int) -> Int? {
  let length = word.utf8CodeUnitCount
  var at = 0
  while at + length <= count {
    if bytes[at] == word.utf8Start[0], memcmp(bytes.baseAddress! + at, word.utf8Start, length) == 0 {
      return at + length
    }
    at += 1
  }
  return nil
}

/// The status if the answer is whole; nil if more of it has to come.
func status(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  guard let headCount = end(of: "\r\n\r\n", in: bytes, count: bytes.count) else { return nil }
  var length = 0
  if var at = end(of: "Content-Length: ", in: bytes, count: headCount) {
    while bytes[at] != UInt8(ascii: "\r") {
      length = length * 10 + Int(bytes[at] - UInt8(ascii: "0"))
      at += 1
    }
  }
  guard bytes.count >= headCount + length else { return nil }
  return (9..<12).reduce(0) { $0 * 10 + Int(bytes[$1] - UInt8(ascii: "0")) }
}

/// One run.
struct Run {
  let bytes: UnsafeMutableBufferPointer<UInt8>
  let requests: [Request]
  var connections: [Connection]
  /// Zero: as fast as answers come.
  let intervalNanoseconds: Double
  private let readiness = epoll_create1(0)
  private var ready = [epoll_event](repeating: epoll_event(), count: 512)
  private var next = 0
  private var idle: [Int] = []
  private var began: Int64 = 0
  private(set) var latencies: [Int64] = []
  private(set) var statuses: [Int: Int] = [:]

  init(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, _ requests: [Request], _ connections: [Connection], perSecond: Double
  ) {
    self.bytes = bytes
    self.requests = requests
    self.connections = connections
    intervalNanoseconds = perSecond > 0 ? 1e9 / perSecond : 0
    idle = Array(connections.indices)
    latencies.reserveCapacity(requests.count)
    for (index, connection) in connections.enumerated() {
      var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: UInt64(index)))
      guard epoll_ctl(readiness, EPOLL_CTL_ADD, connection.descriptor, &event) == 0 else { fail("can't watch") }
    }
  }

  /// Seconds from the first request to the last answer.
  mutating func run() -> Double {
    began = now()
    while latencies.count < requests.count {
      let wait = sendDue()
      let count = epoll_wait(readiness, &ready, Int32(ready.count), wait)
      guard count > 0 else { continue }
      for event in ready[..<Int(count)] { receive(Int(event.data.u64)) }
    }
    return Double(now() - began) / 1e9
  }

  /// Sends what is due while connections are idle; says how many milliseconds to wait at most, -1: for an answer.
  private mutating func sendDue() -> Int32 {
    while next < requests.count, let index = idle.last {
      var due = now()
      if intervalNanoseconds > 0 {
        let planned = began + Int64(Double(next) * intervalNanoseconds)
        if planned > due { return 1 }
        due = planned
      }
      idle.removeLast()
      connections[index].request = next
      connections[index].dueNanoseconds = due
      connections[index].received = 0
      let request = requests[next]
      guard
        send(connections[index].descriptor, bytes.baseAddress! + request.start, request.count, Int32(MSG_NOSIGNAL))
          == request.count
      else { fail("can't send") }
      next += 1
    }
    return -1
  }

  private mutating func receive(_ index: Int) {
    let from = connections[index].received
    let descriptor = connections[index].descriptor
    let count = connections[index].buffer.withUnsafeMutableBytes {
      recv(descriptor, $0.baseAddress! + from, $0.count - from, 0)
    }
    guard count > 0 else { fail("the server closed") }
    connections[index].received += count
    let received = connections[index].received
    guard
      let status = connections[index].buffer.withUnsafeBufferPointer({
        status(UnsafeBufferPointer(rebasing: $0[..<received]))
      })
    else { return }
    statuses[status, default: 0] += 1
    latencies.append(now() - connections[index].dueNanoseconds)
    idle.append(index)
  }
}

let words = CommandLine.arguments
guard words.count >= 4, let count = Int(words[3]), count > 0 else {
  fail("usage: HoldBench SERVER FILE CONNECTIONS [PER_SECOND]")
}
let (bytes, requests) = read(file: words[2])
var run = Run(
  bytes, requests, (0..<count).map { _ in Connection(descriptor: connect(to: words[1])) },
  perSecond: words.count > 4 ? Double(words[4]) ?? 0 : 0)
let seconds = run.run()
let sorted = run.latencies.sorted()
func milliseconds(_ share: Double) -> Double { Double(sorted[Int(Double(sorted.count - 1) * share)]) / 1e6 }
let statuses = run.statuses.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
let line =
  "{\"seconds\":\(seconds),\"statuses\":{\(statuses)},\"p50_ms\":\(milliseconds(0.5)),\"p99_ms\":\(milliseconds(0.99)),"
  + "\"max_ms\":\(milliseconds(1))}\n"
_ = line.withCString { write(1, $0, strlen($0)) }
