import Statistics

/// Why readings make no calibration, and what helps.
public enum CalibrationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reading under load is that of the unloaded sensor.
    case noSpan
    /// The reading falls where the force rises.
    case negativeGain
    /// Fewer distinct forces than the fit needs.
    case tooFewForces(have: Int, need: Int)
    /// A value is not a finite number or of an impossible size.
    case implausible(String)
    /// As many places of cells as the run has channels are needed.
    case cellCount(places: Int, channels: Int)
    /// The curve turns round inside its range.
    case notMonotone(degree: Int)
    /// The loads do not reach every direction that was asked for.
    case rankDeficient(rank: Int, need: Int, found: [String])
    /// Lists that belong together have different lengths.
    case unequalLengths(String)
    /// The steps that a result needs were not done.
    case missingSteps(String)
    /// The equations have no answer.
    case leastSquares(LeastSquaresError)
    /// An iteration did not come to rest.
    case noConvergence

    /// What happened and what helps.
    public var description: String {
        switch self {
        case .noSpan: "the reading under load equals the unloaded one: is the sensor connected and the weight on it?"
        case .negativeGain: "the reading falls under load: swap the signal wires or turn the sensor round"
        case .tooFewForces(let have, let need): "\(have) different forces are too few: load at least \(need)"
        case .implausible(let what): "\(what) is not a usable number: measure it again"
        case .cellCount(let places, let channels):
            "\(places) places of cells were named and the run has \(channels) channel\(channels == 1 ? "" : "s"): name one "
                + "place for each channel in their order (--cells x:y,…), or fit a run that was made with "
                + "\(places) channels (calibrate run --channels A,B,…)"
        case .notMonotone(let degree):
            "a curve of degree \(degree) turns round inside its range: fit a lower degree or measure again"
        case .rankDeficient(let rank, let need, let found):
            "the loads span \(rank) of \(need) directions"
                + (found.isEmpty ? "" : " (only " + found.joined(separator: ", ") + ")")
                + ": load at more places or in more directions"
        case .unequalLengths(let what): "\(what) have different lengths: give one value a load"
        case .missingSteps(let what): "\(what) are missing: measure them"
        case .leastSquares(let error): error.description
        case .noConvergence: "the iteration did not come to rest: check positions and loads"
        }
    }
}

extension LeastSquares {
    /// The same fit, with its error among those of a calibration.
    static func solve(_ columns: [[Double]], _ observations: [Double]) throws(CalibrationError) -> LeastSquares {
        do { return try LeastSquares(columns: columns, observations: observations) } catch {
            throw .leastSquares(error)
        }
    }
}
