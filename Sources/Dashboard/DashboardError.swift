/// Why the dashboard does not start.
public enum DashboardError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another program listens there.
    case portInUse(UInt16)
    /// The system keeps this port for itself.
    case portNotPermitted(UInt16)
    /// This computer has no such address, or it is none.
    case addressUnknown(String)
    /// Anything else, in the system's words.
    case system(String)
    /// It runs already.
    case running

    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .portInUse(let port):
            "Port \(port) is in use, perhaps by another Bilanx: end that program or choose another port with --port."
        case .portNotPermitted(let port):
            "Port \(port) is kept for the system: choose one from 1024 upwards with --port."
        case .addressUnknown(let address): "\(address) is no address of this computer."
        case .system(let words): "The dashboard cannot listen: \(words)."
        case .running: "The dashboard runs already."
        }
    }
}
