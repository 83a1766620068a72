extension TestID {
    /// Jumps and hops on one leg, whose trials belong to a limb.
    static let singleLeg: [TestID] = [.slcmj, .sldj, .slhop]
    /// Jumps that begin with a countermovement from standing.
    static let countermovementJumps: [TestID] = [.cmj, .cmjr, .slcmj]
    /// Jumps out of a contact that begins with a fall.
    static let dropJumps: [TestID] = [.dj, .sldj]
    /// Repeated hops.
    static let hopTests: [TestID] = [.hops, .slhop]
    /// Jumps from standing.
    static let standingJumps: [TestID] = countermovementJumps + [.sj]
    /// Every test with one jump as its trial.
    static let jumps: [TestID] = standingJumps + dropJumps
    /// Tests whose trials end with a landing.
    static let landings: [TestID] = jumps + [.lah]
    /// Every test of jumps, hops and landings.
    static let jumpFamily: [TestID] = landings + hopTests
    /// Tests of that family on both legs.
    static let jumpsOnBothLegs: [TestID] = jumpFamily.filter { !singleLeg.contains($0) }
}
