import Testing

/// Whatever is lost and whoever dies, the room is served again soon after, and no epoch is raised without a loss.
@Suite struct KeeperSimulationTests {
  @Test(arguments: 1...20)
  func everythingSettlesAfterAnyDisturbance(_ seed: UInt64) {
    let simulation = KeeperSimulation(seed: seed, admitters: 1 + Int(seed % 4))
    simulation.run(for: .seconds(5), disturbed: false)
    #expect(simulation.isSettled, "seed \(seed)")
    #expect(simulation.raises == 0, "seed \(seed): an epoch was raised for nothing")
    for round in 1...4 {
      simulation.run(for: .seconds(10), disturbed: true)
      simulation.heal()
      // The pauses between raises grow to ten seconds.
      simulation.run(for: .seconds(25), disturbed: false)
      #expect(simulation.isSettled, "seed \(seed), round \(round)")
    }
    let raises = simulation.raises
    let releases = simulation.releases
    simulation.run(for: .seconds(5), disturbed: false)
    #expect(simulation.raises == raises, "seed \(seed): raised in peace")
    #expect(simulation.releases > releases + 50, "seed \(seed): nobody is let in")
    #expect(raises <= 2 * simulation.losses, "seed \(seed): \(raises) raises for \(simulation.losses) losses")
    #expect(simulation.violations.isEmpty, "seed \(seed): \(simulation.violations)")
  }
}
