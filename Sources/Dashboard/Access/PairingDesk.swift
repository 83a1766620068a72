/// Lets in screens that know the code that the host shows, and slows those that guess.
///
/// An address may be wrong five times, then waits 1, 2, 4 … 300 s. After thirty wrong codes from anywhere everybody
/// waits, longer with every eight more, up to 60 s, so that changing one's address does not help. Ten wrong codes bring a new one. Nothing here
/// outlives the process.
struct PairingDesk {
    /// What became of a try.
    enum Answer: Equatable {
        /// Let in, with a token for the cookie.
        case token(String)
        /// The code is not the one.
        case wrong
        /// Not looked at: to be tried again in so many seconds.
        case wait(Int)
    }

    private static let freeTries = 5
    private static let freeTriesTogether = 30
    private static let codeLasts = 10
    private static let addressesKept = 256
    private static let tokensKept = 64

    private struct Record {
        var wrong = 0
        var last = 0.0
    }

    /// Six digits.
    private(set) var code = Self.newCode()
    private var wrongOfThisCode = 0
    private var together = Record()
    private var addresses: [String: Record] = [:]
    private var tokens: [[UInt8]] = []

    /// A code given by an address at `now` in seconds.
    mutating func pair(_ given: String, from address: String, now: Double) -> Answer {
        let own = addresses[address] ?? Record()
        let ownPause = Self.pause(after: own.wrong - Self.freeTries, longest: 300)
        // Shifted rather than divided: division would round the last few free ones up to none.
        let commonPause = Self.pause(after: (together.wrong - Self.freeTriesTogether) >> 3, longest: 60)
        let wait = max(own.last + ownPause, together.last + commonPause) - now
        if wait > 0 { return .wait(Int(wait.rounded(.up))) }
        guard Self.areEqual(Array(given.utf8), Array(code.utf8)) else {
            if addresses[address] == nil, addresses.count >= Self.addressesKept,
                let oldest = addresses.min(by: { $0.value.last < $1.value.last })
            {
                addresses[oldest.key] = nil
            }
            addresses[address] = Record(wrong: own.wrong + 1, last: now)
            together = Record(wrong: together.wrong + 1, last: now)
            wrongOfThisCode += 1
            if wrongOfThisCode >= Self.codeLasts {
                code = Self.newCode()
                wrongOfThisCode = 0
            }
            return .wrong
        }
        addresses[address] = nil
        together = Record()
        var generator = SystemRandomNumberGenerator()
        let token = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let text = Self.hexadecimal(token)
        if tokens.count == Self.tokensKept { tokens.removeFirst() }
        tokens.append(Array(text.utf8))
        return .token(text)
    }

    /// Whether a token was given out.
    func knows(_ token: String?) -> Bool {
        guard let token else { return false }
        let given = Array(token.utf8)
        // Every one is looked at, so that time tells nothing of where it was found.
        var found = false
        for known in tokens where Self.areEqual(given, known) { found = true }
        return found
    }

    /// Whether both are the same, in a time that depends on their lengths alone.
    static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for index in a.indices { difference |= a[index] ^ b[index] }
        return difference == 0
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func pause(after extra: Int, longest: Double) -> Double {
        guard extra >= 0 else { return 0 }
        return extra > 9 ? longest : min(longest, Double(1 << extra))
    }

    private static func newCode() -> String {
        var generator = SystemRandomNumberGenerator()
        let number = Int.random(in: 0..<1_000_000, using: &generator)
        return String(String(1_000_000 + number).dropFirst())
    }
}
