import SignalCore

/// A trial as a file or a person marks it.
public struct TrialWindow: Sendable, Hashable {
    /// First and last sample on the recording's clock.
    public var window: ClosedRange<Int>
    /// False for a discarded trial.
    public var kept: Bool
    /// The limb whose trial it is, where the test finds trials of one limb among movements of both, such as steps.
    public var limb: Side?
    /// Events that somebody has moved by hand, by name: samples on the recording's clock.
    public var moved: [String: Int] = [:]

    /// Makes a window.
    public init(_ window: ClosedRange<Int>, kept: Bool = true, limb: Side? = nil) {
        self.window = window
        self.kept = kept
        self.limb = limb
    }
}

/// The one engine: live and offline give the same stretch of forces to the same functions and get the same numbers.
public enum RecordingAnalysis {
    /// Weighs the person over `window` and judges the stillness (formulas B.1).
    ///
    /// - Parameter window: samples on the recording's clock; what lies outside the record is left out.
    /// - Returns: nil for fewer than two samples. What the gate finds stands in `reasons`.
    public static func weigh(_ record: ForceRecord, window: ClosedRange<Int>, settings: AnalysisSettings) -> Weighing? {
        // The window alone is filtered, so that it weighs the same live, where nothing else is there yet.
        WeighingGate.weigh(
            settings.rules.filter.applied(to: record.slice(window)).record, window: window,
            seconds: settings.rules.weighing.seconds)
    }

    /// Finds the quiet stand of a recording that does not say where it is; nil where nobody stands still.
    ///
    /// Jumps: the second with the smallest SD before the first jump or contact that passes the gate; where none does, one after the
    /// last landing; else the quietest one with what the gate found. Pulls: the earliest second that passes, because later
    /// ones may hold pre-tension. Tests without weighing have none.
    public static func findWeighing(_ record: ForceRecord, test: TestID, settings: AnalysisSettings) -> Weighing? {
        test.definition.findWeighing(settings.rules.filter.applied(to: record).record, settings.underRules)
    }

    /// Finds the trials of a recording that does not say where they are; none where nothing happens.
    ///
    /// Jumps: a flight is at least 100 ms under 20 N after a push; stepping on or off is none. A trial reaches from 3 s
    /// before take-off (not into the weighing, unless the hold of a squat jump was weighed, nor into the trial before) to
    /// 5 s after landing (not past stepping off). Drop jumps, landings, hops and steps: one trial a contact; those of steps
    /// overlap, as steps do. Isometric efforts:
    /// one trial an effort. `free`: the whole recording.
    public static func findTrials(
        _ record: ForceRecord, test: TestID, weighing: Weighing?, settings: AnalysisSettings
    ) -> [TrialWindow] {
        test.definition.findTrials(settings.rules.filter.applied(to: record).record, weighing, settings.underRules)
    }

    /// Analyses one trial.
    ///
    /// `trial` holds the rows of the trial's window and nothing else counts beside the weighing.
    ///
    /// - Parameters:
    ///   - index: number of the trial in its recording, from 1.
    ///   - limb: the limb whose trial the window is said to be; nil where nothing is said.
    ///   - moved: events that somebody has moved by hand (``TestID/movableEvents``), samples on the recording's clock.
    /// - Returns: every metric of the test's catalogue; what could not be computed is absent with its status.
    public static func analyzeTrial(
        _ trial: ForceRecord, index: Int, kept: Bool, test: TestID, weighing: Weighing?, settings: AnalysisSettings,
        limb: Side? = nil, moved: [String: Int] = [:]
    ) -> TrialResult {
        var settings = settings.underRules
        if settings.withheld == nil, trial.flags.contains(where: { $0.contains(.alignmentUnknown) }) {
            settings.withheld = .alignmentUnknown
        }
        func analyze(_ rows: ForceRecord) -> TrialResult {
            analyzeRows(
                rows, index: index, kept: kept, test: test, weighing: weighing, settings: settings, limb: limb,
                moved: moved)
        }
        var result = analyze(trial)
        AlignmentEffect.add(to: &result, trial, settings, analyze: analyze)
        return result
    }

    /// Analyses rows as they are.
    private static func analyzeRows(
        _ trial: ForceRecord, index: Int, kept: Bool, test: TestID, weighing: Weighing?, settings: AnalysisSettings,
        limb: Side?, moved: [String: Int]
    ) -> TrialResult {
        let filtered = settings.rules.filter.applied(to: trial)
        let frame = TrialFrame(
            filtered.record, limb: limb,
            moved: moved.filter { test.movableEvents.contains($0.key) }.mapValues { $0 - trial.firstIndex })
        var outcome = test.definition.analyze(frame, weighing, settings)
        if filtered.isRefused { outcome.add(.filterTooHigh) }
        if trial.count == 0 { outcome.status = .tooShort }
        outcome.table.relateToBodyMass(of: test, weighing, settings)
        return outcome.result(index: index, kept: kept, test: test, frame: frame, settings: settings)
    }

    /// Analyses a whole recording; what `weighing` and `trials` do not say is found.
    ///
    /// Where no trial is found the whole recording is reported as one that was not detected.
    ///
    /// - Parameters:
    ///   - weighing: the window that the file marks; nil to find it. A method that weighs by a rule of its own finds its own
    ///     window and takes this one only where it finds none.
    ///   - trials: the windows that the file marks; nil to find them.
    public static func analyze(
        _ record: ForceRecord, info: RecordingInfo, test: TestID, weighing: ClosedRange<Int>? = nil,
        trials: [TrialWindow]? = nil, settings: AnalysisSettings = AnalysisSettings()
    ) -> RecordingResult {
        let settings = settings.underRules
        var stand: Weighing?
        let weighsItself = test.isWeighed && settings.rules.weighing != WeighingRule()
        if weighsItself { stand = findWeighing(record, test: test, settings: settings) }
        if stand != nil {
            // By the method's own rule.
        } else if let weighing {
            stand = weigh(record, window: weighing, settings: settings)
        } else if test.isWeighed {
            stand = findWeighing(record, test: test, settings: settings)
        }
        var windows = trials ?? findTrials(record, test: test, weighing: stand, settings: settings)
        if windows.isEmpty, trials == nil { windows = TestDefinition.wholeRecord(record) }
        let results = windows.enumerated().map { k, window in
            analyzeTrial(
                record.slice(window.window), index: k + 1, kept: window.kept, test: test, weighing: stand,
                settings: settings, limb: window.limb, moved: window.moved)
        }
        let mass = test.isWeighed ? stand?.usable?.bodyMass(settings) : nil
        return RecordingResult(
            info: info, test: test, rate: record.rate, samples: record.count,
            bodyMass: mass, load: settings.loadKilograms, weighing: stand, trials: results,
            summary: SetSummary.summarize([SetSummary.Part(trials: results, settings: settings)], test: test),
            settings: settings)
    }

    /// What a recording's summary says of trials so far, by the function that summarises it in the end.
    public static func summarize(
        _ trials: [TrialResult], test: TestID, settings: AnalysisSettings
    ) -> [MetricSummary] {
        SetSummary.summarize([SetSummary.Part(trials: trials, settings: settings.underRules)], test: test)
    }
}
