/// The name of a metric in another system, so that its users find it.
///
/// Names are as read in the systems' public material; equal names do not promise equal rules, which is why a preset is chosen
/// by the rules it changes.
public struct MetricAlias: Sendable, Hashable {
    /// The systems whose names are listed.
    public enum System: String, Sendable, Hashable, CaseIterable {
        /// Hawkin Dynamics: labels of its metric database.
        case hawkin = "Hawkin"
        /// VALD (ForceDecks, NordBord, ForceFrame): result codes and labels.
        case vald = "VALD"
        /// Chronojump.
        case chronojump = "Chronojump"
        /// Grip Connect.
        case gripConnect = "Grip Connect"
        /// Names of the literature.
        case literature = "literature"
    }

    /// Whose name it is.
    public let system: System
    /// The name or code.
    public let name: String
}

extension MetricDefinition {
    /// Names of the metric in other systems; empty where none is known.
    public var aliases: [MetricAlias] { MetricAlias.all[id] ?? [] }
}

extension MetricCatalogue {
    /// Metrics that go by that name: their own id or name, or one of another system; upper and lower case count as equal.
    public static func named(_ name: String) -> [MetricDefinition] {
        let wanted = name.lowercased()
        return all.filter { metric in
            metric.id.lowercased() == wanted || metric.name.lowercased() == wanted
                || metric.aliases.contains { $0.name.lowercased() == wanted }
        }
    }
}
