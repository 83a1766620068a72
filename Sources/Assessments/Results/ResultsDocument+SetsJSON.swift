import SignalCore
import Statistics
import Symmetry

extension ResultsDocument {
    /// What was chosen and declared; nothing where all is as usual.
    func write(_ symmetry: SymmetrySettings, _ json: inout JSONText) {
        json.member("index", symmetry.index?.rawValue)
        if symmetry.rule != .mean { json.member("rule", symmetry.rule.rawValue) }
        guard symmetry.roles != PairRoles() else { return }
        json.object("roles") { json in
            json.member("dominant", symmetry.roles.dominant?.rawValue)
            json.member("involved", symmetry.roles.involved?.rawValue)
        }
    }

    func write(_ set: SetResult, _ json: inout JSONText) {
        let set = withMarks(set)
        json.member("athlete", set.athlete)
        json.member("test", set.test.rawValue)
        json.member("load_kg", set.load)
        json.member("box_m", set.boxHeight)
        write(set.symmetry, &json)
        write(set.recordings, &json)
        json.member("n_recordings", set.recordings.count)
        json.member("n_trials", set.trials)
        json.lineBreak(indent: 2)
        write(set.summary, &json)
    }

    func write(_ trend: MetricTrend, _ json: inout JSONText) {
        json.object("trend") { json in
            for (name, line) in [
                ("both", trend.both), ("left", trend.left), ("right", trend.right), ("asymmetry", trend.asymmetry),
            ] {
                json.member("slope_" + name, line?.slope)
                json.member("ci95_" + name, line?.bounds)
            }
        }
    }

    func write(_ result: DerivedResult, _ json: inout JSONText) {
        let result = withMarks(result)
        json.member("id", result.id)
        json.member("label", result.label)
        json.member("athlete", result.athlete)
        json.member("unit", result.unit)
        json.member("formula", result.formula)
        json.member("source", result.source)
        for (name, value) in [("both", result.both), ("left", result.left), ("right", result.right)] {
            json.member(name, value?.value)
            json.member("status_" + name, value?.status.rawValue)
        }
        json.member("cv_both", result.cvBoth)
        json.member("cv_left", result.cvLeft)
        json.member("cv_right", result.cvRight)
        if let asymmetry = result.asymmetry { write(asymmetry, &json) }
        json.array("notes") { json in for note in result.notes { json.member(nil, note) } }
        json.lineBreak(indent: 2)
        json.object("numerator") { write(result.numerator, &$0) }
        json.lineBreak(indent: 2)
        json.object("denominator") { write(result.denominator, &$0) }
    }

    private func write(_ task: TaskValues, _ json: inout JSONText) {
        json.member("name", task.name)
        json.member("test", task.test.rawValue)
        write(task.recordings, &json)
        json.member("metric", task.metric)
        json.member("unit", task.unit)
        json.member("n", task.count)
        json.member("rule", task.rule)
        json.member("both", task.both)
        json.member("left", task.left)
        json.member("right", task.right)
        json.member("cv_both", task.cvBoth)
        json.member("cv_left", task.cvLeft)
        json.member("cv_right", task.cvRight)
        json.member("status", task.status.rawValue)
    }

    private func write(_ recordings: [String], _ json: inout JSONText) {
        json.array("recordings") { json in for name in recordings { json.member(nil, name) } }
    }
}
