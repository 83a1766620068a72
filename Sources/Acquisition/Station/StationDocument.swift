import Assessments
import ForceDevices
import LiveSession
import Recordings
import SignalCore
import Symmetry

/// The state of a station as the JSON document `bilanx.live/1`; made on the station's thread, written by who reads it.
struct StationDocument: Sendable {
    let loop: TrainerLoop
    private let facts: StationFacts
    private let settings: Station.Settings
    private let commands: [String]
    private let summary: [MetricSummary]

    init(_ loop: TrainerLoop, _ facts: StationFacts, _ settings: Station.Settings) {
        self.loop = loop
        self.facts = facts
        self.settings = settings
        commands = Self.commands(loop)
        let results = loop.trials.compactMap { trial -> TrialResult? in
            guard var result = trial.result else { return nil }
            result.kept = trial.isKept
            return result
        }
        summary =
            facts.settings.map { RecordingAnalysis.summarize(results, test: loop.plan.test, settings: $0) } ?? []
    }

    private static func commands(_ loop: TrainerLoop) -> [String] {
        let last = loop.trials.indices.last.map { $0 + 1 } ?? 1
        let all: [(String, LoopCommand)] = [
            ("athlete", .athlete(nil)), ("test", .test(loop.plan)), ("conditions", .conditions(loop.conditions)),
            ("start", .start), ("weigh", .weigh), ("finish", .finish), ("save", .save), ("next", .next),
            ("cancel", .cancel), ("retake", .retake), ("rig", .rig(.confirm)), ("mark", .mark("")),
            ("discard", .discard(trial: last, reason: "x")),
        ]
        return all.filter { loop.allows($0.1) }.map(\.0) + ["keep", "note", "pain", "event", "target", "limb"]
    }

    func json(version: UInt64) -> String {
        var json = JSONText()
        json.object { json in
            json.member("schema", "bilanx.live/1")
            json.member("software", settings.software)
            json.member("version", Int(clamping: version))
            json.member("phase", loop.phase.rawValue)
            json.member("prompt", prompt)
            json.member("promptKey", loop.phase.rawValue)
            json.member("problem", loop.problem ?? away)
            if let main = mainName {
                json.object("main") { json in
                    json.member("do", main)
                    json.member("key", main)
                }
            }
            json.array("can") { json in for name in commands { json.member(nil, name) } }
            json.member("recording", loop.isRecording)
            devices(&json)
            losses(&json)
            chosen(&json)
            person(&json)
            json.array("trials") { json in
                for (place, trial) in loop.trials.enumerated() { json.object { write(trial, place, &$0) } }
            }
            json.array("summary") { json in
                for metric in summary where isHeadline(metric.id) && definition(metric.id)?.perTrial == true {
                    json.object { write(metric, &$0) }
                }
            }
            json.member("folder", facts.folder.map(Self.name))
            json.member("saved", loop.folder)
            if let rig = loop.rig {
                json.object("rig") { json in
                    json.member("state", rig.stage.rawValue)
                    json.member("words", rig.words)
                }
            }
            if let target = loop.target {
                json.object("target") { json in
                    json.member("low", target.band.lowerBound)
                    json.member("high", target.band.upperBound)
                }
            }
        }
        return json.text
    }

    private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    private var away: String? {
        guard loop.isRecording, let name = facts.away else { return nil }
        return "\(name) is unplugged. Plug it in again where it was: the test goes on, the gap is marked."
    }

    private var mainName: String? {
        switch loop.main {
        case .start: "start"
        case .finish: "finish"
        case .save: "save"
        case .next: "next"
        default: nil
        }
    }

    private var prompt: String {
        switch loop.phase {
        case .disconnected: loop.problem ?? "Looking for the devices."
        case .ready: "Choose athlete and test, then start."
        case .zeroing: LivePhase.zeroing.prompt
        case .stepOn: LivePhase.stepOn.prompt
        case .weighing: LivePhase.weighing.prompt
        case .armed: LivePhase.armed.prompt
        case .capturing: LivePhase.capturing.prompt
        case .between: "Ready for the next one."
        case .rest: "Rest."
        case .review: "Look at the trials: keep, retake or save."
        case .saved: "Saved."
        }
    }

    // MARK: Devices

    private func devices(_ json: inout JSONText) {
        json.array("devices") { json in
            for device in facts.devices {
                json.object { json in
                    json.member("name", device.name)
                    json.member("serial", device.serial)
                    json.member("side", device.side?.rawValue ?? "both")
                    json.member("present", device.name != facts.away)
                    json.member("emulated", device.isEmulated)
                }
            }
        }
        json.member("away", facts.away)
        json.member("sides", facts.sides?.rawValue)
        json.member("rate", facts.rate)
        json.object("clocks") { json in
            json.member("count", facts.clocks)
            switch facts.clock {
            case nil: json.member("state", facts.clocks == 1 ? "one" : "unknown")
            case .unknown(let wanted):
                json.member("state", "unknown")
                json.member("wanted_s", wanted)
            case .jittery: json.member("state", "refused")
            case .refused(let skew):
                json.member("state", "refused")
                json.member("ppm", skew)
            case .aligned(let alignment):
                json.member("state", "aligned")
                json.member("ppm", alignment.skew)
                json.member("uncertainty_ms", alignment.uncertainty * 1000)
            }
        }
        json.array("calibration") { json in
            for side in Side.allCases {
                guard let scale = facts.scales[side] else { continue }
                json.object { json in
                    json.member("side", side.rawValue)
                    json.member("id", scale.id)
                    json.member("relative_uncertainty", scale.relativeUncertainty)
                    let state = facts.calibration[side] ?? (scale.relativeUncertainty == nil ? "never" : "valid")
                    json.member("state", state)
                    json.member("words", Self.calibrationWords[state])
                }
            }
        }
        if let check = facts.check {
            json.object("check") { json in
                json.member("state", check.standing.rawValue)
                json.member("day", check.time.map { String($0.prefix(10)) })
                if check.isAccepted { json.member("accepted", true) }
                json.member("words", check.mark)
            }
        }
    }

    private static let calibrationWords = [
        "never": "never calibrated here; from the data sheet", "valid": "calibrated",
        "interim": "zero and span only; calibrate fully", "expired": "out of date; the nominal span counts",
    ]

    private func losses(_ json: inout JSONText) {
        json.object("loss") { json in
            json.member("missing", facts.loss.missing)
            json.member("duplicate", facts.loss.duplicate)
            json.member("reordered", facts.loss.reordered)
            json.member("corrupt", facts.loss.corrupt)
            json.member("overruns", facts.loss.overruns)
            json.member("bound", facts.loss.bound)
            json.member("evidence", facts.evidence)
        }
    }

    // MARK: The test

    private func chosen(_ json: inout JSONText) {
        json.member("athlete", loop.athlete)
        json.array("athletes") { json in for code in loop.athletes { json.member(nil, code) } }
        json.member("test", loop.plan.test.rawValue)
        json.member("protocol", loop.plan.id)
        if let wanted = loop.plan.wanted { json.member("wanted", wanted) }
        json.member("done", loop.done)
        json.object("conditions") { json in
            json.member("footwear", loop.conditions.footwear)
            json.member("cue", loop.conditions.cue)
            json.member("angle_deg", loop.conditions.angle)
            json.member("lever_m", loop.conditions.lever)
            json.member("box_m", loop.conditions.box)
            json.member("load_kg", loop.conditions.load)
            json.member("words", loop.conditions.words)
        }
        json.member("pain", loop.pain?.rawValue)
        json.member("limb", loop.limb?.rawValue)
        if let progress = loop.progress {
            json.object("progress") { json in
                json.member("unit", progress.unit.rawValue)
                json.member("value", progress.value)
                json.member("until", loop.plan.until)
            }
        }
        if let left = loop.restLeft {
            json.object("rest") { json in
                json.member("seconds", loop.plan.rest)
                json.member("left", left.rounded(.up))
            }
        }
        if let countdown = loop.countdown { json.member("countdown", countdown) }
    }

    private func person(_ json: inout JSONText) {
        if let body = loop.body {
            json.object("body") { json in
                json.member("weight_N", body.weight)
                json.member("mass_kg", body.mass)
                json.member("load_kg", loop.conditions.load ?? 0)
            }
        }
        guard let zero = facts.zero else { return }
        json.object("zero") { json in
            json.member("left", zero.left)
            json.member("right", zero.right)
            json.member("leftDrift", loop.drift?.left)
            json.member("rightDrift", loop.drift?.right)
            json.member("ask", loop.zeroHasDrifted)
        }
    }

    // MARK: Trials

    private func isHeadline(_ id: String) -> Bool {
        definition(id)?.headlineOf.contains(loop.plan.test) == true
    }

    private func definition(_ id: String) -> MetricDefinition? { MetricCatalogue.metric(id) }

    private var outliers: [Bool] {
        guard let id = MetricCatalogue.metrics(of: loop.plan.test).first(where: { isHeadline($0.id) })?.id else {
            return []
        }
        return OutlierRule.outliers(
            loop.trials.map { trial in
                guard trial.isGood, let metric = trial.result?.metric(id) else { return nil }
                return metric.both ?? metric.left ?? metric.right
            })
    }

    private func write(_ trial: LoopTrial, _ place: Int, _ json: inout JSONText) {
        let result = trial.result ?? trial.provisional?.result
        json.member("index", place + 1)
        json.member("limb", result?.limb?.rawValue ?? "both")
        json.member("pending", trial.result == nil)
        json.member("status", trial.result?.status.rawValue)
        json.array("reasons") { json in
            for id in trial.result?.reasons ?? [] {
                json.object { json in
                    json.member("id", id)
                    json.member("words", QualityReason(rawValue: id)?.words ?? id)
                }
            }
        }
        json.member("kept", trial.isKept)
        json.member("why", trial.reason)
        json.member("outlier", outliers.indices.contains(place) && outliers[place])
        if !trial.moved.isEmpty {
            json.object("moved") { json in
                for (name, time) in trial.moved.sorted(by: { $0.key < $1.key }) { json.member(name, time) }
            }
        }
        json.array("metrics") { json in
            for metric in result?.metrics ?? [] where metric.headline {
                let isKnown = trial.result != nil || trial.provisional?.determined.contains(metric.id) == true
                json.object { write(metric, isKnown: isKnown, &$0) }
            }
        }
    }

    private func write(_ metric: MetricResult, isKnown: Bool, _ json: inout JSONText) {
        json.member("id", metric.id)
        json.member("name", definition(metric.id)?.name ?? metric.id)
        json.member("unit", metric.unit)
        json.member("pending", !isKnown)
        guard isKnown else { return }
        json.member("status", metric.status.rawValue)
        json.member("words", metric.status.carriesValue ? nil : metric.status.words)
        json.member("both", metric.both)
        json.member("left", metric.left)
        json.member("right", metric.right)
        if let asymmetry = metric.asymmetry { write(asymmetry, &json) { _ in } }
    }

    private func write(_ asymmetry: AsymmetryResult, _ json: inout JSONText, more: (inout JSONText) -> Void) {
        json.object("asymmetry") { json in
            json.member("index", asymmetry.index)
            json.member("unit", asymmetry.unit)
            json.member("value", asymmetry.value)
            json.member("larger", asymmetry.larger?.rawValue)
            json.member("status", asymmetry.status.rawValue)
            json.member("words", PeopleText.difference(asymmetry))
            more(&json)
        }
    }

    private func write(_ metric: MetricSummary, _ json: inout JSONText) {
        json.member("id", metric.id)
        json.member("name", definition(metric.id)?.name ?? metric.id)
        json.member("unit", metric.unit)
        json.member("n", metric.count)
        json.member("rule", metric.rule)
        json.member("status", metric.status.rawValue)
        json.member("both", metric.both)
        json.member("left", metric.left)
        json.member("right", metric.right)
        json.member("cv_both", metric.cvBoth)
        json.member("cv_left", metric.cvLeft)
        json.member("cv_right", metric.cvRight)
        guard let asymmetry = metric.asymmetry else { return }
        write(asymmetry, &json) { json in
            json.member("ci95", metric.interval)
            json.member("verdict", metric.verdict?.rawValue)
            json.member("reason", metric.reason)
        }
    }
}
