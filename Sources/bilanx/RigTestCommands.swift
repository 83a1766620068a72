import Acquisition
import ArgumentParser
import ForceDevices
import Foundation
import Recordings
import SignalCore

extension RigCommand {
    /// `bilanx rig confirm`: the push test.
    struct Confirm: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Asks for a push on each side and sees which sensor moves.",
            discussion: """
                Finds cables or plates that have changed places, a sensor whose sign is wrong, and one that is dead. Exit \
                code 0 when the sides are confirmed, 1 when they are not.
                """)
        @OptionGroup var place: Place
        @Option(help: "Seconds that each step waits.") var patience: Double = 30

        func validate() throws {
            if !(patience >= 1 && patience <= 600) { throw ValidationError("--patience is between 1 and 600 seconds.") }
        }

        func run() throws {
            Output.ignoreBrokenPipes()
            StopSignal.install()
            var rig = try place.read()
            let stream = try RigCommand.stream(rig)
            defer { stream.close() }
            let noise = RigCommand.noiseLimit(rig)
            let outcome: PushTest.Outcome
            do throws(DeviceError) {
                outcome = try Self.push(
                    stream, noiseLimit: noise, patience: patience, tell: { Output.words($0) },
                    shouldStop: { StopSignal.isRaised })
            } catch {
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            }
            guard outcome == .confirmed else {
                Output.words(Self.words(outcome))
                throw ExitCode(Exit.failed)
            }
            let places = RigStore.places(rig) { stream.info($0) }
            rig.confirmed = RigFile.Confirmation(
                at: ZonedTime.now().description, left: places.left, right: places.right)
            try place.write(rig)
            try Output.results("Sides confirmed: left is \(places.left), right is \(places.right).\n")
        }

        /// Runs the test to its end.
        static func push(
            _ stream: PairStream, noiseLimit: Double, patience: Double = 30, tell: (String) -> Void,
            shouldStop: () -> Bool
        ) throws(DeviceError) -> PushTest.Outcome {
            var test = PushTest(rate: stream.rate, noiseLimit: noiseLimit, patience: patience)
            var told: PushTest.Step?
            var goesOn = true
            while goesOn, test.outcome == nil, !shouldStop() {
                if told != test.step {
                    told = test.step
                    tell(words(test.step))
                }
                goesOn = try stream.turn { left, right, _ in test.add(left: left, right: right) }
            }
            return test.outcome ?? .nothing
        }

        private static func words(_ step: PushTest.Step) -> String {
            switch step {
            case .keepOff: "Keep off both sides."
            case .push(let side): "Push on the person's \(side.rawValue.uppercased()) side, and on nothing else."
            case .letGo: "Let go."
            }
        }

        static func words(_ outcome: PushTest.Outcome) -> String {
            switch outcome {
            case .confirmed: "Sides confirmed."
            case .swapped:
                "Left and right are swapped: each push was seen on the other side. Exchange the cables, or the sides of "
                    + "the rig (bilanx rig swap), and push again."
            case .negative(let side):
                "The \(side.rawValue) sensor shows load as negative. Exchange its signal wires, or bind it with "
                    + "--invert-\(side.rawValue) (bilanx rig set), and push again."
            case .dead(let side):
                "The \(side.rawValue) sensor does not answer: its value stays where it is, or both pushes were seen on the "
                    + "other one. Check its plug, cable and channel, and push again."
            case .coupled:
                "Both sides moved together. Push on one plate only; if you did, the two plates touch each other or share "
                    + "a channel."
            case .nothing: "No push was seen within the time. Check plugs and channels, and try again."
            case .restless(let left, let right):
                "The sensors are not quiet: they move by \(FrameText.fixed(left, 1)) N left and "
                    + "\(FrameText.fixed(right, 1)) N right. Step off, let nobody walk nearby, and try again."
            }
        }
    }

    /// `bilanx rig align`: the tap test.
    struct Align: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Finds by knocks across both plates how much later one device's data come.",
            discussion: """
                For two devices: lay a stiff board across both plates and knock on its middle five times, a second apart. \
                What is found holds for these devices in these sockets.
                """)
        @OptionGroup var place: Place
        @Option(help: "Seconds to wait for the knocks after the clocks are known.") var patience: Double = 60

        func validate() throws {
            if !(patience >= 1 && patience <= 600) { throw ValidationError("--patience is between 1 and 600 seconds.") }
        }

        func run() throws {
            Output.ignoreBrokenPipes()
            StopSignal.install()
            var rig = try place.read()
            guard !rig.isOneDevice else {
                try Output.results("One device has one clock: there is nothing to align.\n")
                return
            }
            let stream = try RigCommand.stream(rig)
            defer { stream.close() }
            var test = TapTest(rate: stream.rate)
            var rows = 0
            var isKnown = false
            var goesOn = true
            Output.words("The clocks of the two devices are being compared; this takes ten seconds.")
            while goesOn, test.result == nil, !StopSignal.isRaised, Double(rows) < patience * stream.rate {
                goesOn = try RigCommand.turn(stream) { left, right, flags in
                    guard !flags.contains(.alignmentUnknown) else { return }
                    rows += 1
                    guard test.add(left: left, right: right) else { return }
                    Output.words(
                        test.refusal.map { "That knock does not count: \($0)." }
                            ?? "Knock \(test.lags.count) of \(TapTest.wanted).")
                }
                if rows > 0, !isKnown {
                    isKnown = true
                    Output.words("Knock on a board across both plates, \(TapTest.wanted) times, a second apart.")
                }
            }
            guard let result = test.result, let clock = stream.clock else {
                Output.words(
                    isKnown
                        ? "\(test.lags.count) of \(TapTest.wanted) knocks were seen: try again."
                        : "The clocks could not be compared: see that both devices send.")
                throw ExitCode(Exit.failed)
            }
            let places = RigStore.places(rig) { stream.info($0) }
            rig.tap = RigFile.Tap(
                at: ZonedTime.now().description, offsetMilliseconds: (clock.offset + result.late) * 1e3,
                uncertaintyMilliseconds: result.uncertainty * 1e3, taps: result.lags.count, left: places.left,
                right: places.right)
            try place.write(rig)
            try Output.results(
                "Right data come \(FrameText.fixed((clock.offset + result.late) * 1e3, 3)) ms later than left ones, ± "
                    + "\(FrameText.fixed(2e3 * result.uncertainty, 3)) ms (\(result.lags.count) knocks).\n")
        }
    }

    /// Opens and starts the devices of a rig.
    fileprivate static func stream(_ rig: RigFile) throws -> PairStream {
        do throws(DeviceError) { return try pairs(rig) } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    /// Opens and starts the devices of a rig.
    static func pairs(_ rig: RigFile) throws(DeviceError) -> PairStream {
        let opened = try RigStore.open(rig, DeviceOptions.none)
        guard opened.rig.givesNewtons else {
            throw DeviceError(
                device: "rig.json", detail: "a side has no span, so there are no newtons",
                remedy: "Bind it anew with --span-left and --span-right (bilanx rig set).", isUsage: true)
        }
        return try PairStream(opened.rig, rate: rig.rate, keeping: opened.bus)
    }

    fileprivate static func turn(
        _ stream: PairStream, _ body: (_ left: Double, _ right: Double, _ flags: RowFlags) -> Void
    ) throws -> Bool {
        do throws(DeviceError) { return try stream.turn(body) } catch {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    static func noiseLimit(_ rig: RigFile) -> Double {
        [rig.left.device, rig.right.device].compactMap { try? DeviceName($0).configuredFamily().noiseLimit }.max() ?? 1
    }
}
