import ArgumentParser

/// `bilanx record`: records without a screen, for scripts.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Records without a session, for scripts.",
        discussion: """
            The same run as `bilanx live` without its picture: zero, weighing, trials. Prints the results and, as the \
            last line, the recording's path. Refuses a device whose sensors have no span: a recording is in newtons.
            """)

    @OptionGroup var device: DeviceOptions
    @OptionGroup var options: RunOptions

    func run() throws { try LiveRunner(device: device, run: options, showsFrames: false, frameRate: 10)() }
}
