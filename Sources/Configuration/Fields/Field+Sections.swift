/// Part of the configuration with keys of its own. `init()` gives the defaults.
protocol ConfigurationSection: Sendable, Equatable {
  init()
  static var fields: [Field<Self>] { get }
}

/// A section that stands under a name of the operator's choice, as rooms do under their ids.
protocol NamedSection: ConfigurationSection {
  var id: String { get set }
}

extension ConfigurationSection {
  /// The section in a mapping; keys that are missing keep their defaults.
  static func read(_ node: YAMLNode, _ path: String, _ faults: inout FaultList) -> Self {
    var section = Self()
    section.read(node, path, &faults)
    return section
  }

  mutating func read(_ node: YAMLNode, _ path: String, _ faults: inout FaultList) {
    let fields = Self.fields
    guard let entries = node.isNull ? [] : faults.entries(of: node, path) else { return }
    for field in fields where field.isRequired && !entries.contains(where: { $0.key == field.name }) {
      faults.add(node.position, path, "`\(path)` has no `\(field.name)`; add it")
    }
    for entry in entries {
      guard let field = fields.first(where: { $0.name == entry.key }) else {
        faults.addUnknownKey(entry, path, known: fields.map(\.name))
        continue
      }
      field.read(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)", &self, &faults)
    }
  }

  func write(to writer: inout YAMLWriter) {
    for field in Self.fields { field.write(self, &writer) }
  }

  mutating func resolvePaths(_ folder: String) {
    for field in Self.fields { field.resolve(&self, folder) }
  }
}

extension Field {
  static func section<Child: ConfigurationSection>(
    _ name: String, _ keyPath: WritableKeyPath<Section, Child>
  ) -> Field {
    Field(
      name: name,
      read: { node, path, section, faults in section[keyPath: keyPath].read(node, path, &faults) },
      write: { section, writer in writer.mapping(name) { section[keyPath: keyPath].write(to: &$0) } },
      resolve: { section, folder in section[keyPath: keyPath].resolvePaths(folder) })
  }

  /// A mapping from names to sections. A file that has the key replaces the whole default.
  static func named<Child: NamedSection>(
    _ name: String, _ keyPath: WritableKeyPath<Section, [Child]>, countMax: Int
  ) -> Field {
    Field(
      name: name,
      read: { node, path, section, faults in
        if node.isNull {
          section[keyPath: keyPath] = []
          return
        }
        guard let entries = faults.entries(of: node, path) else { return }
        if entries.count > countMax {
          faults.add(node.position, path, "`\(path)` has \(entries.count) entries; write at most \(countMax)")
        }
        section[keyPath: keyPath] = entries.map { entry in
          if ScalarKind<String>.id.parse(entry.key) == nil {
            faults.add(
              entry.keyPosition, path, "`\(entry.key)` is no name for \(path); write \(ScalarKind<String>.id.expected)")
          }
          var child = Child.read(entry.value, "\(path).\(entry.key)", &faults)
          child.id = entry.key
          return child
        }
      },
      write: { section, writer in
        let children = section[keyPath: keyPath]
        if children.isEmpty {
          writer.emptyMapping(name)
        } else {
          writer.mapping(name) { writer in
            for child in children { writer.mapping(child.id) { child.write(to: &$0) } }
          }
        }
      },
      resolve: { section, folder in
        for index in section[keyPath: keyPath].indices { section[keyPath: keyPath][index].resolvePaths(folder) }
      })
  }

  /// A list of sections in an order that matters. A file that has the key replaces the whole default.
  static func sections<Child: ConfigurationSection>(
    _ name: String, _ keyPath: WritableKeyPath<Section, [Child]>, countMax: Int
  ) -> Field {
    Field(
      name: name,
      read: { node, path, section, faults in
        guard let elements = faults.elements(of: node, path, countMax: countMax, each: "a mapping") else { return }
        section[keyPath: keyPath] = elements.enumerated().map { Child.read($1, "\(path)[\($0)]", &faults) }
      },
      write: { section, writer in
        let children = section[keyPath: keyPath]
        if children.isEmpty {
          writer.list(name, [])
        } else {
          writer.listOfMappings(name, children) { child, writer in child.write(to: &writer) }
        }
      },
      resolve: { section, folder in
        for index in section[keyPath: keyPath].indices { section[keyPath: keyPath][index].resolvePaths(folder) }
      })
  }
}
