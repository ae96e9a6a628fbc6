import Booking
import BookingStore
import Postgres

/// Brings an event into the database.
enum EventSetup {
  static func run(_ document: EventDocument, on session: PostgresSession) throws(CommandFault) -> EventImportReport {
    do throws(StoreFault) {
      return try EventImport.run(document, on: session)
    } catch {
      throw .fault("event \(document.id): \(error)")
    }
  }
}
