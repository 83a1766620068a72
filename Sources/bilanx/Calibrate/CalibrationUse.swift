import Acquisition
import Calibration
import ForceDevices
import Foundation
import Laboratory
import Recordings
import SignalCore

/// Puts what the register of calibrations knows into opened devices: scales, the correction of a pair, the check's standing.
struct CalibrationUse {
    let data: DataDirectory

    init(_ data: DataDirectory) { self.data = data }

    /// Applies the register to devices that were opened.
    ///
    /// - Parameters:
    ///   - rig: the stored rig that was opened; nil where devices were named.
    ///   - corrects: true to apply the comparison of both plates.
    ///   - tell: a sentence for the user.
    /// - Throws: a register that cannot be read, a device that does not answer.
    func apply(
        to opened: inout DeviceOpener.Opened, _ options: DeviceOptions, rig: RigFile?, corrects: Bool = true,
        tell: (String) -> Void
    ) throws(DeviceError) {
        let isVirtual = opened.rig.devices.allSatisfy { $0.synthetic != nil }
        if let u = options.gainUncertainty { opened.gainRatio = TrialHeader.GainRatio(u, .assumed) }
        let register = try read()
        guard !register.entries.isEmpty || !register.damage.isEmpty else {
            if !isVirtual { opened.check = TrialHeader.Check(.never) }
            return
        }
        for damage in register.damage { tell("The register of calibrations: \(damage).") }
        let plates = try Self.identity(opened.rig)
        guard let day = Self.today else { return }
        var usesRegister = false
        for side in Side.allCases {
            let plate = side == .left ? plates.left : plates.right
            let explicit = side == .left ? options.spanLeft : options.spanRight
            let binding = side == .left ? rig?.left : rig?.right
            let flag = "--span-\(side.rawValue)"
            guard let set = register.current(for: plate, on: day) else {
                if let old = register.newest(for: plate) {
                    opened.calibration[side] = "expired"
                    tell(
                        "The calibration \(old.id) of \(plate) is not valid today (until "
                            + "\(old.until.map { $0.description } ?? "?")): the nominal span counts. Calibrate anew: bilanx calibrate run."
                    )
                }
                continue
            }
            guard explicit == nil, binding?.spans.isEmpty ?? true else {
                tell(
                    "\(plate): the given span is used (\(flag) or rig); there is a calibration, \(set.id), without it.")
                continue
            }
            guard let sensor = Self.sensor(set, binding, register.entry(ofSet: set.id)?.quotation) else {
                tell(
                    "\(plate): the calibration \(set.id) is of \(Self.kind(set)), which the rig's \(side.rawValue) side is not: "
                        + "bind the side as it was calibrated (bilanx rig set), or calibrate it anew.")
                continue
            }
            switch sensor {
            case .single(let scale):
                if side == .left { opened.rig.leftScale = scale } else { opened.rig.rightScale = scale }
            default:
                if side == .left { opened.rig.leftSensor = sensor } else { opened.rig.rightSensor = sensor }
            }
            usesRegister = true
            opened.calibration[side] = set.isInterim ? "interim" : "valid"
            tell("\(plate): calibration \(set.id)\(Self.valid(set)) is used on the \(side.rawValue).")
        }
        if corrects { usesRegister = correct(&opened, plates, register, tell) || usesRegister }
        // One without its weight neither passes nor lifts a failure.
        if let last = register.checks(plates).last(where: { $0.outcome != .incomplete }) {
            let standing = CheckStanding(last, on: day)
            opened.check = TrialHeader.Check(
                TrialHeader.Check.Standing(rawValue: standing.rawValue) ?? .never,
                time: standing == .never ? nil : last.time,
                isAccepted: options.acceptFailedCheck && standing == .failed)
            usesRegister = true
        } else if !isVirtual {
            opened.check = TrialHeader.Check(.never)
        }
        if let mark = opened.check?.mark { tell(mark) }
        if usesRegister { opened.calibrationNote = register.damageNote }
    }

    /// What a set makes of a side's channels; nil where the rig binds them as something else.
    static func sensor(_ set: CalibrationSet, _ binding: RigFile.SideBinding?, _ entry: String?) -> SideSensor? {
        let place = binding?.origin ?? [0, 0]
        let origin = place.count == 2 ? SIMD2(place[0], place[1]) : .zero
        guard let sensor = set.sensor(base: binding?.matrix, origin: origin, registerEntry: entry) else { return nil }
        switch (sensor, binding?.geometry ?? .single) {
        case (.single(let scale), .single): return .single(binding?.inverted == true ? scale.inverted : scale)
        case (.fourCell, .fourCell), (.sixComponent, .sixComponent): return sensor
        default: return nil
        }
    }

    private static func kind(_ set: CalibrationSet) -> String {
        set.cells.map { "a plate on \($0.gains.count) cells" }
            ?? set.matrix.map { "a plate of \($0.components.map(\.rawValue).joined(separator: ", "))" }
            ?? "a single sensor"
    }

    /// Applies the comparison of both plates; true where there is one.
    private func correct(
        _ opened: inout DeviceOpener.Opened, _ plates: PlatePairIdentity, _ register: Register,
        _ tell: (String) -> Void
    ) -> Bool {
        guard let found = register.comparison(plates), let left = opened.rig.sensor(.left),
            let right = opened.rig.sensor(.right)
        else { return false }
        guard found.compared.scales == [left.scale.id, right.scale.id] else {
            tell(
                "The comparison of both plates (\(found.id)) was made with other scales and does not count any more: "
                    + "bilanx calibrate pair.")
            return true
        }
        if found.compared.isAccepted, let pair = try? PlatePair(found.compared.stands) {
            func put(_ side: Side, _ sensor: SideSensor) {
                let made = pair.corrected(sensor, side)
                switch (made, side) {
                case (.single(let scale), .left): opened.rig.leftScale = scale
                case (.single(let scale), .right): opened.rig.rightScale = scale
                case (_, .left): opened.rig.leftSensor = made
                case (_, .right): opened.rig.rightSensor = made
                }
            }
            put(.left, left)
            put(.right, right)
            opened.gainRatio = opened.gainRatio ?? TrialHeader.GainRatio(found.compared.uncertainty, .pair)
            tell(
                "Both plates are corrected by their comparison \(found.id) (bilanx calibrate pair --clear takes it back)."
            )
        } else {
            // A mismatch that is known and left in place is an error of the difference.
            let u =
                (found.compared.uncertainty * found.compared.uncertainty
                + found.compared.logRatio * found.compared.logRatio).squareRoot()
            opened.gainRatio = opened.gainRatio ?? TrialHeader.GainRatio(u, .pair)
        }
        return true
    }

    /// The register of the data folder.
    func read() throws(DeviceError) -> Register {
        do throws(RecordingError) { return try Register(.ofUser(data)) } catch {
            throw DeviceError(device: error.file, detail: error.problem, remedy: error.remedy, isUsage: true)
        }
    }

    static var today: CalendarDay? { CalendarDay(ZonedTime.now().description) }

    /// The sensors of opened devices; each is asked who it is.
    static func identity(_ rig: Rig) throws(DeviceError) -> PlatePairIdentity {
        var infos: [DeviceInfo] = []
        for device in rig.devices { infos.append(try device.driver.open(device.link)) }
        func plate(_ side: Side) -> PlateIdentity {
            let k = rig.devices.count > 1 && side == .right ? 1 : 0
            let device = rig.devices[k]
            return PlateIdentity(
                family: infos[k].family, serial: infos[k].serial,
                channels: side == .left ? device.leftChannels : device.rightChannels)
        }
        return PlatePairIdentity(left: plate(.left), right: plate(.right))
    }

    private static func valid(_ set: CalibrationSet) -> String {
        (set.isInterim ? ", interim" : "") + (set.until.map { ", valid until \($0)" } ?? "")
    }
}
