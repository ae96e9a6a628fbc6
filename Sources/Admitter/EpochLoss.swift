/// Why Redis can't be trusted to hold a room's line any more: each raises the epoch.
public enum EpochLoss: String, Sendable, CaseIterable {
  /// Redis has nothing of an epoch that it had confirmed.
  case missing
  /// Redis has an older epoch: a replica that lagged, or an old dump.
  case older
  /// Redis' counters are behind those that were stored: it lost the last moments.
  case wentBack = "went_back"
  /// Redis noticed by itself that members of the line are gone.
  case incomplete
  /// Another Redis answers than the one that held the epoch: it may lack what the other one took last.
  case otherStore = "other_store"
  /// Redis has a later epoch than PostgreSQL, which then lost a raise in a failover.
  case ledgerBehind = "ledger_behind"
}
