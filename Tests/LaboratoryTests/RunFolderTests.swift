import Calibration
import Foundation
import Laboratory
import Recordings
import Testing

@Suite("Folder of a run")
struct RunFolderTests {
    private let plan = CalibrationPlan(
        name: "t",
        steps: [
            CalibrationStep(.zero, dwell: 1), CalibrationStep(.load, masses: ["W1"], dwell: 1), CalibrationStep(.zero),
        ])

    private func store() -> (CalibrationStore, URL) {
        let url = FileManager.default.temporaryDirectory.appending(path: "bilanx-lab-\(UUID().uuidString)")
        return (CalibrationStore(DataDirectory(path: url.path)), url)
    }

    private func reading(_ step: Int, _ value: Double) -> StepReading {
        StepReading(
            step: step, start: 1, end: 3, means: [value], deviations: [0.1], count: 3,
            samples: [.init(time: 1, values: [value]), .init(time: 2, values: [nil]), .init(time: 3, values: [value])])
    }

    @Test("What was written is read again, with voids, notes and climate")
    func round() throws {
        let (store, url) = store()
        defer { try? FileManager.default.removeItem(at: url) }
        let folder = try RunFolder.create(GuidedBench.run(plan), in: store)
        #expect(RunFolder.list(store) == ["run"])
        for entry: RunEntry in [
            .reading(reading(0, 0.25)), .void(reading: 0, because: "slipped"), .reading(reading(0, 0.5)), .note("cold"),
            .climate(Climate(temperature: 21)),
        ] { try folder.append(entry) }
        let content = try folder.read()
        #expect(content.problems.isEmpty)
        #expect(content.run.readings.map(\.void) == ["slipped", nil])
        #expect(content.run.reading(0) == reading(0, 0.5))
        #expect(content.run.notes == ["cold"])
        #expect(content.run.climate.temperature == 21)
        #expect(content.run.nextStep == 1)
        #expect(content.rawHash.count == 64)
        let hash = content.rawHash
        #expect(try folder.read().rawHash == hash)
        try folder.append(.note("more"))
        #expect(try folder.read().rawHash != hash)
    }

    @Test("Nothing is overwritten")
    func exists() throws {
        let (store, url) = store()
        defer { try? FileManager.default.removeItem(at: url) }
        _ = try RunFolder.create(GuidedBench.run(plan), in: store)
        #expect(throws: RecordingError.self) { try RunFolder.create(GuidedBench.run(plan), in: store) }
        var bad = GuidedBench.run(plan)
        bad.id = "../x"
        #expect(throws: RecordingError.self) { try RunFolder.create(bad, in: store) }
    }

    @Test("Cut at every byte, whole lines count, the torn one is told, and the run goes on")
    func cut() throws {
        let (store, url) = store()
        defer { try? FileManager.default.removeItem(at: url) }
        let folder = try RunFolder.create(GuidedBench.run(plan), in: store)
        for step in 0..<3 { try folder.append(reading(step, Double(step) + 0.5)) }
        let whole = try Data(contentsOf: URL(filePath: folder.readingsPath))
        let ends = whole.indices.filter { whole[$0] == 0x0A }
        for length in 0...whole.count {
            try whole.prefix(length).write(to: URL(filePath: folder.readingsPath))
            let content = try folder.read()
            // A line counts with its last byte, the line end or not.
            let lines = ends.count { $0 <= length }
            #expect(content.run.readings.count == lines, "cut at \(length)")
            let isTorn = length > 0 && !ends.contains(length - 1) && !ends.contains(length)
            #expect(content.problems.isEmpty != isTorn, "cut at \(length)")
            #expect(content.run.nextStep == (lines < 3 ? lines : nil))
            guard let next = content.run.nextStep else { continue }
            try folder.append(reading(next, Double(next) + 0.5))
            let again = try folder.read()
            #expect(again.problems.isEmpty)
            #expect(again.run.readings.map(\.step) == Array(0...next), "cut at \(length)")
        }
    }

    @Test("A line that is damaged in the middle is named")
    func damaged() throws {
        let (store, url) = store()
        defer { try? FileManager.default.removeItem(at: url) }
        let folder = try RunFolder.create(GuidedBench.run(plan), in: store)
        try folder.append(reading(0, 1))
        try folder.append(reading(1, 2))
        var text = try String(contentsOfFile: folder.readingsPath, encoding: .utf8)
        text.replace("\"count\":3", with: "\"count\":x", maxReplacements: 1)
        try text.write(toFile: folder.readingsPath, atomically: true, encoding: .utf8)
        let error = #expect(throws: RecordingError.self) { try folder.read() }
        #expect(error?.line == 1)
        #expect(error?.file == folder.readingsPath)
    }
}
