import Primitives

/// Refusals that follow from what a parser found.
extension Problem {
  public init(_ fault: HeadFault) {
    switch fault.status {
    case 414: self.init(.targetTooLong, detail: fault.rawValue)
    case 417: self.init(.expectationFailed, detail: fault.rawValue)
    case 431: self.init(.headersTooLarge, detail: fault.rawValue)
    case 501: self.init(.notImplemented, detail: fault.rawValue)
    case 505: self.init(.versionNotSupported, detail: fault.rawValue)
    default: self.init(.badRequest, detail: fault.rawValue)
    }
  }

  public init(_ fault: ChunkFault) {
    self.init(fault.status == 413 ? .contentTooLarge : .badRequest, detail: fault.rawValue)
  }

  public init(_ fault: TargetFault) { self.init(.invalidTarget, detail: fault.rawValue) }

  public init(_ fault: FormFault) { self.init(.invalidField, detail: fault.rawValue) }

  public init(_ fault: JSONFault) { self.init(.invalidJSON, detail: fault.description) }

  public init(_ fault: JSONFieldFault) { self.init(.invalidField, detail: fault.description) }
}
