import ArgumentParser
import Assessments

/// Which method analysis follows: a preset, single rules in place of its own, or all presets side by side.
struct MethodOptions: ParsableArguments, Sendable {
    @Option(help: "Method: \(MethodPresets.all.map(\.id).joined(separator: ", ")); `bilanx methods` says what each is.")
    var preset = MethodPresets.bilanx.id

    @Flag(help: "Also analyse each trial by every preset and show how far they lie apart, and by which rule.")
    var spread = false

    @Option(help: MethodOptions.help("Quiet stand that is weighed", .weighing))
    var weighing: String?

    @Option(help: MethodOptions.help("Low-pass of the forces", .filter))
    var filter: String?

    @Option(help: MethodOptions.help("Take-off", .takeoff))
    var takeoff: String?

    @Option(help: MethodOptions.help("Landing", .landing))
    var landing: String?

    @Option(help: MethodOptions.help("Shortest flight", .shortestFlight))
    var shortestFlight: String?

    @Option(help: MethodOptions.help("Onset of a jump", .onset))
    var onset: String?

    @Option(help: MethodOptions.help("Start of the integration before the onset", .backtrack))
    var backtrack: String?

    @Option(help: MethodOptions.help("Longest search for the onset before take-off", .longestSearch))
    var longestSearch: String?

    @Option(help: MethodOptions.help("Start of braking, by peak downward velocity or smallest force", .braking))
    var braking: String?

    @Option(help: MethodOptions.help("Velocity at which propulsion starts", .propulsionVelocity))
    var propulsionVelocity: String?

    @Option(help: MethodOptions.help("Sample of take-off in the integration", .takeoffSample))
    var takeoffSample: String?

    @Option(help: MethodOptions.help("Line taken off so that a countermovement jump ends at rest", .drift))
    var drift: String?

    @Option(help: MethodOptions.help("Height in the modified reactive strength index", .rsiHeight))
    var rsiHeight: String?

    @Option(help: MethodOptions.help("Start of the time to take-off", .timeToTakeoff))
    var timeToTakeoff: String?

    @Option(help: MethodOptions.help("Onset of an isometric effort over its baseline", .isometricOnset))
    var isoOnset: String?

    @Option(help: MethodOptions.help("Window of the maximal rate of force development", .rfdWindow))
    var rfdWindow: String?

    private static func help(_ what: String, _ rule: MethodRule) -> ArgumentHelp {
        ArgumentHelp("\(what): \(rule.allowed).", valueName: "rule")
    }

    private var overrides: [(rule: MethodRule, text: String?)] {
        [
            (.weighing, weighing), (.filter, filter), (.takeoff, takeoff), (.landing, landing),
            (.shortestFlight, shortestFlight), (.onset, onset), (.backtrack, backtrack),
            (.longestSearch, longestSearch), (.braking, braking), (.propulsionVelocity, propulsionVelocity),
            (.takeoffSample, takeoffSample), (.drift, drift), (.rsiHeight, rsiHeight),
            (.timeToTakeoff, timeToTakeoff), (.isometricOnset, isoOnset), (.rfdWindow, rfdWindow),
        ]
    }

    func validate() throws { _ = try selection(gravity: nil) }

    /// The preset with its changed rules.
    ///
    /// - Parameter gravity: the site's as the command line names it; it goes before one that the preset prescribes.
    func selection(gravity: Double?) throws -> MethodSelection {
        guard let chosen = MethodPresets.preset(preset) else {
            let known = MethodPresets.all.map(\.id).joined(separator: ", ")
            throw ValidationError("--preset does not take `\(preset)`: \(known).")
        }
        var selection = MethodSelection(chosen)
        do throws(MethodRuleError) {
            for (rule, text) in overrides {
                if let text { try selection.set(rule, text) }
            }
            if let gravity, selection.rules.gravity != nil { try selection.set(.gravity, String(gravity)) }
        } catch {
            throw ValidationError(error.description)
        }
        return selection
    }

    /// The methods that `--spread` compares: every preset, and the one asked for where it is none of them.
    static func compared(_ selection: MethodSelection) -> [MethodPreset] {
        guard selection.rules != selection.preset.rules else { return MethodPresets.all }
        return MethodPresets.all + [
            MethodPreset(
                id: selection.name, name: selection.name, changes: "Rules of the command line.",
                source: "the command line", rules: selection.rules)
        ]
    }
}
