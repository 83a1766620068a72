import Calibration
import Foundation
import Laboratory

/// A calibration run as the dashboard sees it: its board as JSON, its commands from JSON.
///
/// Commands are objects such as `{"do": "next"}`: `next`, `redo` with `step` and `reason`, `void` with `reason`, `pause`,
/// `resume`, `note` with `text`, `climate` with `temperature`, `humidity` and `pressure`, `warm`, `stop` (docs/live-api.md).
public final class CalibrationDashboard: DashboardStation {
    private let board: CalibrationBoard

    /// Of a run that shows itself on `board`.
    public init(_ board: CalibrationBoard) { self.board = board }

    /// The page of a calibration run.
    public var home: String { "calibrate.html" }

    /// The state, where it is newer than `version`.
    public func state(after version: UInt64?) -> DashboardState? {
        guard let (number, snapshot) = board.snapshot(after: version) else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // JSON has no numbers that are none.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let json = try? encoder.encode(snapshot) else { return nil }
        return DashboardState(version: number, json: Array(json))
    }

    /// A run has no pictures of its own; its state has everything.
    public func frame(after number: UInt64) -> DashboardFrame? { nil }

    /// Nothing is announced.
    public func announcements(after id: UInt64) -> [DashboardAnnouncement] { [] }

    /// Hands a command over and waits for the run's answer; nil where it was done.
    public func command(_ json: [UInt8], from client: String) async -> String? {
        switch Self.read(json) {
        case .success(let command): await board.obey(command)
        case .failure(let fault): fault.words
        }
    }

    /// There are no documents beside the state.
    public func document(_ request: DashboardDocument) async -> [UInt8]? { nil }

    private struct Fault: Error {
        var words: String
    }

    private struct Fields: Decodable {
        var `do`: String
        var step: Int?
        var reason: String?
        var text: String?
        var temperature: Double?
        var humidity: Double?
        var pressure: Double?
    }

    private static func read(_ json: [UInt8]) -> Result<GuidedRun.Command, Fault> {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(json)) else {
            return .failure(Fault(words: "A command is a JSON object such as {\"do\": \"next\"}."))
        }
        func words(_ text: String?) -> String? {
            guard let text = text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else { return nil }
            return String(text.prefix(500))
        }
        switch fields.do {
        case "next": return .success(.next)
        case "pause": return .success(.pause)
        case "resume": return .success(.resume)
        case "stop": return .success(.stop)
        case "warm": return .success(.warm)
        case "void":
            guard let reason = words(fields.reason) else {
                return .failure(Fault(words: "Say why: {\"do\": \"void\", \"reason\": \"touched\"}."))
            }
            return .success(.void(because: reason))
        case "redo":
            guard let step = fields.step, let reason = words(fields.reason) else {
                return .failure(Fault(words: "Name the step and say why: {\"step\": 1, \"reason\": \"touched\"}."))
            }
            return .success(.redo(step: step, because: reason))
        case "note":
            guard let text = words(fields.text) else {
                return .failure(Fault(words: "The note has no words: {\"text\": \"…\"}."))
            }
            return .success(.note(text))
        case "climate":
            return .success(
                .climate(
                    Climate(temperature: fields.temperature, humidity: fields.humidity, pressure: fields.pressure)))
        default: return .failure(Fault(words: "`\(fields.do.prefix(40))` is no command of a calibration run."))
        }
    }
}
