import SignalCore
import Symmetry

extension ResultsDocument {
    /// The table for people; `all` shows every metric, else the headline ones.
    ///
    /// A difference is a magnitude with its side, never a bare sign; what is absent says why. Differences of one trial are
    /// that trial's: whether they are more than noise is said under *summary*.
    public func table(all: Bool) -> String {
        (recordings.map { text($0, all: all) } + sets.map { text($0, all: all) } + derivedTexts())
            .joined(separator: "\n")
    }

    private func text(_ recording: RecordingResult, all: Bool) -> String {
        var text = head(recording)
        for trial in recording.trials { text += "\n" + self.text(trial, in: recording, all: all) }
        let counted = recording.summary.map(\.count).max() ?? 0
        let hasMore =
            recording.settings.symmetry.roles != PairRoles() || recording.summary.contains { $0.band != nil }
        if counted > 1 || (counted == 1 && hasMore) {
            text += "\nsummary of the trials that count\n"
            text += summary(recording.summary, of: recording.test, recording.settings.symmetry, all: all)
        } else if counted == 1 {
            text += "\nOne trial counts: whether a difference is more than noise cannot be said from it.\n"
        }
        if let spread = recording.spread { text += "\n" + spread.table(all: all) }
        return text
    }

    private func head(_ recording: RecordingResult) -> String {
        let info = recording.info
        var words = [info.source, recording.test.rawValue]
        if let athlete = info.athlete { words.append("athlete " + athlete) }
        words.append((NumberText.significant(recording.rate) ?? "?") + " Hz")
        words.append("\(recording.samples) samples")
        if let mass = recording.bodyMass { words.append("body mass " + PeopleText.value(mass, unit: "kg")) }
        if recording.load != 0 { words.append("load " + PeopleText.value(recording.load, unit: "kg")) }
        words += RoleText.chosen(recording.settings.symmetry)
        var text = words.joined(separator: " · ") + "\n"
        if let weighing = recording.weighing {
            text += "  weighing  \(span(weighing.window, rate: recording.rate)): "
            text += PeopleText.value(weighing.weight, unit: "N") + ", SD " + PeopleText.value(weighing.sd, unit: "N")
            text += ", " + (weighing.isGood ? "good" : weighing.reasons.map(words(ofReason:)).joined(separator: "; "))
            text += "\n"
        } else if recording.test.isWeighed {
            text += "  weighing  none: " + QualityReason.noWeighing.words + "\n"
        }
        if let alignment = info.alignment { text += "  clocks    " + clocks(alignment) + "\n" }
        for mark in info.marks { text += "  MARK      " + mark + "\n" }
        return text + "  loss      " + loss(info.loss) + "\n"
    }

    private func loss(_ loss: Loss) -> String {
        var parts: [String] = []
        let counts = [
            (loss.missing, "missing"), (loss.duplicate, "duplicate"), (loss.reordered, "out of order"),
            (loss.corrupt, "corrupt"),
        ]
        for (count, word) in counts where count > 0 { parts.append("\(count) \(word)") }
        var what = parts.isEmpty ? "nothing missing" : parts.joined(separator: ", ")
        if loss.bound > 0 { what += " ± \(loss.bound)" }
        let evidence =
            switch loss.evidence {
            case .counted: "counted by the device"
            case .reported: parts.isEmpty ? "the device tells of losses" : "reported by the device, at least"
            case .timed: "judged by arrival times"
            case .unknown: "as far as the file shows"
            }
        return what + " (" + evidence + ")"
    }

    private func clocks(_ alignment: ClockAlignment) -> String {
        var text = "two, aligned to ± " + NumberText.fixed(2e3 * alignment.uncertainty, 2) + " ms"
        text += alignment.isTapped ? " by a tap" : " by arrival times"
        if let skew = alignment.skew {
            text += ", the right one " + NumberText.fixed(abs(skew), 1) + (skew < 0 ? " ppm fast" : " ppm slow")
        }
        return text
    }

    private func words(ofReason id: String) -> String { QualityReason(rawValue: id)?.words ?? id }

    private func span(_ window: ClosedRange<Int>, rate: Double) -> String {
        NumberText.fixed(Double(window.lowerBound) / rate, 3) + "–"
            + NumberText.fixed(Double(window.upperBound) / rate, 3) + " s"
    }

    private func text(_ trial: TrialResult, in recording: RecordingResult, all: Bool) -> String {
        var text = "trial \(trial.index)  " + span(trial.window, rate: recording.rate)
        text += "  " + (trial.status == .lowQuality ? "low quality" : trial.status.words)
        if let limb = trial.limb { text += ", \(limb.rawValue) limb" }
        if !trial.kept { text += ", discarded" }
        text += "\n"
        if !trial.reasons.isEmpty {
            text += "  note    " + trial.reasons.map(words(ofReason:)).joined(separator: "; ") + "\n"
        }
        if !trial.events.isEmpty {
            let events = trial.events.map {
                $0.name + " " + NumberText.fixed(Double($0.index) / recording.rate, 3)
            }
            text += "  events  " + events.joined(separator: " · ") + " s\n"
        }
        var table = TextTable([.left, .right, .right, .right, .left])
        let sides = trial.metrics.contains { $0.left != nil || $0.right != nil }
        table.add(["", "both", sides ? "left" : "", sides ? "right" : "", "difference"])
        for metric in trial.metrics where all || metric.headline {
            guard metric.status.carriesValue else {
                table.add([name(metric.id), "–", "", "", metric.status.words])
                continue
            }
            var difference = metric.asymmetry.map(PeopleText.difference) ?? ""
            if metric.lost > 0 { difference += " (\(metric.lost) samples lost)" }
            table.add(
                [name(metric.id)] + [metric.both, metric.left, metric.right].map { cell($0, metric.unit) }
                    + [difference])
        }
        return text + table.text(indent: "  ")
    }

    func name(_ id: String) -> String {
        MetricCatalogue.metric(id).map { "\($0.name) (\(id))" } ?? id
    }

    func cell(_ value: Double?, _ unit: String) -> String {
        value.map { PeopleText.value($0, unit: unit) } ?? ""
    }

    func summary(
        _ summaries: [MetricSummary], of test: TestID, _ symmetry: SymmetrySettings, all: Bool
    ) -> String {
        let headline = Set(MetricCatalogue.all.filter { $0.headlineOf.contains(test) }.map(\.id))
        var table = TextTable([.left, .right, .right, .right, .right, .left])
        table.add(["", "n", "both", "left", "right", "difference"])
        for summary in summaries where (all || headline.contains(summary.id)) && summary.count > 0 {
            table.add([
                name(summary.id), String(summary.count), cell(summary.both, summary.unit),
                cell(summary.left, summary.unit), cell(summary.right, summary.unit), judgement(summary, symmetry),
            ])
        }
        return table.text(indent: "  ")
    }

    private func judgement(_ summary: MetricSummary, _ symmetry: SymmetrySettings) -> String {
        guard let asymmetry = summary.asymmetry else { return "" }
        var text = PeopleText.difference(asymmetry)
        guard asymmetry.value != nil else { return text }
        if let view = RoleText.view(summary, symmetry.roles) { text += " (" + view + ")" }
        if let interval = summary.interval { text += " [" + PeopleText.interval(interval, asymmetry) + "]" }
        let verdict: String? =
            switch summary.verdict {
            case .clear: "clear"
            case .withinNoise: "within noise"
            case .cannotSay: "cannot say"
            case nil: nil
            }
        if let verdict { text += ", " + verdict }
        if let reason = summary.reason { text += ": " + reason }
        return text
    }
}
