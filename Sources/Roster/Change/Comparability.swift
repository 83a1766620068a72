import Assessments
import SignalCore

/// Which sessions may be compared with the chosen one.
enum Comparability {
    /// Why a session may not be compared; nil where it may.
    static func reason(_ point: SessionPoint, with chosen: SessionPoint) -> LeftOutSession? {
        func out(_ reason: LeftOutSession.Reason, _ words: String) -> LeftOutSession {
            LeftOutSession(point: point, reason: reason, words: words)
        }
        if let words = poor(point) { return out(.poorStatus, words) }
        let (a, b) = (point.conditions.folded, chosen.conditions.folded)
        if a.load != b.load { return out(.otherLoad, "load \(text(a.load)) kg, not \(text(b.load)) kg") }
        if a.boxHeight != b.boxHeight {
            return out(.otherBox, "box of \(metres(a.boxHeight)), not \(metres(b.boxHeight))")
        }
        if a.leverArm != b.leverArm {
            return out(.otherLever, "lever arm \(metres(a.leverArm)), not \(metres(b.leverArm))")
        }
        if a.text != b.text {
            return out(.otherConditions, "conditions \(quoted(a.text)), not \(quoted(b.text))")
        }
        if point.preset != chosen.preset {
            return out(.otherPreset, "methods of preset \(quoted(point.preset)), not \(quoted(chosen.preset))")
        }
        if point.method != chosen.method {
            return out(.otherMethod, "method \(quoted(point.method)), not \(quoted(chosen.method))")
        }
        if point.isSeparate != chosen.isSeparate {
            return out(
                .otherTask,
                point.isSeparate
                    ? "one limb after the other, not both at once" : "both limbs at once, not one after the other")
        }
        return nil
    }

    /// Why a session has nothing that may be compared; nil where it has.
    static func poor(_ point: SessionPoint) -> String? {
        if point.status == .lowQuality { return "every trial carries a warning" }
        if point.status != .ok { return words(point.status) }
        let has = ChangeQuantity.allCases.contains { point.value($0)?.isFinite ?? false }
        return has ? nil : "no value"
    }

    private static func words(_ status: MeasureStatus) -> String {
        switch status {
        case .sidesUnconfirmed: "withheld: sides not confirmed"
        case .totalOnly: "withheld: only the sum is known"
        case .alignmentUnknown: "withheld: clocks not aligned"
        case .checkFailed: "withheld: plate check failed"
        case .notDetected: "not found in a trial that counts"
        default: status.words
        }
    }

    private static func text(_ value: Double) -> String { ChangeValue.number(value).shown }
    private static func metres(_ value: Double?) -> String { value.map { text($0) + " m" } ?? "unknown size" }
    private static func quoted(_ value: String?) -> String { value.map { "“" + $0 + "”" } ?? "none noted" }
}
