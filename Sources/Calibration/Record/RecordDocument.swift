import SignalCore

/// The printed record of a calibration: one page for people and one document for programs, from the same numbers.
///
/// It knows no clock and no order but that of the steps: the same arguments give the same bytes, always.
public struct RecordDocument: Sendable {
    /// The schema of the document for programs.
    public static let schema = "bilanx.calibration/1"

    /// Who, for whom, how.
    public let record: CalibrationRecord
    /// The run after the adjustment, or the only one, with its fit.
    public let outcome: CalibrationOutcome
    /// The run before the adjustment with its fit; nil where there was none.
    public let found: CalibrationOutcome?
    /// The check of the run before by the set that was in use; nil where either is missing.
    public let check: AsFoundCheck?
    /// SHA-256 of the raw data of the run, as hexadecimal digits; nil where nobody computed it.
    public let rawHash: String?
    /// The same of the run before.
    public let foundHash: String?
    /// Name and version of the program.
    public let software: String

    /// Puts a record together.
    ///
    /// - Parameters:
    ///   - record: its runs and set are replaced by those of the outcomes.
    ///   - outcome: the run after the adjustment, or the only one.
    ///   - found: the run before.
    /// - Throws: what ``AsFoundCheck`` throws.
    public init(
        _ record: CalibrationRecord, outcome: CalibrationOutcome, found: CalibrationOutcome? = nil,
        rawHash: String? = nil, foundHash: String? = nil, software: String
    ) throws(CalibrationError) {
        var record = record
        record.asLeft = outcome.run
        record.asFound = found?.run ?? (outcome.run.phase == .asFound ? outcome.run : nil)
        record.set = outcome.set
        if let previous = record.previous, let run = record.asFound {
            check = try AsFoundCheck(run, set: previous)
            record.decisionRule = record.decisionRule ?? DecisionRule.words
        } else {
            check = nil
        }
        self.record = record
        self.outcome = outcome
        self.found = found
        self.rawHash = rawHash
        self.foundHash = foundHash
        self.software = software
    }

    /// What a reader would look for and not find, in the order of the page.
    public var shortcomings: [String] {
        var list = record.shortcomings
        if record.client == nil { list.append("client") }
        if record.condition == nil { list.append("condition of the device") }
        if record.received == nil { list.append("date of receipt") }
        if record.method.isEmpty { list.append("method") }
        if outcome.run.device.firmware == nil { list.append("firmware") }
        if rawHash == nil { list.append("hash of the raw data") }
        for mass in outcome.run.masses where mass.due == nil { list.append("validity of weight \(mass.id)") }
        let open = outcome.run.plan.steps.count - outcome.run.done
        if open > 0 { list.append("\(open) of \(outcome.run.plan.steps.count) steps") }
        return list
    }
}
