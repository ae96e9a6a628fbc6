public import Primitives

/// Configuration as YAML: read, checked, written.
public enum ConfigurationFile {
  /// Reads and checks a file. Its relative paths begin in its own folder.
  public static func load(_ path: String) throws(ConfigurationFaults) -> UsherConfiguration {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try FileReader.read(path, bytesMax: YAMLLimits().bytes)
    } catch {
      throw ConfigurationFaults([ConfigurationFault(file: path, position: nil, message: error.description)])
    }
    let parsed = bytes.withUnsafeBytes { bytes -> Result<UsherConfiguration, ConfigurationFaults> in
      do throws(ConfigurationFaults) {
        return .success(try parse(ByteView(bytes), file: path))
      } catch {
        return .failure(error)
      }
    }
    return try parsed.get().resolved(in: FilePath.folder(of: FileReader.absolute(path)))
  }

  /// Reads and checks a text; paths stay as they are written. `file` is only for messages. All faults are told at once.
  public static func parse(_ bytes: ByteView, file: String) throws(ConfigurationFaults) -> UsherConfiguration {
    let root: YAMLNode
    do throws(YAMLFault) {
      root = try YAMLReader.parse(bytes)
    } catch {
      throw ConfigurationFaults([ConfigurationFault(file: file, position: error.position, message: error.message)])
    }
    var list = FaultList()
    let configuration = UsherConfiguration.read(root, "", &list)
    for fault in configuration.ruleFaults {
      let paths = [fault.path] + fault.involved
      if paths.contains(where: list.hasFault) { continue }
      let told = paths.first(where: root.has) ?? fault.path
      list.add(root.nearest(to: told).position, told, fault.message)
    }
    guard list.faults.isEmpty else { throw ConfigurationFaults(sorted(list, file: file)) }
    return configuration
  }

  /// The whole configuration as a file's text, which `parse` reads back to the same value.
  public static func text(_ configuration: UsherConfiguration) -> String {
    var writer = YAMLWriter()
    configuration.write(to: &writer)
    return writer.text
  }

  private static func sorted(_ list: FaultList, file: String) -> [ConfigurationFault] {
    list.faults.enumerated()
      .sorted { left, right in
        let (first, second) = (left.element.position, right.element.position)
        if let first, let second, first != second { return first < second }
        return left.offset < right.offset
      }
      .map { ConfigurationFault(file: file, position: $0.element.position, message: $0.element.message) }
  }
}

extension YAMLNode {
  /// True if the file says something at `path` itself.
  fileprivate func has(_ path: String) -> Bool { nearest(to: path).isExact }

  /// Where the value at `path` (`rooms.demo.fail`, `routes[2].room`) stands, or as much of the way to it as is there.
  fileprivate func nearest(to path: String) -> (position: YAMLPosition, isExact: Bool) {
    var node = self
    for part in path.replacing("[", with: ".").replacing("]", with: "").split(separator: ".") {
      switch node.value {
      case .mapping(let entries):
        guard let entry = entries.first(where: { $0.key == part }) else { return (node.position, false) }
        node = entry.value
      case .sequence(let elements):
        guard let index = Int(part), elements.indices.contains(index) else { return (node.position, false) }
        node = elements[index]
      case .scalar: return (node.position, false)
      }
    }
    return (node.position, true)
  }
}
