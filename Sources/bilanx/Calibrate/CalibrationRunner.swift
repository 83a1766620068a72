import Acquisition
import ArgumentParser
import Calibration
import Dashboard
import ForceDevices
import Foundation
import Laboratory
import Recordings
import SignalCore
import Simulation
import Transport

/// A calibration run in the terminal: stream, guide, folder.
struct CalibrationRunner {
    /// A device's failure, for callers that catch several kinds.
    struct Failure: Error {
        var error: DeviceError
    }

    /// True where nobody is asked to confirm what no reading shows.
    var isUnattended = false
    /// True where typed words are heard.
    var listens = false
    /// How the page of the run is reached; nil for none.
    var web: WebOptions?
    private let board = CalibrationBoard()
    /// How the readings are written in the end.
    var format = CalibrateCommand.Run.Format.table

    private let file: PlanFile
    private let store: CalibrationStore
    /// The run that goes on; nil for a new one.
    private let resumed: (folder: RunFolder, run: CalibrationRun)?

    /// True for an emulated device.
    var isVirtual: Bool { file.device?.hasPrefix("virtual:") ?? false }

    /// A new run by a plan.
    init(_ file: PlanFile, _ store: CalibrationStore) throws {
        self.file = file
        self.store = store
        resumed = nil
    }

    /// A run that was interrupted.
    ///
    /// - Parameter device: another name for the same device, such as its new socket; nil for the one of the run.
    init(resuming folder: RunFolder, device: String?) throws {
        let content = try folder.read()
        for problem in content.problems { Output.words(problem) }
        var file: PlanFile
        if FileManager.default.fileExists(atPath: folder.path + "/plan.json") {
            file = try PlanFile.read(folder.path + "/plan.json")
        } else {
            file = PlanFile(resuming: content.run)
            Output.words(
                "\(folder.path)/plan.json is not there: steps, weights and channels are those of run.json"
                    + (device == nil ? ", and the device is \(file.device ?? "?") (--device names another)." : "."))
        }
        if let device { file.device = device }
        self.file = file
        store = CalibrationStore(DataDirectory(path: folder.path))
        resumed = (folder, content.run)
    }

    /// Names the runs that wait for being finished.
    static func tellUnfinished(_ store: CalibrationStore) {
        for id in RunFolder.list(store) {
            guard let run = try? RunFolder(store, id: id).read().run, run.nextStep != nil else { continue }
            Output.words(
                "Unfinished: \(id), \(run.done) of \(run.plan.steps.count) steps; bilanx calibrate run --resume \(id)")
        }
        for path in RunFolder.leftovers(store) {
            Output.words("\(path) was cut off before anything was read: it holds no reading and can be deleted.")
        }
    }

    // MARK: Running

    func callAsFunction() throws {
        if let resumed, resumed.run.nextStep == nil {
            Output.words("Every step of \(resumed.run.id) is done already.")
            try finish(GuidedRun(resumed.run), resumed.folder)
            return
        }
        let opened: (stream: RawStream, nominal: ForceScale?)
        do throws(DeviceError) { opened = try open() } catch { throw Failure(error: error) }
        let stream = opened.stream
        defer { stream.close() }
        let (folder, run) = try begin(stream, opened.nominal)
        var settings = GuidedRun.Settings()
        settings.isUnattended = isUnattended
        settings.nominal = opened.nominal.flatMap { $0.coefficients.count > 1 ? $0.coefficients[1] : nil }
        let range = stream.stream.range
        settings.range = range.upperBound - range.lowerBound
        // A run that goes on was warm when it was left off.
        settings.warmUp = run.readings.isEmpty ? file.warmUpWait : 0
        if settings.warmUp > 0 {
            Output.words(
                "The device has to be on for \(Int(file.warmUpNeeded ?? CalibrationRun.warmUp)) minutes: "
                    + "readings begin in \(Int((settings.warmUp / 60).rounded(.up))) min. "
                    + (!listens ? "--warm-up says for how long it has been on." : "`warm` ends the wait."))
        }
        settings.began = run.readings.map(\.end).max().map { $0 + 1 } ?? 0
        for note in stream.stream.notes { Output.words(note) }
        for concern in run.concerns { Output.words("Note: \(concern).") }
        var guide = GuidedRun(run, settings)
        let page = try web.map { try ServedPage(CalibrationDashboard(board), $0) { Output.words($0) } }
        defer {
            board.show(guide.snapshot)
            board.close()
            if let page {
                // Time for the screens to hear how it ended.
                MonotonicClock.sleep(until: MonotonicClock.now + 500_000_000)
                page.stop()
            }
        }
        do throws(DeviceError) {
            try loop(&guide, stream, folder)
        } catch {
            Output.words(error.description)
            tellResume(guide)
            throw ExitCode(Exit.code(error))
        }
        try finish(guide, folder)
    }

    private func loop(_ guide: inout GuidedRun, _ stream: RawStream, _ folder: RunFolder) throws(DeviceError) {
        let typed = TypedLines()
        if listens {
            typed.start(named: "bilanx keyboard")
            Output.words("Type ? for what can be asked for; Enter goes on.")
        }
        var told: Int?
        var lastWord: UInt64 = 0
        var lastShown: UInt64 = 0
        var failed: RecordingError?
        while !StopSignal.isRaised, failed == nil, guide.step != nil, !guide.isStopped {
            if guide.step != told, let step = guide.step {
                told = step
                Output.words(guide.instruction(step))
            }
            var events: [GuidedRun.Event] = []
            let turn = try stream.turn { sample in
                events += guide.take(sample.values, at: sample.time, isAtLimit: sample.isAtLimit)
            }
            if let notice = turn.notice { Output.words(notice) }
            while let line = typed.next() {
                switch CalibrationLine.read(line) {
                case .command(let command): events += guide.perform(command)
                case .help: for word in CalibrationLine.words { Output.words("  \(word.form): \(word.does)") }
                case .fault(let words): Output.words(words)
                }
            }
            for request in board.takeRequests() {
                let answers = guide.perform(request.command)
                events += answers
                request.answer(answers.compactMap { if case .refused(let words) = $0 { words } else { nil } }.first)
            }
            for event in events {
                do throws(RecordingError) { try keep(event, guide, folder) } catch { failed = failed ?? error }
            }
            let now = MonotonicClock.now
            if web != nil, now > lastShown + 100_000_000 || !events.isEmpty {
                lastShown = now
                board.show(guide.snapshot)
            }
            if now > lastWord + 1_000_000_000, guide.step == told, guide.step != nil {
                lastWord = now
                Output.words("  " + guide.snapshot.waiting)
            }
            if !turn.goesOn { break }
        }
        if let failed {
            throw DeviceError(device: failed.file, detail: failed.problem, remedy: failed.remedy + ".")
        }
    }

    private func keep(_ event: GuidedRun.Event, _ guide: GuidedRun, _ folder: RunFolder) throws(RecordingError) {
        switch event {
        case .record(let entry):
            try folder.append(entry)
            if case .reading(let reading) = entry {
                let values = reading.means.map { "\(Float($0))" }.joined(separator: " ")
                Output.words("  read: \(values) \(guide.run.device.quantity) over \(reading.count) samples.")
            }
        case .said(let words), .refused(let words): Output.words(words)
        case .finished: Output.words("Every step is done: take everything off.")
        }
    }

    // MARK: Beginning

    private func open() throws(DeviceError) -> (stream: RawStream, nominal: ForceScale?) {
        let file = file
        let planned = resumed?.run ?? run(CalibrationDevice(model: "", channels: [], quantity: "", rate: 1), "", "")
        let (device, scale, bus) = try DeviceOpener.openOne(file.device, channels: file.channels ?? []) { virtual in
            VirtualTechnician(
                planned, side: Self.side(file.channels?.first, virtual), faults: virtual.sensorFaults,
                wait: (resumed?.run.readings.isEmpty ?? true) ? file.warmUpWait : 0, spread: virtual.spread)
        }
        var nominal = scale
        do throws(DeviceError) {
            if let span = file.span { nominal = try SpanText.scale(span, quantity: device.family.quantity) }
        } catch {
            device.link.close()
            throw error
        }
        return (try RawStream(device, rate: file.rate, keeping: bus), nominal)
    }

    /// The side whose sensor hangs on a channel of a virtual device.
    private static func side(_ channel: String?, _ virtual: VirtualSpecification) -> Side {
        guard virtual.family.channels == 2, let channel else { return .left }
        guard let cells = virtual.options.cells else {
            return channel == virtual.family.defaultChannels.right ? .right : .left
        }
        // Inputs are numbered through; a differential pair has two numbers.
        let number = Int(channel.drop { !$0.isNumber }) ?? 0
        let step = virtual.family.defaultChannels.right.hasSuffix("2") ? 2 : 1
        return number / step < cells.left.count ? .left : .right
    }

    private func run(_ device: CalibrationDevice, _ id: String, _ started: String) -> CalibrationRun {
        CalibrationRun(
            id: id, started: started, phase: file.phase ?? .asFound, device: device, side: file.side,
            operatorName: file.operator ?? "", site: file.calibrationSite, climate: file.climate ?? Climate(),
            masses: file.referenceMasses, warmUp: file.warmUp, plan: file.calibrationPlan)
    }

    /// Makes the run's folder with a copy of the device's own calibration; checks the device of a run that goes on.
    private func begin(_ stream: RawStream, _ nominal: ForceScale?) throws -> (RunFolder, CalibrationRun) {
        let info = stream.info
        let serial = info.serial.isEmpty ? nil : info.serial
        if let resumed {
            let known = resumed.run.device
            guard known.model == info.family, known.serial == serial else {
                throw Failure(
                    error: DeviceError(
                        device: info.name,
                        detail: "the run \(resumed.run.id) is of \(known.model) \(known.serial ?? "")",
                        remedy: "Plug that device in, or begin a new run without --resume.", isUsage: true))
            }
            Output.words(
                "Going on with \(resumed.run.id) after \(resumed.run.done) of \(resumed.run.plan.steps.count) steps.")
            return (resumed.folder, resumed.run)
        }
        let now = ZonedTime.now()
        let device = CalibrationDevice(
            model: info.family, serial: serial, firmware: info.product,
            channels: file.channels ?? [], quantity: stream.stream.quantity, rate: stream.stream.rate,
            resolution: file.resolution, capacity: file.capacity ?? nominal?.capacity)
        var described = device
        if described.channels.isEmpty, let usual = DeviceCatalogue.family(info.family)?.defaultChannels.left {
            described.channels = [usual]
        }
        let made = run(described, RunFolder.newID(at: now), now.description)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        var others: [(name: String, bytes: [UInt8])] = [("plan.json", Array(try encoder.encode(file)) + [0x0A])]
        let backup = DeviceCalibrationBackup(info)
        if let backup { others.append(("device-calibration.json", Array(try encoder.encode(backup)) + [0x0A])) }
        let folder = try RunFolder.create(made, in: store, others: others)
        Output.words(
            backup == nil
                ? "\(info.name) holds no calibration of its own that could be kept."
                : "The device's own calibration is kept in \(folder.deviceCalibrationPath).")
        Output.words("Run \(made.id), \(made.plan.name): \(made.plan.steps.count) steps.")
        return (folder, made)
    }

    // MARK: End

    private func tellResume(_ guide: GuidedRun) {
        if let step = guide.step {
            Output.words("Left off at step \(step + 1), which waited for this: \(guide.snapshot.waiting).")
        }
        Output.words(
            "\(guide.run.done) of \(guide.run.plan.steps.count) steps are done. Go on with: bilanx calibrate run "
                + "--resume \(guide.run.id)")
    }

    private func finish(_ guide: GuidedRun, _ folder: RunFolder) throws {
        try CalibrationRunResult(guide, folder.path).write(format)
        guard guide.step != nil else { return }
        tellResume(guide)
        throw ExitCode(Exit.failed)
    }
}
