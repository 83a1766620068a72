import Calibration
import Foundation
import Laboratory
import SignalCore

/// What a check says, for people and programs.
struct CheckReport {
    private let check: SessionCheck
    private let checks: [SessionCheck]
    private let plates: PlatePairIdentity

    /// A check with all checks of the same plates in their order.
    init(_ check: SessionCheck, earlier checks: [SessionCheck], plates: PlatePairIdentity) {
        self.check = check
        // The limits are those of plates that were well; what failed is no part of them.
        let isAnother = check.problems.contains { if case .anotherWeight = $0 { true } else { false } }
        self.checks = checks.dropLast().filter { $0.outcome == .passed } + (isAnother ? [] : [check])
        self.plates = plates
    }

    private static func newtons(_ value: Double) -> String { FrameText.fixed(value, 2) + " N" }

    /// The table.
    func text() -> String {
        var text = "Check of the plates, \(check.time), \(check.operatorName)\n"
        text += "Rule: \(SessionCheck.rule).\n"
        for plate in check.plates {
            let name = plate.side == .left ? plates.left : plates.right
            text +=
                "  \(plate.side.rawValue)  \(name): noise \(Self.newtons(plate.noise)), zero \(Self.newtons(plate.zero))"
            if let error = plate.error, let limit = plate.limit, let reference = plate.reference {
                text +=
                    ", weight \(Self.newtons(reference)): \(Self.newtons(error)) off, allowed \(Self.newtons(limit))"
            }
            text += "\n"
        }
        for side in Side.allCases { text += trend(side) }
        text += Self.words(check.outcome) + "\n"
        for problem in check.problems { text += "  \(problem)\n" }
        return text
    }

    /// An outcome with its consequence.
    static func words(_ outcome: SessionCheck.Outcome) -> String {
        switch outcome {
        case .passed: "PASSED."
        case .failed: "FAILED: symmetry is withheld until a check passes."
        case .incomplete: "NOT COMPLETE: this counts as no check, and an earlier one still holds."
        }
    }

    private func trend(_ side: Side) -> String {
        let errors = Self.errors(checks, side)
        guard let chart = ControlChart(checks, side: side) else {
            let number = errors.count
            return number > 1 ? "  \(side.rawValue)  \(number) checks; limits from \(ControlChart.fewest) on\n" : ""
        }
        func percent(_ value: Double) -> String { FrameText.fixed(value, 3) }
        var text = "  \(side.rawValue)  error of the weight in %, limits \(percent(chart.limits.lowerBound)) to "
        text += "\(percent(chart.limits.upperBound)), middle \(percent(chart.centre))\n"
        let low = min(chart.limits.lowerBound, errors.min() ?? 0)
        let high = max(chart.limits.upperBound, errors.max() ?? 0)
        let width = 40.0
        func place(_ value: Double) -> Int { high > low ? Int((width * (value - low) / (high - low)).rounded()) : 20 }
        for (k, value) in errors.enumerated().suffix(12) {
            var row = [Character](repeating: " ", count: Int(width) + 1)
            for mark in [chart.limits.lowerBound, chart.limits.upperBound] { row[place(mark)] = "|" }
            row[place(chart.centre)] = ":"
            row[place(value)] = chart.outside.contains(k) ? "X" : "o"
            text += "    " + String(row) + "  \(percent(value))\n"
        }
        if !chart.isInControl { text += "    The last value is outside its limits: something changed.\n" }
        if chart.asksForCalibration(limit: 100 * SessionCheck.relativeLimit) {
            text += "    It has drifted by more than half of what is allowed: calibrate anew.\n"
        }
        return text
    }

    private static func errors(_ checks: [SessionCheck], _ side: Side) -> [Double] {
        checks.compactMap { check in
            guard let plate = check.plates.first(where: { $0.side == side }), let error = plate.error,
                let reference = plate.reference, reference > 0
            else { return nil }
            return 100 * error / reference
        }
    }

    private struct Form: Encodable {
        struct Trend: Encodable {
            var side: Side
            var errorsPercent: [Double]
            var centre: Double?
            var low: Double?
            var high: Double?
            var isInControl: Bool?
        }
        var schema = "bilanx.check/1"
        var outcome: String
        var rule = SessionCheck.rule
        var problems: [String]
        var mismatchPercent: Double?
        var left: PlateIdentity
        var right: PlateIdentity
        var check: SessionCheck
        var trends: [Trend]
    }

    /// The document `bilanx.check/1`.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let trends = Side.allCases.map { side in
            let chart = ControlChart(checks, side: side)
            return Form.Trend(
                side: side, errorsPercent: Self.errors(checks, side), centre: chart?.centre,
                low: chart?.limits.lowerBound, high: chart?.limits.upperBound, isInControl: chart?.isInControl)
        }
        let form = Form(
            outcome: check.outcome.rawValue, problems: check.problems.map(\.description),
            mismatchPercent: check.mismatchPercent, left: plates.left, right: plates.right, check: check, trends: trends
        )
        return String(decoding: try encoder.encode(form), as: UTF8.self) + "\n"
    }
}
