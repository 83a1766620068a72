import Assessments
import ForceDevices
import Foundation
import Journal
import LiveSession
import Recordings
import SignalCore
import Transport

/// What a journal says of the recording it is of, and the rig that plays it.
///
/// ```swift
/// let replayed = try ReplayedRecording(journal: "…/raw.pcapng")
/// let finished = try LiveRun.run(replayed.makeRig(), replayed.request(software: "…"), shouldStop: { false }) { _ in }
/// ```
public struct ReplayedRecording {
    /// The journal.
    public let archive: JournalArchive
    /// The recording's identifier.
    public let id: UUIDv7
    /// When it was started.
    public let started: ZonedTime
    /// Name and version of the program that recorded it.
    public let software: String
    /// Its test.
    public let test: TestID
    /// Where `trial.csv` and `results.json` are to be written; nil for nowhere.
    public var folder: String?
    /// What somebody at the machine has marked.
    let markers: [TrialTrailer.Marker]
    /// What somebody at the machine has decided, and after how many rows.
    let orders: [(row: Int, order: LiveOrder)]
    let startStamp: UInt64
    private let note: JournalNote

    /// Reads a journal.
    ///
    /// - Parameter path: of a `raw.pcapng`, or of the folder that it is in.
    /// - Throws: `.notFound`, or `.badData` where the file is no journal of a recording or was made by a newer version.
    public init(journal path: String) throws(RecordingError) {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let file = exists && isFolder.boolValue ? RecordingFolder(path: path).journal : path
        do throws(JournalError) { archive = try JournalArchive(path: file) } catch {
            throw RecordingError(
                FileManager.default.fileExists(atPath: file) ? .failed : .notFound, file: error.path,
                problem: error.detail, remedy: "give a recording's folder or its raw.pcapng")
        }
        func bad(_ problem: String, _ remedy: String) -> RecordingError {
            RecordingError(.badData, file: file, problem: problem, remedy: remedy)
        }
        guard !archive.comment.isEmpty || archive.packets > 0 else {
            throw bad(
                archive.damages.first?.description ?? "it is empty",
                "give a recording's folder or its raw.pcapng; one that was cut off before its first line holds nothing")
        }
        struct Head: Decodable {
            var bilanx_journal: Int
        }
        let json = Data(archive.comment.utf8)
        guard let head = try? JSONDecoder().decode(Head.self, from: json) else {
            throw bad(
                "its section says nothing of a recording",
                "give a raw.pcapng of Bilanx; another capture has no sides and no scales")
        }
        guard head.bilanx_journal == JournalNote.version else {
            throw bad("it has layout \(head.bilanx_journal), not \(JournalNote.version)", "update Bilanx")
        }
        do { note = try JSONDecoder().decode(JournalNote.self, from: json) } catch {
            throw bad("what its section says of the recording is damaged", "take the file from a backup")
        }
        guard let id = UUIDv7(note.id), let started = ZonedTime(note.started), let test = TestID(rawValue: note.test),
            TrialHeader.SidesConfirmation(rawValue: note.sides) != nil,
            (1...2).contains(note.devices.count), archive.interfaces.count >= note.devices.count
        else { throw bad("what its section says of the recording is damaged", "take the file from a backup") }
        self.id = id
        self.started = started
        self.test = test
        software = note.software
        startStamp = note.startStamp
        markers = archive.markers.compactMap { comment in
            JournalMark.marker(comment).map { TrialTrailer.Marker(row: $0.row, text: $0.text) }
        }
        orders = archive.markers.compactMap { JournalMark.order($0) }
    }

    /// The request of the recording, for results in the name of `software`.
    public func request(software: String) -> LiveRunRequest {
        var request = LiveRunRequest(
            test: test, rate: note.rate, duration: note.duration, data: DataDirectory(path: folder ?? ""),
            athlete: note.athlete, loadKilograms: note.load, gravity: note.gravity,
            sides: TrialHeader.SidesConfirmation(rawValue: note.sides) ?? .no, software: software)
        request.boxHeight = note.box
        request.leverArm = note.lever
        request.conditions = note.conditions
        request.check = note.check.flatMap { TrialHeader.Check(text: $0) }
        request.gainRatio = note.gainRatio.flatMap { TrialHeader.GainRatio(text: $0) }
        request.calibrationNote = note.calibrationNote
        request.limb = note.limb.flatMap { Side(rawValue: $0) }
        request.replayed = self
        return request
    }

    /// The rig of the recording with the journal in place of its devices.
    ///
    /// - Parameter speed: seconds of the journal in one second; nil for as fast as it goes.
    /// - Throws: a family or a setting that this version does not know.
    public func makeRig(speed: Double? = nil) throws(DeviceError) -> Rig {
        let offset = UInt64(max(started.microseconds, 0)) * 1000 &- startStamp
        let replay = JournalReplay(archive, epochOffset: offset)
        replay.speed = speed
        var devices: [RigDevice] = []
        for (number, device) in note.devices.enumerated() {
            guard let plain = DeviceCatalogue.family(device.family) else {
                throw DeviceError(
                    device: device.name, detail: "this version knows no family `\(device.family)`",
                    remedy: "Update Bilanx: `bilanx devices --supported` lists what it reads.")
            }
            let family = try plain.configured(device.settings ?? [:])
            let descriptors = archive.descriptors[number]
            let identity = DeviceIdentity(
                vendorID: descriptors.vendorID, productID: descriptors.productID, serial: device.serial,
                bus: device.bus, address: device.address, portPath: device.port)
            let strings = (device.strings ?? [:]).reduce(into: [UInt8: String]()) { all, entry in
                if let index = UInt8(entry.key) { all[index] = entry.value }
            }
            let index = UInt8(number)
            var made = RigDevice(
                link: replay.link(index, identity: identity, strings: strings), driver: family.makeDriver(),
                family: family, leftChannels: device.left, rightChannels: device.right, synthetic: device.synthetic,
                isRealTime: false)
            made.isReplayed = true
            if device.reopens {
                made.reopen = { _ throws(DeviceError) in
                    replay.isBack(index) ? replay.link(index, identity: identity, strings: strings) : nil
                }
            }
            devices.append(made)
        }
        var rig =
            devices.count == 1
            ? Rig(devices[0], leftScale: nil, rightScale: nil)
            : Rig(left: devices[0], right: devices[1], leftScale: nil, rightScale: nil)
        rig.leftSensor = note.left.sensor
        rig.rightSensor = note.right.sensor
        rig.trigger = note.trigger
        rig.tap = note.tap.map { Rig.Tap(offset: $0.offset, uncertainty: $0.uncertainty) }
        guard rig.givesNewtons else {
            throw DeviceError(
                device: archive.path, detail: "its section does not say what the sensors measure",
                remedy: "Take the file from a backup.")
        }
        return rig
    }
}
