/// One key of a section: how it is read, written and resolved. A section's list of these is the only place where its
/// keys are named, so reader, writer and the list of known keys cannot disagree.
struct Field<Section> {
  var name: String
  var read: (YAMLNode, _ path: String, inout Section, inout FaultList) -> Void
  var write: (Section, inout YAMLWriter) -> Void
  /// The section makes no sense without it.
  var isRequired = false
  /// Makes relative paths absolute.
  var resolve: (inout Section, _ folder: String) -> Void = { _, _ in }
}

extension Field {
  /// The same field, which the file must set.
  var required: Field {
    var field = self
    field.isRequired = true
    return field
  }

  /// A single value that must be there if its key is.
  static func value<Value>(
    _ name: String, _ keyPath: WritableKeyPath<Section, Value>, _ kind: ScalarKind<Value>
  ) -> Field {
    Field(
      name: name,
      read: { node, path, section, faults in
        if let value = kind.read(node, path, &faults) { section[keyPath: keyPath] = value }
      },
      write: { section, writer in writer.scalar(name, kind.text(section[keyPath: keyPath])) },
      resolve: { section, folder in
        if let resolve = kind.resolve { section[keyPath: keyPath] = resolve(section[keyPath: keyPath], folder) }
      })
  }

  /// A single value, or `null` for none.
  static func optional<Value>(
    _ name: String, _ keyPath: WritableKeyPath<Section, Value?>, _ kind: ScalarKind<Value>
  ) -> Field {
    Field(
      name: name,
      read: { node, path, section, faults in
        if node.isNull {
          section[keyPath: keyPath] = nil
        } else if let value = kind.read(node, path, &faults, orNull: true) {
          section[keyPath: keyPath] = value
        }
      },
      write: { section, writer in
        if let value = section[keyPath: keyPath] {
          writer.scalar(name, kind.text(value))
        } else {
          writer.null(name)
        }
      },
      resolve: { section, folder in
        guard let resolve = kind.resolve, let value = section[keyPath: keyPath] else { return }
        section[keyPath: keyPath] = resolve(value, folder)
      })
  }

  /// A list of single values, each at most once.
  static func list<Value: Hashable>(
    _ name: String, _ keyPath: WritableKeyPath<Section, [Value]>, countMax: Int, _ kind: ScalarKind<Value>
  ) -> Field {
    Field(
      name: name,
      read: { node, path, section, faults in
        guard let elements = faults.elements(of: node, path, countMax: countMax, each: kind.expected) else { return }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
          guard let value = kind.read(element, "\(path)[\(index)]", &faults) else { continue }
          if values.contains(value) {
            faults.add(element.position, path, "`\(path)` names \(kind.text(value)) twice; leave one of them out")
          }
          values.append(value)
        }
        section[keyPath: keyPath] = values
      },
      write: { section, writer in writer.list(name, section[keyPath: keyPath].map(kind.text)) })
  }
}

extension ScalarKind {
  func read(_ node: YAMLNode, _ path: String, _ faults: inout FaultList, orNull: Bool = false) -> Value? {
    let wanted = orNull ? "\(expected), or null" : expected
    guard case .scalar(let text, _) = node.value, !node.isNull else {
      faults.add(node.position, path, "`\(path)` is \(node.kind); write \(wanted)")
      return nil
    }
    guard let value = parse(text) else {
      faults.add(node.position, path, "`\(path)` is \(Self.quoted(text)); write \(wanted)")
      return nil
    }
    return value
  }

  private static func quoted(_ text: String) -> String {
    let shown = String(text.unicodeScalars.prefix(60))
    return "`\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")`"
  }
}
