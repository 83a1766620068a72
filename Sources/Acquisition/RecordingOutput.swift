import Assessments
import ForceDevices
import Foundation
import Journal
import LiveSession
import Recordings
import SignalCore
import Transport

/// The files of one running recording: folder, journal, trial file.
final class RecordingOutput {
    private(set) var folder: RecordingFolder
    let id: UUIDv7
    private let started: ZonedTime
    private let startStamp: UInt64
    private let columns: TrialColumns
    /// Takes every transfer of the run.
    let journal: JournalFile
    private var trial: TrialFileWriter?
    private(set) var troubles: [String] = []

    /// Makes the folder and begins the journal with what has been exchanged with the device so far.
    init(
        request: LiveRunRequest, rig: Rig, devices: [DeviceRun], earlier: [[TransferEvent]]
    ) throws(RecordingError) {
        started = ZonedTime.now()
        let now = rig.devices.map(\.link.now).max() ?? 0
        startStamp = now
        var columns = TrialColumns(
            sides: true, leftRaw: rig.channels(.left) == 1,
            // What is interpolated onto the other device's moments is no reading of its own.
            rightRaw: rig.devices.count == 1 && rig.channels(.right) == 1, flags: true)
        columns.leftCentre = rig.sensor(.left)?.tellsPressure == true
        columns.rightCentre = rig.sensor(.right)?.tellsPressure == true
        self.columns = columns
        id = UUIDv7(milliseconds: started.microseconds / 1000)
        folder = try RecordingFolder.create(
            in: request.data, started: started, test: request.test.rawValue, id: id)
        let offset = UInt64(max(started.microseconds, 0)) * 1000 &- startStamp
        var writer = PcapngWriter(
            comment: JournalNote.text(
                id: id, request: request, rig: rig, devices: devices.map(\.info), started: started),
            application: request.software, epochOffset: offset)
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
        do throws(JournalError) {
            journal = try JournalFile(path: folder.journal, writer: writer, threaded: rig.isRealTime)
        } catch {
            throw RecordingError(.failed, file: error.path, problem: error.detail, remedy: "check folder and disk")
        }
        for (i, events) in earlier.enumerated() {
            for event in events { journal.add(event.header, event.bytes.span, device: UInt8(i)) }
        }
    }

    /// The time of day of a stamp of the link.
    func time(of stamp: UInt64) -> ZonedTime {
        let elapsed = Int64(clamping: (stamp > startStamp ? stamp - startStamp : 0) / 1000)
        return ZonedTime(microseconds: started.microseconds + elapsed, offsetMinutes: started.offsetMinutes)
    }

    func mark(_ text: String, at stamp: UInt64) { journal.mark(text, at: stamp) }

    /// Begins the trial file: the zero is known.
    func begin(_ header: TrialHeader) throws(RecordingError) {
        trial = try TrialFileWriter(
            path: folder.trialFile, header: header, columns: columns)
    }

    /// Appends rows; a failing disk is told once and the test goes on.
    func append(_ block: TrialRows) {
        do throws(RecordingError) {
            try trial?.append(block)
        } catch {
            troubles.append("\(error)")
            trial = nil
        }
    }

    /// Failures of the files so far that have not been told.
    func newTroubles() -> [String] {
        if let failure = journal.failure, !troubles.contains(failure.description) {
            troubles.append(failure.description)
            return [failure.description]
        }
        return []
    }

    /// Ends the files and gives the folder its name.
    func finish(_ trailer: TrialTrailer, results: String?) {
        do throws(RecordingError) { try trial?.close(trailer) } catch { troubles.append("\(error)") }
        do throws(JournalError) { try journal.close() } catch { troubles.append(error.description) }
        if journal.dropped > 0 {
            troubles.append("\(folder.journal): \(journal.dropped) transfers were not written, the disk was too slow.")
        }
        do throws(RecordingError) {
            if let results { try folder.writeResults(results) }
            try folder.finish()
        } catch { troubles.append("\(error)") }
    }
}
