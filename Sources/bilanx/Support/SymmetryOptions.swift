import ArgumentParser
import Assessments
import Recordings
import SignalCore
import Symmetry

/// Which limb plays which part, as somebody declares it.
struct RoleOptions: ParsableArguments, Sendable {
    @Option(help: "The dominant limb, as declared.")
    var dominant: Side?

    @Option(help: "The injured or operated limb, as declared.")
    var involved: Side?

    /// The declared roles.
    var roles: PairRoles { PairRoles(dominant: dominant, involved: involved) }
}

/// How limbs are compared, and which recordings belong together.
struct SymmetryOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Index of every percentage difference.",
            discussion: "Without it each metric keeps the default of its situation; see bilanx methods --indices."))
    var index: PairIndex?

    @OptionGroup var declared: RoleOptions

    @Option(
        name: .customLong("gain-uncertainty"),
        help: ArgumentHelp(
            "How unequal the gains of both plates may be (standard uncertainty), such as 0.5%.", valueName: "percent"))
    var gainUncertaintyText: String?

    @Flag(help: "Show symmetry although the plates failed their check, marked in every output.")
    var acceptFailedCheck = false

    @Option(help: "How trials become one value a limb.")
    var rule: SetRule = .mean

    @Option(help: "Known typical errors, CSV or JSON; they make noise bands.")
    var reliability: String?

    @Option(help: "Height of the box of drop jumps and landings in metres.")
    var box: Double?

    @Option(help: "Distance from the joint to where the force acts in metres, for torques.")
    var lever: Double?

    @Option(help: "Athlete of the recordings that name none.")
    var athlete: String?

    @Flag(help: "Recordings that name no athlete are one person's.")
    var oneAthlete = false

    @Option(
        help: ArgumentHelp(
            "Ratio of two recordings of one person, such as hq=HAM.csv:QUAD.csv; again for more.",
            discussion: """
                ID=ABOVE:BELOW with ID one of \(TaskRatio.named.map(\.id).joined(separator: ", ")) or your own; \
                ID.METRIC names the metric. Several recordings are separated by commas; @WORD stands for all whose \
                conditions hold that word.
                """),
        transform: RatioOption.init)
    var ratio: [RatioOption] = []

    func validate() throws {
        if let box, !(box > 0 && box <= 3) { throw ValidationError("--box is in metres, above 0 and at most 3.") }
        if let lever, !(lever > 0 && lever <= 3) {
            throw ValidationError("--lever is in metres, above 0 and at most 3.")
        }
        if athlete?.isEmpty == true { throw ValidationError("--athlete is the id of an athlete and not empty.") }
        if athlete != nil, oneAthlete {
            throw ValidationError("--athlete says already whose the recordings are; leave --one-athlete out.")
        }
        let chosen = SymmetrySettings(index: index, roles: declared.roles)
        let name = index?.rawValue ?? ""
        switch chosen.missingRole {
        case .none: break
        case .dominant:
            throw ValidationError(
                "--index \(name) needs --dominant left or --dominant right: a role is declared, never found in data.")
        case .involvedOrDominant:
            throw ValidationError(
                "--index \(name) needs --involved left|right, or else --dominant left|right: a role is declared, never found in data."
            )
        }
    }

    /// What is told to analysis.
    ///
    /// - Throws: what is wrong with the reliability file.
    func settings() throws(RecordingError) -> SymmetrySettings {
        SymmetrySettings(
            index: index, roles: declared.roles, rule: rule,
            reliability: try reliability.map { path throws(RecordingError) in try ReliabilityFile.read(path) } ?? [])
    }

    /// Adds the ratios that were asked for; returns an exit code for each that cannot be formed, having said why.
    func addRatios(to document: inout ResultsDocument, paths: [String]) -> [Int32] {
        var failures: [Int32] = []
        for option in ratio {
            do throws(RatioError) {
                document.derived.append(
                    try option.request(document.recordings, paths: paths).evaluate(document.recordings))
            } catch {
                Output.words(error.description)
                failures.append(Exit.usage)
            }
        }
        return failures
    }

    /// Tells a recording what the command line says of it.
    func apply(_ symmetry: SymmetrySettings, to opened: inout OpenedRecording) {
        opened.settings.symmetry = symmetry
        if let box { opened.settings.boxHeight = box }
        if let lever { opened.settings.leverArm = lever }
        if let u = gainUncertaintyText.flatMap(GainText.read) {
            opened.settings.gainUncertainty = [.left: u, .right: 0]
            opened.settings.gainsAreUnknown = false
        }
        if acceptFailedCheck, opened.check?.withholds == true {
            opened.check?.isAccepted = true
            opened.info.isCheckAccepted = true
            if opened.settings.withheld == .checkFailed { opened.settings.withheld = nil }
            opened.info.marks = [opened.check?.mark].compactMap { $0 } + opened.info.marks.dropFirst()
        }
        if opened.info.athlete == nil { opened.info.athlete = athlete }
    }
}

extension PairIndex: ExpressibleByArgument {}
extension SetRule: ExpressibleByArgument {}
extension Side: ExpressibleByArgument {}
