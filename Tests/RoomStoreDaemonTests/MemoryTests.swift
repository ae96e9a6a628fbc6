import EventLoop
import Foundation
import Primitives
import RoomStore
import TestKit
import Testing
import WaitingRoom

/// What a waiter costs Redis in memory, by its own account.
@Suite struct MemoryTests {
  static let waiters = 20_000

  static func usedBytes(_ redis: TestRedis) throws -> Int {
    let text = try redis.command("INFO", "memory").text ?? ""
    for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("used_memory:") {
      return try #require(Int(line.dropFirst("used_memory:".count)))
    }
    throw TestKitFault("INFO names no used_memory")
  }

  @Test(arguments: ["strangers", "users", "keys"])
  func aWaiterTakesAtMostTwoHundredBytes(who: String) throws {
    let rig = try Rig(simulated: true)
    _ = try rig.openRoom()
    // What connections and scripts take is there before.
    _ = try rig.joined(0, owner: .user(Rig.digest("first")))
    let before = try MemoryTests.usedBytes(rig.redis)
    var tickets = [PlaceRequest?](repeating: nil, count: MemoryTests.waiters)
    for batch in stride(from: 0, to: MemoryTests.waiters, by: 16) {
      rig.clock!.advance(seconds: 0.01)
      var waiting = 16
      for number in batch..<batch + 16 {
        let owner: JoinOwner =
          switch who {
          case "users": .user(Rig.digest("user \(number)"))
          case "keys": .key(Rig.digest("key \(number)"))
          default: .stranger
          }
        let request = JoinRequest(random: Rig.id(number + 1), owner: owner)
        rig.store.join(rig.room, epoch: 1, request) { result in
          if case .success(.joined(_, let key, let id, _)) = result {
            tickets[number] = PlaceRequest(ticketID: id, key: key)
          }
          waiting -= 1
          if waiting == 0 { rig.loop.stop() }
        }
      }
      rig.loop.run()
    }
    #expect(tickets.allSatisfy { $0 != nil })
    #expect(try rig.figures().waiting == MemoryTests.waiters + 1)
    // Polls write presence and must not make anybody dearer.
    for number in stride(from: 0, to: MemoryTests.waiters, by: 100) {
      let ticket = try #require(tickets[number])
      _ = try rig.wait { rig.store.place(rig.room, epoch: 1, ticket, $0) }
    }
    let perWaiter = Double(try MemoryTests.usedBytes(rig.redis) - before) / Double(MemoryTests.waiters)
    print("\(who): \((perWaiter * 10).rounded() / 10) bytes a waiter")
    #expect(perWaiter <= 200, "\(perWaiter) bytes a waiter")
  }
}
