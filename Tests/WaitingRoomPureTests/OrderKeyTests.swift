import Primitives
import Testing
import WaitingRoom

@Suite struct OrderKeyTests {
  static let samples: [OrderKey] = {
    let epochs: [UInt32] = [0, 1, 2, 15, 16, 255, 65_535, .max]
    let scores: [Int64] = [0, 1, 9, 10, 0xFFFF, 1_795_490_506_558_861, OrderKey.scoreMax - 1, OrderKey.scoreMax]
    return epochs.flatMap { epoch in scores.map { OrderKey(epoch: epoch, score: $0) } }
  }()

  @Test func textsAreFixedWidthAndReadBack() {
    #expect(OrderKey(epoch: 1, score: 255).text == "0000000100000000000000ff")
    for key in OrderKeyTests.samples {
      #expect(key.text.utf8.count == OrderKey.textBytes)
      #expect(OrderKey(key.text) == key)
      let buffer = ByteBuffer()
      key.append(to: buffer)
      #expect(buffer.string == key.text)
    }
  }

  @Test func textsAreOrderedAsTheirKeysAre() {
    for left in OrderKeyTests.samples {
      for right in OrderKeyTests.samples { #expect((left < right) == (left.text < right.text)) }
    }
  }

  @Test(arguments: [
    "", "0000000100000000000000f", "0000000100000000000000fff", "0000000100000000000000fg", "0000000100000000000000FF",
    "00000001ffffffffffffffff", "000000010020000000000001", " 000000100000000000000ff",
  ])
  func otherTextsAreRefused(text: String) { #expect(OrderKey(text) == nil) }
}

@Suite struct RoomIDTests {
  @Test(arguments: ["a", "demo", "demo-ga", "0", "-", String(repeating: "z", count: 40)])
  func goodNames(text: String) throws {
    let id = try #require(RoomID(text))
    #expect(id.text == text && "\(id)" == text && id.view.string == text)
    #expect(id == RoomID(text) && Set([id]).contains(RoomID(text)!))
  }

  @Test(arguments: [
    "", "Demo", "a b", "a/b", "a_b", "a.b", "ä", "a\0", "{a}", String(repeating: "z", count: 41),
  ])
  func badNames(text: String) { #expect(RoomID(text) == nil) }

  @Test func orderIsThatOfTheBytes() {
    let names = ["b", "a", "aa", "-", "0"].compactMap { RoomID($0) }
    #expect(names.sorted().map(\.text) == ["-", "0", "a", "aa", "b"])
  }
}
