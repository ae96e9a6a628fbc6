import TestKit

/// One server for all tests that don't break it. Each makes tables under names of its own.
enum SharedPostgres {
  private static let server = Result { try TestPostgres.start() }

  static var connection: String { get throws { try server.get().connectionString } }
}
