import Assessments
import ForceDevices
import Recordings
import SignalCore

/// The losses of a run with their places among the recorded rows, device by device.
struct RunLedger {
    /// Their places as the left side's device counts.
    private var entries: [(entry: Loss.Entry, device: Int)] = []
    /// Number of the first recorded row, as the left side's device counts.
    private var base = 0

    /// The zero is taken: rows count from the left side's sample `index` on.
    mutating func begin(at index: Int) { base = index }

    /// The row of the left side's sample `index`; that of a sample that has come may still wait for the right side.
    func row(_ index: Int) -> Int { index - base }

    /// Takes the losses of each device's block.
    mutating func take(_ devices: [DeviceRun], _ clock: PairClock?) {
        for (number, device) in devices.enumerated() {
            for loss in device.scans.losses {
                // Of the right device, the left sample nearest to it as far as is known now.
                let left = number == 1 ? clock?.leftSample(at: Double(loss.index)) : nil
                let row = left.map { Int($0.rounded()) } ?? loss.index
                entries.append(
                    (
                        Loss.Entry(
                            kind: Loss.Entry.Kind(loss.kind), side: device.device.side, from: row, count: loss.count,
                            evidence: Loss.Evidence(loss.evidence), bound: loss.bound), number
                    ))
            }
        }
    }

    /// What was lost of the recorded rows.
    ///
    /// - Parameters:
    ///   - record: the rows; what lies behind the last one is left out.
    ///   - devices: in the order of the rig.
    func loss(of record: ForceRecord, _ devices: [DeviceRun]) -> Loss {
        // What ended before the first row, or began behind the last one, is no loss of the recording.
        let kept = entries.map { entry, device in
            var moved = entry
            moved.from -= base
            return (entry: moved, device: device)
        }.filter { $0.entry.from < record.count && $0.entry.from + max($0.entry.count, 1) > 0 }
        let gaps = Loss.Gap.all(in: record)
        let empty = gaps.reduce(0) { $0 + $1.count }
        var sums = devices.map { device in
            Loss.Device(
                side: device.device.side ?? .left,
                evidence: Loss.Evidence(rawValue: device.device.family.evidence) ?? .unknown)
        }
        for (entry, number) in kept {
            // Parts before the first row and behind the last one are not of the recording.
            let count = max(min(entry.from + entry.count, record.count) - max(entry.from, 0), 0)
            switch entry.kind {
            case .missing: sums[number].missing += count
            case .duplicate: sums[number].duplicate += entry.count
            case .reordered: sums[number].reordered += entry.count
            case .corrupt: sums[number].corrupt += count
            }
            sums[number].bound += entry.bound
        }
        for i in sums.indices {
            let own = kept.filter { $0.device == i }.map(\.entry.evidence)
            if let first = own.first { sums[i].evidence = own.reduce(first) { $0.weaker($1) } }
        }
        let first = sums[0]
        let corrupt = sums.reduce(0) { $0 + $1.corrupt }
        var loss = Loss(
            missing: max(empty - (devices.count > 1 ? 0 : min(corrupt, empty)), 0),
            duplicate: sums.reduce(0) { $0 + $1.duplicate }, reordered: sums.reduce(0) { $0 + $1.reordered },
            corrupt: devices.count > 1 ? corrupt : min(corrupt, empty),
            evidence: sums.dropFirst().reduce(first.evidence) { $0.weaker($1.evidence) }, gaps: gaps)
        loss.bound = sums.reduce(0) { $0 + $1.bound }
        loss.entries = kept.map(\.entry)
        if devices.count > 1 { loss.devices = sums }
        return loss
    }
}

extension Loss.Entry.Kind {
    fileprivate init(_ kind: LossEntry.Kind) {
        switch kind {
        case .missing: self = .missing
        case .duplicate: self = .duplicate
        case .reordered: self = .reordered
        case .corrupt: self = .corrupt
        }
    }
}

extension Loss.Evidence {
    fileprivate init(_ evidence: LossEntry.Evidence) {
        switch evidence {
        case .counted: self = .counted
        case .reported: self = .reported
        case .timed: self = .timed
        }
    }
}
