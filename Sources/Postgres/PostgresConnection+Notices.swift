internal import CPostgres
internal import Primitives

extension PostgresConnection {
  /// Listens to warnings: one of them says that a commit is not what it seems. The others are dropped, for libpq would
  /// print them.
  func watchNotices(_ raw: OpaquePointer) {
    PQsetNoticeReceiver(
      raw,
      { context, result in
        guard let context, let result else { return }
        Unmanaged<PostgresConnection>.fromOpaque(context).takeUnretainedValue().notice(result)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// A wait for the synchronous standby that is cut short ends in a warning and then in success: the commit is on this
  /// server alone, and a failover may lose it. The source function's name is the same in every language.
  private func notice(_ result: OpaquePointer) {
    let source = ByteView(cString: PQresultErrorField(result, Int32(UInt8(ascii: "R"))))
    guard source.equals("SyncRepWaitForLSN"), !units.isEmpty else { return }
    units[0].commitWasNotReplicated(
      ByteView(cString: PQresultErrorField(result, Int32(UInt8(ascii: "M")))).string)
  }
}
