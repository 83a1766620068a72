/// Which screen steers; the others watch.
///
/// The first screen steers. Another may ask; who steers grants or denies, and after ten seconds without an answer it is
/// granted. When the one that steers goes away, whoever has asked or asks next steers at once.
struct ControlDesk {
    /// Seconds after which a question without an answer is granted.
    static let patience = 10.0

    /// The screen that steers.
    private(set) var holder: String?
    /// The screen that asks for it.
    private(set) var asking: String?
    private var deadline: Double?
    private var present: Set<String> = []

    /// A screen has come.
    ///
    /// Each function gives back whether something changed.
    mutating func join(_ client: String) -> Bool {
        let isFirst = present.isEmpty
        present.insert(client)
        guard isFirst else { return false }
        holder = client
        return true
    }

    /// A screen has gone.
    mutating func leave(_ client: String) -> Bool {
        guard present.remove(client) != nil else { return false }
        if asking == client {
            (asking, deadline) = (nil, nil)
            return true
        }
        guard holder == client else { return false }
        holder = nil
        handOver(to: asking)
        return true
    }

    /// A screen asks to steer, at `now` in seconds.
    mutating func ask(_ client: String, now: Double) -> Bool {
        guard present.contains(client), holder != client, asking != client else { return false }
        if holder == nil {
            handOver(to: client)
            return true
        }
        // Who asked first is answered first; the other sees that and asks again.
        guard asking == nil else { return false }
        (asking, deadline) = (client, now + Self.patience)
        return true
    }

    /// The one that steers lets `other` do so.
    mutating func grant(by client: String, to other: String) -> Bool {
        guard holder == client, asking == other else { return false }
        handOver(to: other)
        return true
    }

    /// The one that steers keeps on.
    mutating func deny(by client: String, to other: String) -> Bool {
        guard holder == client, asking == other else { return false }
        (asking, deadline) = (nil, nil)
        return true
    }

    /// Time has come to `now` in seconds.
    mutating func tick(now: Double) -> Bool {
        guard let deadline, now >= deadline else { return false }
        handOver(to: asking)
        return true
    }

    private mutating func handOver(to client: String?) {
        holder = client
        (asking, deadline) = (nil, nil)
    }
}
