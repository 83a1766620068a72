import SignalCore

/// A driver's account of what it lost: empty rows, counts and entries are made in one place, so that they agree.
public struct LossLedger: Sendable {
    /// How a number is known, with the scans by which it may be off.
    public enum Proof: Sendable, Hashable {
        /// By a count: exact.
        case counted
        /// By the moments of arrival, within so many scans.
        case timed(bound: Int)
    }

    /// What is lost so far.
    public private(set) var counts = LossCounts()
    /// Number of the next scan.
    public private(set) var nextIndex = 0

    /// Nothing lost, and scan 0 comes next.
    public init() {}

    /// Takes note of scans that came.
    @inline(__always)
    public mutating func came(_ scans: Int) { nextIndex += scans }

    /// Appends empty rows for scans that never came, the first `corrupt` of them for such as came damaged.
    public mutating func lose(
        _ scans: Int, corrupt: Int = 0, _ proof: Proof, flags: RowFlags = [], into block: inout ScanBlock
    ) {
        let damaged = min(max(corrupt, 0), max(scans, 0))
        append(.corrupt, damaged, proof, flags, &block)
        append(.missing, scans - damaged, proof, flags, &block)
    }

    /// Takes note of scans that came again or too late and are left out.
    ///
    /// - Parameter index: the scan that came twice; nil for where the stream stands.
    public mutating func leaveOut(
        _ scans: Int, _ kind: LossEntry.Kind, at index: Int? = nil, into block: inout ScanBlock
    ) {
        guard scans > 0 else { return }
        note(kind, scans, index ?? nextIndex, .counted, &block)
    }

    /// Appends empty rows for the time without data before a stream that was started again: only time tells how many, and
    /// an entry says so even where none is missing.
    public mutating func restart(_ scans: Int, bound: Int, flags: RowFlags = [], into block: inout ScanBlock) {
        note(.missing, max(scans, 0), nextIndex, .timed(bound: bound), &block)
        block.appendMissing(scans, flags)
        nextIndex += max(scans, 0)
    }

    /// The device said that it lost something and shows itself how much.
    public mutating func overrun(_ times: Int = 1) { counts.overruns += times }

    /// The device said that it lost something, and nothing but time shows how much: up to `bound` scans may be hidden.
    public mutating func report(bound: Int, into block: inout ScanBlock) {
        let bound = max(bound, 1)
        counts.exact = false
        counts.bound += bound
        block.note(LossEntry(kind: .missing, index: nextIndex, count: 0, evidence: .reported, bound: bound))
    }

    private mutating func append(
        _ kind: LossEntry.Kind, _ scans: Int, _ proof: Proof, _ flags: RowFlags, _ block: inout ScanBlock
    ) {
        guard scans > 0 else { return }
        note(kind, scans, nextIndex, proof, &block)
        block.appendMissing(scans, flags)
        nextIndex += scans
    }

    private mutating func note(
        _ kind: LossEntry.Kind, _ scans: Int, _ index: Int, _ proof: Proof, _ block: inout ScanBlock
    ) {
        switch kind {
        case .missing: counts.missing += scans
        case .duplicate: counts.duplicate += scans
        case .reordered: counts.reordered += scans
        case .corrupt: counts.corrupt += scans
        }
        switch proof {
        case .counted:
            block.note(LossEntry(kind: kind, index: index, count: scans, evidence: .counted))
        case .timed(let bound):
            let bound = max(bound, 1)
            counts.exact = false
            counts.bound += bound
            block.note(LossEntry(kind: kind, index: index, count: scans, evidence: .timed, bound: bound))
        }
    }
}

/// How far the arrivals of a stream scatter, which is how far a loss that only they tell may be off.
struct ArrivalJitter: Sendable, Hashable {
    /// Nanoseconds: the latest of the recent arrivals that were on time.
    private(set) var nanoseconds = 0.0

    /// Takes the lateness in nanoseconds of an arrival that is believed to be on time.
    mutating func add(_ late: Double) { nanoseconds = max(late, nanoseconds * (255.0 / 256)) }

    /// Scans by which a loss may be off: one packet, plus jitter × rate (law 5).
    func bound(packet scans: Int, scanTime: Double) -> Int {
        max(scans, 1) + Int(min(nanoseconds / scanTime, 1e9).rounded(.up))
    }
}
