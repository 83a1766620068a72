import Foundation
import Recordings

extension StationName {
    /// The name of this machine's station.
    ///
    /// The first line of `$XDG_CONFIG_HOME/bilanx/station` (else `~/.config/bilanx/station`) where that file is; else the
    /// host's name, made valid. Two machines that share a data folder must not have the same name.
    ///
    /// - Throws: `.badData` where the file is there and holds no valid name.
    public static func ofThisMachine(
        environment: [String: String] = ProcessInfo.processInfo.environment, home: String = NSHomeDirectory(),
        host: String = ProcessInfo.processInfo.hostName
    ) throws(RecordingError) -> StationName {
        let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
        let path = base + "/bilanx/station"
        if let bytes = try SystemFile.read(path) {
            let text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
            guard let name = StationName(String(text).trimmingCharacters(in: .whitespaces)) else {
                throw RecordingError(
                    .badData, file: path, line: 1, problem: "is no name of a station",
                    remedy: "write 1 to 32 small letters, digits and hyphens, such as gym-2")
            }
            return name
        }
        return madeValid(host)
    }

    /// A host's name as the name of a station: its first part, in small letters, anything else a hyphen.
    public static func madeValid(_ host: String) -> StationName {
        let first = host.split(separator: ".").first.map(String.init) ?? ""
        let bytes = first.lowercased().utf8.map { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) ? byte : 0x2D
        }
        var part = bytes.drop { $0 == 0x2D }.prefix(32)
        while part.last == 0x2D { part.removeLast() }
        return StationName(String(decoding: part, as: UTF8.self)) ?? unnamed
    }

    /// What a machine without a name is called.
    private static var unnamed: StationName { StationName(valid: "station") }
}
