import Acquisition
import ArgumentParser
import Calibration
import ForceDevices
import Foundation
import Laboratory
import Recordings
import SignalCore
import Transport

/// The plates that a check or a comparison is made on: those of the options, else the stored rig.
struct CalibratedStream {
    let stream: PairStream
    let plates: PlatePairIdentity
    /// Ids of the scales without the correction of a pair, left and right.
    let scales: [String]
    let register: Register

    /// Opens the plates.
    ///
    /// - Parameter corrects: true to apply the comparison that is in use, as recordings do.
    /// - Throws: the program's exit code after a message.
    init(_ device: DeviceOptions, _ data: DataDirectory, corrects: Bool) throws {
        do throws(DeviceError) {
            let rig: RigFile?
            do throws(RecordingError) { rig = device.namesNothing ? try RigStore.read(data) : nil } catch {
                throw DeviceError(device: "rig.json", detail: error.problem, remedy: error.remedy, isUsage: true)
            }
            var opened: DeviceOpener.Opened
            if let rig { opened = try RigStore.open(rig, device) } else { opened = try DeviceOpener.open(device) }
            let use = CalibrationUse(data)
            register = try use.read()
            try use.apply(to: &opened, device, rig: rig, corrects: corrects) { text in
                // What the last check said is not news while the next one is made.
                if !text.contains("check") { Output.words(text) }
            }
            guard opened.rig.givesNewtons, let left = opened.rig.sensor(.left)?.scale,
                let right = opened.rig.sensor(.right)?.scale
            else {
                for device in opened.rig.devices { device.link.close() }
                throw DeviceError(
                    device: "the sensors", detail: "nobody has said what they measure, so there are no newtons",
                    remedy: "Add --span-left 2000N@10mV --span-right 2000N@10mV, or calibrate: bilanx calibrate run.",
                    isUsage: true)
            }
            plates = try CalibrationUse.identity(opened.rig)
            func plain(_ id: String) -> String { id.hasSuffix("+pair") ? String(id.dropLast(5)) : id }
            scales = [plain(left.id), plain(right.id)]
            stream = try PairStream(opened.rig, rate: device.rate ?? rig?.rate, keeping: opened.bus)
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    /// Hands every pair over until `body` says that it is enough.
    func run(_ body: (_ left: Double, _ right: Double) -> Void, until isDone: () -> Bool) throws {
        do throws(DeviceError) {
            var goesOn = true
            while goesOn, !isDone(), !StopSignal.isRaised {
                goesOn = try stream.turn { left, right, flags in
                    // Of two devices the pairs count once the clocks are compared; a stand or a weight needs no clock.
                    body(flags.contains(.missing) ? .nan : left, flags.contains(.missing) ? .nan : right)
                }
            }
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }
}
