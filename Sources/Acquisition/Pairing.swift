import ForceDevices
import SignalCore

/// How scans become pairs: of one device by its own clock, of two by both clocks' lines.
enum Pairing {
    case oneClock(PairStage)
    case twoClocks(TwoClockStage)

    init(_ rig: Rig, _ devices: [DeviceRun]) {
        func sensor(_ side: Side, _ quantity: String) -> SideSensor {
            rig.sensor(side) ?? .unscaled(quantity, channels: rig.channels(side))
        }
        guard devices.count == 2 else {
            let stream = devices[0].stream
            self = .oneClock(
                PairStage(left: sensor(.left, stream.quantity), right: sensor(.right, stream.quantity), stream: stream))
            return
        }
        func clock(_ device: DeviceRun) -> PairClock.Device {
            PairClock.Device(
                rate: device.stream.rate, delay: device.device.family.arrivalDelay,
                tolerance: device.device.family.clockTolerance)
        }
        var clocks = PairClock(left: clock(devices[0]), right: clock(devices[1]))
        if let tap = rig.tap { clocks.setOffset(tap.offset, uncertainty: tap.uncertainty) }
        self = .twoClocks(
            TwoClockStage(
                left: sensor(.left, devices[0].stream.quantity), right: sensor(.right, devices[1].stream.quantity),
                leftStream: devices[0].stream, rightStream: devices[1].stream, clock: clocks))
    }

    /// Takes what came of the devices and replaces the contents of `pairs` by the rows that are complete.
    mutating func process(_ devices: [DeviceRun], now: UInt64, into pairs: inout PairBlock) {
        switch self {
        case .oneClock(var stage):
            stage.process(devices[0].scans, into: &pairs)
            self = .oneClock(stage)
        case .twoClocks(var stage):
            // The stage's memory must not be shared while it is changed.
            self = .oneClock(PairStage.none)
            stage.process(
                left: devices[0].scans, devices[0].arrivals, right: devices[1].scans, devices[1].arrivals, now: now,
                into: &pairs)
            self = .twoClocks(stage)
        }
    }

    /// The clocks of two devices; nil for one.
    var clock: PairClock? {
        if case .twoClocks(let stage) = self { stage.clock } else { nil }
    }

    /// Tells the stage what a tap across both plates has shown.
    mutating func align(late seconds: Double, uncertainty: Double) {
        guard case .twoClocks(var stage) = self else { return }
        stage.align(late: seconds, uncertainty: uncertainty)
        self = .twoClocks(stage)
    }
}

extension SideSensor {
    /// The sum of a side's channels in the device's own unit, where nobody has said what they measure.
    fileprivate static func unscaled(_ quantity: String, channels: Int) -> SideSensor {
        let single = SideSensor.single(ForceScale(id: "none", quantity: quantity, coefficients: [0, 1]))
        guard channels > 1 else { return single }
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: channels), count: 6)
        matrix[2] = [Double](repeating: 1, count: channels)
        let plate = SixComponentPlate(id: "none", quantity: quantity, matrix: matrix, height: 0)
        return plate.map { .sixComponent($0) } ?? single
    }
}

extension PairStage {
    /// A stage of no device.
    fileprivate static let none = PairStage(
        left: ForceScale(id: "none", quantity: "N", coefficients: [0, 1]),
        right: ForceScale(id: "none", quantity: "N", coefficients: [0, 1]),
        stream: StreamInfo(
            rate: 1, quantity: "N", range: -1...1, channelDelay: 0, channelDelayUncertainty: 0))
}
