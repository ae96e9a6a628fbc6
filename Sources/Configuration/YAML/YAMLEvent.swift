/// One step of a YAML text, as the builder of the tree wants it.
struct YAMLEvent {
  enum Kind {
    case scalar(String, isPlain: Bool)
    case alias
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
    case documentStart
    case streamEnd
    case other
  }

  var kind: Kind
  var position: YAMLPosition
  var hasAnchor = false
  var hasTag = false
}
