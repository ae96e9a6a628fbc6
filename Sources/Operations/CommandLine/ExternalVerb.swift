/// A verb that another target carries out and that reads its arguments itself.
public struct ExternalVerb: Sendable {
  let name: String
  let summary: String
  let run: @Sendable ([String]) -> Int32

  public init(_ name: String, _ summary: String, run: @escaping @Sendable ([String]) -> Int32) {
    self.name = name
    self.summary = summary
    self.run = run
  }
}
