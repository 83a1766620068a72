import Calibration
import Foundation
import Recordings
import SignalCore

/// A calibration as it is wanted: which device, who, where, with which weights, and which steps.
///
/// The JSON that people write for `bilanx calibrate run --plan FILE`; docs/calibration.md explains every key.
public struct PlanFile: Sendable, Hashable, Codable {
    /// What stands under `schema`.
    public static let schema = "bilanx.calibrationplan/1"

    /// The place.
    public struct Site: Sendable, Hashable, Codable {
        /// What people call it.
        public var name: String?
        /// Degrees, north positive.
        public var latitude: Double?
        /// Metres above sea level.
        public var height: Double?
        /// Surveyed m/s².
        public var gravity: Double?
        /// Its standard uncertainty in m/s².
        public var gravityUncertainty: Double?

        /// A place of which nothing is known.
        public init() {}
    }

    /// A weight.
    public struct Mass: Sendable, Hashable, Codable {
        /// What is engraved on it.
        public var id: String
        /// Kilograms.
        public var mass: Double
        /// Expanded uncertainty in kilograms by its certificate.
        public var uncertainty: Double?
        /// Coverage factor of that; 2 unless told.
        public var coverage: Double?
        /// True for a conventional mass, as certificates state it; true unless told.
        public var conventional: Bool?
        /// kg/m³; 8000 unless told.
        public var density: Double?
        /// Class, such as `M1`.
        public var `class`: String?
        /// Number of the certificate.
        public var certificate: String?
        /// Last day of the certificate.
        public var due: CalendarDay?

        /// A weight.
        public init(id: String, mass: Double, uncertainty: Double? = nil) {
            self.id = id
            self.mass = mass
            self.uncertainty = uncertainty
        }
    }

    /// What sort of plan it is.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Zero and all weights.
        case zeroAndSpan
        /// Rising stacks in series.
        case deadWeight
        /// In the manner of ISO 376.
        case proving
        /// One stack at places.
        case corners
        /// Several stacks at places.
        case surface
        /// Steps of one's own.
        case custom
    }

    /// A step of one's own.
    public struct Step: Sendable, Hashable, Codable {
        /// What it is for; `zero` without weights and `load` with some unless told.
        public var kind: CalibrationStep.Kind?
        /// Names of the weights.
        public var masses: [String]?
        /// Number of the series from 0.
        public var series: Int?
        /// Whether the force rises or falls.
        public var direction: CalibrationPoint.Direction?
        /// Degrees.
        public var rotation: Double?
        /// Millimetres from the centre.
        public var position: [Double]?
        /// Seconds.
        public var dwell: Double?
    }

    /// The steps in short.
    public struct Plan: Sendable, Hashable, Codable {
        /// What sort it is.
        public var kind: Kind
        /// Weights of each force; the weights one on the other in their order unless told.
        public var stacks: [[String]]?
        /// Places in mm for corners and surface.
        public var positions: [[Double]]?
        /// Degrees, one a series.
        public var rotations: [Double]?
        /// Times to the largest force before the first series.
        public var preloads: Int?
        /// True to read on the way down as well.
        public var descending: Bool?
        /// Seconds that each load stays on.
        public var dwell: Double?
        /// Times that the whole plan is done.
        public var rounds: Int?
        /// The steps of a custom plan.
        public var steps: [Step]?

        /// A plan of a kind with what is usual.
        public init(kind: Kind) { self.kind = kind }
    }

    /// ``schema``.
    public var schema: String
    /// The device as the command line names it.
    public var device: String?
    /// Its channels.
    public var channels: [String]?
    /// The person's side on which it is used.
    public var side: Side?
    /// Scans a second.
    public var rate: Double?
    /// What the sensor gives by its data sheet, such as `2000N@10mV`.
    public var span: String?
    /// Who does it.
    public var `operator`: String?
    /// In which state the device is.
    public var phase: CalibrationRun.Phase?
    /// Where.
    public var site: Site?
    /// In which climate.
    public var climate: Climate?
    /// Minutes that the device has been on.
    public var warmUp: Double?
    /// Minutes for which it has to be on before the first reading; 15 unless told, 0 for no wait.
    public var warmUpNeeded: Double?
    /// One step of the reading in its unit; nil where unknown.
    public var resolution: Double?
    /// Newtons for which the sensor is made; nil for those of the span.
    public var capacity: Double?
    /// With which weights.
    public var masses: [Mass]
    /// What is done.
    public var plan: Plan

    /// A plan for these weights.
    public init(masses: [Mass], plan: Plan) {
        schema = Self.schema
        self.masses = masses
        self.plan = plan
    }

    // MARK: Reading

    /// Reads a plan.
    ///
    /// - Throws: with the file and the key that is wrong.
    public static func read(_ path: String) throws(RecordingError) -> PlanFile {
        try PlanFile(Data(try FileAccess.read(path)), file: path)
    }

    /// Reads a plan from the bytes of a file.
    public init(_ data: Data, file: String) throws(RecordingError) {
        let remedy = "mend the file; docs/calibration.md explains every key"
        do { self = try JSONDecoder().decode(PlanFile.self, from: data) } catch {
            throw RecordingError(
                .badData, file: file, problem: "is no calibration plan: \(JSONFault.words(error))", remedy: remedy)
        }
        guard schema == Self.schema else {
            throw RecordingError(
                .badData, file: file, problem: "schema is \(schema) and not \(Self.schema)", remedy: remedy)
        }
        if let unknown = Self.unknownKey(data) {
            throw RecordingError(
                .badData, file: file, problem: "\(unknown) is no key of a calibration plan", remedy: remedy)
        }
        if let fault { throw RecordingError(.badData, file: file, problem: fault, remedy: remedy) }
    }

    private static let keys: [String: Set<String>] = [
        "": [
            "schema", "device", "channels", "side", "rate", "span", "operator", "phase", "site", "climate", "warmUp",
            "warmUpNeeded", "resolution", "capacity", "masses", "plan",
        ],
        "site": ["name", "latitude", "height", "gravity", "gravityUncertainty"],
        "climate": [
            "temperature", "humidity", "pressure", "temperatureUncertainty", "humidityUncertainty",
            "pressureUncertainty",
        ],
        "masses": [
            "id", "mass", "uncertainty", "coverage", "conventional", "density", "class", "certificate", "due",
        ],
        "plan": [
            "kind", "stacks", "positions", "rotations", "preloads", "descending", "dwell", "rounds", "steps",
        ],
        "steps": ["kind", "masses", "series", "direction", "rotation", "position", "dwell"],
    ]

    /// A key that nothing would look at: a slip of the pen must not silently change the plan.
    private static func unknownKey(_ data: Data) -> String? {
        guard let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else { return nil }
        func look(_ value: Any?, _ name: String, _ path: String) -> String? {
            if let list = value as? [Any] {
                for (i, item) in list.enumerated() {
                    if let found = look(item, name, "\(path)[\(i)]") { return found }
                }
            }
            guard let object = value as? [String: Any] else { return nil }
            let known = keys[name] ?? []
            return object.keys.sorted().first { !known.contains($0) }.map { path.isEmpty ? $0 : path + "." + $0 }
        }
        let plan = document["plan"] as? [String: Any]
        return look(document, "", "") ?? look(document["site"], "site", "site")
            ?? look(document["climate"], "climate", "climate") ?? look(document["masses"], "masses", "masses")
            ?? look(plan, "plan", "plan") ?? look(plan?["steps"], "steps", "plan.steps")
    }

    /// What is wrong with the numbers; nil where nothing is.
    private var fault: String? {
        func outside(_ value: Double?, _ range: ClosedRange<Double>, _ key: String) -> String? {
            value.flatMap {
                range.contains($0) ? nil : "\(key) is \($0) and not between \(range.lowerBound) and \(range.upperBound)"
            }
        }
        let numbers: [(Double?, ClosedRange<Double>, String)] = [
            (site?.latitude, -90...90, "site.latitude"), (site?.height, -500...9000, "site.height"),
            (site?.gravity, 9.7...9.9, "site.gravity"),
            (site?.gravityUncertainty, 0...0.1, "site.gravityUncertainty"),
            (climate?.temperature, -40...80, "climate.temperature"),
            (climate?.humidity, 0...100, "climate.humidity"), (climate?.pressure, 500...1200, "climate.pressure"),
            (climate?.temperatureUncertainty, 0...10, "climate.temperatureUncertainty"),
            (climate?.humidityUncertainty, 0...50, "climate.humidityUncertainty"),
            (climate?.pressureUncertainty, 0...100, "climate.pressureUncertainty"),
            (warmUp, 0...100_000, "warmUp"), (warmUpNeeded, 0...1440, "warmUpNeeded"),
            (resolution, 1e-12...1e6, "resolution"), (capacity, 1...1e7, "capacity"), (rate, 1...100_000, "rate"),
            (plan.dwell, 0...86_400, "plan.dwell"),
        ]
        for (value, range, key) in numbers { if let wrong = outside(value, range, key) { return wrong } }
        var seen: Set<String> = []
        for (i, mass) in masses.enumerated() {
            let key = "masses[\(i)]"
            if mass.id.isEmpty { return "\(key).id is empty" }
            if !seen.insert(mass.id).inserted { return "\(key).id: \(mass.id) is there twice" }
            guard let uncertainty = mass.uncertainty else {
                return "\(key).uncertainty is missing: kilograms by its certificate (u=1g on the command line)"
            }
            if !(mass.mass > 0 && mass.mass <= 10_000) {
                return "\(key).mass is \(mass.mass) and not kilograms of a weight"
            }
            if !(uncertainty >= 0 && uncertainty < mass.mass) {
                return "\(key).uncertainty is \(uncertainty) and not kilograms of that weight's uncertainty"
            }
            if let wrong = outside(mass.coverage, 1...10, key + ".coverage")
                ?? outside(mass.density, 500...23_000, key + ".density")
            {
                return wrong
            }
        }
        if let rounds = plan.rounds, !(1...100).contains(rounds) { return "plan.rounds is \(rounds) and not 1 to 100" }
        if let preloads = plan.preloads, !(0...10).contains(preloads) {
            return "plan.preloads is \(preloads) and not 0 to 10"
        }
        if let rotations = plan.rotations, rotations.isEmpty || rotations.count > 24 {
            return "plan.rotations has \(rotations.count) angles and not 1 to 24"
        }
        for (i, place) in (plan.positions ?? []).enumerated() where place.count != 2 {
            return "plan.positions[\(i)] has \(place.count) numbers and not x and y in mm"
        }
        for (i, step) in (plan.steps ?? []).enumerated() {
            if let place = step.position, place.count != 2 {
                return "plan.steps[\(i)].position has \(place.count) numbers and not x and y in mm"
            }
            if let wrong = outside(step.dwell, 0...86_400, "plan.steps[\(i)].dwell") { return wrong }
        }
        if plan.kind == .custom, plan.steps?.isEmpty ?? true { return "plan.steps is empty, and the kind is custom" }
        if plan.kind != .custom, plan.steps != nil {
            return "plan.steps is there, and the kind is \(plan.kind.rawValue)"
        }
        if plan.kind == .corners || plan.kind == .surface, plan.positions?.isEmpty ?? true {
            return "plan.positions is missing, and the kind is \(plan.kind.rawValue)"
        }
        if plan.kind != .custom, masses.isEmpty { return "masses is empty" }
        if let stacks = plan.stacks, stacks.isEmpty || stacks.contains(where: \.isEmpty) {
            return "plan.stacks is empty, or one of the stacks is"
        }
        let unknown = calibrationPlan.unknownMasses(referenceMasses)
        if !unknown.isEmpty { return "plan names \(unknown.joined(separator: ", ")), which is not in masses" }
        return nil
    }

    // MARK: What it asks for

    /// The weights.
    public var referenceMasses: [ReferenceMass] {
        masses.map {
            ReferenceMass(
                id: $0.id, mass: $0.mass, isConventional: $0.conventional ?? true,
                expandedUncertainty: $0.uncertainty ?? 0, coverageFactor: $0.coverage ?? 2,
                density: $0.density ?? 8000, certificate: $0.certificate, accuracyClass: $0.class, due: $0.due)
        }
    }

    /// Seconds to wait before the first reading, by what the device has been on already.
    ///
    /// A virtual device of which nothing is said is warm by birth.
    public var warmUpWait: Double {
        let isVirtual = device?.hasPrefix("virtual:") ?? false
        if isVirtual, warmUp == nil, warmUpNeeded == nil { return 0 }
        return max((warmUpNeeded ?? CalibrationRun.warmUp) - (warmUp ?? 0), 0) * 60
    }

    /// What goes on with a run whose plan was lost: device and channels as the run has them.
    ///
    /// - Parameter run: as it was stored; its steps are in it, so that nothing of the plan itself is needed.
    public init(resuming run: CalibrationRun) {
        self.init(masses: [], plan: Plan(kind: .custom))
        device = run.device.serial.map { run.device.model + ":" + $0 } ?? run.device.model
        channels = run.device.channels
        rate = run.device.rate
        warmUp = run.warmUp
    }

    /// The place.
    public var calibrationSite: CalibrationSite {
        CalibrationSite(
            name: site?.name ?? "", latitude: site?.latitude, height: site?.height,
            surveyed: site?.gravity.map {
                Gravity($0, uncertainty: site?.gravityUncertainty ?? 5e-5, source: "survey")
            })
    }

    /// The steps.
    public var calibrationPlan: CalibrationPlan {
        let dwell = plan.dwell ?? CalibrationPlan.dwell
        let names = masses.map(\.id)
        let stacks = plan.stacks ?? names.indices.map { Array(names[...$0]) }
        let positions = (plan.positions ?? []).filter { $0.count == 2 }.map { SIMD2($0[0], $0[1]) }
        let all = plan.stacks?.last ?? names
        var made: CalibrationPlan
        switch plan.kind {
        case .zeroAndSpan: made = .zeroAndSpan(all, dwell: dwell)
        case .deadWeight:
            made = .deadWeight(
                stacks, rotations: plan.rotations ?? [0, 120, 240], preloads: plan.preloads ?? 3,
                descending: plan.descending ?? true, dwell: dwell)
        case .proving: made = .proving(stacks, dwell: dwell)
        case .corners: made = .corners(all, positions: positions, dwell: dwell)
        case .surface: made = .surface(stacks, positions: positions, dwell: dwell)
        case .custom:
            made = CalibrationPlan(
                name: "custom",
                steps: (plan.steps ?? []).map { step in
                    let masses = step.masses ?? []
                    return CalibrationStep(
                        step.kind ?? (masses.isEmpty ? .zero : .load), masses: masses, series: step.series ?? 0,
                        direction: step.direction ?? .ascending, rotation: step.rotation ?? 0,
                        position: step.position.flatMap { $0.count == 2 ? SIMD2($0[0], $0[1]) : nil },
                        dwell: step.dwell ?? dwell)
                })
        }
        let once = made.steps
        let series = (once.map(\.series).max() ?? 0) + 1
        for round in 1..<max(plan.rounds ?? 1, 1) {
            made.steps += once.map { step in
                var again = step
                again.series += round * series
                return again
            }
        }
        return made
    }
}
