import HTTPWire
import Primitives
import TestKit
import Testing

@Suite struct ChunkedTests {
  private enum Decoded: Equatable {
    case whole([UInt8], left: Int)
    case partial([UInt8])
    case refused(ChunkFault)
  }

  private func decode(_ bytes: [UInt8], pieces: Int = .max, limits: ChunkLimits = ChunkLimits()) -> Decoded {
    var decoder = ChunkedDecoder(limits: limits)
    var body: [UInt8] = []
    let buffer = ByteBuffer()
    var given = 0
    while true {
      do throws(ChunkFault) {
        let step = try decoder.step(buffer.readable)
        var ended = false
        switch step.event {
        case .data(let data): body += data.array
        case .end: ended = true
        case .needsMore: #expect(step.consumed == buffer.readableCount)
        }
        buffer.consume(step.consumed)
        if ended { return .whole(body, left: buffer.readableCount + bytes.count - given) }
      } catch {
        return .refused(error)
      }
      guard buffer.isEmpty else { continue }
      guard given < bytes.count else { return .partial(body) }
      let count = min(pieces, bytes.count - given)
      buffer.append(Array(bytes[given..<given + count]))
      given += count
    }
  }

  private func decode(_ text: String, limits: ChunkLimits = ChunkLimits()) -> Decoded {
    let whole = decode([UInt8](text.utf8), limits: limits)
    for pieces in [1, 2, 3, 7] {
      #expect(decode([UInt8](text.utf8), pieces: pieces, limits: limits) == whole, "\(text)")
    }
    return whole
  }

  @Test func `bodies are put together`() {
    #expect(decode("0\r\n\r\n") == .whole([], left: 0))
    #expect(decode("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nGET") == .whole(Array("hello world".utf8), left: 3))
    #expect(decode("00A\r\n0123456789\r\n000\r\n\r\n") == .whole(Array("0123456789".utf8), left: 0))
    #expect(decode("a\r\n0123456789\r\n0\r\nTrailer: x\r\nB:\r\n\r\n") == .whole(Array("0123456789".utf8), left: 0))
    #expect(decode("1;a;b=c;d=\"e\\\"; f\"\r\nx\r\n0;z\r\n\r\n") == .whole(Array("x".utf8), left: 0))
    #expect(decode("2\r\n\r\n\r\n0\r\n\r\n") == .whole([13, 10], left: 0))
    #expect(decode("5\r\nhel") == .partial(Array("hel".utf8)))
    #expect(decode("0\r\n") == .partial([]))
  }

  @Test(arguments: [
    ("\r\n", ChunkFault.invalidSize), (" 5\r\n", .invalidSize), ("5 \r\n", .invalidSize), ("5\t;a\r\n", .invalidSize),
    ("g\r\n", .invalidSize), ("-5\r\n", .invalidSize), ("+5\r\n", .invalidSize), ("0x5\r\n", .invalidSize),
    ("5_0\r\n", .invalidSize), ("5\n", .bareLineFeed), ("\n", .bareLineFeed), ("5\r5", .bareCarriageReturn),
    ("5\r\r\n", .bareCarriageReturn), (";a\r\n", .invalidSize), ("٥\r\n", .invalidSize),
    ("ffffffffffffffff\r\n", .sizeTooLarge), ("10000000000000005\r\n", .sizeTooLarge),
    ("00000000000000005\r\n", .sizeTooLarge), ("7fffffffffffffff\r\n", .sizeTooLarge),
    ("10000000001\r\n", .sizeTooLarge),
    ("5;\r\n", .invalidExtension), ("5;;a\r\n", .invalidExtension), ("5; a\r\n", .invalidExtension),
    ("5;a =b\r\n", .invalidExtension), ("5;a=\r\n", .invalidExtension), ("5;a= b\r\n", .invalidExtension),
    ("5;a=\"b\r\n", .invalidExtension), ("5;a=\"b\"c\r\n", .invalidExtension), ("5;a=b\"\r\n", .invalidExtension),
    ("5;a=\"\\\r\n", .invalidExtension), ("5;a\0\r\n", .invalidExtension), ("5;a=\"\u{7F}\"\r\n", .invalidExtension),
    ("5;a\n", .bareLineFeed), ("5;a=\"\n\"\r\n", .bareLineFeed), ("5;a\rb", .bareCarriageReturn),
    ("5\r\nhelloX", .dataNotEnded), ("5\r\nhello\n", .dataNotEnded), ("5\r\nhello\rX", .dataNotEnded),
    ("5\r\nhello\r\n\r\n", .invalidSize), ("5\r\nhello0\r\n\r\n", .dataNotEnded),
    ("0\r\nA\r\n\r\n", .invalidTrailer), ("0\r\nA : b\r\n\r\n", .invalidTrailer),
    ("0\r\n A: b\r\n\r\n", .invalidTrailer),
    ("0\r\n: b\r\n\r\n", .invalidTrailer), ("0\r\nA: \0\r\n\r\n", .invalidTrailer), ("0\r\nA: b\n\r\n", .bareLineFeed),
    ("0\r\nA: b\rC", .bareCarriageReturn), ("0\r\n\n", .bareLineFeed), ("0\r\n\rX", .bareCarriageReturn),
    ("0\r\nA\n", .bareLineFeed), ("0\r\nA: b\r\n c\r\n\r\n", .invalidTrailer),
  ])
  func `bodies that are refused`(_ text: String, _ expected: ChunkFault) {
    #expect(decode(text) == .refused(expected))
  }

  @Test func `each limit takes its last and refuses one more`() {
    let limits = ChunkLimits(chunkBytesMax: 16, extensionBytesMax: 5, trailerBytesMax: 20, trailersMax: 2)
    let sixteen = String(repeating: "x", count: 16)
    #expect(decode("10\r\n\(sixteen)\r\n0\r\n\r\n", limits: limits) == .whole(Array(sixteen.utf8), left: 0))
    #expect(decode("11\r\n", limits: limits) == .refused(.sizeTooLarge))
    #expect(decode("1;abc\r\nx\r\n1;abc\r\ny\r\n0\r\n\r\n", limits: limits) == .whole(Array("xy".utf8), left: 0))
    #expect(decode("1;abcde\r\nx\r\n", limits: limits) == .refused(.extensionTooLong))
    #expect(decode("0\r\nA: 1\r\nB: 2\r\n\r\n", limits: limits) == .whole([], left: 0))
    #expect(decode("0\r\nA:\r\nB:\r\nC:\r\n\r\n", limits: limits) == .refused(.trailerTooLong))
    #expect(decode("0\r\nA: 4567890123456789012345\r\n\r\n", limits: limits) == .refused(.trailerTooLong))
  }

  /// All bodies over a small alphabet up to six bytes: taking them in pieces changes nothing, and what is whole was put
  /// together by the grammar.
  @Test func `short bodies, all of them`() {
    let alphabet = Array("01;a=\"\r\n".utf8)
    var whole = 0
    for length in 0...6 {
      var places = [Int](repeating: 0, count: length)
      while true {
        let bytes = places.map { alphabet[$0] }
        let found = decode(bytes)
        if decode(bytes, pieces: 1) != found { Issue.record("\(bytes)") }
        if case .whole(let body, let left) = found {
          whole += 1
          if !body.isEmpty || left != bytes.count - 5 && left != bytes.count - 6 { Issue.record("\(bytes)") }
        }
        guard let next = places.lastIndex(where: { $0 + 1 < alphabet.count }) else { break }
        places[next] += 1
        for index in (next + 1)..<length where index < length { places[index] = 0 }
      }
    }
    // "0" CR LF CR LF, alone and before each byte, and "00" CR LF CR LF.
    #expect(whole == 1 + alphabet.count + 1)
  }

  @Test(.seeded) func `what is written comes back`() {
    var random = SeededRandom(seed: TestSeed.current)
    for _ in 0..<200 {
      let buffer = ByteBuffer()
      var body: [UInt8] = []
      for _ in 0..<(random.next() % 5) {
        let piece = (0..<Int(random.next() % 300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        piece.withUnsafeBytes { ChunkedWriter.appendChunk(ByteView($0), to: buffer) }
        body += piece
      }
      ChunkedWriter.appendEnd(to: buffer)
      #expect(decode(buffer.readable.array, pieces: 1 + Int(random.next() % 50)) == .whole(body, left: 0))
    }
  }
}
