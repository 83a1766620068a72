import Assessments
import Recordings
import Symmetry
import Testing

@Suite struct ReliabilityFileTests {
    private func read(_ text: String) throws(RecordingError) -> [KnownReliability] {
        try ReliabilityFile.read(Array(text.utf8), name: "r.csv")
    }

    private func problem(_ text: String) -> String {
        do throws(RecordingError) {
            _ = try read(text)
            return ""
        } catch { return error.description }
    }

    private let header = "test,metric,d_pct,left,right,df,source\n"

    @Test func bothForms() throws {
        let csv = try read(
            "# squad\n" + header + "cmj,peakForce,1.6,,,19,\"our squad, 2026\"\npull,peakForce,,16.4,17,,x\n")
        let error = try #require(KnownError(typicalError: 0.016, degreesOfFreedom: 19))
        let left = try #require(KnownError(typicalError: 16.4))
        let right = try #require(KnownError(typicalError: 17))
        #expect(
            csv == [
                KnownReliability(test: .cmj, metric: "peakForce", error: .logRatio(error), source: "our squad, 2026"),
                KnownReliability(
                    test: .pull, metric: "peakForce", error: .limbs(left: left, right: right), source: "x"),
            ])
        let json = try read(
            """
            [{"test": "cmj", "metric": "peakForce", "d_pct": 1.6, "df": 19, "source": "our squad, 2026"},
             {"test": "pull", "metric": "peakForce", "left": 16.4, "right": 17, "source": "x"}]
            """)
        #expect(json == csv)
    }

    @Test func errorsNameTheFileAndTheLine() {
        let cases = [
            ("jump,peakForce,1,,,,x", "r.csv:2: names the test `jump`"),
            ("cmj,peak,1,,,,x", "r.csv:2: names `peak`, which is no metric of cmj"),
            ("cmj,depth,1,,,,x", "has no left and right"),
            ("cmj,peakForce,-1,,,,x", "`-1` for d_pct"), ("cmj,peakForce,nan,,,,x", "`nan` for d_pct"),
            ("cmj,peakForce,1,,,0,x", "df"), ("cmj,peakForce,1,,,2.5,x", "df"),
            ("cmj,peakForce,1,2,3,,x", "either d_pct, or left and right"),
            ("cmj,peakForce,,2,,,x", "either d_pct, or left and right"),
            ("cmj,peakForce,1,,,,", "does not say its source"), ("cmj,peakForce,1", "r.csv:2: has 3 cells"),
            ("cmj,peakForce,1,,,,x\ncmj,peakForce,2,,,,x", "twice"), ("", "has no entry"),
        ]
        for (row, expected) in cases { #expect(problem(header + row + "\n").contains(expected), "\(row)") }
        #expect(problem("test,metric,te,source\n").contains("column `te`"))
        #expect(problem("[{").contains("is no JSON"))
        #expect(problem("{\"test\": \"cmj\"}").contains("no array of objects"))
        #expect(problem("[{\"te\": 1}]").contains("member `te` in entry 1"))
        #expect(problem("[{\"test\": \"cmj\", \"metric\": \"peakForce\", \"source\": \"x\"}]").contains("in entry 1"))
    }

    @Test func anyBytesGiveEntriesOrAnError() {
        for cut in 0...60 {
            let text = header + "cmj,peakForce,1.6,,,19,\"our squad\"\n"
            _ = try? read(String(text.prefix(cut)))
        }
        #expect(throws: RecordingError.self) { _ = try ReliabilityFile.read([0xFF, 0x2C], name: "r") }
    }
}
