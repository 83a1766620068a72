import ForceDevices
import Foundation
import Workloads

/// Prints what reading plates costs, each figure beside the design's goal: nothing is asserted.
///
/// `BILANX_LOAD_MINUTES` sets how many minutes of samples sixteen plates give; ten without it.
@main
enum Load {
    static func main() throws {
        let minutes = ProcessInfo.processInfo.environment["BILANX_LOAD_MINUTES"].flatMap { Double($0) } ?? 10
        try bank(minutes: max(minutes, 0.05))
        try live()
        try ratios()
    }

    /// Sixteen devices with two plates' channels each, 10 kHz.
    private static func bank(minutes: Double) throws {
        guard let family = DeviceCatalogue.family("usb20x") else { throw Missing() }
        let bank = try PlateBank(family, count: 16, rate: 10_000)
        // A second to let buffers find their size.
        bank.advance(seconds: 1)
        let before = (simulation: bank.simulation, reading: bank.reading, pairs: bank.pairs)
        let seconds = minutes * 60
        var memory = [ResidentMemory.mebibytes]
        for _ in 0..<2 {
            bank.advance(seconds: seconds / 2)
            memory.append(ResidentMemory.mebibytes)
        }
        let reading = bank.reading - before.reading
        let simulation = bank.simulation - before.simulation
        let pairs = Double(bank.pairs - before.pairs)
        print("16 devices × 10 kHz × 2 channels, \(text(minutes, 1)) minutes of samples, one thread")
        line("drivers and pairing", text(100 * reading / seconds, 2) + " % of one core", "goal: under 100 %")
        line("  of each pair", text(1e9 * reading / pairs, 1) + " ns", "")
        line("emulated devices and links", text(100 * simulation / seconds, 2) + " % of one core", "")
        line("  both, of one second", text((reading + simulation) / seconds, 4) + " CPU s", "")
        line("pairs", "\(Int(pairs))", "due: \(Int(16 * bank.rate * seconds))")
        line("lost, overruns", "\(bank.lost), \(bank.overruns)", "due: 0, 0")
        line(
            "resident at start, middle, end",
            memory.map { $0.map { text($0, 1) } ?? "unknown" }.joined(separator: ", ") + " MiB", "")
    }

    private static func live() throws {
        guard let family = DeviceCatalogue.family("u6") else { throw Missing() }
        let costs = try (0..<3).map { _ in try LiveWorkload.run(family, seconds: 60) }
        guard let best = costs.min(by: { $0.reading < $1.reading }) else { throw Missing() }
        print(
            "Live test, 2 × \(Int(best.rate)) Hz, \(Int(best.seconds)) s: session, trial.csv, journal, analysis at the end"
        )
        line(
            "without the emulated device", text(100 * best.reading / best.seconds, 2) + " % of one core",
            "goal: under 3 %")
        line("the emulated device", text(100 * best.simulation / best.seconds, 2) + " % of one core", "")
    }

    private static func ratios() throws {
        print("Best of seven turns of processor time, each beside something trivial on the same data")
        for workload in try SignalWorkloads.all() + FileWorkloads().all() {
            let cost = try workload.measure()
            let figure =
                switch workload.size {
                case .samples(let count): text(1e9 * cost.work / Double(count), 2) + " ns each"
                case .bytes(let count): text(Double(count) / cost.work * 1e-6, 0) + " MB/s"
                case .one: text(1000 * cost.work, 3) + " ms"
                }
            line(
                workload.name, figure,
                text(cost.work / cost.yardstick, 1) + " × " + workload.yardstickName
                    + (workload.goal.map { "; goal: " + $0 } ?? ""))
        }
    }

    private static func line(_ name: String, _ figure: String, _ beside: String) {
        print(
            "  " + name.padding(toLength: 36, withPad: " ", startingAt: 0)
                + figure.padding(toLength: 32, withPad: " ", startingAt: 0) + beside)
    }

    private static func text(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

    /// A family that the catalogue no longer has.
    private struct Missing: Error {}
}
