import Assessments
import Foundation
import LiveSession
import SignalCore

/// Commands as JSON objects: `{"do": "retake"}`.
enum CommandText {
    private struct Head: Decodable {
        var `do`: String
    }

    private struct Fields: Decodable {
        var code: String?
        var test: String?
        var plan: String?
        var trial: Int?
        var reason: String?
        var text: String?
        var side: String?
        var event: String?
        var time: Double?
        var low: Double?
        var high: Double?
        var limb: String?
        var action: String?

        enum CodingKeys: String, CodingKey {
            case code, test, trial, reason, text, side, event, time, low, high, limb, action
            case plan = "protocol"
        }
    }

    /// Reads a command.
    ///
    /// - Parameter main: what `main` asks for now.
    /// - Throws: what is wrong with it, in plain words.
    static func read(_ json: [UInt8], main: LoopCommand?) throws(LoopRefusal) -> LoopCommand {
        let data = Data(json)
        let decoder = JSONDecoder()
        guard let head = try? decoder.decode(Head.self, from: data) else {
            throw LoopRefusal("A command is a JSON object such as {\"do\": \"start\"}.")
        }
        guard let fields = try? decoder.decode(Fields.self, from: data) else {
            throw LoopRefusal("A field of the command has another type than docs/live-api.md says.")
        }
        func trial() throws(LoopRefusal) -> Int {
            guard let trial = fields.trial else { throw LoopRefusal("Name the trial: {\"trial\": 1}.") }
            return trial
        }
        switch head.do {
        case "athlete": return .athlete(fields.code)
        case "test": return .test(try plan(fields))
        case "conditions":
            guard let conditions = try? decoder.decode(TestConditions.self, from: data) else {
                throw LoopRefusal("A condition has another type than docs/live-api.md says.")
            }
            return .conditions(conditions)
        case "start": return .start
        case "weigh": return .weigh
        case "finish", "stop": return .finish
        case "save": return .save
        case "next": return .next
        case "cancel": return .cancel
        case "retake": return .retake
        case "discard": return .discard(trial: try trial(), reason: fields.reason ?? "")
        case "keep": return .keep(trial: try trial())
        case "mark", "marker": return .mark(fields.text ?? "")
        case "note": return .note(fields.text ?? "", trial: fields.trial)
        case "pain":
            guard let pain = PainReport(rawValue: fields.side ?? "") else {
                throw LoopRefusal("The side of pain is none, left, right or both.")
            }
            return .pain(pain)
        case "event":
            guard let event = fields.event else { throw LoopRefusal("Name the event: {\"event\": \"takeoff\"}.") }
            return .event(event, trial: try trial(), time: fields.time)
        case "target":
            guard let low = fields.low, let high = fields.high else { return .target(nil) }
            guard low <= high else { throw LoopRefusal("The band goes from the smaller share to the larger one.") }
            return .target(low...high)
        case "limb":
            let name = fields.limb ?? "both"
            guard name == "both" || Side(rawValue: name) != nil else {
                throw LoopRefusal("The limb is left, right or both.")
            }
            return .limb(Side(rawValue: name))
        case "rig":
            guard let action = RigAction(rawValue: fields.action ?? "") else {
                throw LoopRefusal("The action of the rig is confirm or swap.")
            }
            return .rig(action)
        case "main":
            guard let main else { throw LoopRefusal("The person is next, not the trainer.") }
            return main
        default:
            throw LoopRefusal("There is no such command; docs/live-api.md lists them.")
        }
    }

    private static func plan(_ fields: Fields) throws(LoopRefusal) -> TestProtocol {
        if let id = fields.plan {
            guard let plan = TestProtocol.named(id) else { throw LoopRefusal("There is no such protocol.") }
            return plan
        }
        guard let plan = TestProtocol.all.first(where: { $0.test.rawValue == fields.test }) else {
            throw LoopRefusal("There is no such test.")
        }
        return plan
    }
}
