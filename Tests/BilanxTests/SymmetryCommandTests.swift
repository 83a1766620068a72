import Foundation
import TestSupport
import Testing

/// The options of `bilanx analyze` and `bilanx methods` that compare limbs.
@Suite final class SymmetryCommandTests {
    private let folder: URL

    init() throws { folder = try temporaryFolder() }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A text recording of constant forces.
    private func constant(_ name: String, _ left: Double, _ right: Double) throws -> String {
        var text = "time,left,right\n"
        for i in 0..<200 { text += "\(Double(i) / 100),\(left),\(right)\n" }
        return try file(name, text)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let url = folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    private func json(_ arguments: [String], code: Int32 = 0) throws -> [String: Any] {
        let run = try CommandLineRun(["analyze", "--format", "json"] + arguments)
        #expect(run.code == code, "\(run.words)")
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    @Test func roleIndicesNeedTheirRole() throws {
        let path = try constant("a.csv", 540, 600)
        for (index, remedy) in [("LSI1", "--involved"), ("LSI2", "--dominant"), ("AI", "--dominant")] {
            let run = try CommandLineRun(["analyze", path, "--index", index])
            #expect(run.code == 64)
            #expect(run.output == "")
            #expect(run.words.contains(remedy) && run.words.contains("never found in data"))
        }
        let told = try CommandLineRun(["analyze", path, "--index", "LSI1", "--involved", "left"])
        #expect(told.code == 0)
        #expect(told.output.contains("involved (left) = 90.0 % of uninvolved"))
        #expect(try CommandLineRun(["analyze", path, "--index", "PD"]).output.contains("10.0 % right"))
    }

    @Test func usage() throws {
        let path = try constant("a.csv", 540, 600)
        for arguments in [
            ["--index", "XX"], ["--dominant", "both"], ["--rule", "worst"], ["--box", "0"], ["--lever", "-1"],
            ["--athlete", ""], ["--athlete", "A", "--one-athlete"], ["--ratio", "hq"], ["--ratio", "hq=a"],
            ["--ratio", "hq=a:b:c"], ["--ratio", "hq=:b"], ["--ratio", "1=a:b"], ["--ratio", "hq.nothing=a:b"],
        ] {
            let run = try CommandLineRun(["analyze", path] + arguments)
            #expect(run.code == 64, "\(arguments)")
            #expect(run.output == "")
        }
        let bad = try file("r.csv", "test,metric,d_pct,source\ncmj,nothing,1,x\n")
        let run = try CommandLineRun(["analyze", path, "--reliability", bad])
        #expect(run.code == 65)
        #expect(run.words.contains("\(bad):2: names `nothing`"))
    }

    @Test func aKnownErrorJudgesOneTrial() throws {
        let path = try constant("a.csv", 540, 600)
        let known = try file("r.csv", "test,metric,d_pct,df,source\nfree,peakForce,1.6,30,made up\n")
        let document = try json([path, "--reliability", known])
        let recording = try #require((document["recordings"] as? [[String: Any]])?.first)
        let summary = try #require(recording["summary"] as? [[String: Any]])
        let peak = try #require(summary.first { $0["id"] as? String == "peakForce" })
        let asymmetry = try #require(peak["asymmetry"] as? [String: Any])
        #expect(asymmetry["verdict"] as? String == "clear")
        #expect((asymmetry["noise_band"] as? [String: Any])?["scale"] as? String == "logRatio")
    }

    @Test func setsNeedAnAthlete() throws {
        let paths = try [constant("a.csv", 540, 600), constant("b.csv", 545, 598), constant("c.csv", 541, 603)]
        #expect((try json(paths)["sets"] as? [Any])?.isEmpty == true)
        for (words, athlete) in [(["--one-athlete"], nil), (["--athlete", "A-7"], "A-7")] as [([String], String?)] {
            let set = try #require((try json(paths + words)["sets"] as? [[String: Any]])?.first)
            #expect(set["n_recordings"] as? Int == 3)
            #expect(set["n_trials"] as? Int == 3)
            #expect(set["athlete"] as? String == athlete)
        }
    }

    @Test func aRatioOfTwoFiles() throws {
        let above = try constant("h.csv", 120, 110)
        let below = try constant("q.csv", 200, 200)
        let document = try json(["--ratio", "hq=\(above):\(below)"])
        #expect((document["recordings"] as? [Any])?.count == 2)
        let ratio = try #require((document["derived"] as? [[String: Any]])?.first)
        #expect(ratio["id"] as? String == "hq")
        #expect(ratio["left"] as? Double == 0.6)
        #expect(ratio["right"] as? Double == 0.55)
        #expect((ratio["numerator"] as? [String: Any])?["name"] as? String == "hamstring concentric")
        let missing = try CommandLineRun(["analyze", above, "--ratio", "mine=\(above):/nowhere/q.csv"])
        #expect(missing.code == 1)
        #expect(missing.words.contains("ratio mine: no recording is named for /nowhere/q.csv"))
        let none = try CommandLineRun(["analyze", above, below, "--ratio", "hq=@hamstring:@quadriceps"])
        #expect(none.code == 64)
        #expect(none.words.contains("no recording is named for hamstring concentric"))
    }

    @Test func aRatioByConditions() throws {
        let golden = try String(contentsOf: Repository.fixture("trial-file/iso-60-rows.csv"), encoding: .utf8)
        // Its header with rows of our own: without an end line the file counts as torn, and is read all the same.
        let header = golden.split(separator: "\n").prefix { !$0.hasPrefix("time_s") }
        func variant(_ name: String, _ word: String, _ id: String, _ force: Double) throws -> String {
            var lines = header.map { line in
                line.hasPrefix("# conditions:")
                    ? "# conditions: \(word) 60 deg/s" : line.hasPrefix("# id:") ? "# id: \(id)" : String(line)
            }
            #expect(lines.contains { $0.contains(word) })
            lines.append("time_s,left_N,right_N,left_raw,right_raw,flags")
            for i in 0..<50 {
                let time = String(format: "%.6f", Double(i) / 100)
                lines.append("\(time),\(force)000,\(force)000,0,0,\(i == 0 ? 32 : 0)")
            }
            return try file(name, lines.joined(separator: "\n") + "\n")
        }
        let h = try variant("h.csv", "Hamstring", "0193f3c6-5c00-7000-8000-000000000001", 120)
        let q = try variant("q.csv", "Quadriceps", "0193f3c6-5c00-7000-8000-000000000002", 200)
        let run = try CommandLineRun([
            "analyze", h, q, "--test", "free", "--fresh", "--format", "json", "--ratio", "hq=@hamstring:@quadriceps",
        ])
        #expect(run.code == 0, "\(run.words)")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let ratio = try #require((document["derived"] as? [[String: Any]])?.first { $0["id"] as? String == "hq" })
        #expect(ratio["left"] as? Double == 0.6)
        #expect(
            (ratio["numerator"] as? [String: Any])?["recordings"] as? [String] == [
                "0193f3c6-5c00-7000-8000-000000000001"
            ])
    }

    @Test func theListOfIndices() throws {
        let list = try CommandLineRun(["methods", "--indices"])
        #expect(list.code == 0)
        for id in ["SIs", "PD", "LSI1", "NSI", "wUSI", "GA"] { #expect(list.output.contains("\n\(id) ")) }
        #expect(list.output.contains("no pass marks"))
        let run = try CommandLineRun([
            "methods", "--left", "540", "--right", "600", "--dominant", "right", "--involved", "left", "--format",
            "json",
        ])
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        let vector = try Vectors()["A.idx_540_600"]
        for (id, key) in [
            ("PD", "PD"), ("LSI1", "LSI1"), ("LSI2", "LSI2"), ("LSI3", "LSI3"), ("LSI4", "LSI4"), ("BSA", "BSA"),
            ("BAI1", "BAI1"), ("BAI2", "BAI2"), ("AI", "AI"), ("SIr", "SI_robinson"), ("SIs", "SI_shorter"),
            ("SA", "SA"),
            ("GA", "GA_log"), ("USI", "USI"), ("share", "shareR"),
        ] {
            let row = try #require(rows.first { $0["id"] as? String == id })
            #expect(vector[key].matches(try #require(row["value"] as? Double)), "\(id)")
        }
        // 10 % and 15 % of PD are 5.263 % and 8.108 % of SIs (formulas A.6).
        let sum = try #require(rows.first { $0["id"] as? String == "SIs" })
        #expect(abs(try #require(sum["at10"] as? Double) - 100 * 0.1 / 1.9) < 1e-9)
        #expect(abs(try #require(sum["at15"] as? Double) - 100 * 0.15 / 1.85) < 1e-9)
        #expect(try CommandLineRun(["methods", "--left", "5"]).code == 64)
        #expect(try CommandLineRun(["methods", "--dominant", "left"]).code == 64)
        let csv = try CommandLineRun(["methods", "--indices", "--format", "csv"])
        #expect(
            csv.output.hasPrefix("index,name,formula,unit,range,needs,swapped,value,status,pd10,pd15,source\nshare,"))
    }
}
