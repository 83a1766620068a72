import Foundation
import Testing

@Suite("Guidance, blocks and reports from the command line", .serialized)
struct PlanReportCommandTests {
    @Test func fromADifferenceToARetest() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "data").path
        func run(_ arguments: [String], _ code: Int32 = 0) throws -> CommandLineRun {
            let run = try CommandLineRun(arguments + ["-o", data])
            #expect(run.code == code, "\(arguments): \(run.words)")
            return run
        }
        #expect(try run(["report", "A1"], 64).words.contains("bilanx athlete add A1"))
        #expect(try run(["report"], 64).words.contains("record a test"))
        _ = try run(["athlete", "add", "A1", "--name", "Ana Bauer", "--group", "U21"])
        #expect(try run(["plan", "A1"], 64).words.contains("has no results"))
        #expect(try run(["report", "A1"]).output.contains("No recording of this athlete has results yet"))
        _ = try run([
            "record", "--device", "virtual:u6,person=cmj,asymmetry=-14,seed=4,reps=3", "--athlete", "A1", "--duration",
            "30",
        ])
        // Nobody knows the age: refused, and nothing is saved.
        let refused = try run(["plan", "A1"])
        #expect(refused.output.contains("ageUnknown") && refused.output.contains("--born"))
        #expect(try run(["plan", "start", "A1"], 1).output.contains("ageUnknown"))
        #expect(try run(["plan", "list", "--format", "csv"]).output.split(separator: "\n").count == 1)
        _ = try run(["athlete", "edit", "A1", "--born", "1995"])
        _ = try run(["athlete", "pain", "A1", "4"])
        #expect(try run(["plan", "A1", "--test", "cmj"]).output.contains("Pain of 4 of 10"))
        _ = try run(["athlete", "pain", "A1", "0"])
        let advice = try run(["plan", "A1", "--test", "cmj", "--format", "json"])
        #expect(advice.output.contains("bilanx.plan/1") && advice.output.contains("Start with the right side"))
        #expect(try run(["plan", "A1", "--test", "imtp"], 64).words.contains("there are: cmj"))
        // A block, within the limits and beyond them.
        #expect(try run(["plan", "start", "A1", "--weaker-sets", "5"], 64).words.contains("more than twice"))
        #expect(try run(["plan", "start", "A1", "--start", "22.11.2026"], 64).words.contains("--start"))
        _ = try run(["plan", "start", "A1", "--exercises", "split squats", "--start", "2020-01-06", "--weeks", "4"])
        let listed = try run(["plan", "list", "A1", "--format", "csv"]).output.split(separator: "\n").map(String.init)
        #expect(listed.count == 2 && listed[1].contains("2020-01-06,2020-02-03,right,2/2 × 8"))
        let id = try #require(listed[1].split(separator: ",").first.map(String.init))
        #expect(try run(["plan", "edit", id, "--reps", "10"]).output.contains("× 10"))
        #expect(try run(["plan", "edit", "nothing"], 64).words.contains("plan list"))
        let compared = try run(["plan", "compare", id])
        #expect(compared.output.contains("found"))
        #expect(try run(["plan", "close", id, "--outcome", "done"]).output.contains("closed"))
        // Reports of all three kinds.
        let page = folder.appending(path: "ana.html").path
        #expect(try run(["report", "A1", "--to", page]).output == page + "\n")
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("Forces of trial") && html.contains("Ana Bauer") && html.hasSuffix("</html>\n"))
        let csv = try run(["report", "A1", "--test", "cmj", "--format", "csv"]).output.split(separator: "\n")
        #expect(csv.count > 2 && csv[1].hasPrefix("A1,cmj,"))
        #expect(try run(["report", "--group", "U21", "--format", "json"]).output.contains("\"bilanx.report/1\""))
        #expect(try run(["report", "--group", "U19"], 64).words.contains("there are: U21"))
        #expect(try run(["report", "A1", "--group", "U21"], 64).words.contains("not both"))
        #expect(try run(["report", "A1", "--paper", "a5"], 64).words.contains("a4 or letter"))
        let norms = folder.appending(path: "norms.csv")
        try Data("test,metric,mean,sd\ncmj,peakForce,1,2\n".utf8).write(to: norms)
        #expect(try run(["report", "A1", "--norms", norms.path], 65).words.contains("norms.csv:1"))
        #expect(try run(["report", "A1", "--norms", norms.path + "x"], 1).words.contains("could not be read"))
        #expect(
            try run(["report", "A1", "--to", folder.path + "/no/where.html"], 1).words.contains("could not be written"))
    }
}
