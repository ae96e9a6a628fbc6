import Booking
import Configuration

/// The sale that `usher up` shows itself with: two events, each with a room of its own that is open at once.
enum DemoConfiguration {
  static let assertionKey = "demo"

  /// Adds the rooms, unless the configuration has rooms of these names, and the shop's sign-in stub with its key, unless
  /// the configuration has keys of its own: the stub believes every name, so it must never vouch beside a real shop.
  static func configure(_ configuration: inout UsherConfiguration, assertionFile: String) {
    for event in DemoSale.events.map(\.id) where configuration.room(event) == nil {
      configuration.rooms.append(RoomConfiguration(id: event, event: event))
    }
    guard configuration.assertionKeys.isEmpty else { return }
    var key = AssertionKeyConfiguration()
    key.id = assertionKey
    key.secretFile = assertionFile
    configuration.assertionKeys.append(key)
    configuration.booking.signInKey = assertionKey
    configuration.routes.append(.signIn)
  }
}
