import Assessments
import ForceDevices
import Foundation
import Journal
import LiveSession
import Recordings
import SignalCore
import Symmetry
import Transport

/// Carries out a live test: devices to pairs to session, files and screen; the one loop of live and unattended runs.
///
/// Everything happens on the caller's thread. It waits for the devices only; the journal of a real-time run has a thread of
/// its own, and `output` must not wait for a screen.
public final class LiveRun {
    private static let tick: UInt64 = 10_000_000

    private let rig: Rig
    private let request: LiveRunRequest
    private let output: (LiveOutput) -> Void

    private let devices: [DeviceRun]
    /// Rows a second: those of the left side's device.
    private var rate: Double
    private var pairs = PairBlock()
    private var newRows = TrialRows()
    private var pairing: Pairing
    private var session: LiveSession
    private var rows: RecordingRows
    private var pressure: PressureZero
    private var effects: [LiveEffect] = []
    private var ledger = RunLedger()
    private var clockNotice = ClockNotice()
    private var markers: RunMarkers
    private var lastFrame: UInt64 = 0
    private var extent: FrameExtent?
    /// Decisions of a replayed journal that are still to come.
    private var orders: [(row: Int, order: LiveOrder)]

    /// Runs a test to its end.
    ///
    /// - Parameters:
    ///   - rig: opened links with their drivers; closed when this returns.
    ///   - request: what is asked for.
    ///   - shouldStop: asked a hundred times a second; true ends the run cleanly.
    ///   - output: told what happens, on the caller's thread.
    /// - Returns: what came of it; a device lost in mid-run is a result, since what was recorded is kept.
    /// - Throws: a device that cannot be started, or a folder that cannot be written.
    public static func run(
        _ rig: Rig, _ request: LiveRunRequest, shouldStop: () -> Bool, output: @escaping (LiveOutput) -> Void
    ) throws -> FinishedRun {
        // What is said to a device before the journal exists is kept for it.
        var early: [EventList] = []
        var opened: [DeviceRun] = []
        do throws(DeviceError) { try rig.check() } catch {
            for device in rig.devices { device.link.close() }
            throw error
        }
        // A device that was plugged in again has another link by then.
        defer { for device in opened.isEmpty ? [] : opened { device.link.close() } }
        do {
            for (number, device) in rig.devices.enumerated() {
                let events = EventList()
                early.append(events)
                device.link.observer = { header, bytes in events.add(header, bytes) }
                let stream = device.request(rate: request.rate, trigger: number == 0 ? rig.trigger : nil)
                let info = try device.driver.open(device.link)
                // Before there is a folder: what the device will refuse leaves nothing behind.
                try device.driver.check(stream)
                opened.append(DeviceRun(device, info, stream))
            }
        } catch {
            for device in rig.devices { device.link.close() }
            opened = []
            throw error
        }
        var rig = rig
        var request = request
        if let judge = rig.judge {
            let judged = judge { side in (opened.first { $0.device.side == side } ?? opened[0]).info }
            if let sides = judged.sides { request.sides = sides }
            rig.tap = judged.tap ?? rig.tap
            if let notice = judged.notice { output(.notice(notice)) }
        }
        // Virtual plates are exact by birth, also where a rig binds them.
        if request.gainRatio == nil, request.sides != .birth,
            rig.devices.allSatisfy({ $0.synthetic?.hasPrefix("virtual") == true }),
            Side.allCases.allSatisfy({ rig.sensor($0)?.scale.relativeUncertainty == nil })
        {
            request.gainRatio = TrialHeader.GainRatio(0, .birth)
        }
        let run = LiveRun(rig, request, opened, output)
        if rig.givesNewtons {
            let files = try RecordingOutput(
                request: request, rig: rig, devices: opened, earlier: early.map(\.events))
            if let folder = files.path { output(.folder(folder)) }
            let reason = try run.record(files, shouldStop)
            return run.finish(files, reason)
        }
        for device in opened { device.link.observer = nil }
        return FinishedRun(reason: try run.watch(shouldStop), folder: nil, results: nil, troubles: [])
    }

    private init(
        _ rig: Rig, _ request: LiveRunRequest, _ devices: [DeviceRun], _ output: @escaping (LiveOutput) -> Void
    ) {
        self.rig = rig
        self.request = request
        self.devices = devices
        self.output = output
        rate = devices[0].stream.rate
        pairing = Pairing(rig, devices)
        session = LiveSession(Self.settings(request, rig, rate, nil))
        markers = RunMarkers(request.replayed?.markers ?? [])
        orders = request.replayed?.orders ?? []
        rows = RecordingRows(rate: rate)
        pressure = PressureZero(rig, rate: rate)
    }

    private static func settings(
        _ request: LiveRunRequest, _ rig: Rig, _ rate: Double, _ stream: StreamInfo?
    ) -> LiveSettings {
        var analysis = AnalysisSettings(loadKilograms: request.loadKilograms)
        if let gravity = request.gravity { analysis.gravity = gravity }
        analysis.boxHeight = request.boxHeight
        analysis.leverArm = request.leverArm
        var gains: [Side: Double] = [:]
        for side in Side.allCases { gains[side] = rig.sensor(side)?.scale.relativeUncertainty }
        analysis.take(gains: gains, ratio: request.gainRatio, sides: request.sides, check: request.check)
        if let stream, rig.clocks == 1 {
            // As the file will tell it, in whole nanoseconds.
            analysis.alignmentUncertainty =
                (rig.channelDistance * stream.channelDelayUncertainty * 1e9).rounded() * 1e-9
        }
        return LiveSettings(test: request.test, rate: rate, noiseLimit: rig.noiseLimit, analysis: analysis)
    }

    /// The clock of the rig in nanoseconds: that of whichever link is furthest, since a lost one stands still.
    private var now: UInt64 {
        var latest: UInt64 = 0
        for device in devices { latest = max(latest, device.link.now) }
        return latest
    }

    /// Arrival of the last transfer of the left side's device.
    private var lastArrival: UInt64 { devices[0].lastArrival }

    // MARK: The loop

    private func start() throws(DeviceError) {
        for device in devices { try device.start() }
        rate = devices[0].stream.rate
        pairing = Pairing(rig, devices)
        session = LiveSession(Self.settings(request, rig, rate, devices[0].stream))
        if let limb = request.limb { session.take(.limb(limb), effects: &effects) }
        // Ten minutes of rows: a usual test never grows its arrays.
        pressure = PressureZero(rig, rate: rate)
        newRows.pressure = pressure.paths
        rows = RecordingRows(
            rate: rate, reserve: Int(rate * 600), leftPressure: newRows.pressure.left != nil,
            rightPressure: newRows.pressure.right != nil)
        lastFrame = now
        for device in devices { output(.opened(device.info, device.stream, side: device.device.side)) }
    }

    private func record(_ files: RecordingOutput, _ shouldStop: () -> Bool) throws -> FinishedRun.Reason {
        for (number, device) in devices.enumerated() {
            guard let journal = files.journal else {
                device.link.observer = nil
                continue
            }
            device.link.observer = { header, bytes in journal.add(header, bytes, device: UInt8(number)) }
        }
        files.mark(JournalMark.start, at: now)
        if request.sides != .no { files.mark("sides confirmed: \(request.sides.rawValue)", at: now) }
        do throws(DeviceError) { try start() } catch {
            files.finish(TrialTrailer(), results: nil)
            throw error
        }
        output(.phase(session.phase))
        for device in devices { device.takeEarly { takeRows(files) } }
        var reason: FinishedRun.Reason?
        while reason == nil {
            reason = turn(shouldStop) { takeRows(files) }
            if session.zero != nil {
                while let text = request.marker() {
                    let row = markers.add(
                        text, now: now, arrival: lastArrival, next: ledger.row(devices[0].driver.nextIndex),
                        made: rows.count, rate: rate)
                    files.mark(JournalMark.marker(row: row, text), at: now)
                }
                while request.replayed == nil, let order = request.order() {
                    files.mark(JournalMark.order(row: rows.count, order), at: now)
                    session.take(order, effects: &effects)
                    perform(files)
                }
            }
            for trouble in files.newTroubles(at: now) { output(.notice(trouble)) }
            if reason == nil, request.replayed == nil, let duration = request.duration,
                rows.count >= Int((duration * rate).rounded())
            {
                reason = .duration
            }
            frame()
        }
        files.mark(JournalMark.stop, at: now)
        for device in devices { device.stop() }
        takeRows(files)
        for device in devices { device.link.observer = nil }
        return reason ?? .stopped
    }

    /// Shows the devices' own unit; nothing is recorded, since nothing is in newtons.
    private func watch(_ shouldStop: () -> Bool) throws -> FinishedRun.Reason {
        try start()
        var meter = LiveMeter(rate: rate)
        var shown = 0
        var reason: FinishedRun.Reason?
        while reason == nil {
            reason = turn(shouldStop) {
                pair()
                for i in 0..<pairs.count where !pairs.flags[i].contains(.missing) {
                    meter.add(left: pairs.left[i], right: pairs.right[i])
                }
                shown += pairs.count
            }
            if reason == nil, let duration = request.duration, Double(shown) >= duration * rate { reason = .duration }
            guard isFrameDue() else { continue }
            let quantity = devices[0].stream.quantity
            let isVolts = quantity == "V" || quantity == "V/V"
            let factor = isVolts ? 1000.0 : 1
            output(
                .frame(
                    LiveFrame(
                        time: nil, phase: nil, unit: (isVolts ? "m" : "") + quantity,
                        left: meter.left * factor, right: meter.right * factor, share: nil,
                        leftPeak: meter.leftPeak.map { $0 * factor }, rightPeak: meter.rightPeak.map { $0 * factor },
                        symmetry: PairValue(value: nil, status: .undefined), loss: totalLoss,
                        rate: devices[0].measuredRate, trials: 0)))
        }
        for device in devices { device.stop() }
        return reason ?? .stopped
    }

    /// Waits one tick for data; says why the run is over, if it is.
    ///
    /// - Parameter took: called after each transfer that brought something.
    private func turn(_ shouldStop: () -> Bool, took: () -> Void) -> FinishedRun.Reason? {
        let began = now
        var wanted = began + Self.tick
        // Before the wait, so that a polled device is asked in time.
        for device in devices {
            if let moment = device.attend() { wanted = min(wanted, max(moment, began + Self.tick / 10)) }
        }
        var reason: FinishedRun.Reason?
        for device in devices {
            switch device.turn(until: wanted, now: now, took: took) {
            case nil: break
            case .notice(let text): output(.notice(text))
            case .finished: reason = reason ?? .sourceEnded
            case .lost(let error): reason = .deviceLost(error)
            }
        }
        // Where every device is away nothing else waits.
        if rig.isRealTime, devices.allSatisfy({ $0.lostAt != nil }) {
            MonotonicClock.sleep(until: MonotonicClock.now + Self.tick)
        }
        if let reason { return reason }
        return shouldStop() ? .stopped : nil
    }

    // MARK: Rows

    /// Pairs what has come; the moment is that of the newest arrival, so that a replay pairs alike.
    private func pair() {
        let moment = devices.reduce(0) { max($0, $1.lastArrival) }
        pairing.process(devices, now: moment, into: &pairs)
        ledger.take(devices, pairing.clock)
        for device in devices { device.restart() }
    }

    private func takeRows(_ files: RecordingOutput) {
        pair()
        if let text = clockNotice.look(at: pairing.clock) { output(.notice(text)) }
        var at = 0
        effects.removeAll(keepingCapacity: true)
        while at < pairs.count, session.zero == nil {
            if !pressure.isEmpty { pressure.seek(pairs, at) }
            if session.seekZero(
                left: pairs.left[at], right: pairs.right[at], flags: pairs.flags[at], effects: &effects)
            {
                ledger.begin(at: pairs.firstIndex + at + 1)
                begin(files)
            }
            at += 1
        }
        if let zero = session.zero, at < pairs.count { append(from: at, zero, files) }
        perform(files)
        // Decisions come after the rows that were there when they were taken.
        while session.zero != nil, let next = orders.first, next.row <= rows.count {
            orders.removeFirst()
            session.take(next.order, effects: &effects)
            perform(files)
        }
    }

    private func begin(_ files: RecordingOutput) {
        guard let zero = session.zero else { return }
        files.mark("zero left=\(zero.left) right=\(zero.right)", at: lastArrival)
        if !pressure.isEmpty { files.mark(pressure.settle(), at: lastArrival) }
        output(.zeroed(zero))
        output(.rowsBegin(stamp: lastArrival, rate: rate))
        var left = rig.sensor(.left)?.scale
        var right = rig.sensor(.right)?.scale
        left?.zero = zero.left
        right?.zero = zero.right
        // How two clocks lie to each other is known at the end.
        let stream = devices[0].stream
        let alignment = TrialHeader.Alignment(
            uncertaintyNanoseconds: (rig.channelDistance * stream.channelDelayUncertainty * 1e9).rounded(),
            scanDelayNanoseconds: (rig.channelDistance * stream.channelDelay * 1e9).rounded())
        var header = TrialHeader(
            id: files.id, software: request.software, started: files.time(of: lastArrival), test: request.test.rawValue,
            rate: rate, athlete: request.athlete, startedMonotonic: Int64(clamping: lastArrival),
            devices: devices.map(\.described), scales: [.left: left, .right: right].compactMapValues { $0 },
            zero: [.left: zero.left, .right: zero.right], noise: [.left: zero.leftNoise, .right: zero.rightNoise],
            loadKilograms: request.loadKilograms, gravity: session.settings.analysis.gravity, sides: request.sides,
            alignment: rig.clocks == 1 ? alignment : nil, conditions: request.conditions)
        header.boxHeight = request.boxHeight
        header.leverArm = request.leverArm
        header.check = request.check
        header.gainRatio = request.gainRatio
        header.calibrationNote = request.calibrationNote
        do throws(RecordingError) { try files.begin(header) } catch { output(.notice("\(error)")) }
    }

    private func append(from start: Int, _ zero: Zero, _ files: RecordingOutput) {
        let limit = request.duration.map { Int(($0 * rate).rounded()) } ?? .max
        newRows.removeAll()
        let first = rows.count
        for i in start..<pairs.count where rows.count < limit {
            // NaN stays NaN: of two devices one may be there where the other is missing.
            let left = NewtonGrid.snap(pairs.left[i] - zero.left)
            let right = NewtonGrid.snap(pairs.right[i] - zero.right)
            let (flags, isEdge) = markers.take(pairs.flags[i], row: rows.count)
            if isEdge { files.mark("trigger row=\(rows.count)", at: lastArrival) }
            rows.append(left: left, right: right, flags: flags)
            widen(left, right)
            if !pressure.isEmpty {
                let places = pressure.places(pairs, i, zero)
                rows.appendPressure(left: places.left, right: places.right)
                newRows.pressure.left?.append(places.left)
                newRows.pressure.right?.append(places.right)
            }
            newRows.left.append(left)
            newRows.right.append(right)
            newRows.leftRaw.append(pairs.leftRaw[i])
            newRows.rightRaw.append(pairs.rightRaw[i])
            newRows.flags.append(flags)
        }
        files.append(newRows)
        request.rows?(newRows.left, newRows.right, first)
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
            case .provisional(let index, let window):
                // For a screen only, so a replay has no need of it.
                guard request.replayed == nil else { continue }
                output(
                    .provisional(
                        ProvisionalTrial(
                            rows.record(window), index: index, test: request.test, weighing: session.weighing,
                            settings: analysisSettings, limb: session.limb)))
            case .drift(let left, let right): output(.drift(left: left, right: right))
            case .trial(let index, let window):
                files.mark("trial \(index) from=\(window.lowerBound) to=\(window.upperBound)", at: lastArrival)
                let context = min(session.weighing?.window.lowerBound ?? window.lowerBound, window.lowerBound)
                let record = TrialRecord(
                    rows: rows.record(window), context: rows.record(context...window.upperBound),
                    weighing: session.weighing, settings: analysisSettings)
                let trial = session.trials[index - 1]
                let result = RecordingAnalysis.analyzeTrial(
                    record.rows, index: index, kept: trial.kept, test: request.test, weighing: record.weighing,
                    settings: record.settings, limb: trial.limb, moved: trial.moved)
                output(.trial(result, record))
            }
        }
        effects.removeAll(keepingCapacity: true)
    }

    /// What analysis is told: the settings with the noise that the zero has shown.
    private var analysisSettings: AnalysisSettings {
        var settings = session.settings.analysis
        if let zero = session.zero { settings.noise = [.left: zero.leftNoise, .right: zero.rightNoise] }
        if case .aligned(let alignment) = pairing.clock?.state {
            settings.alignmentUncertainty = (alignment.uncertainty * 1e9).rounded() * 1e-9
        } else if rig.clocks > 1, settings.withheld == nil {
            settings.withheld = .alignmentUnknown
        }
        return settings
    }

    // MARK: Screen

    /// What all devices are known to have lost since they were started.
    private var totalLoss: LossCounts {
        devices.dropFirst().reduce(devices[0].driver.loss) { $0.adding($1.driver.loss) }
    }

    private func isFrameDue() -> Bool {
        let interval = UInt64(1e9 / request.frameRate)
        let now = now
        guard now >= lastFrame + interval else { return false }
        // Keep the pace, but do not catch up after a pause.
        lastFrame = max(lastFrame + interval, now - min(now, interval))
        return true
    }

    private func widen(_ left: Double, _ right: Double) {
        guard left.isFinite, right.isFinite else { return }
        if extent == nil { extent = FrameExtent(left: left, right: right) }
        extent?.add(left: left, right: right)
    }

    private func frame() {
        guard isFrameDue() else { return }
        defer { extent = nil }
        let meter = session.meter
        let withheld = analysisSettings.withheld
        let hasZero = session.zero != nil
        output(
            .frame(
                LiveFrame(
                    time: hasZero ? Double(rows.count) / rate : nil, phase: session.phase, unit: "N",
                    left: meter.left, right: meter.right,
                    share: hasZero && withheld == nil ? meter.share : nil,
                    leftPeak: meter.leftPeak, rightPeak: meter.rightPeak,
                    symmetry: hasZero
                        ? meter.peakSymmetry(floor: session.floor, withheld: withheld)
                        : PairValue(value: nil, status: .notDetected),
                    loss: totalLoss, rate: devices[0].measuredRate, trials: session.trials.count,
                    progress: session.progress, clock: pairing.clock?.state,
                    missingDevice: devices.first { $0.lostAt != nil }?.info.name,
                    stamp: devices.reduce(0) { max($0, $1.lastArrival) }, extent: extent)))
    }

    // MARK: End

    private func finish(_ files: RecordingOutput, _ reason: FinishedRun.Reason) -> FinishedRun {
        session.finish(rows, effects: &effects)
        perform(files)
        guard session.zero != nil, rows.count > 0 else {
            files.finish(TrialTrailer(), results: nil)
            return FinishedRun(
                reason: reason, folder: files.path, results: nil,
                troubles: files.troubles + ["It ended before the zero, so there are no forces; the raw bytes are kept."]
            )
        }
        let record = rows.record
        let loss = ledger.loss(of: record, devices)
        let clocks = ClockLines(pairing.clock, rate: devices[0].measuredRate)
        var info = RecordingInfo(
            id: files.id.description, source: "trial.csv", format: "bilanx", athlete: request.athlete,
            clocks: rig.clocks, loss: loss, alignment: clocks.alignment.map { ClockAlignment($0, clocks.clocks) })
        info.marks = [request.check?.mark, request.calibrationNote].compactMap { $0 }
        info.isCheckAccepted = request.check.map { $0.standing == .failed && $0.isAccepted } ?? false
        let analysis = RecordingAnalysis.analyze(
            record, info: info, test: request.test, weighing: session.weighing?.window,
            trials: session.trials.isEmpty ? nil : session.trials, settings: analysisSettings)
        let document = ResultsDocument(software: request.software, recordings: [analysis])
        let gate = Array(Set(analysis.trials.flatMap(\.reasons))).sorted()
        var trailer = TrialTrailer(
            weigh: session.weighing?.window, trials: session.trials, loss: loss,
            clocks: clocks.clocks, alignment: clocks.alignment, gate: gate)
        trailer.markers = markers.found
        files.finish(trailer, results: document.json())
        return FinishedRun(reason: reason, folder: files.path, results: document, troubles: files.troubles)
    }
}

/// Events kept until a journal can take them.
private final class EventList {
    private(set) var events: [TransferEvent] = []

    func add(_ header: TransferHeader, _ bytes: Span<UInt8>) {
        events.append(TransferEvent(header, bytes: bytes.withUnsafeBufferPointer(Array.init)))
    }
}
