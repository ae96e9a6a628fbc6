import Configuration
import Primitives

/// A configured path pattern, ready to be held against the bytes of a target as they came: nothing is decoded first, so
/// what is matched is exactly what the origin will see. `TargetCheck` has found the path to be canonical before.
struct PathMatcher: Sendable {
  private enum Segment: Sendable {
    case literal([UInt8])
    case any
  }

  private let segments: [Segment]
  private let takesRest: Bool

  init(_ pattern: PathPattern) {
    takesRest = pattern.takesRest
    segments = pattern.segments.map { segment in
      switch segment {
      case .literal(let text): .literal(Array(text.utf8))
      case .any: .any
      }
    }
  }

  /// Whether `path` (from its first slash, without query) is one of the pattern's. Cost: one pass over the path at most.
  func matches(_ path: ByteView) -> Bool {
    guard path.first == UInt8(ascii: "/") else { return false }
    if segments.isEmpty { return takesRest || path.count == 1 }
    var position = 1
    for (index, segment) in segments.enumerated() {
      let end = PathMatcher.segmentEnd(path, from: position)
      guard end > position else { return false }
      if case .literal(let bytes) = segment, !PathMatcher.equal(path, position, end, bytes) { return false }
      if index == segments.count - 1 { return end == path.count || takesRest }
      guard end < path.count else { return false }
      position = end + 1
    }
    return false
  }

  /// The bytes of segment `number` (from 0) of `path`, or nil when it has fewer.
  static func segment(_ number: Int, of path: ByteView) -> ByteView? {
    var position = 1
    for _ in 0..<number {
      let end = segmentEnd(path, from: position)
      guard end < path.count else { return nil }
      position = end + 1
    }
    guard position <= path.count else { return nil }
    let end = segmentEnd(path, from: position)
    return end > position ? path.slice(from: position, to: end) : nil
  }

  private static func segmentEnd(_ path: ByteView, from start: Int) -> Int {
    var end = start
    while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
    return end
  }

  private static func equal(_ path: ByteView, _ start: Int, _ end: Int, _ bytes: [UInt8]) -> Bool {
    guard end - start == bytes.count else { return false }
    for offset in 0..<bytes.count where path[start + offset] != bytes[offset] { return false }
    return true
  }
}
