import Assessments
import Foundation
import SignalCore
import TestSupport
import Testing

@testable import Recordings

/// A step on each of two plates, every hundredth frame of a C3D file as OpenSim's authors tabulated it.
@Suite struct WalkingRecordingTests {
    @Test func aStepOnEachPlate() throws {
        guard let url = Repository.recording("opensim/std_walking2_grfs.sto.gz") else {
            print("recording test skipped: opensim/std_walking2_grfs.sto.gz")
            return
        }
        // Which foot is whose the file does not say; the plate stepped on first is called right here.
        let options = TextOptions(left: "f1_3", right: "f2_3", time: "time", rate: 20)
        let opened = try RecordingReader.open(url.path, options: options)
        #expect(opened.record.count == 101 && opened.record.rate == 20)
        let result = RecordingAnalysis.analyze(opened.record, info: opened.info, test: .gait)
        #expect(result.trials.map(\.limb) == [.right, .left])
        #expect(result.trials.map(\.status) == [.ok, .ok])
        let right = result.trials[0]
        let left = result.trials[1]
        // The largest values of the columns, as any program finds them.
        #expect(right.metric("f3")?.right == NewtonGrid.snap(741.12780762))
        #expect(left.metric("f1")?.left == NewtonGrid.snap(948.32287598))
        // At 20 N and more from 2.30 to 2.75 s (22.3 N there) and from 2.70 to 3.20 s; 20 frames a second.
        #expect(right.event("contact") == 46 && right.event("toeOff") == 56)
        #expect(left.event("contact") == 54 && left.event("toeOff") == 65)
        #expect(left.metric("stepTime")?.left.map { abs($0 - 0.4) < 1e-9 } == true)
        #expect(left.metric("doubleSupport")?.left.map { abs($0 - 0.1) < 1e-9 } == true)
        #expect(right.metric("stepTime")?.right == nil)
        // Two steps are no comparison.
        #expect(result.summary.first { $0.id == "stance" }?.interval == nil)
        #expect(result.summary.first { $0.id == "stance" }?.status == .lowQuality)
    }
}
