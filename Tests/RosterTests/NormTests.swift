import Foundation
import Recordings
import Statistics
import Testing

@testable import Roster

@Suite("Norms from the user's table")
struct NormTests {
    private static let text = """
        test,metric,limb,sex,age_from,age_to,unit,n,mean,sd,p5,p50,p95,source
        cmj,peakForce,,female,18,35,N,120,900,100,,,,"Club, 2025"
        cmj,peakForce,,male,,,N,80,1200,150,,,,Club 2025
        imtp,peakForce,both,,,,N,,,,1500,2000,2900,Lab A
        cmj,peakForce,asymmetry,,,,%,60,0,4,,,,Club 2025
        """

    private func table(_ text: String) throws -> NormTable { try NormTable(Array(text.utf8), name: "norms.csv") }

    @Test("Only lines that fit the person, the limb and the unit are used")
    func fitting() throws {
        let table = try table(Self.text)
        #expect(table.norms.count == 4 && table.norms[0].source == "Club, 2025")
        func found(_ limb: String, _ sex: String?, _ age: Int?, unit: String = "N", test: String = "cmj") -> [Int] {
            table.norms(test: test, metric: "peakForce", limb: limb, sex: sex, age: age, unit: unit).map(\.line)
        }
        #expect(found("left", "female", 20) == [2])
        #expect(found("left", "female", 17) == [])
        #expect(found("left", "female", nil) == [])
        #expect(found("left", "Male", nil) == [3])
        #expect(found("left", nil, 20) == [])
        #expect(found("left", "male", nil, unit: "BW") == [])
        #expect(found("asymmetry", "male", nil, unit: "%") == [5])
        #expect(found("both", nil, nil, test: "imtp") == [4])
        #expect(found("left", nil, nil, test: "imtp") == [])
    }

    @Test("A place is computed from mean and deviation, or read between percentiles")
    func places() throws {
        let norms = try table(Self.text).norms
        let middle = try #require(NormPlacement(900, norms[0]))
        #expect(abs(middle.percent.low - 50) < 1e-9 && middle.assumesNormal)
        // scipy.stats.norm.cdf(1.5) = 0.9331927987311419
        let above = try #require(NormPlacement(1050, norms[0]))
        #expect(abs(above.percent.low - 93.31927987311419) < 1e-9)
        #expect(above.words == "percentile 93 of Club, 2025 (n = 120), normal distribution assumed")
        let read = try #require(NormPlacement(1750, norms[2]))
        #expect(abs(read.percent.low - 27.5) < 1e-9 && !read.assumesNormal)
        #expect(try #require(NormPlacement(3000, norms[2])).words == "above percentile 95 of Lab A")
        #expect(try #require(NormPlacement(1000, norms[2])).words == "below percentile 5 of Lab A")
        #expect(NormPlacement(.nan, norms[0]) == nil)
    }

    @Test(
        "Bad tables are refused with line and remedy",
        arguments: [
            ("", "is empty"), ("test,metric,mean,sd\ncmj,peakForce,1,2", "no column source"),
            ("test,metric,source,colour\n", "is no column of norms"),
            ("test,metric,source,mean,mean\n", "stands there twice"),
            ("test,metric,source,mean,sd\ncmj,peakForce,,1,2", "norms.csv:2: column source"),
            ("test,metric,source,mean,sd\ncmj,peakForce,x,1", "has 4 fields"),
            ("test,metric,source,mean,sd\ncmj,peakForce,x,1,0", "is not above 0"),
            ("test,metric,source,mean,sd\ncmj,peakForce,x,a,2", "is no number"),
            ("test,metric,source,mean\ncmj,peakForce,x,1", "neither a mean"),
            ("test,metric,source,p5,p50\ncmj,peakForce,x,5,4", "column p50: is below p5;"),
            ("test,metric,source,p5,p50,limb\ncmj,peakForce,x,5,6,arm", "is arm"),
        ])
    func refused(text: String, words: String) {
        #expect { try table(text) } throws: { error in "\(error)".contains(words) }
    }

    @Test func anyBytesAreReadOrRefused() {
        var random = SplitMix64(seed: 8)
        let alphabet = Array("testmricourcep595,;\"\n\r.0-é\u{FEFF}".utf8)
        for _ in 0..<3000 {
            var bytes = Array("test,metric,source,p5,p95\n".utf8)
            for _ in 0..<Int(random.next() % 60) { bytes.append(alphabet[Int(random.next() % UInt64(alphabet.count))]) }
            _ = try? NormTable(bytes, name: "fuzz")
        }
    }
}

@Suite("Days of the calendar")
struct DayTests {
    @Test("Numbers and texts agree with Foundation's calendar since its reform of 1582")
    func calendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for number in stride(from: -141_000, to: 150_000, by: 37) {
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(number) * 86_400))
            let text = String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
            #expect(Day(number: number).description == text)
            #expect(Day(text)?.number == number)
        }
    }

    @Test func whatIsNoDayIsNone() {
        for text in ["", "2026", "2026-13-01", "2026-02-29", "2026-00-10", "2026-1-1", "20a6-01-01", "2100-02-29"] {
            #expect(Day(text) == nil, "\(text)")
        }
        #expect(Day("2024-02-29T10:00:00+01:00")?.description == "2024-02-29")
    }
}
