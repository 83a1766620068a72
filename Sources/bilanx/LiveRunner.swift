import Acquisition
import ArgumentParser
import Assessments
import ForceDevices
import Foundation
import LiveSession
import Recordings
import SignalCore
import Transport

/// What `live` and `record` share: open, run, print the outcome.
struct LiveRunner {
    let device: DeviceOptions
    let run: RunOptions
    /// True for `live`: frames and events go to the screen.
    let showsFrames: Bool
    /// Frames a second.
    let frameRate: Double
    /// True where the distribution of the delay to the screen is told in the end.
    var tellsLatency = false

    func callAsFunction() throws {
        Output.ignoreBrokenPipes()
        var opened: DeviceOpener.Opened
        var device = device
        let stored = try device.namesNothing ? storedRig() : nil
        do throws(DeviceError) {
            if let stored {
                opened = try RigStore.open(stored, device)
                device.rate = device.rate ?? stored.rate
            } else {
                opened = try DeviceOpener.open(device)
            }
            try CalibrationUse(run.data).apply(to: &opened, device, rig: stored) { Output.words($0) }
        } catch { throw fail(error) }
        let test = run.test ?? opened.test.flatMap { TestID(rawValue: $0) } ?? .free
        if !opened.rig.givesNewtons {
            let missing = [
                opened.rig.leftScale == nil ? "--span-left" : nil, opened.rig.rightScale == nil ? "--span-right" : nil,
            ].compactMap { $0 }
            Output.words(
                "\(missing.joined(separator: " and ")) missing: nobody has said what the sensors measure, so there are "
                    + "no newtons. Add what their data sheets give, for example "
                    + "--span-left 2000N@10mV --span-right 2000N@10mV.")
            guard showsFrames else {
                for device in opened.rig.devices { device.link.close() }
                throw ExitCode(Exit.usage)
            }
        } else if opened.sides == .no, stored == nil {
            Output.words(
                "The sides are not confirmed: forces are shown and recorded, symmetry is not. Bind them once (bilanx rig "
                    + "set) and push on each (bilanx rig confirm), or load the left side alone, see that `left` rises, and "
                    + "say so with --sides-confirmed.")
        }
        if opened.rig.givesNewtons { DataFolderState.tell(run) }
        StopSignal.install()
        let screen = Screen(
            test: test.rawValue, isThreaded: opened.rig.isRealTime && showsFrames, measures: tellsLatency)
        Markers.install(fromTerminal: showsFrames)
        var request = LiveRunRequest(
            test: test, rate: device.rate, duration: run.duration, data: run.data, athlete: run.athlete,
            loadKilograms: run.load, gravity: run.gravity, sides: opened.sides, frameRate: frameRate,
            software: Bilanx.software)
        request.boxHeight = run.box
        request.leverArm = run.lever
        request.marker = Markers.next
        request.check = opened.check
        request.gainRatio = opened.gainRatio
        request.calibrationNote = opened.calibrationNote
        let isReal = opened.rig.devices.allSatisfy { $0.synthetic == nil }
        let report = RunReport(showsFrames: showsFrames, format: run.format, all: run.all)
        var target = run.zone.map { TargetBand($0) }
        let lab = try run.stream.map { try LabStream(name: $0) }
        if let lab { request.rows = { left, right, first in lab.send(left, right, first: first) } }
        let finished: FinishedRun
        do {
            finished = try LiveRun.run(opened.rig, request, shouldStop: { StopSignal.isRaised }) { output in
                lab?.see(output)
                guard target != nil, case .frame(var frame) = output else { return report.tell(output, screen, isReal) }
                target?.add(frame.share, at: frame.time ?? 0)
                frame.target = target
                report.tell(.frame(frame), screen, isReal)
            }
        } catch let error as DeviceError {
            screen.finish()
            throw fail(error)
        } catch let error as RecordingError {
            screen.finish()
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
        screen.finish()
        withExtendedLifetime(opened.bus) {}
        if tellsLatency { Output.words(screen.latency) }
        try report.end(finished)
    }

    /// The rig of the data folder; a broken file is an error, none is none.
    private func storedRig() throws -> RigFile? {
        do throws(RecordingError) { return try RigStore.read(run.data) } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    private func fail(_ error: DeviceError) -> ExitCode {
        Output.words(error.description)
        return ExitCode(Exit.code(error))
    }
}
