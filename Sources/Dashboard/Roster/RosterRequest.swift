import Foundation

/// What the page of the roster asks for: `/api/roster/…`.
enum RosterRequest: Sendable, Equatable {
    /// People by the beginning of a code or name, and of a group.
    case athletes(text: String, group: String?)
    /// One person: tests, blocks.
    case athlete(String)
    /// The change of a metric.
    case change(athlete: String, RosterAbout)
    /// What may be said of training.
    case guidance(athlete: String, RosterAbout)
    /// Two recordings on each other.
    case compare(before: String, after: String)
    /// A team's table.
    case team(group: String?, test: String?, metric: String?)

    /// Reads a request; nil where there is no such document.
    init?(_ request: Request) {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3).map { part in
            String(part).removingPercentEncoding ?? ""
        }
        let query = Self.query(request.query)
        func about() -> RosterAbout? {
            guard let test = query["test"], let metric = query["metric"] else { return nil }
            return RosterAbout(
                test: test, metric: metric, rule: query["rule"] ?? "mean", against: query["against"] ?? "baseline")
        }
        switch (parts.count, parts.first) {
        case (1, "athletes"): self = .athletes(text: query["q"] ?? "", group: query["group"])
        case (2, "athletes"): self = .athlete(parts[1])
        case (3, "athletes"):
            guard let about = about() else { return nil }
            switch parts[2] {
            case "change": self = .change(athlete: parts[1], about)
            case "guidance": self = .guidance(athlete: parts[1], about)
            default: return nil
            }
        case (1, "compare"):
            guard let before = query["before"], let after = query["after"] else { return nil }
            self = .compare(before: before, after: after)
        case (1, "team"): self = .team(group: query["group"], test: query["test"], metric: query["metric"])
        default: return nil
        }
    }

    /// Names and values of a query, decoded; what is empty is left out.
    static func query(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].replacing("+", with: " ")
            values[String(parts[0])] = value.removingPercentEncoding
        }
        return values
    }
}

/// Which metric of which test, and how sessions are formed and compared.
struct RosterAbout: Sendable, Equatable {
    var test: String
    var metric: String
    var rule: String
    var against: String
}
