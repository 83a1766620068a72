import SignalCore
import Symmetry

/// A trial as a file or a person marks it.
public struct TrialWindow: Sendable, Hashable {
    /// First and last sample on the recording's clock.
    public var window: ClosedRange<Int>
    /// False for a discarded trial.
    public var kept: Bool

    /// Makes a window.
    public init(_ window: ClosedRange<Int>, kept: Bool = true) {
        self.window = window
        self.kept = kept
    }
}

/// The one engine: live and offline give the same stretch of forces to the same functions and get the same numbers.
public enum RecordingAnalysis {
    /// Weighs the person over `window` and judges the stillness (formulas B.1).
    public static func weigh(_ record: ForceRecord, window: ClosedRange<Int>, settings: AnalysisSettings) -> Weighing? {
        nil
    }

    /// Finds the quiet stand of a recording that does not say where it is; nil where nobody stands still.
    public static func findWeighing(_ record: ForceRecord, test: TestID, settings: AnalysisSettings) -> Weighing? {
        nil
    }

    /// Finds the trials of a recording that does not say where they are.
    public static func findTrials(
        _ record: ForceRecord, test: TestID, weighing: Weighing?, settings: AnalysisSettings
    ) -> [TrialWindow] { [] }

    /// Analyses one trial.
    ///
    /// `trial` holds the rows of the trial's window and nothing else counts beside the weighing.
    public static func analyzeTrial(
        _ trial: ForceRecord, index: Int, kept: Bool, test: TestID, weighing: Weighing?, settings: AnalysisSettings
    ) -> TrialResult {
        TrialResult(index: index, window: 0...0, kept: kept, status: .notDetected, reasons: [], events: [], metrics: [])
    }

    /// Analyses a whole recording; what `weighing` and `trials` do not say is found.
    ///
    /// - Parameters:
    ///   - weighing: the window that the file marks; nil to find it.
    ///   - trials: the windows that the file marks; nil to find them.
    public static func analyze(
        _ record: ForceRecord, info: RecordingInfo, test: TestID, weighing: ClosedRange<Int>? = nil,
        trials: [TrialWindow]? = nil, settings: AnalysisSettings = AnalysisSettings()
    ) -> RecordingResult {
        RecordingResult(
            info: info, test: test, rate: record.rate, samples: record.count, bodyMass: nil, load: 0, weighing: nil,
            trials: [], summary: [])
    }
}
