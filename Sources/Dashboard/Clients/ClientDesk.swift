import Assessments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The screens that are connected, which of them steers, and how late they are.
final class ClientDesk: Sendable {
    /// What a script does without asking for control: nobody should miss a jump over that.
    private static let scriptCommands: Set<String> = ["start", "finish", "mark"]

    private struct State {
        var clients: [Client] = []
        var control = ControlDesk()
        var ledger = LatencyLedger()
        var numbers = 0
    }

    private let state = Locked(State())
    private let limits: DashboardLimits
    private let software: String

    init(_ settings: DashboardSettings) {
        limits = settings.limits
        software = settings.software
    }

    /// The screens that are connected.
    var clients: [Client] { state.withLock { $0.clients } }
    /// How many there are.
    var count: Int { state.withLock { $0.clients.count } }
    /// How late they are; nil before the first drawn frame.
    var latency: DashboardLatency? { state.withLock { $0.ledger.summary } }

    /// A screen comes; `join` makes it known to the others once its connection stands.
    func newClient(address: String) -> Client {
        let number = state.withLock { state in
            state.numbers += 1
            return state.numbers
        }
        return Client(number: number, address: address, desk: self, limits: limits)
    }

    func join(_ client: Client) {
        let hello =
            "{\"t\":\"hello\",\"client\":\"\(client.key)\",\"name\":\"\(client.name)\","
            + "\"version\":\(JSONString.quoted(software))}"
        client.outbox.greet(SocketEncoder.text(Array(hello.utf8)))
        state.withLock { state in
            state.clients.append(client)
            let others = state.control.join(client.name) ? state.clients : [client]
            Self.tellControl(state, others)
        }
    }

    func leave(_ client: Client) {
        state.withLock { state in
            state.clients.removeAll { $0 === client }
            if state.control.leave(client.name) { Self.tellControl(state, state.clients) }
        }
    }

    /// Says goodbye to all.
    func closeAll() {
        for client in clients { client.outbox.finish(SocketEncoder.close(.goingAway)) }
    }

    /// Changes who steers, and tells all where that changed something.
    func change(_ body: @Sendable (inout ControlDesk) -> Bool) {
        state.withLock { state in
            if body(&state.control) { Self.tellControl(state, state.clients) }
        }
    }

    /// Who gives a command, by the header of its request; nil where that one only watches.
    func commander(_ key: String?, _ command: String) -> String? {
        state.withLock { state in
            guard let key else {
                return state.control.holder == nil || Self.scriptCommands.contains(command) ? "script" : nil
            }
            guard let client = state.clients.first(where: { $0.key == key }), client.name == state.control.holder else {
                return nil
            }
            return client.name
        }
    }

    func drawn(_ number: UInt64, now: UInt64) { state.withLock { _ = $0.ledger.drawn(number, now: now) } }

    /// Hands a frame to every screen.
    func put(_ frame: DashboardFrame) {
        let message = SocketEncoder.text(frame.json)
        let clients = state.withLock { state in
            state.ledger.sent(frame.number, stamp: frame.stamp)
            return state.clients
        }
        for client in clients { client.outbox.put(frame: message) }
    }

    func put(state json: [UInt8]) {
        let message = SocketEncoder.text(json)
        for client in clients { client.outbox.put(state: message) }
    }

    func put(announcement json: [UInt8]) {
        let message = SocketEncoder.text(json)
        for client in clients { client.outbox.put(announcement: message) }
    }

    private static func tellControl(_ state: State, _ clients: [Client]) {
        let holder = state.control.holder.map { "\"\($0)\"" } ?? "null"
        let asking = state.control.asking.map { "\"\($0)\"" } ?? "null"
        for client in clients {
            let have = client.name == state.control.holder
            let json = "{\"t\":\"control\",\"have\":\(have),\"who\":\(holder),\"asking\":\(asking)}"
            client.outbox.put(control: SocketEncoder.text(Array(json.utf8)))
        }
    }
}
