import Calibration
import Foundation
import Laboratory
import Recordings
import TestSupport
import Testing

@Suite("Plan file")
struct PlanFileTests {
    private func text(_ plan: String, more: String = "", uncertainty: String = ",\"uncertainty\":0.001") -> Data {
        Data(
            """
            {"schema":"bilanx.calibrationplan/1"\(more),"masses":[{"id":"W1","mass":20\(uncertainty)}],"plan":\(plan)}
            """.utf8)
    }

    @Test("Short plans become the steps that they stand for")
    func kinds() throws {
        let zero = try PlanFile(text(#"{"kind":"zeroAndSpan","dwell":2}"#), file: "p")
        #expect(zero.calibrationPlan == .zeroAndSpan(["W1"], dwell: 2))
        let weights = try PlanFile(text(#"{"kind":"deadWeight","rotations":[0,90],"preloads":1}"#), file: "p")
        #expect(weights.calibrationPlan == .deadWeight([["W1"]], rotations: [0, 90], preloads: 1))
        let corners = try PlanFile(text(#"{"kind":"corners","positions":[[100,50]]}"#), file: "p")
        #expect(corners.calibrationPlan == .corners(["W1"], positions: [SIMD2(100, 50)]))
        let custom = try PlanFile(
            text(#"{"kind":"custom","steps":[{},{"masses":["W1"],"dwell":7}],"rounds":2}"#), file: "p")
        #expect(custom.calibrationPlan.steps.map(\.kind) == [.zero, .load, .zero, .load])
        #expect(custom.calibrationPlan.steps.map(\.series) == [0, 0, 1, 1])
        #expect(custom.calibrationPlan.steps[1].dwell == 7)
    }

    @Test(
        "What is wrong is named with file and key",
        arguments: [
            (#"{"kind":"heavy"}"#, "", "plan.kind"), (#"{"kind":"zeroAndSpan","dwel":2}"#, "", "plan.dwel"),
            (#"{"kind":"zeroAndSpan","dwell":-1}"#, "", "plan.dwell"), (#"{}"#, "", "plan.kind"),
            (#"{"kind":"corners"}"#, "", "plan.positions"), (#"{"kind":"custom"}"#, "", "plan.steps"),
            (#"{"kind":"deadWeight","stacks":[["W9"]]}"#, "", "W9"),
            (#"{"kind":"zeroAndSpan"}"#, #","site":{"latitude":95}"#, "site.latitude"),
            (#"{"kind":"zeroAndSpan"}"#, #","site":{"gravity":98}"#, "site.gravity"),
            (#"{"kind":"zeroAndSpan"}"#, #","climate":{"pressure":101325}"#, "climate.pressure"),
            (#"{"kind":"zeroAndSpan"}"#, #","operator":5"#, "operator"),
            (#"{"kind":"zeroAndSpan"}"#, #","opertor":"x""#, "opertor"),
            (#"{"kind":"zeroAndSpan","rounds":0}"#, "", "plan.rounds"),
        ])
    func faults(plan: String, more: String, key: String) {
        let error = #expect(throws: RecordingError.self) { try PlanFile(text(plan, more: more), file: "my.json") }
        #expect(error?.file == "my.json")
        #expect(error?.problem.contains(key) == true, "\(error?.problem ?? "")")
        #expect(error?.kind == .badData)
    }

    @Test("A weight without an uncertainty is refused, not taken as exact")
    func uncertainty() {
        let error = #expect(throws: RecordingError.self) {
            try PlanFile(text(#"{"kind":"zeroAndSpan"}"#, uncertainty: ""), file: "p")
        }
        #expect(error?.problem.contains("masses[0].uncertainty") == true)
    }

    @Test("The example of the documentation is a plan")
    func example() throws {
        let path = Repository.fixture("calibration/plan.json").path
        let file = try PlanFile.read(path)
        #expect(file.calibrationPlan.steps.count > 10)
        #expect(file.referenceMasses.allSatisfy { $0.isPlausible })
    }
}
