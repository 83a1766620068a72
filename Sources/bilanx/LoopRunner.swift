import Acquisition
import ArgumentParser
import Assessments
import Dashboard
import Foundation
import LiveSession
import Recordings

/// The trainer's loop in the terminal: one test after the other, steered by typed words.
struct LoopRunner {
    let device: DeviceOptions
    let run: RunOptions
    let plan: TestProtocol
    let frameRate: Double
    /// The page; nil for none.
    var web: WebOptions?
    /// True where somebody may type words and sees every picture.
    var isTyped = true
    /// True where the distribution of the delay to the screen is told in the end.
    var tellsLatency = false

    func callAsFunction() throws {
        Output.ignoreBrokenPipes()
        DataFolderState.tell(run)
        StopSignal.install()
        let screen = Screen(test: plan.name, isThreaded: true, measures: tellsLatency)
        let report = RunReport(showsFrames: isTyped, format: run.format, all: run.all)
        var settings = Station.Settings(data: run.data, software: Bilanx.software)
        settings.rate = device.rate
        settings.gravity = run.gravity
        settings.frameRate = web == nil ? frameRate : 60
        settings.plan = plan
        let lab = try run.stream.map { try LabStream(name: $0) }
        if let lab { settings.rows = { left, right, first in lab.send(left, right, first: first) } }
        let device = device
        let data = run.data
        let told = run.athlete
        let station = Station(
            settings, { StationDevices.provider(device, data) },
            listener: { output in
                lab?.see(output)
                report.tell(output, screen, true)
            },
            finished: { finished in
                for line in report.lines(finished) { screen.say(line) }
                // Chosen on the page or typed after the start.
                guard let code = finished.results?.recordings.first?.info.athlete, code != told else { return }
                if let words = DataFolderState.unknown(code, in: data) { screen.say(words) }
            })
        if let athlete = run.athlete { station.tell(.athlete(athlete)) }
        var conditions = TestConditions()
        conditions.load = run.load > 0 ? run.load : nil
        conditions.box = run.box
        conditions.lever = run.lever
        station.tell(.conditions(conditions))
        if let zone = run.zone { station.tell(.target(zone)) }
        var page: ServedPage?
        if let web {
            do { page = try ServedPage(StationDashboard(station), web, say: { screen.say($0) }) } catch {
                station.stop()
                screen.finish()
                throw error
            }
        }
        let typed = TypedLines()
        if isTyped {
            typed.start(named: "bilanx keyboard")
            screen.say("Type ? for what can be asked for; Enter does what is next.")
        }
        var heard: UInt64 = 0
        while !StopSignal.isRaised {
            for said in station.board.said(after: heard) {
                heard = said.id
                if isTyped || said.words.kind == .done, let line = Self.line(said.words) { screen.say(line) }
            }
            if let line = typed.next() {
                guard obey(line, station, screen) else { break }
            } else if typed.isAtEnd, page == nil {
                // Typed from a file: what runs goes on to its end.
                guard station.board.isRecording else { break }
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
        station.stop()
        page?.stop()
        for said in station.board.said(after: heard) { if let line = Self.line(said.words) { screen.say(line) } }
        screen.finish()
        if tellsLatency {
            Output.words(screen.latency)
            if page != nil { Output.words(page?.latency ?? "No picture was drawn by a browser.") }
        }
    }

    /// What is said, as a line; nil for what the screen shows anyway.
    static func line(_ words: Announcement) -> String? {
        switch words.key {
        case "trialRegistered": nil
        default: words.kind == .countdown ? words.text : "* " + words.text
        }
    }

    /// - Returns: false where the program is to end.
    private func obey(_ line: String, _ station: Station, _ screen: Screen) -> Bool {
        func ask(_ command: LoopCommand) {
            station.tell(command) { refusal in if let refusal { screen.say(refusal) } }
        }
        switch LoopLine.read(line) {
        case .main: if let main = station.board.main { ask(main) } else { screen.say("Nothing to do for you now.") }
        case .command(let command): ask(command)
        case .help:
            let width = LoopLine.words.map(\.form.count).max() ?? 0
            for word in LoopLine.words {
                screen.say("  " + word.form + String(repeating: " ", count: width - word.form.count + 2) + word.does)
            }
        case .quit: return false
        case .fault(let words): screen.say(words)
        }
        return true
    }
}
