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
            var parts = [
                "\"id\":\(quote(scale.id))", "\"quantity\":\(quote(scale.quantity))",
                "\"coefficients\":[\(scale.coefficients.map { "\($0)" }.joined(separator: ","))]",
            ]
            if let u = scale.relativeUncertainty { parts.append("\"relative_uncertainty\":\(u)") }
            if let capacity = scale.capacity { parts.append("\"capacity_N\":\(capacity)") }
            members.append((key, "{\(parts.joined(separator: ","))}"))
        }
        return object(members)
    }

    private static func device(_ device: RigDevice, _ info: DeviceInfo) -> [(String, String)] {
        var members: [(String, String)] = [
            ("device", quote(info.name)), ("product", quote(info.product)), ("port", quote(info.portPath)),
        ]
        if let left = device.left { members.append(("left", quote(left))) }
        if let right = device.right { members.append(("right", quote(right))) }
        if let synthetic = device.synthetic { members.append(("synthetic", quote(synthetic))) }
        let blocks = info.calibration.map { block in
            quote(block.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
        }
        members.append(("calibration", "[\(blocks.joined(separator: ","))]"))
        return members
    }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(quote($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    private static func quote(_ text: String) -> String { JSONString.quoted(text) }
}
