/// What making a room came to.
public enum RoomCreation: Equatable, Sendable {
  case created(RoomRecord)
  /// There was one of that id; it was left as it is.
  case existed(RoomRecord)
}

/// What changing a room came to.
public enum RoomChangeOutcome: Equatable, Sendable {
  case changed(RoomRecord)
  /// Somebody else changed it first: nothing was done.
  case otherVersion(RoomRecord)
  case unknownRoom
}

/// What raising a room's epoch came to.
public enum EpochOutcome: Equatable, Sendable {
  case raised(RoomRecord)
  /// It is another than the caller thought: somebody else raised it first.
  case otherEpoch(RoomRecord)
  case unknownRoom
}
