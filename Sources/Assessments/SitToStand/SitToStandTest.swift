import SignalCore

extension TestDefinition {
    /// Rising from a seat with a foot on each plate.
    static let sitToStand = TestDefinition(
        .sts, "sit-to-stand", surface: .plates, movement: .whole, isWeighed: true,
        notes: MethodNote.weighing(choice: "the quietest good second with 90 % of the largest mean of a second") + [
            MethodNote(
                subject: "rise",
                text:
                    "From under 60 % of body weight for 0.1 s to 90 % and more for 0.1 s, with at least 5 % on the plates "
                    + "for half of the second before, and 2 % under each foot that carries 10 % afterwards: who steps on has "
                    + "not risen.", source: own),
            MethodNote(
                subject: "onset",
                text:
                    "First sample that leaves the mean of the quietest second before, up or down, by more than 5 SD (SD at "
                    + "least 0.5 N) for 40 ms.", source: own),
            MethodNote(
                subject: "seat-off",
                text: "First sample with the whole body weight under the feet: a seat that still carries leaves less.",
                source: own),
            MethodNote(
                subject: "standing",
                text: "First sample from which the total stays within 5 % of body weight for 0.5 s.", source: own),
        ],
        findWeighing: { record, settings in
            let held = TrialFrame(record).held
            return largestSecond(held, rate: record.rate).flatMap {
                QuietStand.find(record, in: 0..<record.count, atLeast: 0.9 * $0, or: .quietest, settings.rules.weighing)
            }
        },
        findTrials: { record, weighing, _ in
            guard let weight = weighing?.usable?.weight else { return [] }
            return windows(TrialFrame(record), weight: weight).map {
                TrialWindow((record.firstIndex + $0.lowerBound)...(record.firstIndex + $0.upperBound))
            }
        },
        analyze: { SitToStandAnalysis.analyze($0, weighing: $1, settings: $2) })

    private static let own = "the project's; no sensor is in the seat"

    /// One window a rise: from 3 s before it, or the middle of the time since the last one, to 3 s after seat-off, or to
    /// sitting down.
    private static func windows(_ frame: TrialFrame, weight: Double) -> [ClosedRange<Int>] {
        let rises = Rise.all(frame, weight: weight)
        let margin = frame.samples(3000)
        var windows: [ClosedRange<Int>] = []
        for rise in rises {
            let start = max(rise.loading - margin, windows.last.map { $0.upperBound + 1 } ?? 0)
            windows.append(start...min(rise.last, rise.seatOff + margin))
        }
        return windows
    }

    /// Largest mean of a second in newtons: near body weight, however long the person sits.
    private static func largestSecond(_ force: [Double], rate: Double) -> Double? {
        let length = max(Int(rate.rounded()), 1)
        guard force.count >= length else { return force.max() }
        return IsometricTrials.rest(force.map { -$0 }, rate: rate) * -1
    }
}
