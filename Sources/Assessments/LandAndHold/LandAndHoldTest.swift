import SignalCore

extension TestDefinition {
    /// Landing from a box or a jump that is held.
    static let landAndHold = TestDefinition(
        .lah, "land and hold", surface: .plates, movement: .series, isWeighed: true,
        notes: MethodNote.weighing(choice: "the quietest good second of the recording") + landingNotes,
        findWeighing: { record, settings in
            let frame = TrialFrame(record)
            guard let median = JumpFlights.loadedMedian(frame.held) else { return nil }
            return QuietStand.find(
                record, in: 0..<record.count, atLeast: 0.7 * median, or: .quietest, settings.rules.weighing)
        },
        findTrials: { LandingTrials.findTrials($0, weighing: $1, settings: $2) },
        analyze: { LandingAnalysis.analyze($0, weighing: $1, settings: $2) })

    private static let landingNotes: [MethodNote] = [
        MethodNote(
            subject: "landing",
            text: "First sample of 20 N or more after at least 100 ms under 20 N, where the next 0.5 s pass 1.3 body "
                + "weights; contacts in the 2 s after it belong to it.",
            source: "formulas B.7; the least peak is the project's"),
        MethodNote(
            subject: "motion",
            text:
                "By the trapezoid rule back from the end of the quietest good second after landing, with the weight of "
                + "that second; without such a second there is no velocity.", source: "formulas B.5 b"),
        MethodNote(
            subject: "stabilisation",
            text: "The first instant from which the total stays within 5 % of body weight for 1 s, in at most 5 s; not "
                + "reached is absent, never the length of the record.", source: "formulas B.7; Flanagan 2008"),
        MethodNote(
            subject: "hold",
            text:
                "Low quality: the feet leave for 50 ms or more before that second is over, or the total passes 1.5 body "
                + "weights later than 1 s after landing.", source: "formulas B.7"),
    ]
}
