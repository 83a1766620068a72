import SignalCore

/// The low-pass filter that a method runs over the forces before it looks at them; none in the project's own rules.
///
/// Forwards and backwards, without delay. A filter never bridges a gap: each stretch without a missing row and without
/// the start of a segment is filtered for itself. A stretch that is too short for that counts as missing.
public enum ForceFilter: Hashable, Sendable {
    /// Forces as they were measured.
    case none
    /// This one.
    case lowPass(Butterworth)

    /// What filtering a record came to.
    struct Filtered {
        var record: ForceRecord
        /// True where the cut-off does not fit the rate, so that nothing was filtered.
        var isRefused = false
    }

    /// The record with each side filtered.
    ///
    /// The total is the sum of the filtered sides, where they are known.
    func applied(to record: ForceRecord) -> Filtered {
        guard case .lowPass(let design) = self else { return Filtered(record: record) }
        guard let cascade = try? design.cascade(rate: record.rate) else {
            return Filtered(record: record, isRefused: true)
        }
        let stretches = Self.stretches(record)
        func filter(_ force: [Double]) -> [Double] {
            var out = [Double](repeating: .nan, count: force.count)
            for stretch in stretches {
                guard let part = try? cascade.zeroPhase(Array(force[stretch])) else { continue }
                out.replaceSubrange(stretch, with: part)
            }
            return out
        }
        // Centres of pressure have a filter of their own and stay as they are.
        var out = record
        if record.hasSides {
            let sides = ForceRecord(rate: record.rate, left: filter(record.left), right: filter(record.right))
            (out.left, out.right, out.total) = (sides.left, sides.right, sides.total)
        } else {
            out.total = filter(record.total)
        }
        return Filtered(record: out)
    }

    /// Runs of rows without a gap.
    private static func stretches(_ record: ForceRecord) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start: Int?
        for i in 0...record.count {
            let ends = i == record.count || record.total[i].isNaN
            let begins = i < record.count && !record.flags.isEmpty && record.flags[i].contains(.segmentStart)
            if let from = start, ends || begins, from < i {
                found.append(from..<i)
                start = nil
            }
            if !ends, start == nil { start = i }
        }
        return found
    }
}
