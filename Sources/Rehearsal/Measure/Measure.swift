/// The kinds of requests whose latency is measured apart.
enum Measure: String, CaseIterable {
  case probe, join, poll, claim, look, hold, pay, read, release, leave, robot
}
