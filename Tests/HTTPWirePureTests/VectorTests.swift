import Foundation
import HTTPWire
import Testing
import WireKit

@Suite struct VectorTests {
  private static let missingHost = "head: \(HeadFault.missingHost.rawValue)"

  /// The same request with a Host behind its request line.
  private static func withHost(_ input: [UInt8], _ host: String) -> [UInt8] {
    let start = Array("\r\n".utf8)
    let skipped = input.starts(with: start) ? 2 : 0
    guard let lineEnd = input[skipped...].firstIndex(of: 10) else { return input }
    return Array(input[...lineEnd]) + Array("Host: \(host)\r\n".utf8) + Array(input[(lineEnd + 1)...])
  }

  /// What ours makes of the case as it stands, or else with the line end it may have lost.
  private static func outcome(_ vector: VectorCase) -> Outcome {
    let outcome = outcome(vector, vector.input)
    let isAsExpected = outcome.fault == nil && outcome.completeCount == vector.messages_complete
    return vector.strict_accepts && isAsExpected ? outcome : Self.outcome(vector, vector.inputWithLineEnd)
  }

  /// With a Host put in each message if only that was missing.
  private static func outcome(_ vector: VectorCase, _ bytes: [UInt8]) -> Outcome {
    let outcome = WireReader.read(bytes, vector.kind)
    guard outcome.fault == missingHost else { return outcome }
    // An authority in the target has to be repeated.
    let authority = vector.target.first.flatMap { target in
      target.hasPrefix("http://") ? target.dropFirst(7).prefix { $0 != "/" && $0 != "?" } : nil
    }
    var input = withHost(bytes, authority.map(String.init) ?? "a.example")
    let text = String(decoding: input, as: UTF8.self)
    if vector.messages_complete > 1, let second = vector.method.last,
      let place = text.range(of: "\r\n\r\n\(second) ")
    {
      let head = Array(text[..<place.lowerBound].utf8) + [13, 10, 13, 10]
      input = head + withHost(Array(input.dropFirst(head.count)), "a.example")
    }
    return WireReader.read(input, vector.kind)
  }

  @Test func `every case agrees, or stands in the table`() throws {
    let cases = try VectorCase.all()
    #expect(cases.count >= 100)
    var named: Set<String> = []
    for vector in cases {
      let outcome = Self.outcome(vector)
      let label = "\(vector.label): \(outcome)"
      if let stricter = Stricter.refusedHere[vector.label] {
        named.insert(vector.label)
        #expect(vector.strict_accepts && outcome.fault == stricter.fault, "\(label)")
      } else if Stricter.takenHere[vector.label] != nil {
        named.insert(vector.label)
        #expect(!vector.strict_accepts && outcome.fault == nil && outcome.completeCount == 1, "\(label)")
      } else if vector.strict_accepts {
        #expect(outcome.fault == nil && outcome.completeCount == vector.messages_complete, "\(label)")
        // Their result doesn't show the line ends within a body.
        let body = String(decoding: outcome.body.filter { $0 != 10 && $0 != 13 }, as: UTF8.self)
        #expect(body.hasPrefix(vector.body), "\(label)")
        for (message, method) in zip(outcome.messages, vector.method) { #expect(message.start.hasPrefix("\(method) ")) }
        for (message, target) in zip(outcome.messages, vector.target) { #expect(message.start.contains(" \(target) ")) }
      } else {
        #expect(Self.isRefused(vector, outcome), "\(label)")
      }
    }
    #expect(
      named == Set(Stricter.refusedHere.keys).union(Stricter.takenHere.keys), "the table names a case there isn't")
  }

  /// Refused at once, or, where the fixture breaks off inside a line, as soon as that is whole.
  private static func isRefused(_ vector: VectorCase, _ outcome: Outcome) -> Bool {
    if outcome.fault != nil { return true }
    return outcome.completeCount == 0 && WireReader.read(vector.inputWithLineEnd + [13, 10], vector.kind).fault != nil
  }

  @Test func `how the bytes arrive changes nothing`() throws {
    for vector in try VectorCase.all() {
      let input = vector.inputWithLineEnd
      for bytes in vector.kind == .request ? [input, Self.withHost(input, "a.example")] : [input] {
        let whole = WireReader.read(bytes, vector.kind)
        for split in 0...bytes.count {
          let pieces = [Array(bytes[..<split]), Array(bytes[split...])]
          let found = WireReader.read(pieces, vector.kind)
          if found != whole {
            Issue.record("\(vector.label) split at \(split): \(found) instead of \(whole)")
            break
          }
        }
        let dripped = WireReader.read(bytes.map { [$0] }, vector.kind)
        if dripped != whole { Issue.record("\(vector.label) byte by byte: \(dripped) instead of \(whole)") }
      }
    }
  }
}
