/// Serves the page, its data and its commands, over a station that it only ever asks.
///
/// `docs/live-api.md` says what goes over the wire.
public final class DashboardServer: Sendable {
    private let station: any DashboardStation
    private let settings: DashboardSettings
    private let log: @Sendable (String) -> Void
    private let showCode: @Sendable (String) -> Void
    private let page: PageFiles
    let desk: ClientDesk
    private let now: @Sendable () -> Double

    private struct Running {
        var port: UInt16
        var requests: RequestDesk
        var tasks: [Task<Void, Never>]
    }
    private let running = Locked<Running?>(nil)

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - log: Takes plain lines for the program's log: refusals, once of a kind and address; never what was asked.
    ///   - showCode: Takes the code of pairing, at the start and whenever wrong ones have brought a new one.
    public convenience init(
        station: any DashboardStation, settings: DashboardSettings,
        log: @escaping @Sendable (String) -> Void = { _ in }, showCode: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.init(
            station: station, settings: settings, page: PageFiles(home: station.home), log: log, showCode: showCode)
    }

    init(
        station: any DashboardStation, settings: DashboardSettings, page: PageFiles,
        now: @escaping @Sendable () -> Double = { Monotonic.seconds },
        log: @escaping @Sendable (String) -> Void = { _ in }, showCode: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.station = station
        self.settings = settings
        self.page = page
        self.now = now
        self.log = log
        self.showCode = showCode
        desk = ClientDesk(settings)
    }

    /// Listens and serves until `stop`.
    ///
    /// - Returns: The port, also where any was asked for.
    @discardableResult
    public func start() throws(DashboardError) -> UInt16 {
        guard running.withLock({ $0 == nil }) else { throw .running }
        let listener = try Listener(address: settings.address, port: settings.port, limits: settings.limits)
        let refusals = RefusalLog(log)
        let requests = RequestDesk(
            station: station, desk: desk, refusals: refusals, rule: OriginRule(settings, port: listener.port),
            page: page, settings: settings, port: listener.port, now: now, showCode: showCode)
        let desk = desk
        let limits = settings.limits
        let log = log
        let broadcaster = Broadcaster(station, desk)
        let serving = Task {
            do {
                try await listener.run { socket, peer in
                    Connection(socket, peer: peer, limits: limits, desk: desk, refusals: refusals) {
                        await requests.answer($0)
                    }
                }
            } catch is CancellationError {
            } catch {
                log("The dashboard has stopped: \(error).")
            }
        }
        let asking = Task { await broadcaster.run() }
        running.withLock { $0 = Running(port: listener.port, requests: requests, tasks: [serving, asking]) }
        return listener.port
    }

    /// Says goodbye to every screen and stops listening; logs how late the screens were.
    public func stop() async {
        let taken = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let taken else { return }
        desk.closeAll()
        // Time for the goodbyes to leave; who does not take them by then has gone already.
        for _ in 0..<20 where desk.count > 0 { try? await Task.sleep(for: .milliseconds(10)) }
        for task in taken.tasks { task.cancel() }
        for task in taken.tasks { await task.value }
        if let latency { log(latency.description) }
    }

    /// The port while it runs.
    public var port: UInt16? { running.withLock { $0?.port } }
    /// The code that lets a screen in, while it runs; of no use without pairing.
    public var code: String? { running.withLock { $0?.requests.code } }
    /// How many screens are connected.
    public var clients: Int { desk.count }
    /// How late the screens were so far; nil before the first drawn frame.
    public var latency: DashboardLatency? { desk.latency }
}

extension DashboardLatency: CustomStringConvertible {
    /// One line for the log.
    public var description: String {
        "Newest sample to screen: half within \(median) ms, 99 of 100 within \(p99) ms, "
            + "longest \((longest * 10).rounded() / 10) ms, "
            + "over \(count) frames."
    }
}
