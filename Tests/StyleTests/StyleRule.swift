/// Something that `swift format` can't see.
protocol StyleRule: Sendable {
  func violations(in file: SourceFile) -> [Violation]
}
