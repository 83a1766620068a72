import Calibration
import Laboratory
import SignalCore
import Simulation
import Statistics

/// A guided run on a made-up sensor of 0.005 mV a newton, with weights that go on and off as the run asks.
struct GuidedBench {
    static let gain = 5e-6
    static let zero = 1.2e-4
    static let masses = [("W1", 10.0), ("W2", 20.0)].map {
        ReferenceMass(id: $0.0, mass: $0.1, expandedUncertainty: $0.1 * 2e-5, certificate: "C-\($0.0)")
    }

    var guide: GuidedRun
    var time = 0.0
    var rate = 100.0
    var noise = 0.4
    /// Newtons that are on.
    var force = 0.0
    var events: [GuidedRun.Event] = []
    private var random = SplitMix64(seed: 7)

    static func run(_ plan: CalibrationPlan, channels: Int = 1) -> CalibrationRun {
        CalibrationRun(
            id: "run", started: "2026-11-22T09:00:00Z",
            device: CalibrationDevice(
                model: "u6", serial: "1", channels: (0..<channels).map { "AIN\($0)" }, quantity: "V", rate: 100),
            operatorName: "T", site: CalibrationSite(name: "laboratory", latitude: 52, height: 100), masses: masses,
            warmUp: 30, plan: plan)
    }

    init(_ run: CalibrationRun, nominal: Double? = nil, isUnattended: Bool = true, began: Double = 0) {
        var settings = GuidedRun.Settings()
        settings.nominal = nominal
        settings.isUnattended = isUnattended
        settings.began = began
        guide = GuidedRun(run, settings)
    }

    /// Lets so many seconds pass under what is on.
    mutating func pass(_ seconds: Double) {
        for _ in 0..<Int((seconds * rate).rounded()) {
            let value = Self.zero + Self.gain * (force + noise * random.gaussian())
            events += guide.take([value], at: time)
            time += 1 / rate
        }
    }

    /// Puts on what the step asks for.
    mutating func put(_ newtons: Double, _ seconds: Double) {
        force = newtons
        pass(seconds)
    }

    mutating func perform(_ command: GuidedRun.Command) { events += guide.perform(command) }

    /// What the step that is waited for asks for.
    var wanted: Double { guide.snapshot.target ?? 0 }

    /// Does what is asked until the run is done, at most so many steps.
    mutating func work(_ limit: Int = 200) {
        for _ in 0..<limit where guide.step != nil {
            if guide.isPaused { perform(.resume) }
            if guide.waiting == .departure { put(0, 1) }
            put(wanted, 8)
        }
    }

    /// The entries that were handed out to be kept.
    var entries: [RunEntry] {
        events.compactMap { event in
            if case .record(let entry) = event { return entry }
            return nil
        }
    }

    /// What was refused.
    var refusals: [String] {
        events.compactMap { event in
            if case .refused(let words) = event { return words }
            return nil
        }
    }
}
