import Acquisition
import Assessments
import ForceDevices
import LiveSession
import Recordings
import Simulation
import Transport

/// Where the devices of a station come from: what the options name, else the stored rig, else the one connected device.
final class StationDevices {
    private let options: DeviceOptions
    private let data: DataDirectory
    private var bus: (any DeviceBus)?

    init(_ options: DeviceOptions, _ data: DataDirectory) {
        self.options = options
        self.data = data
    }

    /// As a station asks for them.
    static func provider(_ options: DeviceOptions, _ data: DataDirectory) -> Station.Provider {
        let devices = StationDevices(options, data)
        return Station.Provider(
            open: { order throws(DeviceError) in try devices.open(order) }, problem: { devices.problem() },
            rig: { action, tell, shouldStop in devices.handle(action, tell, shouldStop) })
    }

    private func stored() throws(DeviceError) -> RigFile? {
        guard options.namesNothing else { return nil }
        do throws(RecordingError) { return try RigStore.read(data) } catch {
            throw DeviceError(device: "rig.json", detail: error.problem, remedy: error.remedy, isUsage: true)
        }
    }

    private func open(_ order: LoopOrder) throws(DeviceError) -> Station.OpenedRig {
        // One user of the bus at a time: devices are looked up anew.
        bus = nil
        var opened: DeviceOpener.Opened
        let rig = try stored()
        if let rig {
            opened = try RigStore.open(rig, options)
        } else {
            opened = try DeviceOpener.open(options.following(order))
        }
        try CalibrationUse(data).apply(to: &opened, options, rig: rig) { Output.words($0) }
        var found = Station.OpenedRig(rig: opened.rig, sides: opened.sides, keeper: opened.bus)
        found.check = opened.check
        found.calibration = opened.calibration
        found.gainRatio = opened.gainRatio
        found.calibrationNote = opened.calibrationNote
        return found
    }

    /// Confirms the stored rig by pushes, or exchanges its sides.
    private func handle(_ action: RigAction, _ tell: (String) -> Void, _ shouldStop: () -> Bool) -> RigState {
        do throws(DeviceError) {
            guard var rig = try stored() else {
                return RigState(
                    .failed,
                    options.namesNothing
                        ? "There is no rig yet. Bind the sides first: bilanx rig set."
                        : "The devices were named on the command line; a rig is bound with bilanx rig set.")
            }
            bus = nil
            if action == .confirm {
                let stream = try RigCommand.pairs(rig)
                defer { stream.close() }
                let outcome = try RigCommand.Confirm.push(
                    stream, noiseLimit: RigCommand.noiseLimit(rig), tell: tell, shouldStop: shouldStop)
                guard outcome == .confirmed else { return RigState(.failed, RigCommand.Confirm.words(outcome)) }
                let places = RigStore.places(rig) { stream.info($0) }
                rig.confirmed = RigFile.Confirmation(
                    at: ZonedTime.now().description, left: places.left, right: places.right)
            } else {
                rig = rig.swapped
            }
            do throws(RecordingError) { try rig.write(RigFile.path(in: data)) } catch {
                return RigState(.failed, error.description)
            }
            return RigState(
                .done,
                action == .confirm ? "Sides confirmed." : "Left and right are exchanged: push on each to confirm.")
        } catch { return RigState(.failed, error.description) }
    }

    /// Why nothing could be opened; virtual devices and ports by path are taken to be there.
    private func problem() -> String? {
        do throws(DeviceError) {
            let rig = try stored()
            let names = [
                rig?.left.device, rig?.right.device, options.device, options.leftDevice, options.rightDevice,
            ].compactMap { $0 }
            let parsed = try names.map { name throws(DeviceError) in try DeviceName(name) }
            guard parsed.allSatisfy({ $0.virtual == nil && $0.path == nil }) else { return nil }
            let bus: any DeviceBus
            if let known = self.bus { bus = known } else { bus = try DeviceOpener.makeBus() }
            self.bus = bus
            let found = try DeviceOpener.connected(bus)
            if parsed.isEmpty {
                return found.contains { !$0.family.isGeneric }
                    ? nil : "No force device is connected. Plug it in, or try: bilanx doctor."
            }
            for name in parsed where !found.contains(where: { $0.family.id == name.family }) {
                return "\(name) is not connected. Plug it in, or try: bilanx doctor."
            }
            return nil
        } catch { return error.description }
    }
}

extension DeviceOptions {
    /// With a virtual person who does what the order asks for, where the person is called `follow`.
    fileprivate func following(_ order: LoopOrder) -> DeviceOptions {
        func followed(_ name: String?) -> String? {
            guard let name, name.hasPrefix("virtual:"), name.contains("person=follow") else { return name }
            let known = PersonSettings.Activity(rawValue: order.test.rawValue) != nil
            var text = name.replacing("person=follow", with: "person=\(known ? order.test.rawValue : "stance")")
            if order.limb != nil { text += ",alternating=yes" }
            return text
        }
        var copy = self
        copy.device = followed(device)
        copy.leftDevice = followed(leftDevice)
        copy.rightDevice = followed(rightDevice)
        return copy
    }
}
