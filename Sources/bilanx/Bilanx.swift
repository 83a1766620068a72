import ArgumentParser

@main
struct Bilanx: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bilanx", abstract: "Left against right, measured.")
}
