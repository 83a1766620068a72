import Assessments
import SignalCore
import Symmetry
import Testing

/// Three jumps in a row: the table's verdicts.
@Suite struct SetTableTests {
    @Test func threeJumps() throws {
        let jump = ReferenceSignals.jump()
        // Repetitions differ a little, or there would be no noise to compare with.
        var left: [Double] = []
        var right: [Double] = []
        for factor in [1.0, 1.01, 0.995] {
            left += jump.left.map { $0 * factor }
            right += jump.total.indices.map { jump.total[$0] - jump.left[$0] * factor }
        }
        let info = RecordingInfo(
            id: "0190-id", source: "trial.csv", format: "bilanx", athlete: nil, loss: Loss(evidence: .counted))
        let result = RecordingAnalysis.analyze(
            ForceRecord(rate: 1000, left: left, right: right), info: info, test: .cmj,
            settings: AnalysisSettings(gravity: 9.81))
        #expect(result.trials.count == 3)
        let document = ResultsDocument(software: "bilanx 0", recordings: [result])
        let table = document.table(all: false)
        #expect(table.contains("% left], clear: 3 trials"))
        #expect(table.contains("measured once for all trials"))
        let weight = try #require(result.summary.first { $0.id == "bw" })
        #expect(weight.count == 1)
        #expect(weight.verdict == .cannotSay)
        #expect(weight.interval == nil)
        #expect(document.csv().contains("0190-id,,cmj,1,"))
    }

    @Test func sentencesOfIntervals() {
        let asymmetry = AsymmetryResult(index: "SIs", unit: "%", value: -4.98, larger: .left, status: .ok)
        #expect(PeopleText.difference(asymmetry) == "5.0 % left")
        #expect(PeopleText.interval(-6.1 ... -3.9, asymmetry) == "3.9 to 6.1 % left")
        #expect(PeopleText.interval(-0.8...1.2, asymmetry) == "0.8 % left to 1.2 % right")
        let share = AsymmetryResult(index: "share", unit: "%", value: 52.6, larger: .right, status: .ok)
        #expect(PeopleText.difference(share) == "52.6 % right")
        #expect(PeopleText.interval(51...54, share) == "51.0 to 54.0 % right")
        let absent = AsymmetryResult(index: "SIs", unit: "%", value: nil, larger: nil, status: .belowFloor)
        #expect(PeopleText.difference(absent) == "too little load")
    }
}
