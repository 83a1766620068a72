import Acquisition
import ArgumentParser
import Assessments
import ForceDevices
import LiveSession
import Recordings
import SignalCore

/// What a run says while it goes on and at its end; the same for a device and for a replayed journal.
struct RunReport {
    /// True where frames and events go to the screen.
    let showsFrames: Bool
    /// How results are written.
    let format: AnalyzeCommand.Format
    /// All metrics in the table.
    let all: Bool

    func tell(_ output: LiveOutput, _ screen: Screen, _ isReal: Bool) {
        switch output {
        case .opened(let info, let stream, let side):
            let head = "\(info.name): \(info.product), \(FrameText.fixed(stream.rate, 1)) scans/s; "
            if let side {
                screen.notice(
                    head
                        + (side == .left
                            ? "the left side, whose samples are the rows."
                            : "the right side, interpolated to the left one's samples."))
            } else {
                screen.notice(
                    head + "the right channel is read \(FrameText.fixed(stream.channelDelay * 1e6, 0)) µs after the "
                        + "left one and interpolated to its moment.")
            }
            if isReal { for note in stream.notes { screen.notice(note) } }
        case .notice(let text): screen.notice(text)
        case .frame(let frame): if showsFrames { screen.show(frame) }
        case .phase(let phase): if showsFrames { screen.say(phase.prompt) }
        case .zeroed(let zero):
            if showsFrames {
                screen.say(
                    "Zero: left \(FrameText.fixed(zero.left, 2)) N (SD \(FrameText.fixed(zero.leftNoise, 2))), "
                        + "right \(FrameText.fixed(zero.right, 2)) N (SD \(FrameText.fixed(zero.rightNoise, 2)))")
            }
        case .weighed(let weighing, let mass):
            if showsFrames {
                screen.say(
                    "Weighed: \(FrameText.fixed(weighing.weight, 1)) N, \(FrameText.fixed(mass, 1)) kg "
                        + "(SD \(FrameText.fixed(weighing.sd, 1)) N)")
            }
        case .provisional(let trial):
            if showsFrames, let line = TrialText.line(trial) { screen.say(line) }
        case .drift, .folder, .rowsBegin: break
        case .trial(let trial, _):
            if showsFrames { for line in TrialText.lines(trial) { screen.say(line) } }
        }
    }

    /// A closed recording in lines: results, troubles, path.
    func lines(_ finished: FinishedRun) -> [String] {
        var lines: [String] = []
        if let document = finished.results {
            let text =
                switch format {
                case .table: document.table(all: all)
                case .json: document.json()
                case .csv: document.csv()
                }
            lines += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        lines += finished.troubles
        if case .deviceLost(let error) = finished.reason { lines.append(error.description) }
        return lines + [finished.folder].compactMap { $0 }
    }

    func end(_ finished: FinishedRun) throws {
        if let document = finished.results {
            switch format {
            case .table: try Output.results(document.table(all: all))
            case .json: try Output.results(document.json())
            case .csv: try Output.results(document.csv())
            }
        }
        for trouble in finished.troubles { Output.words(trouble) }
        if let folder = finished.folder { try Output.results(folder + "\n") }
        if case .deviceLost(let error) = finished.reason {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
        if finished.folder != nil, finished.results == nil || !finished.troubles.isEmpty { throw ExitCode(Exit.failed) }
    }
}
