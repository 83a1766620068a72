import Acquisition
import ArgumentParser
import Assessments
import Dashboard
import Foundation
import LiveSession

/// `bilanx serve`: the dashboard.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "The live test in a browser.",
        discussion: """
            Serves the page, its data and its commands; everything comes from this program and nothing from elsewhere. \
            Without --lan only this computer can reach it. With --lan others in the network can, by the code that is \
            shown here: what they send is not encrypted then, so use it in a network that you trust, or put a proxy that \
            speaks TLS in front of it (docs/live-api.md).

            A virtual device with person=follow does whatever test the page chooses: \
            bilanx serve --device virtual:u6,person=follow,reps=5
            """)

    @OptionGroup var device: DeviceOptions
    @OptionGroup var options: RunOptions
    @OptionGroup var loop: LoopOptions
    @OptionGroup var web: WebOptions

    func run() throws {
        let plan = loop.plan.flatMap { TestProtocol.named($0) } ?? options.test.map { TestProtocol.usual(of: $0) }
        try LoopRunner(
            device: device, run: options, plan: plan ?? .usual(of: .cmj), frameRate: 60, web: web, isTyped: false)()
    }
}

/// How the page is reached.
struct WebOptions: ParsableArguments {
    @Option(help: "Port of the page; 0 for any free one.")
    var port: UInt16 = 8642

    @Flag(help: "Let other computers in by a code that is shown here; what they send is not encrypted.")
    var lan = false

    @Flag(help: "Ask for the code on this computer too, for a proxy in front.")
    var pair = false

    @Option(
        help: ArgumentHelp(
            "Name by which other computers call this one, such as plates.local; again for more.", valueName: "name"))
    var hostName: [String] = []

    @Option(
        help: ArgumentHelp(
            "Address of a proxy that speaks TLS in front, such as https://plates.example.org; again for more.",
            valueName: "origin"))
    var origin: [String] = []
}

/// The page of a station while it is served.
struct ServedPage {
    private let server: DashboardServer

    /// Begins to serve.
    init(_ station: any DashboardStation, _ web: WebOptions, say: @escaping @Sendable (String) -> Void) throws {
        var settings = web.lan ? DashboardSettings.lan(port: web.port) : DashboardSettings(port: web.port)
        settings.pairing = web.lan || web.pair
        settings.names = web.hostName
        settings.origins = web.origin
        settings.software = Bilanx.software
        server = DashboardServer(
            station: station, settings: settings, log: { say($0) },
            showCode: { say("Code for other screens: \($0)") })
        do throws(DashboardError) {
            let port = try server.start()
            say("The page: http://localhost:\(port)/")
        } catch {
            Output.words("\(error)")
            throw ExitCode(Exit.failed)
        }
        if web.lan {
            say(
                "Other computers reach it under this one's name or address. What they send is NOT encrypted: use it in a "
                    + "network that you trust, or put a proxy that speaks TLS in front (docs/live-api.md).")
        }
    }

    /// Newest sample to drawn picture so far, as one line; nil before the first drawn one.
    var latency: String? { server.latency.map { "\($0)" } }

    /// Ends it.
    func stop() {
        let done = DispatchSemaphore(value: 0)
        let server = server
        Task {
            await server.stop()
            done.signal()
        }
        _ = done.wait(timeout: .now() + 3)
    }
}
