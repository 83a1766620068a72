import Acquisition
import Assessments
import ForceDevices
import Foundation
import Recordings
import SignalCore
import Simulation
import Transport

/// A whole live test of one device with two plates: driver, pairing, session, trial.csv, journal, analysis at the end.
public enum LiveWorkload {
    /// What it cost.
    public struct Cost: Sendable {
        /// Seconds of samples.
        public var seconds: Double
        /// Scans a second.
        public var rate: Double
        /// Processor seconds of all threads, without those of the emulated device.
        public var reading: Double
        /// Processor seconds of the emulated device alone, measured by itself.
        public var simulation: Double
    }

    /// The folder of the test could not be made sense of.
    private struct NoRows: Error {}

    /// Runs a test of a standing person at 1 kHz, as fast as it goes.
    public static func run(_ family: DeviceFamily, seconds: Double) throws -> Cost {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bilanx-benchmark-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let person = VirtualPerson(PersonSettings(.stance))
        let device = family.makeVirtual(person, VirtualOptions())
        let rig = Rig(
            RigDevice(
                link: InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible),
                driver: family.makeDriver(), family: family, left: family.defaultChannels.left,
                right: family.defaultChannels.right, synthetic: "virtual \(family.id)", isRealTime: false),
            leftScale: device.leftScale, rightScale: device.rightScale)
        let request = LiveRunRequest(
            test: .free, duration: seconds, data: DataDirectory(path: folder.path), sides: .birth,
            software: "benchmark")
        let start = ThreadClock.process
        let finished = try LiveRun.run(rig, request, shouldStop: { false }, output: { _ in })
        let all = Double(ThreadClock.process - start) * 1e-9
        guard let rows = finished.results?.recordings.first?.samples, rows > 0 else { throw NoRows() }
        let rate = finished.results?.recordings.first?.rate ?? family.defaultRate
        let recorded = Double(rows) / rate
        // Two seconds and a little went by before the first row: the zero.
        let simulation = try emulation(family, seconds: recorded + 2.1)
        return Cost(seconds: recorded, rate: rate, reading: all - simulation, simulation: simulation)
    }

    /// What the emulated device and its link take for themselves.
    private static func emulation(_ family: DeviceFamily, seconds: Double) throws -> Double {
        let device = family.makeVirtual(VirtualPerson(PersonSettings(.stance)), VirtualOptions())
        let link = InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible)
        let driver = family.makeDriver()
        _ = try driver.open(link)
        _ = try driver.start(
            link,
            StreamRequest(
                rate: family.defaultRate, left: family.defaultChannels.left, right: family.defaultChannels.right))
        return ThreadClock.seconds {
            for _ in 0..<Int(seconds * 100) { _ = link.receive(until: link.now + 10_000_000) { _, _ in } }
        }
    }
}
