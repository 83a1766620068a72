import SignalCore

extension TestDefinition {
    /// Standing still on two plates: how the weight is spread.
    static let stance = TestDefinition(
        .stance, "quiet stance", surface: .plates, movement: .whole, isWeighed: true,
        notes: MethodNote.weighing(choice: "the quietest good second of standing") + [
            MethodNote(
                subject: "window",
                text:
                    "Of each stretch of at least 3 s with 80 % of body weight on the plates, without its first and last "
                    + "second, the first 10 s; an uneven weighing is no fault here.",
                source: "formulas B.10; the second for stepping on and off is the project's"),
            MethodNote(
                subject: "share",
                text:
                    "From the mean forces. Its spread and the time outside 50 ± 5 % are of the unfiltered ratio sample by "
                    + "sample.", source: "formulas B.10; the 5 % are the project's"),
        ] + MethodNote.sway,
        findWeighing: { record, settings in
            let held = TrialFrame(record).held
            return JumpFlights.loadedMedian(held).flatMap {
                QuietStand.find(record, in: 0..<record.count, atLeast: 0.7 * $0, or: .quietest, settings.rules.weighing)
            }
        },
        findTrials: { record, weighing, _ in
            guard let weight = weighing?.usable?.weight else { return [] }
            return StanceAnalysis.stretches(TrialFrame(record), weight: weight).map {
                TrialWindow((record.firstIndex + $0.lowerBound)...(record.firstIndex + $0.upperBound))
            }
        },
        analyze: { StanceAnalysis.analyze($0, weighing: $1, settings: $2) })
}
