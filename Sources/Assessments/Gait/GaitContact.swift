import SignalCore

/// One foot on its plate in walking (formulas B.12).
public struct GaitContact: Sendable, Hashable {
    /// The foot.
    public var side: Side
    /// Seconds of the first sample under load; nil where the record begins on this foot.
    public var initialContact: Double?
    /// Seconds of the first sample without load after it; nil where the record ends on this foot.
    public var toeOff: Double?
    /// False for a contact that is no step: its times count for nothing, and none is taken across it.
    public var isStep: Bool

    /// Makes a contact.
    public init(_ side: Side, initialContact: Double?, toeOff: Double?, isStep: Bool = true) {
        self.side = side
        self.initialContact = initialContact
        self.toeOff = toeOff
        self.isStep = isStep
    }

    /// True for a step that begins and ends within the record.
    var isWhole: Bool { isStep && initialContact != nil && toeOff != nil }

    /// Force in newtons from which on a foot is on its plate.
    public static let threshold = 20.0
    /// Shortest contact in milliseconds; shorter ones are noise, and shorter gaps do not end one.
    public static let shortest = 50.0
    /// Seconds of a stance that can be a step; the project's.
    static let stances = 0.2...2.0

    /// Contacts of one side's force, in order of time.
    ///
    /// A stance that is shorter than 0.2 s or longer than 2 s is no step.
    ///
    /// - Parameters:
    ///   - force: newtons of the side; a NaN sample counts as the one before it.
    ///   - start: seconds of the first sample.
    public static func find(_ force: [Double], side: Side, rate: Double, from start: Double = 0) -> [GaitContact] {
        rows(TrialFrame.hold(force), rate: rate).map { rows in
            let first = rows.lowerBound > 0 ? start + Double(rows.lowerBound) / rate : nil
            let last = rows.upperBound < force.count ? start + Double(rows.upperBound) / rate : nil
            var contact = GaitContact(side, initialContact: first, toeOff: last)
            if let first, let last { contact.isStep = stances.contains(last - first) }
            return contact
        }
    }

    /// The same contacts; those of both feet that begin in the same sample are no steps.
    static func withoutJumps(_ contacts: [GaitContact]) -> [GaitContact] {
        var starts: [Double?: Int] = [:]
        for contact in contacts { starts[contact.initialContact, default: 0] += 1 }
        return contacts.map { contact in
            var contact = contact
            if starts[contact.initialContact] ?? 0 > 1 { contact.isStep = false }
            return contact
        }
    }

    /// In the order in which the feet came down; those at the start of the record first.
    static func inOrder(_ contacts: [GaitContact]) -> [GaitContact] {
        contacts.enumerated().sorted {
            let a = $0.element.initialContact ?? -.infinity
            let b = $1.element.initialContact ?? -.infinity
            return a == b ? $0.offset < $1.offset : a < b
        }.map(\.element)
    }

    /// Rows of the contacts, each up to the first row without load.
    static func rows(_ force: [Double], rate: Double) -> [Range<Int>] {
        let shortest = max(Int((shortest / 1000 * rate).rounded()), 1)
        var runs: [Range<Int>] = []
        var start = -1
        for i in 0...force.count {
            let loaded = i < force.count && force[i] >= threshold
            if loaded, start < 0 { start = i }
            guard !loaded, start >= 0 else { continue }
            if let last = runs.last, start - last.upperBound < shortest {
                runs[runs.count - 1] = last.lowerBound..<i
            } else {
                runs.append(start..<i)
            }
            start = -1
        }
        return runs.filter { $0.count >= shortest }
    }
}
