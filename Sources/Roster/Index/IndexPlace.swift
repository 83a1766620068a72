import Foundation
import Recordings

/// Where a station's index lies in a data folder that several stations may see at once.
///
/// SQLite needs memory that all its users share, which two machines on a network disk do not have, and a folder that is
/// carried may bring another machine's index along. So `index.sqlite` is the first station's to open it, whose name
/// `index.station` holds; every other station has `index-STATION.sqlite`.
struct IndexPlace {
    /// The database.
    let path: String
    /// What is locked while it is brought up to date.
    let lock: String

    /// Finds a station's place, and takes the first one where nobody has.
    init(data: DataDirectory, station: StationName) throws(RecordingError) {
        let owner = data.path + "/index.station"
        if access(owner, F_OK) != 0 {
            // The name appears with its content and only where it is not there: of two at the same moment one gets it.
            let draft = owner + ".\(getpid())"
            try? FileManager.default.removeItem(atPath: draft)
            try SystemFile.append(Array((station.text + "\n").utf8), to: draft)
            defer { unlink(draft) }
            if link(draft, owner) != 0, errno != EEXIST {
                // A disk without links.
                if access(owner, F_OK) != 0, rename(draft, owner) != 0 {
                    throw SystemFile.failure(errno, owner, "could not be made")
                }
            }
        }
        let text = String(decoding: try SystemFile.read(owner) ?? [], as: UTF8.self)
        let isOwner = text.split(whereSeparator: \.isNewline).first.map(String.init) == station.text
        let base = data.path + (isOwner ? "/index" : "/index-" + station.text)
        path = base + ".sqlite"
        lock = base + ".lock"
    }
}

extension RosterIndex {
    /// Indices of other stations in this data folder, by name: another machine's, or one of a name that this one had.
    public func foreignIndices() -> [String] {
        let own = (path as NSString).lastPathComponent
        return ((try? FileManager.default.contentsOfDirectory(atPath: data.path)) ?? [])
            .filter { $0.hasPrefix("index") && $0.hasSuffix(".sqlite") && $0 != own }.sorted()
    }

    /// Stations whose name two machines seem to have: different changes of one number.
    public func sharedStations() throws(RecordingError) -> [String] {
        var seen: [String: [Int: String]] = [:]
        var found: Set<String> = []
        for change in try log.readAll().changes {
            if let other = seen[change.station, default: [:]].updateValue(change.id, forKey: change.number),
                other != change.id
            {
                found.insert(change.station)
            }
        }
        return found.sorted()
    }
}
