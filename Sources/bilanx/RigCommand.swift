import Acquisition
import ArgumentParser
import ForceDevices
import Foundation
import Recordings
import SignalCore

/// `bilanx rig`: which device and channels are under which side.
struct RigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rig", abstract: "Binds devices and channels to the person's left and right.",
        discussion: """
            The rig is kept in rig.json of the data folder, for people to read. `bilanx live` and `record` take it where no \
            device is named. Symmetry is shown once the sides are confirmed by a push on each (`rig confirm`), and asked \
            for again when a device is plugged into another socket.
            """,
        subcommands: [Show.self, Set.self, Confirm.self, Align.self, Swap.self, Clear.self],
        defaultSubcommand: Show.self)

    /// Where the rig lies.
    struct Place: ParsableArguments {
        @Option(name: .customShort("o"), help: ArgumentHelp("Data folder for this call.", valueName: "dir"))
        var output: String?

        var data: DataDirectory { output.map { DataDirectory(path: $0) } ?? DataDirectory.standard() }
        var path: String { RigFile.path(in: data) }

        /// The stored rig.
        ///
        /// - Throws: the program's exit code after a message, also where there is none.
        func read() throws -> RigFile {
            do throws(RecordingError) {
                if let rig = try RigStore.read(data) { return rig }
            } catch {
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            }
            Output.words(
                "There is no rig yet (\(path)). Bind the sides, for example: bilanx rig set --device u6 --left AIN0 --right "
                    + "AIN2 --span-left 2000N@10mV --span-right 2000N@10mV")
            throw ExitCode(Exit.failed)
        }

        func write(_ rig: RigFile) throws {
            do throws(RecordingError) { try rig.write(path) } catch {
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            }
        }
    }

    /// `bilanx rig show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the rig.")
        @OptionGroup var place: Place
        @Flag(help: "As the file has it.") var json = false

        func run() throws {
            Output.ignoreBrokenPipes()
            let rig = try place.read()
            try Output.results(json ? rig.text() : Self.words(rig))
        }

        static func words(_ rig: RigFile) -> String {
            var table = PlainTable(["SIDE", "DEVICE", "CHANNELS", "GEOMETRY", "GIVES", "SIGN"])
            for (side, binding) in [("left", rig.left), ("right", rig.right)] {
                table.add([
                    side, binding.device, binding.channels.isEmpty ? "usual" : binding.channels.joined(separator: " "),
                    binding.geometry.rawValue, binding.spans.isEmpty ? "newtons" : binding.spans.joined(separator: " "),
                    binding.inverted ? "inverted" : "as it is",
                ])
            }
            let confirmed =
                rig.confirmed.map { "Sides confirmed by a push, \($0.at)." }
                ?? "Sides not confirmed: bilanx rig confirm."
            var text = table.text + confirmed + "\n"
            if !rig.isOneDevice {
                text +=
                    (rig.tap.map {
                        "Right data come \(FrameText.fixed($0.offsetMilliseconds, 2)) ms later, ± "
                            + "\(FrameText.fixed(2 * $0.uncertaintyMilliseconds, 2)) ms, by \($0.taps) taps, \($0.at)."
                    } ?? "Not tapped: bilanx rig align.") + "\n"
            }
            return text
        }
    }

    /// `bilanx rig set`.
    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Binds the sides; an earlier confirmation is forgotten.")
        @OptionGroup var device: DeviceOptions
        @OptionGroup var place: Place
        @Option(
            help: ArgumentHelp(
                "Plates on four cells: distances of the cells in mm, across and along, such as 400x600.",
                discussion:
                    "--left and --right then name four channels each, with commas: front left, front right, back "
                    + "left, back right, as the person sees them; spans one for all or four.", valueName: "mm"))
        var fourCell: String?
        @Option(
            help: ArgumentHelp(
                "Plates of six components: a file with six lines, a number a channel, in newtons and newton metres.",
                discussion: "Rows Fx Fy Fz Mx My Mz, x to the person's right, y forwards, z up.", valueName: "file"))
        var matrixLeft: String?
        @Option(help: ArgumentHelp("The same of the right plate.", valueName: "file")) var matrixRight: String?
        @Option(help: ArgumentHelp("Height of a six-component plate's top above its origin.", valueName: "mm"))
        var surface: Double = 0
        @Option(help: ArgumentHelp("Distance of the two plates' middles.", valueName: "mm")) var spacing: Double = 0
        @Flag(help: "No span: the sensors are calibrated, and the register says what they give.") var calibrated = false
        @Flag(help: "The left sensor shows load as negative.") var invertLeft = false
        @Flag(help: "The right sensor shows load as negative.") var invertRight = false

        func run() throws {
            Output.ignoreBrokenPipes()
            guard let left = device.leftDevice ?? device.device, let right = device.rightDevice ?? device.device else {
                Output.words(
                    "Name the device: --device for one that reads both sides, or --left-device and --right-device.")
                throw ExitCode(Exit.usage)
            }
            do throws(DeviceError) {
                let rig = RigFile(
                    left: try binding(left, .left), right: try binding(right, .right), rate: device.rate,
                    trigger: device.trigger)
                do throws(RecordingError) { try rig.check("rig set") } catch {
                    throw DeviceError(
                        device: "rig set", detail: error.problem,
                        remedy: "`bilanx rig set --help` shows what each geometry takes: \(error.remedy).",
                        isUsage: true)
                }
                do { try place.write(rig) } catch { throw Failure.told }
                do { try Output.results(Show.words(rig)) } catch { throw Failure.told }
            } catch {
                guard error != Failure.told else { throw ExitCode(Exit.failed) }
                Output.words(error.description)
                throw ExitCode(Exit.code(error))
            }
        }

        private enum Failure {
            /// Words have been said already.
            static let told = DeviceError(device: "", detail: "", remedy: "")
        }

        private func binding(_ device: String, _ side: Side) throws(DeviceError) -> RigFile.SideBinding {
            let family = try DeviceName(device).configuredFamily()
            let span = side == .left ? self.device.spanLeft : self.device.spanRight
            let spans = span?.split(separator: ",").map(String.init) ?? []
            for span in spans { _ = try SpanText.scale(span, quantity: family.quantity) }
            if span == nil, side == .left ? matrixLeft == nil : matrixRight == nil, family.quantity != "N",
                !device.hasPrefix("virtual:"), !calibrated
            {
                throw DeviceError(
                    device: device, detail: "nobody has said what the \(side.rawValue) sensor gives",
                    remedy:
                        "Add --span-\(side.rawValue), for example --span-\(side.rawValue) 2000N@10mV, or --calibrated where the "
                        + "register of calibrations knows it.",
                    isUsage: true)
            }
            let channel = side == .left ? self.device.left : self.device.right
            var binding = RigFile.SideBinding(
                device: device, channels: channel?.split(separator: ",").map(String.init) ?? [], spans: spans,
                inverted: side == .left ? invertLeft : invertRight)
            if spacing != 0 { binding.origin = [side == .left ? -spacing / 2 : spacing / 2, 0] }
            try shape(&binding, side)
            return binding
        }

        /// Gives a binding its geometry.
        private func shape(_ binding: inout RigFile.SideBinding, _ side: Side) throws(DeviceError) {
            if let fourCell {
                let parts = fourCell.split(separator: "x").compactMap { Double($0) }
                guard parts.count == 2, parts.allSatisfy({ $0 > 0 && $0 < 5000 }) else {
                    throw DeviceError(
                        device: "--four-cell \(fourCell)", detail: "it is no pair of distances",
                        remedy: "Write both in mm, such as 400x600.", isUsage: true)
                }
                let x = parts[0] / 2
                let y = parts[1] / 2
                binding.geometry = .fourCell
                binding.cells = [[-x, y], [x, y], [-x, -y], [x, -y]]
            }
            guard let path = side == .left ? matrixLeft : matrixRight else { return }
            let lines =
                (try? String(contentsOfFile: path, encoding: .utf8))?
                .split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") } ?? []
            let rows = lines.map { $0.split { ",; \t".contains($0) }.compactMap { Double($0) } }
            guard rows.count == 6, rows.allSatisfy({ $0.count == rows[0].count && $0.count >= 6 }) else {
                throw DeviceError(
                    device: path, detail: "it has not six lines of as many numbers, at least six each",
                    remedy: "Write the plate's calibration matrix, a line a component, a number a channel.",
                    isUsage: true)
            }
            binding.geometry = .sixComponent
            binding.matrix = rows
            binding.surface = surface
        }
    }

    /// `bilanx rig swap`.
    struct Swap: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Exchanges left and right; they have to be confirmed anew.")
        @OptionGroup var place: Place

        func run() throws {
            Output.ignoreBrokenPipes()
            let rig = try place.read().swapped
            try place.write(rig)
            try Output.results(Show.words(rig))
        }
    }

    /// `bilanx rig clear`.
    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forgets the rig.")
        @OptionGroup var place: Place

        func run() throws {
            _ = try place.read()
            do { try FileManager.default.removeItem(atPath: place.path) } catch {
                Output.words("\(place.path) cannot be removed: check who may write there.")
                throw ExitCode(Exit.failed)
            }
        }
    }
}
