internal import Assets

/// One step of the database's one series of changes: `sql/migrations/NNNN-name.sql`. Once released, a file never changes.
public struct Migration: Equatable, Sendable {
  public let version: Int
  public let name: String
  public let sql: String
  /// SHA-256 (hexadecimal) of other texts under which this step was applied; what follows it leads from them to the same.
  public let formerChecksums: Set<String>

  public init(version: Int, name: String, sql: String, formerChecksums: Set<String> = []) {
    self.version = version
    self.name = name
    self.sql = sql
    self.formerChecksums = formerChecksums
  }

  /// From a file's path and text; nil if the path is not of that form.
  public init?(path: String, sql: String) {
    guard let file = path.split(separator: "/").last, file.hasSuffix(".sql") else { return nil }
    let parts = file.dropLast(4).split(separator: "-", maxSplits: 1)
    guard parts.count == 2, parts[0].utf8.count == 4, parts[0].allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return nil
    }
    guard let version = Int(parts[0]), version > 0 else { return nil }
    self.init(
      version: version, name: String(parts[1]), sql: sql, formerChecksums: Migration.formerChecksums[version] ?? [])
  }

  /// For some days 0008 brought what is 0009 now.
  private static let formerChecksums: [Int: Set<String>] = [
    8: ["b015d31ce03d8ce08f56f85624a31600cccedba1323d10c2e766e9c2e08356c4"]
  ]

  /// The series that this program was built with, in order.
  public static let embedded: [Migration] = Assets.list(prefix: "sql/migrations/").map { path in
    let bytes = Assets.bytes(path).map { String(decoding: $0, as: UTF8.self) }
    guard let bytes, let migration = Migration(path: path, sql: bytes) else {
      preconditionFailure("\(path) is not named NNNN-name.sql")
    }
    return migration
  }
}
