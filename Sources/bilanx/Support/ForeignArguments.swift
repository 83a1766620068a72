import ArgumentParser
import Recordings
import SignalCore

/// What other systems' files leave open: units, signs, and the limb of a single sensor.
struct ForeignArguments: ParsableArguments, Sendable {
    @Option(help: "Unit of forces where the file says none: N, kN, kg, kgf, lb, lbf; else newtons, which is told.")
    var unit: String?

    @Option(help: "Sign of load in the file: positive or negative; else seen, and asked for where in doubt.")
    var loadSign: String?

    @Option(
        help: ArgumentHelp(
            "Recording of one sensor that the left limb worked on alone; again for more.", valueName: "file"))
    var leftLimb: [String] = []

    @Option(
        help: ArgumentHelp(
            "Recording of one sensor that the right limb worked on alone; again for more.", valueName: "file"))
    var rightLimb: [String] = []

    /// The recordings of single limbs, left ones first.
    var paths: [String] { leftLimb + rightLimb }

    /// Refuses words that are none, and a file that is named twice.
    func check(_ files: [String]) throws {
        if let unit, name(of: unit) == nil { throw ValidationError("--unit is N, kN, kg, kgf, lb or lbf.") }
        if let loadSign, !["positive", "negative"].contains(loadSign) {
            throw ValidationError("--load-sign is positive or negative.")
        }
        for path in paths where (files + paths).count(where: { $0 == path }) > 1 {
            throw ValidationError("\(path) is named twice; a recording of one limb is named once.")
        }
    }

    private func name(of unit: String) -> String? {
        TextOptions.forceUnits.first { $0.lowercased() == unit.lowercased() }
    }

    /// Writes them into what the reader is told of a path.
    func apply(to options: inout TextOptions, path: String) {
        options.forceUnit = unit.flatMap(name)
        options.loadIsPositive = loadSign.map { $0 == "positive" }
        if leftLimb.contains(path) { options.limb = .left } else if rightLimb.contains(path) { options.limb = .right }
    }
}
