import Foundation
import SignalCore
import TestSupport
import Testing

@testable import Recordings

/// Recordings of other people's systems; they are read where they are present and are no part of the project.
@Suite struct RealRecordingTests {
    /// What a file must give.
    struct Expectation: Sendable, CustomTestStringConvertible {
        var file: String
        var options: TextOptions
        var rate: Double
        var count: Int
        /// Newtons of the first row: left and right, or the total alone.
        var first: [Double]
        /// Newtons of the last row.
        var last: [Double]
        /// Largest total in newtons as the reference numbers give it, and to which digit.
        var peak: (value: Double, digit: Double)?

        var testDescription: String { file }
    }

    static let expectations: [Expectation] = [
        Expectation(
            file: "gidiel-machado/Dual-CMJ-Fz.txt", options: TextOptions(left: "FP1", right: "FP2", rate: 1000),
            rate: 1000, count: 5000, first: [301.312, 359.844], last: [301.312, 362.647], peak: nil),
        Expectation(
            file: "jumpmetrics/F02_CTRL1_time_left_right.csv.gz", options: TextOptions(), rate: 2000, count: 40_000,
            first: [-0.7069, -1.7433], last: [], peak: nil),
        Expectation(
            file: "jumpmetrics/FHOC_P30_SQT300007_time_left_right.csv.gz", options: TextOptions(), rate: 1000, count: 0,
            first: [0.616, 0.6089], last: [], peak: nil),
        Expectation(
            file: "jumpmetrics/F02_CTRL1.txt.gz", options: TextOptions(left: "3", right: "9", rate: 2000), rate: 2000,
            count: 40_000, first: [-0.7069, -1.7433], last: [], peak: nil),
        Expectation(
            file: "biomdp/kistler_CMJ_1plate.txt.gz", options: TextOptions(total: "Fz"), rate: 1000, count: 8000,
            first: [760.1955], last: [], peak: (3219, 1)),
        Expectation(
            file: "biomdp/kistler_CMJ_1plate.txt.gz", options: TextOptions(total: "4", time: "abs time"), rate: 1000,
            count: 8000, first: [760.1955], last: [], peak: (3219, 1)),
        Expectation(
            file: "biomdp/kistler_DJ_2plates.txt.gz", options: TextOptions(left: "4", right: "21"), rate: 1000,
            count: 8000, first: [3.7394, 586.3125], last: [], peak: nil),
        Expectation(
            file: "acl_squat_jump/BFR003_squat_jump.csv.gz",
            options: TextOptions(left: "ground_force2_vy", right: "ground_force1_vy"), rate: 1000, count: 12_080,
            first: [393.9591, 392.8913], last: [], peak: nil),
        Expectation(
            file: "acl_squat_jump/BFR010_squat_jump.csv.gz",
            options: TextOptions(left: "ground_force2_vy", right: "ground_force1_vy"), rate: 1000, count: 7850,
            first: [], last: [], peak: nil),
        Expectation(
            file: "isometric_analyzer/Example1.csv.gz", options: TextOptions(total: "Fz"), rate: 1000, count: 19_182,
            first: [806.3485], last: [], peak: (2803.55, 0.01)),
        Expectation(
            file: "bmc/GRFZjump.txt", options: TextOptions(total: "1", rate: 600), rate: 600, count: 0,
            first: [633.21], last: [], peak: nil),
    ]

    @Test(arguments: expectations)
    func isRead(_ expectation: Expectation) throws {
        guard let url = Repository.recording(expectation.file) else {
            print("recording test skipped: \(expectation.file)")
            return
        }
        let outcome = try TextReader.read(
            try FileAccess.read(url.path), name: expectation.file, options: expectation.options)
        let record = outcome.record
        #expect(outcome.notices == [])
        #expect(record.rate == expectation.rate)
        if expectation.count > 0 { #expect(record.count == expectation.count) }
        #expect(record.flags.isEmpty)
        func row(_ i: Int) -> [Double] { record.hasSides ? [record.left[i], record.right[i]] : [record.total[i]] }
        if !expectation.first.isEmpty { #expect(row(0) == expectation.first) }
        if !expectation.last.isEmpty { #expect(row(record.count - 1) == expectation.last) }
        if let peak = expectation.peak {
            #expect(abs((record.total.max() ?? 0) - peak.value) <= peak.digit / 2 + 1e-9)
        }
        print("recording test ran: \(expectation.file)")
    }

    /// The same jump as the laboratory's text and as the plain table that was made from it.
    @Test func twoTextsOfOneJumpAgree() throws {
        guard let text = Repository.recording("jumpmetrics/F02_CTRL1.txt.gz"),
            let table = Repository.recording("jumpmetrics/F02_CTRL1_time_left_right.csv.gz")
        else {
            print("recording test skipped: jumpmetrics/F02_CTRL1 in two forms")
            return
        }
        let one = try TextReader.read(
            try FileAccess.read(text.path), name: "text", options: TextOptions(left: "3", right: "9", rate: 2000))
        let two = try TextReader.read(try FileAccess.read(table.path), name: "table")
        #expect(one.record == two.record)
        print("recording test ran: jumpmetrics/F02_CTRL1 in two forms")
    }

    @Test func anUnnamedPairIsNotGuessed() throws {
        guard let url = Repository.recording("gidiel-machado/Dual-CMJ-Fz.txt") else {
            print("recording test skipped: gidiel-machado/Dual-CMJ-Fz.txt without columns")
            return
        }
        let error = #expect(throws: RecordingError.self) { try RecordingReader.open(url.path) }
        #expect(error?.kind == .needsOption)
        #expect(error?.remedy.contains("--left 1 --right 2 --rate HZ") == true)
        print("recording test ran: gidiel-machado/Dual-CMJ-Fz.txt without columns")
    }
}
