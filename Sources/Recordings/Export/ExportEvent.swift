import Assessments
import Foundation
import SignalCore

/// A moment of a recording that other programs are told of.
struct ExportEvent: Equatable {
    /// Seconds from the first row.
    var seconds: Double
    var label: String
    /// What it belongs to, such as `trial 1`; empty where it stands alone.
    var about = ""
    var side: Side?

    /// The moments that a recording's last lines name: weighing, trials, markers; in order of time.
    static func of(_ trailer: TrialTrailer, rate: Double) -> [ExportEvent] {
        func window(_ range: ClosedRange<Int>, _ what: String, _ about: String, _ side: Side?) -> [ExportEvent] {
            [
                ExportEvent(seconds: Double(range.lowerBound) / rate, label: what + " start", about: about, side: side),
                ExportEvent(seconds: Double(range.upperBound) / rate, label: what + " end", about: about, side: side),
            ]
        }
        var events = trailer.weigh.map { window($0, "weigh", "", nil) } ?? []
        for (i, trial) in trailer.trials.enumerated() {
            events += window(trial.window, "trial", "trial \(i + 1)" + (trial.kept ? "" : ", not kept"), trial.limb)
        }
        events += trailer.markers.map { ExportEvent(seconds: Double($0.row) / rate, label: $0.text, about: "marker") }
        return sorted(events)
    }

    /// The events of the analysis that a results document tells of a recording; none where it is another's.
    static func of(results bytes: [UInt8], id: String) -> [ExportEvent] {
        guard let document = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
            let recordings = document["recordings"] as? [[String: Any]],
            let recording = recordings.first(where: { $0["id"] as? String == id }),
            let trials = recording["trials"] as? [[String: Any]]
        else { return [] }
        var events: [ExportEvent] = []
        for trial in trials {
            let about = (trial["index"] as? Int).map { "trial \($0)" } ?? ""
            let side = (trial["limb"] as? String).flatMap(Side.init(rawValue:))
            for (name, value) in trial["events"] as? [String: Any] ?? [:] {
                guard let seconds = (value as? NSNumber)?.doubleValue else { continue }
                events.append(ExportEvent(seconds: seconds, label: name, about: about, side: side))
            }
        }
        return sorted(events)
    }

    /// In order of time, then of their names.
    static func sorted(_ events: [ExportEvent]) -> [ExportEvent] {
        events.sorted { ($0.seconds, $0.about, $0.label) < ($1.seconds, $1.about, $1.label) }
    }
}
