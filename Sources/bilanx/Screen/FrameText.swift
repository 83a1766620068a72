import Acquisition
import Assessments
import ForceDevices
import Foundation
import LiveSession
import SignalCore
import Symmetry

/// A live frame in characters: one plain line for pipes, a block of lines for terminals.
enum FrameText {
    /// One line without control characters.
    static func line(_ frame: LiveFrame) -> String {
        var parts: [String] = []
        if let time = frame.time { parts.append("t=\(fixed(time, 2)) s") }
        if let phase = frame.phase { parts.append(phase.rawValue) }
        parts.append("left \(value(frame.left, frame)) right \(value(frame.right, frame))")
        if let share = frame.share { parts.append("share \(fixed(100 - share, 1)) | \(fixed(share, 1)) %") }
        if let left = frame.leftPeak, let right = frame.rightPeak {
            parts.append("peak \(fixed(left, decimals(frame))) | \(value(right, frame))")
        }
        if let progress = progress(frame) { parts.append(progress) }
        if let zone = zone(frame) { parts.append(zone) }
        if frame.phase != nil { parts.append("symmetry of peaks \(symmetry(frame.symmetry))") }
        parts.append(loss(frame))
        if let rate = frame.rate { parts.append("rate \(fixed(rate, 1)) Hz") }
        return parts.joined(separator: "  ")
    }

    /// The block that is redrawn in place; no line is longer than `width`.
    static func block(_ frame: LiveFrame, test: String, width: Int) -> [String] {
        let time = frame.time.map { fixed($0, 1) + " s" } ?? ""
        let prompt = frame.phase?.prompt ?? "The device's own unit; nothing is recorded."
        let rate = frame.rate.map { fixed($0, 1) + " Hz" } ?? ""
        let progress = progress(frame).map { "  \($0)" } ?? ""
        var lines = ["\(test)  \(prompt)\(progress)  \(time)  \(rate)  \(loss(frame))"]
        lines.append(
            "Left  \(pad(value(frame.left, frame), 11))\(bar(frame, width))\(pad(value(frame.right, frame), 11))  Right"
        )
        if let share = frame.share {
            let zone = zone(frame).map { "   " + $0 } ?? ""
            lines.append("Share \(pad(fixed(100 - share, 1) + " %", 11))  |  \(fixed(share, 1)) %\(zone)")
        } else {
            lines.append("Share -")
        }
        let left = frame.leftPeak.map { value($0, frame) } ?? "-"
        let right = frame.rightPeak.map { value($0, frame) } ?? "-"
        let peaks = "Peak  \(pad(left, 11))  |  \(right)"
        lines.append(frame.phase == nil ? peaks : peaks + "   difference of the peaks: \(symmetry(frame.symmetry))")
        return lines.map { String($0.prefix(max(width - 1, 20))) }
    }

    /// `3 repetitions` or `12.4 s held`.
    private static func progress(_ frame: LiveFrame) -> String? {
        frame.progress.map {
            $0.unit == .seconds ? fixed($0.value, 1) + " s held" : fixed($0.value, 0) + " " + $0.unit.rawValue
        }
    }

    /// `in the zone 45–55 %, 12.3 of 20.1 s`.
    private static func zone(_ frame: LiveFrame) -> String? {
        guard let target = frame.target else { return nil }
        let where_ = target.isInside.map { $0 ? "in" : "outside" } ?? "not in"
        return "\(where_) the zone \(fixed(target.band.lowerBound, 0))–\(fixed(target.band.upperBound, 0)) %, "
            + "\(fixed(target.inside, 1)) of \(fixed(target.total, 1)) s"
    }

    /// Left grows from the middle to the left, right to the right: the side is also shown by its place.
    private static func bar(_ frame: LiveFrame, _ width: Int) -> String {
        let half = min(max((width - 44) / 2, 4), 30)
        let full = max(abs(frame.leftPeak ?? 0), abs(frame.rightPeak ?? 0), frame.unit == "N" ? 100 : 0.1)
        func cells(_ force: Double) -> Int { min(max(Int((force / full * Double(half)).rounded()), 0), half) }
        let left = cells(frame.left)
        let right = cells(frame.right)
        return " " + String(repeating: "·", count: half - left) + String(repeating: "█", count: left) + "|"
            + String(repeating: "█", count: right) + String(repeating: "·", count: half - right) + " "
    }

    private static func decimals(_ frame: LiveFrame) -> Int { frame.unit == "N" ? 1 : 4 }

    private static func value(_ value: Double, _ frame: LiveFrame) -> String {
        fixed(value, decimals(frame)) + " " + frame.unit
    }

    private static func loss(_ frame: LiveFrame) -> String {
        var text = "lost \(frame.loss.empty)"
        if frame.loss.duplicate > 0 { text += ", twice \(frame.loss.duplicate)" }
        if frame.loss.bound > 0 { text += " ± \(frame.loss.bound)" } else if !frame.loss.exact { text += " (at least)" }
        if let missing = frame.missingDevice { text += "  \(missing) is unplugged" }
        switch frame.clock {
        case nil: break
        case .unknown(let wanted): text += "  clocks known in \(fixed(wanted.rounded(.up), 0)) s"
        case .jittery: text += "  clocks too irregular"
        case .refused(let skew): text += "  clocks differ by \(fixed(skew, 0)) ppm"
        case .aligned(let alignment):
            text += "  clocks ± \(fixed(2000 * alignment.uncertainty, 2)) ms, \(fixed(alignment.skew, 1)) ppm"
        }
        return text
    }

    /// Magnitude and side, or in words why there is none.
    static func symmetry(_ value: PairValue) -> String {
        guard let index = value.value else { return value.status.words }
        let side = index > 0 ? "right" : index < 0 ? "left" : "even"
        return "\(fixed(abs(index), 1)) % \(side)"
    }

    /// A number with fixed decimals, never "-0.0".
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let text = String(format: "%.*f", decimals, value)
        return text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) } ? String(text.dropFirst()) : text
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
    }
}
