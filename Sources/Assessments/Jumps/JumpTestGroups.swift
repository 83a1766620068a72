extension TestID {
    /// Jumps that begin with a countermovement from standing.
    static let countermovementJumps: [TestID] = [.cmj, .cmjr]
    /// Jumps out of a contact that begins with a fall.
    static let dropJumps: [TestID] = [.dj]
    /// Jumps from standing.
    static let standingJumps: [TestID] = countermovementJumps + [.sj]
    /// Every test with one jump as its trial.
    static let jumps: [TestID] = standingJumps + dropJumps
    /// Tests whose trials end with a landing.
    static let landings: [TestID] = jumps + [.lah]
    /// Every test of jumps, hops and landings.
    static let jumpFamily: [TestID] = landings + [.hops]
}
