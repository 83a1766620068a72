import Assessments
import ForceDevices
import Foundation
import Journal
import LiveSession
import Recordings
import SignalCore
import Symmetry
import Transport

/// Carries out a live test: device to pairs to session, files and screen; the one loop of live and unattended runs.
///
/// Everything happens on the caller's thread. It waits for the device only; the journal of a real-time run has a thread of
/// its own, and `output` must not wait for a screen.
public final class LiveRun {
    private static let tick: UInt64 = 10_000_000
    private static let silence: UInt64 = 2_000_000_000

    private let rig: Rig
    private let request: LiveRunRequest
    private let output: (LiveOutput) -> Void

    private let info: DeviceInfo
    private var stream: StreamInfo
    private var scans = ScanBlock(channels: 2)
    private var pairs = PairBlock()
    private var newRows = TrialRows()
    private var stage: PairStage
    private var session: LiveSession
    private var rows: RecordingRows
    private var effects: [LiveEffect] = []
    private var results: [TrialResult] = []
    private var lossAtZero = LossCounts()
    private var lastFrame: UInt64 = 0
    private var lastArrival: UInt64 = 0
    private var lastStall: UInt64?
    private var rateStart: (index: Int, time: UInt64)?
    private var rateEnd: (index: Int, time: UInt64)?

    /// Runs a test to its end.
    ///
    /// - Parameters:
    ///   - rig: an opened link with its driver; closed when this returns.
    ///   - request: what is asked for.
    ///   - shouldStop: asked a hundred times a second; true ends the run cleanly.
    ///   - output: told what happens, on the caller's thread.
    /// - Returns: what came of it; a device lost in mid-run is a result, since what was recorded is kept.
    /// - Throws: a device that cannot be started, or a folder that cannot be written.
    public static func run(
        _ rig: Rig, _ request: LiveRunRequest, shouldStop: () -> Bool, output: @escaping (LiveOutput) -> Void
    ) throws -> FinishedRun {
        defer { rig.link.close() }
        // What is said to the device before the journal exists is kept for it.
        let early = EventList()
        rig.link.observer = { header, bytes in early.add(header, bytes) }
        let info = try rig.driver.open(rig.link)
        // Before there is a folder: what the device will refuse leaves nothing behind.
        try rig.driver.check(
            StreamRequest(
                rate: request.rate ?? rig.family.defaultRate, left: rig.leftChannel, right: rig.rightChannel,
                trigger: rig.trigger))
        let run = LiveRun(rig, request, info, output)
        if rig.givesNewtons {
            let files = try RecordingOutput(request: request, rig: rig, info: info, earlier: early.events)
            let reason = try run.record(rig.link, files, shouldStop)
            return run.finish(files, reason)
        }
        rig.link.observer = nil
        return FinishedRun(reason: try run.watch(shouldStop), folder: nil, results: nil, troubles: [])
    }

    private init(_ rig: Rig, _ request: LiveRunRequest, _ info: DeviceInfo, _ output: @escaping (LiveOutput) -> Void) {
        self.rig = rig
        self.request = request
        self.info = info
        self.output = output
        let rate = request.rate ?? rig.family.defaultRate
        stream = StreamInfo(
            rate: rate, quantity: rig.family.quantity, range: -Double.infinity...Double.infinity, channelDelay: 0,
            channelDelayUncertainty: 0)
        let identity = ForceScale(id: "none", quantity: rig.family.quantity, coefficients: [0, 1])
        stage = PairStage(left: rig.leftScale ?? identity, right: rig.rightScale ?? identity, stream: stream)
        session = LiveSession(Self.settings(request, rig, rate))
        rows = RecordingRows(rate: rate)
    }

    private static func settings(_ request: LiveRunRequest, _ rig: Rig, _ rate: Double) -> LiveSettings {
        var analysis = AnalysisSettings(loadKilograms: request.loadKilograms)
        if let gravity = request.gravity { analysis.gravity = gravity }
        if let u = rig.leftScale?.relativeUncertainty { analysis.gainUncertainty[.left] = u }
        if let u = rig.rightScale?.relativeUncertainty { analysis.gainUncertainty[.right] = u }
        if request.sides == .no { analysis.withheld = .sidesUnconfirmed }
        return LiveSettings(test: request.test, rate: rate, noiseLimit: rig.family.noiseLimit, analysis: analysis)
    }

    // MARK: The loop

    private func start() throws(DeviceError) {
        let rate = request.rate ?? rig.family.defaultRate
        stream = try rig.driver.start(
            rig.link,
            StreamRequest(
                rate: rate, left: rig.leftChannel, right: rig.rightChannel, trigger: rig.trigger))
        let identity = ForceScale(id: "none", quantity: stream.quantity, coefficients: [0, 1])
        stage = PairStage(left: rig.leftScale ?? identity, right: rig.rightScale ?? identity, stream: stream)
        session = LiveSession(Self.settings(request, rig, stream.rate))
        // Ten minutes of rows: a usual test never grows its arrays.
        rows = RecordingRows(rate: stream.rate, reserve: Int(stream.rate * 600))
        lastArrival = rig.link.now
        lastFrame = rig.link.now
        output(.opened(info, stream))
    }

    private func record(
        _ link: any DeviceLink, _ files: RecordingOutput, _ shouldStop: () -> Bool
    ) throws -> FinishedRun.Reason {
        let journal = files.journal
        link.observer = { header, bytes in journal.add(header, bytes) }
        files.mark("start", at: link.now)
        if request.sides != .no { files.mark("sides confirmed: \(request.sides.rawValue)", at: link.now) }
        do throws(DeviceError) { try start() } catch {
            files.finish(TrialTrailer(), results: nil)
            throw error
        }
        output(.phase(session.phase))
        var reason: FinishedRun.Reason?
        while reason == nil {
            reason = turn(shouldStop)
            takeRows(files)
            for trouble in files.newTroubles() { output(.notice(trouble)) }
            if reason == nil, let duration = request.duration,
                rows.count >= Int((duration * stream.rate).rounded())
            {
                reason = .duration
            }
            frame()
        }
        files.mark("stop", at: link.now)
        rig.driver.stop(link, into: &scans)
        takeRows(files)
        link.observer = nil
        return reason ?? .stopped
    }

    /// Shows the device's own unit; nothing is recorded, since nothing is in newtons.
    private func watch(_ shouldStop: () -> Bool) throws -> FinishedRun.Reason {
        try start()
        var meter = LiveMeter(rate: stream.rate)
        var shown = 0
        var reason: FinishedRun.Reason?
        while reason == nil {
            reason = turn(shouldStop)
            for i in 0..<scans.count where !scans.flags[i].contains(.missing) {
                meter.add(left: scans.values[2 * i], right: scans.values[2 * i + 1])
            }
            shown += scans.count
            scans.restart(at: rig.driver.nextIndex)
            if reason == nil, let duration = request.duration, Double(shown) >= duration * stream.rate {
                reason = .duration
            }
            guard isFrameDue() else { continue }
            let isVolts = stream.quantity == "V" || stream.quantity == "V/V"
            let factor = isVolts ? 1000.0 : 1
            output(
                .frame(
                    LiveFrame(
                        time: nil, phase: nil, unit: (isVolts ? "m" : "") + stream.quantity,
                        left: meter.left * factor, right: meter.right * factor, share: nil,
                        leftPeak: meter.leftPeak.map { $0 * factor }, rightPeak: meter.rightPeak.map { $0 * factor },
                        symmetry: PairValue(value: nil, status: .undefined), loss: rig.driver.loss,
                        rate: measuredRate, trials: 0)))
        }
        rig.driver.stop(rig.link, into: &scans)
        return reason ?? .stopped
    }

    /// Waits one tick for data; says why the run is over, if it is.
    private func turn(_ shouldStop: () -> Bool) -> FinishedRun.Reason? {
        let state = receive()
        switch state {
        case .running: break
        case .finished: return .sourceEnded
        case .failed(let error): return .deviceLost(DeviceError(error))
        case .halted:
            if let failure = recover() { return .deviceLost(failure) }
        }
        if let failure = rig.driver.failure { return .deviceLost(failure) }
        if rig.link.now > lastArrival + Self.silence {
            return .deviceLost(
                DeviceError(
                    TransportError(.timedOut, device: info.name, detail: "no data for two seconds while it should send")
                ))
        }
        return shouldStop() ? .stopped : nil
    }

    private func receive() -> StreamState {
        let before = scans.arrival
        let driver = rig.driver
        // Before the wait, so that a polled device is asked in time.
        let now = rig.link.now
        let wanted = driver.attend(rig.link).map { max($0, now + Self.tick / 10) } ?? .max
        let state = rig.link.receive(until: min(now + Self.tick, wanted)) { header, bytes in
            driver.decode(header, bytes, into: &scans)
        }
        if scans.arrival != before {
            lastArrival = scans.arrival
            if rateStart == nil { rateStart = (driver.nextIndex, scans.arrival) }
            rateEnd = (driver.nextIndex, scans.arrival)
        }
        return state
    }

    /// Clears a halted endpoint and starts the stream anew, once: two halts within ten seconds are a failure.
    private func recover() -> DeviceError? {
        let now = rig.link.now
        defer { lastStall = now }
        if let lastStall, now < lastStall + 10_000_000_000 {
            return DeviceError(
                TransportError(.stalled, device: info.name, detail: "the stream halted twice within ten seconds"))
        }
        output(.notice("The stream halted; it is started again, the gap is marked."))
        do throws(DeviceError) {
            try rig.driver.resume(rig.link, into: &scans)
            return nil
        } catch { return error }
    }

    // MARK: Rows

    private func takeRows(_ files: RecordingOutput) {
        stage.process(scans, into: &pairs)
        scans.restart(at: rig.driver.nextIndex)
        var at = 0
        effects.removeAll(keepingCapacity: true)
        while at < pairs.count, session.zero == nil {
            if session.seekZero(
                left: pairs.left[at], right: pairs.right[at], flags: pairs.flags[at], effects: &effects)
            {
                begin(files)
            }
            at += 1
        }
        if let zero = session.zero, at < pairs.count { append(from: at, zero, files) }
        perform(files)
    }

    private func begin(_ files: RecordingOutput) {
        guard let zero = session.zero else { return }
        lossAtZero = rig.driver.loss
        files.mark("zero left=\(zero.left) right=\(zero.right)", at: lastArrival)
        output(.zeroed(zero))
        var device = TrialHeader.Device(name: info.name, serial: info.serial, port: info.portPath)
        if info.serial.isEmpty { device.serial = nil }
        var left = rig.leftScale
        var right = rig.rightScale
        left?.zero = zero.left
        right?.zero = zero.right
        let alignment = TrialHeader.Alignment(
            uncertaintyNanoseconds: (stream.channelDelayUncertainty * 1e9).rounded(),
            scanDelayNanoseconds: (stream.channelDelay * 1e9).rounded())
        let header = TrialHeader(
            id: files.id, software: request.software, started: files.time(of: lastArrival), test: request.test.rawValue,
            rate: stream.rate, athlete: request.athlete, startedMonotonic: Int64(clamping: lastArrival),
            devices: [device], scales: [.left: left, .right: right].compactMapValues { $0 },
            zero: [.left: zero.left, .right: zero.right], noise: [.left: zero.leftNoise, .right: zero.rightNoise],
            loadKilograms: request.loadKilograms, gravity: session.settings.analysis.gravity, sides: request.sides,
            alignment: alignment)
        do throws(RecordingError) { try files.begin(header) } catch { output(.notice("\(error)")) }
    }

    private func append(from start: Int, _ zero: Zero, _ files: RecordingOutput) {
        let limit = request.duration.map { Int(($0 * stream.rate).rounded()) } ?? .max
        newRows.removeAll()
        let first = rows.count
        for i in start..<pairs.count where rows.count < limit {
            let missing = pairs.flags[i].contains(.missing)
            let left = missing ? Double.nan : NewtonGrid.snap(pairs.left[i] - zero.left)
            let right = missing ? Double.nan : NewtonGrid.snap(pairs.right[i] - zero.right)
            rows.append(left: left, right: right, flags: pairs.flags[i])
            newRows.left.append(left)
            newRows.right.append(right)
            newRows.leftRaw.append(pairs.leftRaw[i])
            newRows.rightRaw.append(pairs.rightRaw[i])
            newRows.flags.append(pairs.flags[i])
        }
        files.append(newRows)
        session.advance(rows, from: first, effects: &effects)
    }

    private func perform(_ files: RecordingOutput) {
        for effect in effects {
            switch effect {
            case .phase(let phase): output(.phase(phase))
            case .notice(let text): output(.notice(text))
            case .weighed(let weighing):
                files.mark(
                    "weighed from=\(weighing.window.lowerBound) to=\(weighing.window.upperBound)", at: lastArrival)
                let settings = session.settings.analysis
                output(.weighed(weighing, mass: weighing.weight / settings.gravity - settings.loadKilograms))
            case .trial(let index, let window):
                files.mark("trial \(index) from=\(window.lowerBound) to=\(window.upperBound)", at: lastArrival)
                let result = RecordingAnalysis.analyzeTrial(
                    rows.record(window), index: index, kept: true, test: request.test, weighing: session.weighing,
                    settings: analysisSettings, limb: session.trials[index - 1].limb)
                results.append(result)
                output(.trial(result))
            }
        }
        effects.removeAll(keepingCapacity: true)
    }

    /// What analysis is told: the settings with the noise that the zero has shown.
    private var analysisSettings: AnalysisSettings {
        var settings = session.settings.analysis
        if let zero = session.zero { settings.noise = [.left: zero.leftNoise, .right: zero.rightNoise] }
        return settings
    }

    // MARK: Screen

    private var measuredRate: Double? {
        guard let rateStart, let rateEnd, rateEnd.time > rateStart.time + 1_000_000_000 else { return nil }
        return Double(rateEnd.index - rateStart.index) / Double(rateEnd.time - rateStart.time) * 1e9
    }

    private func isFrameDue() -> Bool {
        let interval = UInt64(1e9 / request.frameRate)
        guard rig.link.now >= lastFrame + interval else { return false }
        // Keep the pace, but do not catch up after a pause.
        lastFrame = max(lastFrame + interval, rig.link.now - min(rig.link.now, interval))
        return true
    }

    private func frame() {
        guard isFrameDue() else { return }
        let meter = session.meter
        let settings = session.settings.analysis
        let hasZero = session.zero != nil
        output(
            .frame(
                LiveFrame(
                    time: hasZero ? Double(rows.count) / stream.rate : nil, phase: session.phase, unit: "N",
                    left: meter.left, right: meter.right,
                    share: hasZero && settings.withheld == nil ? meter.share : nil,
                    leftPeak: meter.leftPeak, rightPeak: meter.rightPeak,
                    symmetry: hasZero
                        ? meter.peakSymmetry(floor: session.floor, withheld: settings.withheld)
                        : PairValue(value: nil, status: .notDetected),
                    loss: rig.driver.loss, rate: measuredRate, trials: session.trials.count,
                    progress: session.progress)))
    }

    // MARK: End

    private func finish(_ files: RecordingOutput, _ reason: FinishedRun.Reason) -> FinishedRun {
        session.finish(rows, effects: &effects)
        perform(files)
        guard session.zero != nil, rows.count > 0 else {
            files.finish(TrialTrailer(), results: nil)
            return FinishedRun(
                reason: reason, folder: files.folder.path, results: nil,
                troubles: files.troubles + ["It ended before the zero, so there are no forces; the raw bytes are kept."]
            )
        }
        let record = rows.record
        let loss = recordedLoss(record)
        let info = RecordingInfo(
            id: files.id.description, source: "trial.csv", format: "bilanx", athlete: request.athlete, clocks: 1,
            loss: loss)
        let analysis = RecordingAnalysis.analyze(
            record, info: info, test: request.test, weighing: session.weighing?.window,
            trials: session.trials.isEmpty ? nil : session.trials, settings: analysisSettings)
        let document = ResultsDocument(software: request.software, recordings: [analysis])
        let gate = Array(Set(analysis.trials.flatMap(\.reasons))).sorted()
        let trailer = TrialTrailer(
            weigh: session.weighing?.window, trials: session.trials, loss: loss,
            clocks: TrialTrailer.Clocks(count: 1, measuredRate: measuredRate), gate: gate)
        files.finish(trailer, results: document.json())
        return FinishedRun(reason: reason, folder: files.folder.path, results: document, troubles: files.troubles)
    }

    /// What was lost of the recorded rows: the driver's counts since the zero, and the empty rows' places.
    private func recordedLoss(_ record: ForceRecord) -> Loss {
        let now = rig.driver.loss
        let gaps = Loss.Gap.all(in: record)
        let corrupt = now.corrupt - lossAtZero.corrupt
        let empty = gaps.reduce(0) { $0 + $1.count }
        let usual = Loss.Evidence(rawValue: rig.family.evidence) ?? .unknown
        return Loss(
            missing: max(empty - corrupt, 0), duplicate: now.duplicate - lossAtZero.duplicate,
            reordered: now.reordered - lossAtZero.reordered, corrupt: min(corrupt, empty),
            evidence: now.exact ? usual : .reported, gaps: gaps)
    }
}

/// Events kept until a journal can take them.
private final class EventList {
    private(set) var events: [TransferEvent] = []

    func add(_ header: TransferHeader, _ bytes: Span<UInt8>) {
        events.append(TransferEvent(header, bytes: bytes.withUnsafeBufferPointer(Array.init)))
    }
}
