/// One row of the tidy table as a warehouse keeps it: a value with what it needs to be read rightly.
public struct ResultRow: Sendable, Hashable {
    /// Id of the recording.
    public var recording = ""
    /// Start with zone.
    public var started = ""
    /// Athlete; nil for nobody.
    public var athlete: String?
    /// Id of the test.
    public var test = ""
    /// Trial from 1; nil for the summary of a recording.
    public var trial: Int?
    /// Id of the metric.
    public var metric = ""
    /// `left`, `right`, `both` or `asymmetry`.
    public var limb = ""
    /// The value; nil where it is absent, for the reason in `status`.
    public var value: Double?
    /// Its unit.
    public var unit = ""
    /// Its status.
    public var status = ""
    /// Method of the metric.
    public var method = ""
    /// Symmetry index.
    public var index: String?
    /// The larger side.
    public var larger: String?
    /// Lower bound of the 95 % interval.
    public var low: Double?
    /// Upper bound of the 95 % interval.
    public var high: Double?
    /// Trials that counted, of a summary.
    public var count: Int?
    /// Verdict on the difference, of a summary.
    public var verdict: String?
    /// Samples lost in its window.
    public var lost: Int?
    /// Preset of methods.
    public var preset = ""
    /// Program that computed it.
    public var software = ""
    /// False for a trial that was taken out, and for a summary over other trials than those that count now.
    public var counts = true

    /// A row that says nothing yet.
    public init() {}
}

extension ResultRow {
    /// How a column's values are written.
    enum Cell {
        case text(@Sendable (ResultRow) -> String?)
        case word(@Sendable (ResultRow) -> String)
        case integer(@Sendable (ResultRow) -> Int?)
        case number(@Sendable (ResultRow) -> Double?)
        case flag(@Sendable (ResultRow) -> Bool)
    }

    /// The columns in their order: those of the tidy table, then what a warehouse asks for besides.
    static let columns: [(name: String, cell: Cell)] = [
        ("recording", .word { $0.recording }), ("athlete", .text { $0.athlete }), ("test", .word { $0.test }),
        ("trial", .integer { $0.trial }), ("metric", .word { $0.metric }), ("limb", .word { $0.limb }),
        ("value", .number { $0.value }), ("unit", .word { $0.unit }), ("status", .word { $0.status }),
        ("method", .word { $0.method }),
        ("index", .text { $0.index }), ("larger", .text { $0.larger }), ("ci_low", .number { $0.low }),
        ("ci_high", .number { $0.high }), ("n", .integer { $0.count }), ("verdict", .text { $0.verdict }),
        ("lost", .integer { $0.lost }), ("preset", .word { $0.preset }), ("software", .word { $0.software }),
        ("started", .word { $0.started }), ("counts", .flag { $0.counts }),
    ]
}
