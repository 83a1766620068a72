import Foundation
import Recordings

extension RosterIndex {
    /// Writes down that a copy of one person's data, or of everybody's, was made, so that an erasure can tell of it.
    ///
    /// A copy at a place that is known already is noted once.
    public func noteExport(_ path: String, athlete: String?, day: String) throws(RecordingError) {
        let whole = URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
        let text = log.station.text + ":" + whole
        let known = try entries(kind: .export)
        if known.contains(where: { $0.text == text && $0.athlete == athlete }) { return }
        try apply(Self.entry(.export, athlete: athlete, ["text": .text(text), "date": .text(day)]))
    }

    /// Copies that hold what is known of an athlete: `STATION:PATH`, with the day of the first.
    public func exports(holding athlete: String) throws(RecordingError) -> [(place: String, day: String)] {
        let people = Set(try identities(athlete))
        return try entries(kind: .export).filter { entry in entry.athlete.map(people.contains) ?? true }
            .compactMap { entry in entry.text.map { ($0, entry.date ?? "") } }
    }
}
