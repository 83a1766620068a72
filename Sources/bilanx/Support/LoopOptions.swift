import ArgumentParser
import Assessments
import LiveSession

/// How a live test of several people begins.
struct LoopOptions: ParsableArguments {
    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp(
            "Test with its number of trials, rests and end, such as cmj3; typed words steer it then.",
            discussion:
                "There are: \(TestProtocol.all.filter { $0.id != $0.test.rawValue }.map(\.id).joined(separator: ", ")); "
                + "the id of a test alone goes on until it is ended."))
    var plan: String?

    func validate() throws {
        if let plan, TestProtocol.named(plan) == nil {
            throw ValidationError(
                "--protocol \(plan): there is none of that name. There are: "
                    + TestProtocol.all.map(\.id).joined(separator: ", ") + ".")
        }
    }
}
