import SignalCore

/// Which sign the load of a plate has: a plate is pushed and never pulled.
enum LoadSign: Equatable {
    /// Load counts positive.
    case positive
    /// Load counts negative, as where z points down.
    case negative
    /// Nobody was ever on it.
    case unloaded
    /// Pushed and pulled alike: no vertical force, or one without a zero.
    case mixed

    /// Smallest force in newtons that counts as load.
    static let floor = 50.0

    /// The sign of the vertical forces of a plate in newtons; missing samples are left out.
    ///
    /// Loaded is what lies above 50 N and above a fifth of the largest magnitude. The sign of 95 % of it decides.
    init(_ forces: [Double]) {
        var peak = 0.0
        for force in forces where abs(force) > peak { peak = abs(force) }
        let least = max(Self.floor, peak / 5)
        var up = 0
        var down = 0
        for force in forces {
            if force >= least { up += 1 } else if force <= -least { down += 1 }
        }
        let most = 0.95 * Double(up + down)
        if up + down == 0 {
            self = .unloaded
        } else if Double(up) >= most {
            self = .positive
        } else {
            self = Double(down) >= most ? .negative : .mixed
        }
    }

    /// The forces of any column with load counted positive; the operator is asked where that is in doubt.
    ///
    /// A sensor in a frame may be pulled and pushed, so nothing is turned over that nobody said.
    static func asked(_ record: ForceRecord, file: String, said: Bool?) throws(RecordingError) -> ForceRecord {
        if let said { return said ? record : record.mappingForces { $0.map(-) } }
        for (forces, what) in record.hasSides
            ? [(record.left, "left"), (record.right, "right")] : [(record.total, "its force")]
        {
            let sign = LoadSign(forces)
            guard sign == .positive || sign == .unloaded else {
                throw RecordingError(
                    .needsOption, file: file,
                    problem: sign == .negative
                        ? "\(what) is negative under load"
                        : "\(what) is as large below zero as above, so its sign is in doubt",
                    remedy:
                        "add --load-sign negative to turn both sides over, or --load-sign positive to take them as they stand"
                )
            }
        }
        return record
    }

    /// The forces of a plate with load counted positive, and what is to be said of it.
    ///
    /// - Parameter said: the operator's word; nil to see it.
    static func upright(
        _ forces: [Double], plate: String, file: String, said: Bool?
    ) throws(RecordingError) -> (forces: [Double], notice: String?) {
        if let said { return (said ? forces : forces.map { -$0 }, nil) }
        switch LoadSign(forces) {
        case .positive, .unloaded: return (forces, nil)
        case .negative:
            return (
                forces.map { -$0 }, "\(file): \(plate) counts load as negative; its vertical force was turned over."
            )
        case .mixed:
            throw RecordingError(
                .badData, file: file,
                problem: "\(plate) is pushed and pulled alike, so the sign of its load is in doubt",
                remedy:
                    "see whether it is the vertical force and was zeroed; or say its sign: --load-sign positive or negative"
            )
        }
    }
}

extension ForceRecord {
    /// The same record with other forces; where they act stays.
    func mappingForces<Failure: Error>(_ change: ([Double]) throws(Failure) -> [Double]) throws(Failure) -> ForceRecord
    {
        var changed: ForceRecord
        if hasSides {
            changed = ForceRecord(
                rate: rate, left: try change(left), right: try change(right), flags: flags, firstIndex: firstIndex)
        } else {
            changed = ForceRecord(rate: rate, total: try change(total), flags: flags, firstIndex: firstIndex)
        }
        changed.pressure = pressure
        return changed
    }

    /// The record of one limb of a sensor that knows no sides; the other limb did nothing.
    func alone(_ limb: Side) -> ForceRecord {
        // The other limb's sensor does not exist: it carried nothing, and only lost rows are unknown of it too.
        let none = total.map { $0.isNaN ? $0 : 0 }
        return limb == .left
            ? ForceRecord(rate: rate, left: total, right: none, flags: flags, firstIndex: firstIndex)
            : ForceRecord(rate: rate, left: none, right: total, flags: flags, firstIndex: firstIndex)
    }
}
