/// Asks the station sixty times a second for what is new and hands it to every screen; waits for none.
final class Broadcaster: Sendable {
    private static let period = Duration.nanoseconds(16_666_667)
    /// How often, in turns, the latency alone is reason enough to send the state.
    private static let latencyTurns = 300

    private let station: any DashboardStation
    private let desk: ClientDesk

    init(_ station: any DashboardStation, _ desk: ClientDesk) {
        self.station = station
        self.desk = desk
    }

    func run() async {
        var turn = Turn(announcement: station.announcements(after: 0).last?.id ?? 0)
        let clock = ContinuousClock()
        var next = clock.now
        while !Task.isCancelled {
            take(&turn)
            next = max(next + Self.period, clock.now)
            try? await clock.sleep(until: next, tolerance: .milliseconds(1))
        }
    }

    /// The state document with what only the dashboard knows.
    static func document(_ state: DashboardState, _ desk: ClientDesk, before: String = "") -> [UInt8]? {
        var after = "\"clients\":\(desk.count)"
        if let latency = desk.latency {
            after +=
                ",\"latency\":{\"n\":\(latency.count),\"p50_ms\":\(latency.median),\"p99_ms\":\(latency.p99)}"
        }
        return JSONText.object(state.json, before: before, after: after)
    }

    private struct Turn {
        var announcement: UInt64
        var frame: UInt64 = 0
        var state: DashboardState?
        var clients = 0
        var latency: DashboardLatency?
        var sinceLatency = 0
    }

    private func take(_ turn: inout Turn) {
        let now = Monotonic.seconds
        desk.change { $0.tick(now: now) }
        for announcement in station.announcements(after: turn.announcement) {
            turn.announcement = max(turn.announcement, announcement.id)
            desk.put(announcement: announcement.json)
        }
        let clients = desk.count
        guard clients > 0 else {
            turn.clients = 0
            return
        }
        if let frame = station.frame(after: turn.frame) {
            turn.frame = frame.number
            desk.put(frame)
        }
        turn.sinceLatency += 1
        var isNew = clients != turn.clients
        turn.clients = clients
        if turn.sinceLatency >= Self.latencyTurns {
            turn.sinceLatency = 0
            let latency = desk.latency
            if latency != turn.latency {
                turn.latency = latency
                isNew = true
            }
        }
        if let state = station.state(after: turn.state?.version) {
            turn.state = state
            isNew = true
        }
        if isNew, let state = turn.state, let json = Self.document(state, desk, before: "\"t\":\"state\"") {
            desk.put(state: json)
        }
    }
}
