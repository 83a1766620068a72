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

    /// The forces with load counted positive, and what is to be said of it.
    static func upright(
        _ forces: [Double], plate: String, file: String
    ) throws(RecordingError) -> (forces: [Double], notice: String?) {
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
                    "see whether it is the vertical force and was zeroed; a plain text export of it can be read by column"
            )
        }
    }
}
