import Foundation

/// Memory of this process that is in RAM.
public enum ResidentMemory {
    /// Mebibytes; nil where the system does not tell it in `/proc`.
    public static var mebibytes: Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
        else { return nil }
        return kibibytes / 1024
    }
}
