/// Tells once of each kind of refusal and address, and never what was asked: a table that cannot grow.
final class RefusalLog: Sendable {
    private static let kept = 128
    private let told = Locked(Set<String>())
    private let log: @Sendable (String) -> Void

    init(_ log: @escaping @Sendable (String) -> Void) { self.log = log }

    func tell(_ kind: String, _ address: String) {
        let line: String? = told.withLock { told in
            guard told.count < Self.kept, told.insert(kind + " " + address).inserted else { return nil }
            let end = told.count == Self.kept ? "; no further refusals are told" : ""
            return "Refused \(address): \(kind)\(end)."
        }
        if let line { log(line) }
    }
}
