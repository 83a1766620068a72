import SignalCore

extension TestDefinition {
    /// Squats on two plates, with or without a bar.
    static let squat = TestDefinition(
        .squat, "squat", surface: .plates, movement: .whole, isWeighed: true,
        notes: MethodNote.weighing(choice: "the quietest good second of standing") + [
            MethodNote(
                subject: "repetition",
                text:
                    "Downwards faster than 0.1 m/s for at least 0.2 s, then upwards faster than 0.1 m/s; it begins and ends "
                    + "where the speed passes 0.05 m/s, its bottom is the first velocity of 0 or more.",
                source: "formulas B.10"),
            MethodNote(
                subject: "velocity",
                text:
                    "To find repetitions: (T − BW)/m integrated over the recording, from the first to the last time with 95 % of "
                    + "the weight on the plates, less straight lines between the "
                    + "times at which the person stands: 0.2 s within 5 % of body weight and, less its course under 0.1 Hz, "
                    + "under 0.1 m/s. In a repetition: less the straight line that makes both ends 0.",
                source: "formulas B.10; the straight line is the project's"),
            MethodNote(
                subject: "phases",
                text:
                    "Descent, 100 ms on either side of the lowest point, ascent; both sides are cut at the same samples. A "
                    + "repetition that leaves the plates, or a second one in the trial, is of low quality.",
                source: "formulas B.10"),
        ],
        findWeighing: { record, settings in
            let held = TrialFrame(record).held
            return JumpFlights.loadedMedian(held).flatMap {
                QuietStand.find(record, in: 0..<record.count, atLeast: 0.7 * $0, or: .quietest, settings.rules.weighing)
            }
        },
        findTrials: { record, weighing, settings in
            guard let weight = weighing?.usable?.weight else { return [] }
            return SquatRepetitions.windows(TrialFrame(record), weight: weight, gravity: settings.gravity).map {
                TrialWindow((record.firstIndex + $0.lowerBound)...(record.firstIndex + $0.upperBound))
            }
        },
        analyze: { SquatAnalysis.analyze($0, weighing: $1, settings: $2) })
}
