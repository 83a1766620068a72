import SignalCore
import Symmetry

extension ResultsDocument {
    /// A set for people.
    func text(_ set: SetResult, all: Bool) -> String {
        var words = ["set of \(set.recordings.count) recordings", set.test.rawValue]
        words.append(set.athlete.map { "athlete " + $0 } ?? "one athlete")
        if set.load != 0 { words.append("load " + PeopleText.value(set.load, unit: "kg")) }
        if let box = set.boxHeight { words.append("box " + PeopleText.value(box, unit: "m")) }
        words += RoleText.chosen(set.symmetry)
        words.append(set.trials == 1 ? "1 trial counts" : "\(set.trials) trials count")
        return words.joined(separator: " · ") + "\n" + summary(set.summary, of: set.test, set.symmetry, all: all)
    }

    /// What needs two tests, for people; nothing where there is none.
    func derivedTexts() -> [String] {
        guard !derived.isEmpty else { return [] }
        var text = "from two tests\n"
        for result in derived {
            var parts: [String] = []
            for (limb, value, cv) in [
                ("", result.both, result.cvBoth), (" left", result.left, result.cvLeft),
                (" right", result.right, result.cvRight),
            ] {
                guard let value else { continue }
                var part = (value.value.map { PeopleText.value($0, unit: result.unit) } ?? value.status.words) + limb
                if let cv { part += " (CV " + PeopleText.value(cv, unit: "%") + ")" }
                parts.append(part)
            }
            if let asymmetry = result.asymmetry { parts.append("difference " + PeopleText.difference(asymmetry)) }
            let whose = result.athlete.map { ", athlete " + $0 } ?? ""
            text += "  \(result.label) (\(result.id))\(whose): " + parts.joined(separator: " · ") + "\n"
            text += "    \(result.formula)\n"
            for task in [result.numerator, result.denominator] { text += "    " + self.text(task) + "\n" }
            for note in result.notes { text += "    " + note + "\n" }
        }
        return [text]
    }

    /// The raw values behind a result.
    private func text(_ task: TaskValues) -> String {
        var values: [String] = []
        for (limb, value) in [("", task.both), (" left", task.left), (" right", task.right)] {
            if let value { values.append(PeopleText.value(value, unit: task.unit) + limb) }
        }
        let trials = task.count == 1 ? "1 trial" : "\(task.rule) of \(task.count) trials"
        let warning = task.status == .lowQuality ? ", with a warning" : ""
        return "\(task.name): \(name(task.metric)) " + values.joined(separator: ", ") + " (\(trials)\(warning))"
    }
}
