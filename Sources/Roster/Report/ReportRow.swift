import Assessments
import Markup
import SignalCore
import Statistics
import Symmetry

/// One metric of one test in a report: today's sides, their difference, what changed, and where norms place it.
public struct ReportRow: Sendable, Hashable {
    /// Sessions, trends and verdicts; its last point is what the row shows.
    public var change: ChangeReport
    /// Where the sides lie among the people of the user's table, by `left`, `right`, `both`; empty without one.
    public var norms: [String: [NormPlacement]]

    /// Makes a row.
    public init(change: ChangeReport, norms: [String: [NormPlacement]] = [:]) {
        self.change = change
        self.norms = norms
    }

    /// The visit that is shown; nil where no session may be used.
    public var point: SessionPoint? { change.latest }

    /// A value with as many decimals as people read.
    static func text(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        let size = abs(value)
        return FixedText.fixed(value, size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0)
    }

    /// `9.5 % right`; a dash where there is no difference.
    var differenceText: String {
        guard let index = point?.index else { return "–" }
        let size = Self.size(index.value, index.unit)
        guard size.contains(where: { ("1"..."9").contains($0) }) else { return size }
        switch index.larger {
        case .left: return size + " left"
        case .right: return size + " right"
        default: return size
        }
    }

    /// `4.1 left to 9.9 right`, the interval as people read it.
    var intervalText: String {
        guard let index = point?.index, let interval = index.interval else { return "–" }
        func end(_ value: Double) -> String {
            let size = FixedText.fixed(abs(value), 1)
            return size == "0.0" ? size : size + (value < 0 ? " left" : " right")
        }
        return end(interval.lowerBound) + " to " + end(interval.upperBound)
    }

    /// `clear`, `within noise`, `cannot say`.
    var verdictText: String {
        switch point?.index?.verdict {
        case .clear: "clear"
        case .withinNoise: "within noise"
        case .cannotSay: "cannot say"
        case nil: "–"
        }
    }

    /// The verdicts on the change of the index and of each limb, in words.
    public var changeText: String {
        let parts: [String] = [ChangeQuantity.index, .left, .right, .both].compactMap { quantity in
            guard let series = change.series(quantity), let finding = series.finding else { return nil }
            if quantity == .both, change.series(.left) != nil { return nil }
            let name = quantity == .index ? "difference" : quantity.rawValue
            switch finding.verdict {
            case .real:
                let size = series.readable(finding.change)
                return "\(name) real \(size < 0 ? "−" : "+")\(FixedText.fixed(abs(size), 1)) \(series.readableUnit)"
            case .withinNoise: return "\(name) within noise"
            case .needsMore: return nil
            }
        }
        if parts.isEmpty { return "needs more sessions" }
        let isQuiet = parts.count > 1 && parts.allSatisfy { $0.hasSuffix("within noise") }
        return isQuiet ? "all within noise" : parts.joined(separator: ", ")
    }

    /// A difference without its sign, with its unit.
    static func size(_ value: Double, _ unit: String) -> String {
        let unit = unit == "1" ? "" : " " + unit
        return FixedText.fixed(abs(value), abs(value) < 1 && unit != " %" ? 3 : 1) + unit
    }
}
