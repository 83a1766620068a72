#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One screen that is connected.
final class Client: Sendable {
    /// What others see of it, `c7`.
    let name: String
    /// What only the screen itself knows, for its commands: `c7-` and a random number.
    let key: String
    /// The other end's address.
    let address: String
    let outbox = Outbox()
    private let desk: ClientDesk
    private let inward: Locked<(bucket: TokenBucket, lastDrawn: UInt64)>

    init(number: Int, address: String, desk: ClientDesk, limits: DashboardLimits) {
        name = "c\(number)"
        key = "c\(number)-" + String(UInt64.random(in: .min ... .max), radix: 16)
        self.address = address
        self.desk = desk
        inward = Locked((TokenBucket(limits.messages, now: Monotonic.seconds), 0))
    }

    private struct Incoming: Decodable {
        var t: String
        var n: UInt64?
        var to: String?
    }

    /// Takes a message of the page; what it does not know it leaves alone.
    func receive(_ text: [UInt8]) throws(SocketViolation) {
        let now = Monotonic.nanoseconds
        guard inward.withLock({ $0.bucket.take(now: Double(now) / 1e9) }) else { throw .tooMuch }
        guard let message = try? JSONDecoder().decode(Incoming.self, from: Data(text)) else { return }
        switch message.t {
        case "drawn":
            guard let number = message.n else { return }
            // A frame counts once for a screen.
            let isNew = inward.withLock { inward in
                defer { inward.lastDrawn = max(inward.lastDrawn, number) }
                return number > inward.lastDrawn
            }
            if isNew { desk.drawn(number, now: now) }
        case "ask": desk.change { $0.ask(self.name, now: Double(now) / 1e9) }
        case "grant":
            if let other = message.to { desk.change { $0.grant(by: self.name, to: other) } }
        case "deny":
            if let other = message.to { desk.change { $0.deny(by: self.name, to: other) } }
        default: break
        }
    }
}
