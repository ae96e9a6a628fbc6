import Configuration
import Foundation
import Primitives
import Testing

/// `config/usher.yaml` is the manual: what it says must be what the program does.
@Suite struct ManualTests {
  @Test func theManualIsTheDefaults() throws {
    let manual = try configuration(Files.text("config/usher.yaml"), file: "config/usher.yaml")
    #expect(manual == UsherConfiguration())
    #expect(try configuration("") == UsherConfiguration())
    #expect(UsherConfiguration().ruleFaults.isEmpty)
  }

  /// Every key that the program knows stands in the manual, the commented examples of rooms, keys and routes included.
  @Test func theManualNamesEveryKey() throws {
    let manual = try Files.text("config/usher.yaml")
    var everything = UsherConfiguration()
    everything.rooms = [RoomConfiguration(id: "demo")]
    everything.assertionKeys = [AssertionKeyConfiguration()]
    for line in ConfigurationFile.text(everything).split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = line[..<colon].drop { $0 == " " || $0 == "-" }
      if key.isEmpty || key.hasPrefix("\"") { continue }
      #expect(manual.contains("\(key):"), "the manual says nothing of `\(key)`")
    }
  }

  /// The commented examples, with the comment signs taken away, are good configurations and the defaults they claim to be.
  @Test func theExamplesAreTrue() throws {
    let lines = try Files.text("config/usher.yaml").components(separatedBy: "\n")
    func example(from start: String, until end: String) throws -> String {
      let first = try #require(lines.firstIndex { $0.hasPrefix(start) })
      let last = try #require(lines[first...].firstIndex { $0.hasPrefix(end) })
      return lines[first..<last].map { String($0.dropFirst($0.hasPrefix("#   ") ? 4 : 1)) }.joined(separator: "\n")
    }
    let rooms = try configuration(try example(from: "#   rooms:", until: "rooms: {}")).rooms
    #expect(rooms == [RoomConfiguration(id: "demo", event: "demo")])
    let keys = try configuration(try example(from: "#   assertion_keys:", until: "assertion_keys: {}")).assertionKeys
    #expect(keys.map(\.id) == ["shop"] && keys[0].secretFile == "secrets/shop")
    let route = "routes:\n" + (try example(from: "#   - path: /shop", until: "routes:"))
    #expect(try configuration(route).routes == [UsherConfiguration().routes[3]])
    let limit = "limits:\n" + (try example(from: "#   name:", until: "limits:")).replacing("\n", with: "\n  ")
    #expect(try configuration(limit.replacing("limits:\n", with: "limits:\n  ")).limits[0].effectiveBurst == 30)
  }
}
