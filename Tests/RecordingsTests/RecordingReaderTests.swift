import Assessments
import Foundation
import SignalCore
import Testing

@testable import Recordings

@Suite struct RecordingReaderTests {
    private func trial(_ change: (inout TrialFile) -> Void = { _ in }) throws -> TrialFile {
        let id = try #require(UUIDv7("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"))
        let header = TrialHeader(
            id: id, software: "bilanx 0.1", started: ZonedTime(microseconds: 0, offsetMinutes: 0), test: "cmj",
            rate: 500,
            athlete: "A17",
            scales: [
                .left: ForceScale(
                    id: "cal-7", quantity: "V", coefficients: [0, 200_000], relativeUncertainty: 0.002)
            ],
            noise: [.left: 0.4, .right: 0.5], loadKilograms: 20, gravity: 9.81, sides: .push)
        let record = ForceRecord(
            rate: 500, left: [1, .nan, .nan, 4, .nan, 6], right: [2, .nan, .nan, 5, .nan, 7],
            flags: [[], .missing, .missing, [], .missing, []])
        var file = TrialFile(
            header: header, record: record,
            trailer: TrialTrailer(
                weigh: 0...3, trials: [TrialWindow(0...2), TrialWindow(3...5, kept: false)],
                loss: Loss(missing: 3, duplicate: 1, evidence: .counted), clocks: .init(count: 1)))
        change(&file)
        return file
    }

    @Test func whatTheFileSaysReachesAnalysis() throws {
        let opened = try RecordingReader.read(try trial().bytes(), name: "/data/x/trial.csv")
        #expect(opened.info.id == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(opened.info.source == "trial.csv")
        #expect(opened.info.format == "bilanx")
        #expect(opened.info.athlete == "A17")
        #expect(
            opened.info.loss
                == Loss(
                    missing: 3, duplicate: 1, evidence: .counted,
                    gaps: [Loss.Gap(from: 1, count: 2), Loss.Gap(from: 4, count: 1)]))
        #expect(opened.test == "cmj")
        #expect(opened.weigh == 0...3)
        #expect(opened.trials == [TrialWindow(0...2), TrialWindow(3...5, kept: false)])
        var expected = AnalysisSettings(
            gravity: 9.81, noise: [.left: 0.4, .right: 0.5], withheld: nil, loadKilograms: 20,
            gainUncertainty: [.left: 0.002])
        // The right plate's gain is nowhere stated.
        expected.gainsAreUnknown = true
        #expect(opened.settings == expected)
        #expect(opened.notices == [])
        #expect(opened.record.rate == 500)
    }

    @Test func symmetryIsWithheldByRule() throws {
        let unconfirmed = try trial { $0.header.sides = .no }
        #expect(try RecordingReader.read(unconfirmed.bytes(), name: "t").settings.withheld == .sidesUnconfirmed)
        let twoClocks = try trial { $0.trailer.clocks = .init(count: 2) }
        let opened = try RecordingReader.read(twoClocks.bytes(), name: "t")
        #expect(opened.settings.withheld == .alignmentUnknown)
        #expect(opened.info.clocks == 2)
        let aligned = try trial {
            $0.trailer.clocks = .init(count: 2)
            $0.trailer.alignment = .init(uncertaintyNanoseconds: 2e5, scanDelayNanoseconds: 0)
        }
        #expect(try RecordingReader.read(aligned.bytes(), name: "t").settings.withheld == nil)
    }

    @Test func theGainsAndTheCheckOfThePlatesReachAnalysis() throws {
        func settings(_ change: (inout TrialFile) -> Void) throws -> AnalysisSettings {
            try RecordingReader.read(try trial(change).bytes(), name: "t").settings
        }
        let pair = try settings { $0.header.gainRatio = .init(0.005, .assumed) }
        #expect(pair.gainUncertainty == [.left: 0.005, .right: 0] && !pair.gainsAreUnknown)
        #expect(try !settings { $0.header.sides = .birth }.gainsAreUnknown)
        for standing in TrialHeader.Check.Standing.allCases {
            let check = TrialHeader.Check(standing, time: "2026-11-22T10:00:00+00:00")
            let opened = try RecordingReader.read(trial { $0.header.check = check }.bytes(), name: "t")
            #expect(opened.check == check)
            #expect(opened.settings.withheld == (standing == .failed ? .checkFailed : nil))
            #expect(opened.info.marks.isEmpty == (standing == .passed))
        }
        let accepted = TrialHeader.Check(.failed, isAccepted: true)
        let opened = try RecordingReader.read(trial { $0.header.check = accepted }.bytes(), name: "t")
        #expect(opened.settings.withheld == nil)
        #expect(opened.info.marks.first?.contains("accepted") == true)
        #expect(TrialHeader.Check(text: "perhaps") == nil)
        #expect(TrialHeader.GainRatio(text: "-1 pair") == nil)
    }

    @Test func everyWayIn() throws {
        let temporary = try TemporaryFolder()
        let bytes = try trial().bytes()
        let folder = temporary.file("143012-cmj-1G60EECF.partial")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try Data(bytes).write(to: URL(filePath: folder + "/trial.csv"))
        try Data(storedGzip(bytes)).write(to: URL(filePath: temporary.file("packed.csv.gz")))
        let byFolder = try RecordingReader.open(folder + "/")
        let byFile = try RecordingReader.open(folder + "/trial.csv")
        let packed = try RecordingReader.open(temporary.file("packed.csv.gz"))
        #expect(byFolder.info == byFile.info)
        #expect(byFolder.info.source == "trial.csv")
        #expect(packed.info.source == "packed.csv.gz")
        #expect(byFolder.notices.count == 1)
        #expect(byFolder.notices[0].contains("was not closed"))
        #expect(byFile.notices == [])
        #expect(packed.record.total[5] == 13)
    }

    @Test func whatCannotBeOpened() throws {
        let temporary = try TemporaryFolder()
        func kind(_ path: String) -> RecordingError.Kind? {
            let error = #expect(throws: RecordingError.self) { try RecordingReader.open(path) }
            #expect(error?.file == path)
            return error?.kind
        }
        #expect(kind(temporary.file("absent.csv")) == .notFound)
        #expect(kind(temporary.path) == .badData)
        #expect(kind(try temporary.write("empty.csv", "")) == .badData)
    }

    @Test func textSaysWhoseWordTheSidesAre() throws {
        let named = try RecordingReader.read(Array("time,left,right\n0,1,2\n0.01,1,2\n".utf8), name: "d/a.csv")
        let unit = "says no unit of its forces; they were read as newtons, or add --unit."
        #expect(named.notices == ["d/a.csv: \(unit)", "d/a.csv: left and right are as its header row names them."])
        #expect(named.settings.withheld == nil)
        #expect(named.info.source == "a.csv")
        #expect(named.info.format == "text")
        #expect(named.info.id == nil)
        let told = try RecordingReader.read(
            Array("1.5 2.5\n1.5 2.5\n".utf8), name: "a.txt", TextOptions(left: "2", right: "1", rate: 100))
        #expect(told.notices == ["a.txt: \(unit)", "a.txt: left and right are as --left and --right say."])
        let total = try RecordingReader.read(
            Array("1.5\n1.5\n".utf8), name: "a.txt", TextOptions(total: "1", rate: 100))
        #expect(
            total.notices == [
                "a.txt: \(unit)", "a.txt: only the sum of both sides is known, so there is no symmetry.",
            ])
        #expect(!total.record.hasSides)
    }
}
