import Assessments
import ForceDevices
import Foundation
import Journal
import LiveSession
import Recordings
import SignalCore
import Transport

/// The files of one running recording: folder, journal, trial file; of a replayed one the trial file at most.
final class RecordingOutput {
    /// Where the files are now; nil where a replay writes none.
    var path: String? { folder?.path }

    private var folder: RecordingFolder?
    let id: UUIDv7
    private let started: ZonedTime
    private let startStamp: UInt64
    private let columns: TrialColumns
    /// Takes every transfer of the run; nil for a replay, whose journal is there.
    let journal: JournalFile?
    private var trial: TrialFileWriter?
    /// Whole sentences about what went wrong.
    private(set) var troubles: [String] = []
    private var told = 0
    private var lastLook: UInt64 = 0
    private var hasLostRows = false

    /// Makes the folder and begins the journal with what has been exchanged with the device so far.
    init(
        request: LiveRunRequest, rig: Rig, devices: [DeviceRun], earlier: [[TransferEvent]]
    ) throws(RecordingError) {
        var columns = TrialColumns(
            sides: true, leftRaw: rig.channels(.left) == 1,
            // What is interpolated onto the other device's moments is no reading of its own.
            rightRaw: rig.devices.count == 1 && rig.channels(.right) == 1, flags: true)
        columns.leftCentre = rig.sensor(.left)?.tellsPressure == true
        columns.rightCentre = rig.sensor(.right)?.tellsPressure == true
        self.columns = columns
        if let replayed = request.replayed {
            started = replayed.started
            startStamp = replayed.startStamp
            id = replayed.id
            folder = replayed.folder.map { RecordingFolder(path: $0) }
            journal = nil
            return
        }
        started = ZonedTime.now()
        let now = rig.devices.map(\.link.now).max() ?? 0
        startStamp = now
        id = UUIDv7(milliseconds: started.microseconds / 1000)
        let folder = try RecordingFolder.create(
            in: request.data, started: started, test: request.test.rawValue, id: id)
        self.folder = folder
        let offset = UInt64(max(started.microseconds, 0)) * 1000 &- startStamp
        let note = JournalNote(
            id: id, request: request, rig: rig, devices: devices, started: started, startStamp: startStamp)
        var writer = PcapngWriter(comment: note.text, application: request.software, epochOffset: offset)
        for (device, events) in zip(devices, earlier) {
            let link = device.link
            // A tty or pipe is no device of a bus either, and its transfers are made up around its bytes.
            let isByteStream = ByteStreamDevice.matches(link.descriptors)
            let byteStream = isByteStream ? "byte stream of \(link.identity.portPath)" : nil
            let interface = JournalInterface(
                name: device.info.name, identity: link.identity, descriptors: link.descriptors,
                synthetic: device.device.synthetic ?? byteStream)
            _ = writer.addInterface(interface, at: events.first?.header.stamp ?? now)
        }
        let journal: JournalFile
        do throws(JournalError) {
            journal = try JournalFile(path: folder.journal, writer: writer, threaded: rig.isRealTime)
        } catch {
            throw RecordingError(.failed, file: error.path, problem: error.detail, remedy: "check folder and disk")
        }
        self.journal = journal
        for (i, events) in earlier.enumerated() {
            for event in events { journal.add(event.header, event.bytes.span, device: UInt8(i)) }
        }
    }

    /// The time of day of a stamp of the link.
    func time(of stamp: UInt64) -> ZonedTime {
        let elapsed = Int64(clamping: (stamp > startStamp ? stamp - startStamp : 0) / 1000)
        return ZonedTime(microseconds: started.microseconds + elapsed, offsetMinutes: started.offsetMinutes)
    }

    func mark(_ text: String, at stamp: UInt64) { journal?.mark(text, at: stamp) }

    /// Begins the trial file: the zero is known.
    func begin(_ header: TrialHeader) throws(RecordingError) {
        guard let folder else { return }
        do throws(RecordingError) {
            trial = try TrialFileWriter(path: folder.trialFile, header: header, columns: columns)
        } catch {
            hasLostRows = true
            throw error
        }
    }

    /// Appends rows; a failing disk is told once and the test goes on.
    func append(_ block: TrialRows) {
        do throws(RecordingError) {
            try trial?.append(block)
        } catch { lose("\(error)") }
    }

    private func lose(_ text: String) {
        trial = nil
        hasLostRows = true
        troubles.append(text)
    }

    /// Failures of the files so far that have not been told.
    func newTroubles(at now: UInt64) -> [String] {
        if let failure = journal?.failure, !troubles.contains(failure.description) {
            troubles.append(failure.description)
        }
        if now >= lastLook + 1_000_000_000 {
            lastLook = now
            look()
        }
        defer { told = troubles.count }
        return Array(troubles[told...])
    }

    /// Looks whether the files are still where they were made: the system writes on without a word where they are not.
    private func look() {
        if trial != nil, let file = folder?.trialFile, access(file, F_OK) != 0 {
            lose("\(file): it was removed or moved while it was written.")
        }
        if let journal, journal.wasRescued, let file = folder?.journal {
            let text = "\(file): it was removed; it was written again, from the beginning on."
            if !troubles.contains(text) { troubles.append(text) }
        }
    }

    /// Ends the files and gives the folder its name.
    ///
    /// A folder without all its rows stays unfinished, so that it is found and mended from the journal.
    func finish(_ trailer: TrialTrailer, results: String?) {
        look()
        do throws(RecordingError) { try trial?.close(trailer) } catch { lose("\(error)") }
        do throws(JournalError) { try journal?.close() } catch {
            if !troubles.contains(error.description) { troubles.append(error.description) }
        }
        guard var folder else { return }
        if let journal, journal.dropped > 0 {
            troubles.append("\(folder.journal): \(journal.dropped) transfers were not written, the disk was too slow.")
        }
        do throws(RecordingError) {
            if let results { try folder.writeResults(results) }
            guard journal != nil else { return }
            if hasLostRows {
                troubles.append(
                    "The recording stays unfinished; its rows come back with: bilanx recover \(folder.path)")
            } else {
                try folder.finish()
            }
        } catch { troubles.append("\(error)") }
        self.folder = folder
    }
}
