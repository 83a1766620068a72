import Calibration
import Foundation

/// One line of a run's `readings.jsonl`: a reading, or what was said of the run afterwards.
///
/// A reading stands as the object of ``StepReading``; everything else stands under one key of its own, so that the file
/// only ever grows.
public enum RunEntry: Sendable, Hashable, Codable {
    /// A step was read.
    case reading(StepReading)
    /// The reading with this number, from 0 in the order of reading, does not count any more.
    case void(reading: Int, because: String)
    /// Somebody remarked something.
    case note(String)
    /// The climate was measured again.
    case climate(Climate)
    /// The device has been on for so long before the readings.
    case warmUp(minutes: Double)

    private enum Key: String, CodingKey {
        case void
        case because
        case note
        case climate
        case warmUp
    }

    /// Reads a line.
    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: Key.self)
        // A reading has a key `void` as well, which holds words.
        if let number = try? keyed.decode(Int.self, forKey: .void) {
            self = .void(reading: number, because: try keyed.decode(String.self, forKey: .because))
        } else if keyed.contains(.note) {
            self = .note(try keyed.decode(String.self, forKey: .note))
        } else if keyed.contains(.climate) {
            self = .climate(try keyed.decode(Climate.self, forKey: .climate))
        } else if keyed.contains(.warmUp) {
            self = .warmUp(minutes: try keyed.decode(Double.self, forKey: .warmUp))
        } else {
            self = .reading(try StepReading(from: decoder))
        }
    }

    /// Writes a line.
    public func encode(to encoder: any Encoder) throws {
        if case .reading(let reading) = self { return try reading.encode(to: encoder) }
        var keyed = encoder.container(keyedBy: Key.self)
        switch self {
        case .reading: break
        case .void(let number, let reason):
            try keyed.encode(number, forKey: .void)
            try keyed.encode(reason, forKey: .because)
        case .note(let text): try keyed.encode(text, forKey: .note)
        case .climate(let climate): try keyed.encode(climate, forKey: .climate)
        case .warmUp(let minutes): try keyed.encode(minutes, forKey: .warmUp)
        }
    }

    /// Does to a run what the line says; nothing where it speaks of a reading that is not there.
    public func apply(to run: inout CalibrationRun) {
        switch self {
        case .reading(let reading): run.readings.append(reading)
        case .void(let number, let reason):
            if run.readings.indices.contains(number) { run.readings[number].void = reason }
        case .note(let text): run.notes.append(text)
        case .climate(let climate): run.climate = climate
        case .warmUp(let minutes): run.warmUp = minutes
        }
    }
}
