import ForceDevices
import SignalCore

/// The part of ``PairStage`` for sensors with several channels a side.
struct PlatePair: Sendable {
    private let left: SideSensor
    private let right: SideSensor
    private let fraction: Double
    private let range: ClosedRange<Double>
    private var last: SideLoad?

    init(left: SideSensor, right: SideSensor, stream: StreamInfo) {
        self.left = left
        self.right = right
        fraction = min(max(PairStage.distance(left, right) * stream.channelDelay * stream.rate, 0), 1)
        range = stream.range
    }

    /// Appends the pairs of `scans`, whose channels are those of both sensors.
    mutating func process(_ scans: ScanBlock, into pairs: inout PairBlock) {
        let first = left.channels
        precondition(scans.channels == first + right.channels, "scans of other channels than the sensors have")
        let values = scans.values.span
        let none = SIMD2<Double>(repeating: .nan)
        for i in 0..<scans.count {
            var flags = scans.flags[i]
            if flags.contains(.missing) {
                last = nil
                pairs.append(left: .nan, right: .nan, raw: (0, 0), flags: flags)
                pairs.appendMoments(left: left.tellsPressure ? none : nil, right: right.tellsPressure ? none : nil)
                continue
            }
            if flags.contains(.segmentStart) { last = nil }
            let at = i * scans.channels
            let l = left.load(values, from: at, range: range)
            let r = right.load(values, from: at + first, range: range)
            mark(&flags, l, r)
            var force = r.force
            var moment = r.moment
            if let last {
                force = r.force - fraction * (r.force - last.force)
                moment = r.moment - fraction * (r.moment - last.moment)
            }
            last = r
            // One integer cannot stand for several.
            let raw = (first == 1 ? scans.raw[at] : 0, right.channels == 1 ? scans.raw[at + first] : 0)
            pairs.append(left: l.force, right: force, raw: raw, flags: flags)
            pairs.appendMoments(
                left: left.tellsPressure ? l.moment : nil, right: right.tellsPressure ? moment : nil)
        }
    }

    /// What the device itself marked belongs to a side where the sides are the halves of the scan, else to both.
    private func mark(_ flags: inout RowFlags, _ l: SideLoad, _ r: SideLoad) {
        if left.channels != right.channels, !flags.isDisjoint(with: [.leftSaturated, .rightSaturated]) {
            flags.formUnion([.leftSaturated, .rightSaturated])
        }
        if l.isAtLimit { flags.insert(.leftSaturated) }
        if r.isAtLimit { flags.insert(.rightSaturated) }
    }
}
