import Assessments
import ForceDevices
import Recordings
import SignalCore

/// The JSON in a journal's section: everything that a journal needs to stand alone.
enum JournalNote {
    static func text(
        id: UUIDv7, request: LiveRunRequest, rig: Rig, devices: [DeviceInfo], started: ZonedTime
    ) -> String {
        var members: [(String, String)] = [
            ("bilanx_journal", "1"), ("id", quote(id.description)), ("software", quote(request.software)),
            ("started", quote(started.description)), ("test", quote(request.test.rawValue)),
            ("sides", quote(request.sides.rawValue)), ("load_kg", "\(request.loadKilograms)"),
            ("preset", quote("bilanx")),
        ]
        // One device stands as it always has; of two, each has an object, in the order of the file's interfaces.
        if let device = rig.devices.first, let info = devices.first, rig.devices.count == 1 {
            members += self.device(device, info)
        } else {
            let list = zip(rig.devices, devices).map { object(self.device($0, $1)) }
            members.append(("devices", "[\(list.joined(separator: ","))]"))
        }
        if let tap = rig.tap {
            members.append(("tap", "{\"offset_s\":\(tap.offset),\"uncertainty_s\":\(tap.uncertainty)}"))
        }
        if let rate = request.rate { members.append(("rate_hz", "\(rate)")) }
        if let trigger = rig.trigger { members.append(("trigger", quote(trigger))) }
        if let athlete = request.athlete { members.append(("athlete", quote(athlete))) }
        if let gravity = request.gravity { members.append(("gravity", "\(gravity)")) }
        for (key, scale) in [("scale_left", rig.leftScale), ("scale_right", rig.rightScale)] {
            guard let scale else { continue }
            members.append((key, object(self.scale(scale))))
        }
        for (key, sensor) in [("sensor_left", rig.leftSensor), ("sensor_right", rig.rightSensor)] {
            if let sensor { members.append((key, object(self.sensor(sensor)))) }
        }
        return object(members)
    }

    private static func device(_ device: RigDevice, _ info: DeviceInfo) -> [(String, String)] {
        var members: [(String, String)] = [
            ("device", quote(info.name)), ("product", quote(info.product)), ("port", quote(info.portPath)),
        ]
        if let left = device.left { members.append(("left", quote(left))) }
        if let right = device.right { members.append(("right", quote(right))) }
        for (key, channels) in [("left_channels", device.leftChannels), ("right_channels", device.rightChannels)]
        where channels.count > 1 {
            members.append((key, "[\(channels.map(quote).joined(separator: ","))]"))
        }
        if let synthetic = device.synthetic { members.append(("synthetic", quote(synthetic))) }
        let blocks = info.calibration.map { block in
            quote(block.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
        }
        members.append(("calibration", "[\(blocks.joined(separator: ","))]"))
        return members
    }

    /// A sensor of several channels; one of a single channel has its scale alone.
    private static func sensor(_ sensor: SideSensor) -> [(String, String)] {
        func list(_ values: [Double]) -> String { "[\(values.map { "\($0)" }.joined(separator: ","))]" }
        func list(_ values: SIMD4<Double>) -> String { list([values.x, values.y, values.z, values.w]) }
        switch sensor {
        case .single(let scale):
            return [("geometry", quote("single")), ("scales", "[\(object(self.scale(scale)))]")]
        case .fourCell(let plate):
            let scales = plate.scales.map { object(scale($0)) }.joined(separator: ",")
            return [
                ("geometry", quote("four-cell")), ("scales", "[\(scales)]"), ("x_mm", list(plate.x)),
                ("y_mm", list(plate.y)),
            ]
        case .sixComponent(let plate):
            let rows = (0..<6).map { row in
                list(Array(plate.coefficients[row * plate.channels..<(row + 1) * plate.channels]))
            }
            var members = [
                ("geometry", quote("six-component")), ("id", quote(plate.id)), ("quantity", quote(plate.quantity)),
                ("matrix", "[\(rows.joined(separator: ","))]"), ("height_mm", "\(plate.height)"),
                ("origin_mm", list([plate.origin.x, plate.origin.y])),
            ]
            if let u = plate.relativeUncertainty { members.append(("relative_uncertainty", "\(u)")) }
            if let capacity = plate.capacity { members.append(("capacity_N", "\(capacity)")) }
            return members
        }
    }

    private static func scale(_ scale: ForceScale) -> [(String, String)] {
        var members = [
            ("id", quote(scale.id)), ("quantity", quote(scale.quantity)),
            ("coefficients", "[\(scale.coefficients.map { "\($0)" }.joined(separator: ","))]"),
        ]
        if let u = scale.relativeUncertainty { members.append(("relative_uncertainty", "\(u)")) }
        if let capacity = scale.capacity { members.append(("capacity_N", "\(capacity)")) }
        return members
    }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(quote($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    private static func quote(_ text: String) -> String { JSONString.quoted(text) }
}
