import Foundation
import TestKit
import Testing

/// People buy tickets in a real browser, from `usher up` on an empty folder to the booking in the database.
@Suite struct SaleTests {
  @Test func peopleBuyTicketsInABrowser() throws {
    let folder = try TemporaryFolder()
    let system = try System(data: folder.file("data"))
    try BrowserTools.run(
      "journey.py", [TestExecutable.usher(), system.data, system.http, folder.path], timeout: .seconds(900))
    // Four whole visits, and two buyers who wanted the same seat.
    #expect(try system.psql("SELECT count(*) FROM bookings WHERE status = 'CONFIRMED'") == "6\n")
    #expect(try system.psql("SELECT count(*) FROM seats WHERE status = 'SOLD'") == "11\n")
    let check = try system.verb("fsck")
    #expect(check.succeeded, "\(check.output)\(check.errors)")
  }
}
