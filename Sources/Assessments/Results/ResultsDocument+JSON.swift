import SignalCore
import Symmetry

extension ResultsDocument {
    /// The JSON document `bilanx.results/1`, ending in a line feed; numbers with nine significant digits.
    ///
    /// What is absent has no key. Members stand in the order of the design, one trial, metric and summary a line.
    public func json() -> String {
        var json = JSONText()
        json.object { json in
            json.member("schema", "bilanx.results/1")
            json.member("software", software)
            json.member("preset", preset)
            // The project's own rules stand in its documentation; every other set is written out.
            if rules != .bilanx {
                json.lineBreak(indent: 1)
                rules.write(&json)
            }
            json.array("recordings") { json in
                for recording in recordings {
                    json.lineBreak(indent: 1)
                    json.object { write(recording, &$0) }
                }
            }
            json.array("sets") { json in
                for set in sets {
                    json.lineBreak(indent: 1)
                    json.object { write(set, &$0) }
                }
            }
            json.array("derived") { json in
                for result in derived {
                    json.lineBreak(indent: 1)
                    json.object { write(result, &$0) }
                }
            }
        }
        return json.text + "\n"
    }

    private func write(_ recording: RecordingResult, _ json: inout JSONText) {
        let recording = recording.withMarks
        let info = recording.info
        json.member("id", info.id)
        json.member("source", info.source)
        json.member("format", info.format)
        json.member("athlete", info.athlete)
        if !info.marks.isEmpty {
            json.array("marks") { json in for mark in info.marks { json.member(nil, mark) } }
        }
        json.member("test", recording.test.rawValue)
        json.member("rate_hz", recording.rate)
        json.member("samples", recording.samples)
        json.member("clocks", info.clocks)
        json.member("body_mass_kg", recording.bodyMass)
        json.member("load_kg", recording.load)
        write(recording.settings.symmetry, &json)
        json.lineBreak(indent: 2)
        write(info.loss, &json)
        if let alignment = info.alignment { write(alignment, &json) }
        json.lineBreak(indent: 2)
        json.array("trials") { json in
            for trial in recording.trials {
                json.lineBreak(indent: 3)
                json.object { write(trial, rate: recording.rate, &$0) }
            }
        }
        json.lineBreak(indent: 2)
        write(recording.summary, &json)
        guard let spread = recording.spread else { return }
        json.lineBreak(indent: 2)
        json.array("spread") { spread.write(&$0) }
    }

    func write(_ summaries: [MetricSummary], _ json: inout JSONText) {
        json.array("summary") { json in
            for summary in summaries {
                json.lineBreak(indent: 3)
                json.object { write(summary, &$0) }
            }
        }
    }

    private func write(_ trial: TrialResult, rate: Double, _ json: inout JSONText) {
        json.member("index", trial.index)
        json.member("start_s", Double(trial.window.lowerBound) / rate)
        json.member("end_s", Double(trial.window.upperBound) / rate)
        json.member("kept", trial.kept)
        json.member("limb", trial.limb?.rawValue)
        json.member("status", trial.status.rawValue)
        json.array("reasons") { json in for reason in trial.reasons { json.member(nil, reason) } }
        json.lineBreak(indent: 4)
        json.object("events") { json in
            for event in trial.events { json.member(event.name, Double(event.index) / rate) }
        }
        json.lineBreak(indent: 4)
        json.array("metrics") { json in
            for metric in trial.metrics {
                json.lineBreak(indent: 5)
                json.object { write(metric, &$0) }
            }
        }
    }

    private func write(_ metric: MetricResult, _ json: inout JSONText) {
        json.member("id", metric.id)
        json.member("unit", metric.unit)
        json.member("method", metric.method)
        json.member("headline", metric.headline)
        json.member("status", metric.status.rawValue)
        json.member("lost", metric.lost)
        json.member("both", metric.both)
        json.member("left", metric.left)
        json.member("right", metric.right)
        if let asymmetry = metric.asymmetry { write(asymmetry, &json) }
        if let effect = metric.alignment?.index { json.member("alignment_u", effect) }
    }

    func write(_ asymmetry: AsymmetryResult, _ json: inout JSONText) {
        json.object("asymmetry") { json in
            json.member("index", asymmetry.index)
            json.member("unit", asymmetry.unit)
            json.member("value", asymmetry.value)
            json.member("larger", asymmetry.larger?.rawValue)
            json.member("status", asymmetry.status.rawValue)
            json.member("mark", asymmetry.mark)
        }
    }

    private func write(_ summary: MetricSummary, _ json: inout JSONText) {
        json.member("id", summary.id)
        json.member("n", summary.count)
        json.member("rule", summary.rule)
        json.member("both", summary.both)
        json.member("left", summary.left)
        json.member("right", summary.right)
        json.member("cv_both", summary.cvBoth)
        json.member("cv_left", summary.cvLeft)
        json.member("cv_right", summary.cvRight)
        if let trend = summary.trend { write(trend, &json) }
        guard let asymmetry = summary.asymmetry else { return }
        json.object("asymmetry") { json in
            json.member("index", asymmetry.index)
            json.member("value", asymmetry.value)
            json.member("ci95", summary.interval)
            if let band = summary.band {
                json.object("noise_band") { json in
                    json.member("scale", band.scale.rawValue)
                    json.member("half_width", band.halfWidth)
                }
            }
            json.member("verdict", summary.verdict?.rawValue)
            json.member("larger", asymmetry.larger?.rawValue)
            json.member("mark", asymmetry.mark)
            json.member("reason", summary.reason)
        }
    }
}
