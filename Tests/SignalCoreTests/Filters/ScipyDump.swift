import Foundation
import SignalCore
import Statistics
import TestSupport
import Testing

/// Filters of random design on random input, written for a second route to compute again (`.ci/filters.py`).
@Suite struct ScipyDump {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["BILANX_DUMP"] != nil))
    func writeFilters() throws {
        var random = SplitMix64(seed: 20_260)
        var text = ""
        for _ in 0..<200 {
            let kind = Butterworth.Kind.allCases[random.index(2)]
            let order = 2 * (1 + random.index(4))
            let rate = [60, 100, 500, 1000, 2000, 10_000.0][random.index(6)]
            // From 1 % to 45 % of the rate: below, the coefficients themselves lose the digits that are compared.
            let cutoff = rate * (0.01 + 0.44 * random.unit())
            let filter = try Butterworth(kind, order: order, cutoff: cutoff).cascade(rate: rate)
            let count = filter.zeroPhasePadding + 1 + random.index(300)
            let input = (0..<count).map { _ in random.gaussian() }
            var empty = filter.emptyState
            var step = filter.stepState.scaled(by: input[0])
            let sections = filter.sections.map { "[\($0.b0),\($0.b1),\($0.b2),1,\($0.a1),\($0.a2)]" }
            let states = filter.stepState.delays.map { "[\($0.x),\($0.y)]" }
            text += """
                {"kind":"\(kind.rawValue)","order":\(order),"cutoff":\(cutoff),"rate":\(rate),"input":\(input),\
                "sos":[\(sections.joined(separator: ","))],"zi":[\(states.joined(separator: ","))],\
                "sosfilt":\(filter.filtered(input, state: &empty)),\
                "sosfilt_zi":\(filter.filtered(input, state: &step)),"sosfiltfilt":\(try filter.zeroPhase(input))}\n
                """
        }
        let folder = Repository.root.appending(path: ".build-test")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appending(path: "signal.jsonl"))
    }
}
