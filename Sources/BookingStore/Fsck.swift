internal import Assets
public import Postgres
internal import Primitives

/// What a check of every promise found.
public struct FsckReport: Sendable, Equatable {
  /// One promise, and the rows that break it.
  public struct Finding: Sendable, Equatable {
    /// As in "seats-sold-once".
    public var name: String
    public var promise: String
    public var columns: [String]
    /// The first ones, as text.
    public var rows: [[String]]
    public var rowCount: Int
  }

  public init(checked: Int, findings: [Finding]) {
    self.checked = checked
    self.findings = findings
  }

  /// How many promises were checked.
  public var checked: Int
  /// Empty: all hold.
  public var findings: [Finding]

  public var isClean: Bool { findings.isEmpty }
}

/// Checks the booking core's promises: each is a file `sql/fsck/NN-name.sql` whose first lines say what must hold and whose
/// query lists the rows that break it.
public struct Fsck: Sendable {
  public let name: String
  public let promise: String
  public let sql: String

  /// Rows that are shown of one finding.
  public static let rowsShownMax = 20

  /// All of them, in order.
  public static let all: [Fsck] = Assets.list(prefix: "sql/fsck/").map { path in
    let bytes = Assets.bytes(path).map { String(decoding: $0, as: UTF8.self) }
    guard let sql = bytes, let file = path.split(separator: "/").last, file.hasSuffix(".sql"), file.count > 7 else {
      preconditionFailure("\(path) is not named NN-name.sql")
    }
    let promise = sql.split(separator: "\n").prefix { $0.hasPrefix("--") }
      .map { $0.dropFirst(2).drop { $0 == " " } }.joined(separator: " ")
    return Fsck(name: String(file.dropFirst(3).dropLast(4)), promise: promise, sql: sql)
  }

  /// Checks everything in one snapshot; it may run beside a sale. `progress` is told each promise before it is checked.
  public static func run(
    on session: PostgresSession, progress: (Fsck) -> Void = { _ in }
  ) throws(StoreFault) -> FsckReport {
    do {
      try session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      var findings: [FsckReport.Finding] = []
      for check in all {
        progress(check)
        let rows = try session.run(check.sql)
        if !rows.isEmpty { findings.append(check.finding(rows)) }
      }
      try session.run("COMMIT")
      return FsckReport(checked: all.count, findings: findings)
    } catch {
      throw StoreFault(error)
    }
  }

  private func finding(_ rows: PostgresResult) -> FsckReport.Finding {
    let columns = (0..<rows.columnCount).map { rows.columnName($0) }
    let shown = rows.rows.prefix(Fsck.rowsShownMax).map { row in columns.indices.map { row.text($0) } }
    return FsckReport.Finding(name: name, promise: promise, columns: columns, rows: Array(shown), rowCount: rows.count)
  }
}

extension FsckReport: CustomStringConvertible {
  /// For people: each broken promise and its rows.
  public var description: String {
    if isClean { return "\(checked) promises checked, all hold\n" }
    var text = ""
    for finding in findings {
      text += "\(finding.name): \(finding.promise)\n"
      for row in finding.rows {
        let values = zip(finding.columns, row).map { "\($0)=\($1.isEmpty ? "-" : $1)" }
        text += "  \(values.joined(separator: " "))\n"
      }
      if finding.rowCount > finding.rows.count { text += "  … and \(finding.rowCount - finding.rows.count) more\n" }
    }
    return text + "\(checked) promises checked, \(findings.count) broken\n"
  }
}
