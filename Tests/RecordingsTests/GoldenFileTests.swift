import Assessments
import Foundation
import SignalCore
import TestSupport
import Testing

@testable import Recordings

/// A file that another program wrote from the description of the format.
@Suite struct GoldenFileTests {
    private func golden() throws -> [UInt8] {
        try FileAccess.read(Repository.fixture("trial-file/iso-60-rows.csv").path)
    }

    @Test func isReadAndWrittenByteForByte() throws {
        let bytes = try golden()
        let outcome = try TrialFileReader.read(bytes, name: "golden")
        #expect(outcome.warnings == [])
        #expect(outcome.file.bytes() == bytes)
        let record = outcome.file.record
        #expect(record.count == 60)
        #expect(record.left[5] == 19.7975)
        #expect(record.right[0] == -2)
        #expect(record.left[17].isNaN && record.total[18].isNaN)
        #expect(record.flags[17] == [.missing, .deviceOverrun])
        #expect(record.flags[0] == .segmentStart && record.flags[30] == .trigger)
        #expect(outcome.file.leftRaw[5] == 3959)
        #expect(outcome.file.trailer.trials == [TrialWindow(19...39), TrialWindow(40...59, kept: false)])
        #expect(outcome.file.trailer.gate == [])
        #expect(outcome.file.header.conditions == "mat removed\nplates warm")
    }

    @Test func isMadeFromItsMeaning() throws {
        let bytes = try golden()
        let read = try TrialFileReader.read(bytes, name: "golden").file
        var header = TrialHeader(
            id: try #require(UUIDv7("019ab7e2-4c00-7abc-8def-0123456789ab")), software: "bilanx 0.1.0",
            started: try #require(ZonedTime("2026-11-22T14:30:12.00025+01:00")), test: "iso", rate: 100,
            athlete: "A-017", startedMonotonic: 81_234_567_890,
            devices: [.init(name: "u6", serial: "360012345", port: "1-1.2")])
        header.scales[.left] = ForceScale(spanNewtons: 2000, at: 0.01, unit: "V")
        header.scales[.left]?.zero = 12.5
        header.scales[.right] = ForceScale(
            id: "cal-2026-11", quantity: "V", coefficients: [0.25, 199_820.5], zero: -3.125,
            relativeUncertainty: 0.0008, capacity: 2000)
        header.zero = [.left: 12.5, .right: -3.125]
        header.noise = [.left: 0.41, .right: 0.39]
        header.gravity = 9.8124
        header.sides = .push
        header.alignment = .init(uncertaintyNanoseconds: 1500, scanDelayNanoseconds: 104_000)
        header.conditions = "mat removed\nplates warm"
        let trailer = TrialTrailer(
            weigh: 2...16, trials: [TrialWindow(19...39), TrialWindow(40...59, kept: false)],
            zeroAfter: [.left: 0.75, .right: -0.5], loss: Loss(missing: 2, evidence: .counted),
            clocks: .init(count: 1, measuredRate: 99.9987), gate: [])
        let made = TrialFile(
            header: header, record: read.record, leftRaw: read.leftRaw, rightRaw: read.rightRaw, trailer: trailer)
        let text = String(decoding: made.bytes(), as: UTF8.self).split(separator: "\n")
        let expected = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(text == expected)
    }
}
