import ArgumentParser
import Assessments
import LiveSession

/// `bilanx live`: the live test in the terminal.
struct LiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "live", abstract: "A live test: zero, weigh, go, result.",
        discussion: """
            Shows both forces, their share, running peaks and the symmetry of the peaks while the person moves, and \
            records everything. On a terminal the picture is redrawn in place; in a pipe it is plain lines. Ctrl-C ends \
            the recording cleanly. The last line of standard output is the recording's path.

            Enter marks the moment, with the words typed before it; `kill -USR1` does the same for any run. A marked row \
            carries the trigger's flag.

            With --protocol several people are tested one after the other: Enter then does whatever is next (start, finish, \
            save, next athlete), and words such as retake, discard, pain or athlete CODE do the rest; ? lists them.

            Smoothed values on screen are 15 ms late (one pole at 10 Hz); peaks are of the unsmoothed forces.
            """)

    @OptionGroup var device: DeviceOptions
    @OptionGroup var options: RunOptions
    @OptionGroup var loop: LoopOptions

    @Option(help: "Pictures or lines a second.")
    var frames: Double = 25

    @Flag(name: .customLong("web"), help: "Open the page of the test as well, as bilanx serve does.")
    var hasPage = false

    @OptionGroup var web: WebOptions

    @Flag(help: "Print in the end how late the pictures were.")
    var latency = false

    func validate() throws {
        if !(frames >= 0.1 && frames <= 120) { throw ValidationError("--frames is between 0.1 and 120.") }
    }

    func run() throws {
        let named = loop.plan.flatMap { TestProtocol.named($0) }
        let plan = named ?? (hasPage ? TestProtocol.usual(of: options.test ?? .cmj) : nil)
        if let plan {
            try LoopRunner(
                device: device, run: options, plan: plan, frameRate: frames, web: hasPage ? web : nil,
                tellsLatency: latency)()
            return
        }
        try LiveRunner(device: device, run: options, showsFrames: true, frameRate: frames, tellsLatency: latency)()
    }
}
