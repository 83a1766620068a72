import Assessments
import ForceDevices
import LiveSession
import Recordings
import SignalCore

/// What is known of the devices and the recording beside the loop.
struct StationFacts {
    struct Device {
        var name: String
        var serial: String
        var side: Side?
        var isEmulated: Bool
    }

    var devices: [Device] = []
    /// How the sides are known; nil before the devices were opened.
    var sides: TrialHeader.SidesConfirmation?
    var rate: Double?
    var clocks = 1
    var clock: PairClock.State?
    var loss = LossCounts()
    var evidence: String?
    var away: String?
    var zero: Zero?
    var folder: String?
    var scales: [Side: ForceScale] = [:]
    /// `valid`, `interim` or `expired` of a side whose scale the register knows.
    var calibration: [Side: String] = [:]
    /// How the last check of the plates stands; nil for virtual plates without one.
    var check: TrialHeader.Check?
    var settings: AnalysisSettings?
    var results: RecordingResult?

    private var emulated: [String?] = []

    mutating func begin(_ rig: Rig, _ sides: TrialHeader.SidesConfirmation) {
        self.sides = sides
        clocks = rig.clocks
        emulated = rig.devices.map(\.synthetic)
        evidence = rig.devices.first?.family.evidence
        for side in Side.allCases { scales[side] = rig.sensor(side)?.scale }
    }

    mutating func add(_ info: DeviceInfo, _ stream: StreamInfo, _ side: Side?) {
        let place = devices.count
        devices.append(
            Device(
                name: info.name, serial: info.serial, side: side,
                isEmulated: emulated.indices.contains(place) && emulated[place] != nil))
        if place == 0 { rate = stream.rate }
    }

    mutating func see(_ frame: LiveFrame) {
        loss = frame.loss
        clock = frame.clock
        away = frame.missingDevice
    }
}
