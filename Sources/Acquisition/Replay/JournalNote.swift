import Assessments
import ForceDevices
import Foundation
import Recordings
import SignalCore
import Transport

/// The JSON in a journal's section: everything that a journal needs to stand alone.
struct JournalNote: Codable, Equatable {
    /// Of this layout.
    static let version = 1

    var version = Self.version
    var id: String
    var software: String
    var started: String
    /// Stamp of the links' clock at `started`: a packet's time less that of day gives its stamp back.
    var startStamp: UInt64
    var test: String
    var sides: String
    var load: Double
    var preset = "bilanx"
    var athlete: String?
    var gravity: Double?
    var box: Double?
    var lever: Double?
    var conditions: String?
    var check: String?
    var gainRatio: String?
    var calibrationNote: String?
    var limb: String?
    var rate: Double?
    var duration: Double?
    var trigger: String?
    var tap: Tap?
    var devices: [Device]
    var left: Sensor
    var right: Sensor

    enum CodingKeys: String, CodingKey {
        case version = "bilanx_journal"
        case id, software, started
        case startStamp = "start_stamp_ns"
        case test, sides
        case load = "load_kg"
        case preset, athlete, gravity, conditions, limb
        case box = "box_m"
        case lever = "lever_m"
        case rate = "rate_hz"
        case duration = "duration_s"
        case trigger, tap, devices, check
        case gainRatio = "gain_ratio_u"
        case calibrationNote = "calibration_note"
        case left = "sensor_left"
        case right = "sensor_right"
    }

    struct Tap: Codable, Equatable {
        var offset: Double
        var uncertainty: Double

        enum CodingKeys: String, CodingKey {
            case offset = "offset_s"
            case uncertainty = "uncertainty_s"
        }
    }

    /// One device, in the order of the file's interfaces.
    struct Device: Codable, Equatable {
        var name: String
        var product: String
        var family: String
        var settings: [String: String]?
        var serial: String
        var port: String
        var bus: UInt8
        var address: UInt8
        var strings: [String: String]?
        var left: [String]
        var right: [String]
        var synthetic: String?
        /// True where it was waited for when its plug was pulled.
        var reopens: Bool
        /// Blocks of its calibration memory as read, in hexadecimal.
        var calibration: [String]

        enum CodingKeys: String, CodingKey {
            case name = "device"
            case product, family, settings, serial, port, bus, address, strings
            case left = "left_channels"
            case right = "right_channels"
            case synthetic, reopens, calibration
        }
    }

    /// What a side's channels make together.
    struct Sensor: Codable, Equatable {
        var geometry: RigFile.Geometry
        var scales: [ForceScale]?
        var x: [Double]?
        var y: [Double]?
        var id: String?
        var quantity: String?
        var matrix: [[Double]]?
        var height: Double?
        var origin: [Double]?
        var uncertainty: Double?
        var capacity: Double?
        var registerEntry: String?

        enum CodingKeys: String, CodingKey {
            case registerEntry = "register_entry"
            case geometry, scales
            case x = "x_mm"
            case y = "y_mm"
            case id, quantity, matrix
            case height = "height_mm"
            case origin = "origin_mm"
            case uncertainty = "relative_uncertainty"
            case capacity = "capacity_N"
        }
    }
}

// MARK: Writing

extension JournalNote {
    /// What is to be said of a run.
    ///
    /// - Parameters:
    ///   - devices: in the order of the rig.
    ///   - startStamp: stamp of the links' clock at `started`.
    init(
        id: UUIDv7, request: LiveRunRequest, rig: Rig, devices: [DeviceRun], started: ZonedTime, startStamp: UInt64
    ) {
        self.id = id.description
        software = request.software
        self.started = started.description
        self.startStamp = startStamp
        test = request.test.rawValue
        sides = request.sides.rawValue
        load = request.loadKilograms
        athlete = request.athlete
        gravity = request.gravity
        box = request.boxHeight
        lever = request.leverArm
        conditions = request.conditions
        check = request.check?.text
        gainRatio = request.gainRatio?.text
        calibrationNote = request.calibrationNote
        limb = request.limb?.rawValue
        rate = request.rate
        duration = request.duration
        trigger = rig.trigger
        tap = rig.tap.map { Tap(offset: $0.offset, uncertainty: $0.uncertainty) }
        self.devices = devices.map { Device($0) }
        left = Sensor(rig.sensor(.left))
        right = Sensor(rig.sensor(.right))
    }

    /// As the section's comment.
    ///
    /// A comment holds 65 535 bytes; where calibration memories are larger they are left out, since the packets carry them.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let whole = try? encoder.encode(self) else { return "" }
        guard whole.count > 65_535 else { return String(decoding: whole, as: UTF8.self) }
        var smaller = self
        for i in smaller.devices.indices { smaller.devices[i].calibration = [] }
        return (try? encoder.encode(smaller)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension JournalNote.Device {
    fileprivate init(_ run: DeviceRun) {
        let identity = run.link.identity
        name = run.info.name
        product = run.info.product
        family = run.device.family.id
        settings = run.device.family.applied.isEmpty ? nil : run.device.family.applied
        serial = identity.serial
        port = identity.portPath
        bus = identity.bus
        address = identity.address
        let strings = run.link.descriptors.strings
        self.strings =
            strings.isEmpty ? nil : Dictionary(strings.map { ("\($0)", $1) }, uniquingKeysWith: { $1 })
        left = run.device.leftChannels
        right = run.device.rightChannels
        synthetic = run.device.synthetic
        reopens = run.device.reopen != nil
        calibration = run.info.calibration.map { block in
            block.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }
}

extension JournalNote.Sensor {
    fileprivate init(_ sensor: SideSensor?) {
        switch sensor {
        case nil: geometry = .single
        case .single(let scale):
            geometry = .single
            scales = [scale]
        case .fourCell(let plate):
            geometry = .fourCell
            id = plate.id
            scales = plate.scales
            x = (0..<4).map { plate.x[$0] }
            y = (0..<4).map { plate.y[$0] }
        case .sixComponent(let plate):
            geometry = .sixComponent
            id = plate.id
            quantity = plate.quantity
            matrix = (0..<6).map { row in
                Array(plate.coefficients[row * plate.channels..<(row + 1) * plate.channels])
            }
            height = plate.height
            origin = [plate.origin.x, plate.origin.y]
            uncertainty = plate.relativeUncertainty
            capacity = plate.capacity
            registerEntry = plate.registerEntry
        }
    }

    /// The sensor again; nil where its numbers make none.
    var sensor: SideSensor? {
        switch geometry {
        case .single: return scales?.first.map { .single($0) }
        case .fourCell:
            guard let scales, let x, let y, x.count == 4, y.count == 4 else { return nil }
            return FourCellPlate(
                scales: scales, x: SIMD4(x[0], x[1], x[2], x[3]), y: SIMD4(y[0], y[1], y[2], y[3]), id: id
            ).map { .fourCell($0) }
        case .sixComponent:
            guard let id, let quantity, let matrix, let height, let origin, origin.count == 2 else { return nil }
            var plate = SixComponentPlate(
                id: id, quantity: quantity, matrix: matrix, height: height, origin: SIMD2(origin[0], origin[1]),
                capacity: capacity, relativeUncertainty: uncertainty)
            plate?.registerEntry = registerEntry
            return plate.map { .sixComponent($0) }
        }
    }
}
