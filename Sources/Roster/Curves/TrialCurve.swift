import Foundation
import Recordings
import SignalCore

/// The forces of one trial of a recording as they are drawn, with its events.
public struct TrialCurve: Sendable, Hashable, Codable {
    /// Id of the recording.
    public var recording: String
    /// When that began.
    public var started: String
    /// Number of the trial, from 1.
    public var trial: Int
    /// Seconds from the trial's start, one a drawn place.
    public var times: [Double]
    /// Newtons of the left side; nil where none were measured.
    ///
    /// Absent for a recording of the sum alone.
    public var left: [Double?]?
    /// Newtons of the right side.
    public var right: [Double?]?
    /// Newtons of both together.
    public var total: [Double?]
    /// Events in seconds from the trial's start, by their ids.
    public var events: [String: Double]
    /// The limb of a trial that loads one only.
    public var limb: String?

    /// The order in which an event is looked for by which two curves are laid on each other.
    public static let anchors = ["takeoff", "onset", "contact", "seatOff", "landing"]

    /// Seconds of the event by which curves are laid on each other; the start of the trial where it has none of them.
    public var anchor: (name: String, time: Double) {
        for name in Self.anchors { if let time = events[name] { return (name, time) } }
        return ("start", 0)
    }

    /// Cuts a trial out of rows and thins it to about `points` places.
    ///
    /// Of each place the sample that lies farthest from the place's mean stands, so that peaks stay.
    ///
    /// - Parameters:
    ///   - span: rows of the trial.
    ///   - points: places at most, ≥ 2.
    init(
        recording: String, started: String, trial: Int, record: ForceRecord, span: Range<Int>, events: [String: Double],
        limb: String?, points: Int
    ) {
        self.recording = recording
        self.started = started
        self.trial = trial
        self.events = events
        self.limb = limb
        let rows = span.clamped(to: 0..<record.total.count)
        let step = max((rows.count + max(points, 2) - 1) / max(points, 2), 1)
        let places = stride(from: rows.lowerBound, to: rows.upperBound, by: step).map { start in
            start..<min(start + step, rows.upperBound)
        }
        times = places.map { Double($0.lowerBound - rows.lowerBound) / record.rate }
        let hasSides = record.left.count == record.total.count && !record.left.isEmpty
        left = hasSides ? places.map { Self.standing(record.left[$0]) } : nil
        right = hasSides ? places.map { Self.standing(record.right[$0]) } : nil
        total = places.map { Self.standing(record.total[$0]) }
    }

    /// The sample that stands for a place; nil where all are missing.
    static func standing(_ samples: ArraySlice<Double>) -> Double? {
        var sum = 0.0
        var count = 0
        for sample in samples where sample.isFinite {
            sum += sample
            count += 1
        }
        guard count > 0 else { return nil }
        let mean = sum / Double(count)
        var best = mean
        var farthest = -1.0
        for sample in samples where sample.isFinite && abs(sample - mean) > farthest {
            farthest = abs(sample - mean)
            best = sample
        }
        // The grid of newtons in files.
        return (best * 10000).rounded() / 10000
    }
}
