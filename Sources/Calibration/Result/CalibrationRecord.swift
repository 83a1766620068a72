/// What the printed record of a calibration holds (formulas D.11); it claims no accreditation.
public struct CalibrationRecord: Sendable, Hashable, Codable {
    /// The heading; never "certificate of calibration".
    public static let title = "Calibration record"
    /// What stands under every record.
    public static let statement =
        "This is a record of measurements. It is informative and claims neither accreditation nor conformity to a standard. Reproduce it only in full."

    /// Names the record.
    public var id: String
    /// Who calibrated, with address.
    public var laboratory: String
    /// For whom; nil where that is the same.
    public var client: String?
    /// How it was done, in words.
    public var method: String
    /// Condition of the device when it came.
    public var condition: String?
    /// Day on which the device was received.
    public var received: CalendarDay?
    /// Day on which the record was issued.
    public var issued: CalendarDay?
    /// The run before any change; nil where there was none.
    public var asFound: CalibrationRun?
    /// The run after the adjustment, or the only one.
    public var asLeft: CalibrationRun?
    /// The set in use before; nil where there was none.
    public var previous: CalibrationSet?
    /// The new set; nil where nothing was adjusted.
    public var set: CalibrationSet?
    /// The rule by which something was accepted, in words; nil without such a statement.
    public var decisionRule: String?
    /// Who stands for it.
    public var authorisedBy: String?
    /// Runs at other temperatures from which the temperature coefficients stem; empty for none.
    public var temperatureRuns: [TemperatureRun] = []
    /// Number and hash of the register's entry with the set, `3:9f86…`; nil where the set was not kept.
    public var registerEntry: String?

    /// A run of the same sensor at another temperature.
    public struct TemperatureRun: Sendable, Hashable, Codable {
        /// Its id.
        public var run: String
        /// °C from the lowest to the highest; nil where nobody measured.
        public var temperature: ClosedRange<Double>?
        /// SHA-256 of its raw data; nil where nobody computed it.
        public var rawHash: String?

        /// Names a run.
        public init(run: String, temperature: ClosedRange<Double>?, rawHash: String? = nil) {
            self.run = run
            self.temperature = temperature
            self.rawHash = rawHash
        }
    }

    /// Makes a record.
    public init(
        id: String, laboratory: String, client: String? = nil, method: String, condition: String? = nil,
        received: CalendarDay? = nil, issued: CalendarDay? = nil, asFound: CalibrationRun? = nil,
        asLeft: CalibrationRun? = nil, previous: CalibrationSet? = nil, set: CalibrationSet? = nil,
        decisionRule: String? = nil, authorisedBy: String? = nil
    ) {
        self.id = id
        self.laboratory = laboratory
        self.client = client
        self.method = method
        self.condition = condition
        self.received = received
        self.issued = issued
        self.asFound = asFound
        self.asLeft = asLeft
        self.previous = previous
        self.set = set
        self.decisionRule = decisionRule
        self.authorisedBy = authorisedBy
    }

    /// What a reader would look for and not find; the record prints it.
    public var shortcomings: [String] {
        var list: [String] = []
        if laboratory.isEmpty { list.append("laboratory") }
        if issued == nil { list.append("date of issue") }
        if authorisedBy == nil { list.append("who authorised it") }
        guard let run = asLeft ?? asFound else { return list + ["readings"] }
        if asFound == nil { list.append("readings as found") }
        if run.device.serial == nil { list.append("serial number") }
        if run.climate.temperature == nil { list.append("temperature") }
        if run.climate.humidity == nil { list.append("humidity") }
        if run.climate.pressure == nil { list.append("pressure") }
        for mass in run.masses where mass.certificate == nil { list.append("certificate of weight \(mass.id)") }
        list += set?.budget.undetermined.map { "uncertainty from \($0)" } ?? []
        return list
    }
}
