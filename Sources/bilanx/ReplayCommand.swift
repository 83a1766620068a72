import Acquisition
import ArgumentParser
import Assessments
import ForceDevices
import Foundation
import Recordings

/// `bilanx replay`: runs a journal as if live.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Runs a recording's journal as if live, and prints its results.",
        discussion: """
            The bytes of the devices go through the same drivers, pairing, detection and analysis as when they were \
            recorded: the results are those of then, byte for byte. In a terminal the live screen is shown at the speed \
            of then; elsewhere it goes as fast as it can.
            """)

    @Argument(help: "A recording's folder, or its raw.pcapng.")
    var journal: String

    @Option(help: ArgumentHelp("Times the speed of then, or max; 1 in a terminal, else max.", valueName: "n|max"))
    var speed: String?

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("Folder for trial.csv and results.json; else no file is written.", valueName: "dir"))
    var output: String?

    @Flag(help: "Show all metrics in the table, not only the headline ones.")
    var all = false

    @Option(help: "How results are written: table, json, csv.")
    var format: AnalyzeCommand.Format = .table

    @Option(help: "Frames a second on the screen.")
    var frames: Double = 25

    private static let fastest = "max"

    func validate() throws {
        if let speed, speed != Self.fastest {
            guard let times = Double(speed), times > 0, times <= 1000 else {
                throw ValidationError("--speed is a number above 0 and at most 1000, or max.")
            }
        }
        if !(frames >= 1 && frames <= 60) { throw ValidationError("--frames is 1 to 60 a second.") }
    }

    func run() throws {
        Output.ignoreBrokenPipes()
        let isTerminal = isatty(STDERR_FILENO) != 0
        let times = speed == nil ? (isTerminal ? 1 : nil) : Double(speed ?? "")
        let finished: FinishedRun
        let report = RunReport(showsFrames: times != nil, format: format, all: all)
        var screen: Screen?
        do {
            var replayed = try ReplayedRecording(journal: journal)
            if let output {
                replayed.folder = output
                try Self.prepare(output)
            }
            for notice in replayed.damageNotices { Output.words(notice) }
            let rig = try replayed.makeRig(speed: times)
            StopSignal.install()
            let shown = Screen(test: replayed.test.rawValue, isThreaded: times != nil)
            screen = shown
            var request = replayed.request(software: Bilanx.software)
            request.frameRate = frames
            finished = try LiveRun.run(rig, request, shouldStop: { StopSignal.isRaised }) { output in
                report.tell(output, shown, false)
            }
            if replayed.software != Bilanx.software {
                Output.words("It was recorded by \(replayed.software); these are the results of \(Bilanx.software).")
            }
        } catch let error as DeviceError {
            screen?.finish()
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        } catch let error as RecordingError {
            screen?.finish()
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
        screen?.finish()
        try report.end(finished)
    }

    private static func prepare(_ path: String) throws(RecordingError) {
        let folder = RecordingFolder(path: path)
        for file in [folder.trialFile, folder.results] where access(file, F_OK) == 0 {
            throw RecordingError(.exists, file: file, problem: "it is there already", remedy: "choose an empty folder")
        }
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw RecordingError(
                .failed, file: path, problem: "the folder could not be made (\(error.localizedDescription))",
                remedy: "check path and permissions")
        }
    }
}
