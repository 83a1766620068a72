import SignalCore

extension TestDefinition {
    /// Countermovement jump on one leg.
    static let singleLegCountermovementJump = singleLeg(
        .slcmj, "single-leg countermovement jump", as: .countermovementJump)
    /// Drop jump on one leg.
    static let singleLegDropJump = singleLeg(.sldj, "single-leg drop jump", as: .dropJump)
    /// Repeated hops on one leg.
    static let singleLegHops = singleLeg(.slhop, "single-leg repeated hops", as: .hops)

    /// The test of the same movement on one leg.
    private static func singleLeg(_ id: TestID, _ name: String, as both: TestDefinition) -> TestDefinition {
        TestDefinition(
            id, name, surface: both.surface, movement: both.movement, isWeighed: both.isWeighed,
            notes: both.notes + [
                MethodNote(
                    subject: "limb",
                    text:
                        "A trial belongs to the limb that carries more of the last 0.5 s before the first flight; more "
                        + "than 20 % on the other one is of low quality. Values come from the sum of the plates and "
                        + "stand under that limb; the set compares the limbs by PD.",
                    source: "formulas A.6; the 20 % are the project's")
            ],
            findWeighing: { both.findWeighing(SingleLegAnalysis.total($0), $1) },
            findTrials: { both.findTrials(SingleLegAnalysis.total($0), $1, $2) },
            analyze: {
                SingleLegAnalysis.analyze($0, test: id, weighing: $1, settings: $2, as: both.analyze)
            })
    }
}
