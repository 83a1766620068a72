import SignalCore

/// The gaps of a C3D file that Bilanx wrote: C3D itself has no sign for a missing sample.
enum C3DGaps {
    /// Makes the rows that `BILANX:GAPS` names missing again; files without it stay as they are.
    static func restore(_ parameters: C3DParameters, in record: inout ForceRecord) {
        let words = parameters.integers("BILANX:GAPS").map { $0 & 0xFFFF }
        guard words.count >= 4 else { return }
        var isMissing = [Bool](repeating: false, count: record.count)
        for k in stride(from: 0, to: words.count - 3, by: 4) {
            let from = words[k] | words[k + 1] << 16
            let count = words[k + 2] | words[k + 3] << 16
            for row in (from..<(from + count)).clamped(to: 0..<record.count) { isMissing[row] = true }
        }
        record.flags = isMissing.map { $0 ? .missing : [] }
        for row in isMissing.indices where isMissing[row] {
            record.total[row] = .nan
            guard record.hasSides else { continue }
            record.left[row] = .nan
            record.right[row] = .nan
        }
    }
}
