/// Builds the tree of one document from events. Nesting is kept in a list of its own, so a deep text cannot exhaust the
/// stack.
struct YAMLBuilder {
  private enum Open {
    case sequence([YAMLNode], YAMLPosition)
    /// `key` is set between a key and its value.
    case mapping([YAMLEntry], YAMLPosition, key: (text: String, position: YAMLPosition)?)
  }

  private let limits: YAMLLimits
  private var open: [Open] = []
  private var nodes = 0
  private var documents = 0
  private(set) var root: YAMLNode?

  init(limits: YAMLLimits) { self.limits = limits }

  /// True when the stream has ended.
  mutating func take(_ event: YAMLEvent) throws(YAMLFault) -> Bool {
    if event.hasAnchor { throw YAMLFault(at: event.position, "anchors are not supported; write the value out") }
    if event.hasTag { throw YAMLFault(at: event.position, "tags are not supported; write the value without it") }
    switch event.kind {
    case .streamEnd: return true
    case .documentStart:
      documents += 1
      if documents > 1 {
        throw YAMLFault(at: event.position, "a second document begins here; write one document a file")
      }
    case .alias: throw YAMLFault(at: event.position, "aliases are not supported; write the value out")
    case .scalar(let text, let isPlain):
      if try !takeKey(text, at: event.position) {
        try add(YAMLNode(.scalar(text, isPlain: isPlain), at: event.position))
      }
    case .sequenceStart: try push(.sequence([], event.position), at: event.position)
    case .mappingStart: try push(.mapping([], event.position, key: nil), at: event.position)
    case .sequenceEnd, .mappingEnd: try close()
    case .other: break
    }
    return false
  }

  /// Takes a scalar as a key if one is due.
  private mutating func takeKey(_ text: String, at position: YAMLPosition) throws(YAMLFault) -> Bool {
    guard case .mapping(let entries, let start, key: nil) = open.last else { return false }
    open[open.count - 1] = .mapping(entries, start, key: (text, position))
    return true
  }

  private mutating func push(_ value: Open, at position: YAMLPosition) throws(YAMLFault) {
    if case .mapping(_, _, key: nil) = open.last {
      throw YAMLFault(at: position, "a key must be a single value; write `name: value`")
    }
    guard open.count < limits.depth else {
      throw YAMLFault(at: position, "nested deeper than \(limits.depth) levels; write it flatter")
    }
    open.append(value)
  }

  private mutating func close() throws(YAMLFault) {
    switch open.removeLast() {
    case .sequence(let elements, let start): try add(YAMLNode(.sequence(elements), at: start))
    case .mapping(let entries, let start, key: _): try add(YAMLNode(.mapping(entries), at: start))
    }
  }

  private mutating func add(_ node: YAMLNode) throws(YAMLFault) {
    nodes += 1
    guard nodes <= limits.nodes else {
      throw YAMLFault(at: node.position, "more than \(limits.nodes) values; split or shorten the file")
    }
    guard let last = open.popLast() else {
      root = node
      return
    }
    switch last {
    case .sequence(var elements, let start):
      elements.append(node)
      open.append(.sequence(elements, start))
    case .mapping(var entries, let start, let key):
      guard let key else { preconditionFailure("a value without a key is taken as one") }
      entries.append(YAMLEntry(key: key.text, at: key.position, value: node))
      open.append(.mapping(entries, start, key: nil))
    }
  }
}
