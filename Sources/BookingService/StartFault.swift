/// Why the core could not start.
struct StartFault: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
