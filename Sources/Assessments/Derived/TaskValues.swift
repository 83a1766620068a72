import SignalCore
import Symmetry

/// What one task gives to a result that needs two: the values of one metric over the trials that count.
public struct TaskValues: Sendable, Hashable {
    /// Name of the task for people, such as `countermovement jump` or `hamstring concentric`.
    public var name: String
    /// The test.
    public var test: TestID
    /// The recordings by id, else by source.
    public var recordings: [String]
    /// Id of the metric.
    public var metric: String
    /// Unit of the values.
    public var unit: String
    /// Trials that count.
    public var count: Int
    /// How trials became one value.
    public var rule: String
    /// Of both limbs together; nil where absent.
    public var both: Double?
    /// Of the left limb.
    public var left: Double?
    /// Of the right limb.
    public var right: Double?
    /// Coefficient of variation of both in %, from the repetitions of this call; nil for fewer than two.
    public var cvBoth: Double?
    /// Of the left limb.
    public var cvLeft: Double?
    /// Of the right limb.
    public var cvRight: Double?
    /// `ok`, or `lowQuality` where only trials with a warning count.
    public var status: MeasureStatus
    /// Why no symmetry may be shown, where that is so.
    var withheld: MeasureStatus?
    /// Smallest meaningful value of a limb.
    var floor: Double

    /// The values of a metric; nil where no trial that counts has any.
    init?(_ group: TestGroup, _ metric: String, _ kind: TestGroup.Kind = .any, name: String? = nil) {
        self.init(group, group.summary(kind), metric, name: name)
    }

    init?(_ group: TestGroup, _ summaries: [MetricSummary], _ metric: String, name: String? = nil) {
        guard let summary = summaries.first(where: { $0.id == metric }), summary.status.carriesValue,
            summary.both != nil || summary.left != nil || summary.right != nil
        else { return nil }
        self.name = name ?? group.test.definition.name
        test = group.test
        recordings = group.names
        self.metric = metric
        unit = summary.unit
        count = summary.count
        rule = summary.rule
        both = summary.both
        left = summary.left
        right = summary.right
        cvBoth = summary.cvBoth
        cvLeft = summary.cvLeft
        cvRight = summary.cvRight
        status = summary.status
        withheld = summary.asymmetry.flatMap { $0.status.isWithheld ? $0.status : nil }
        let settings = group.recordings.map(\.settings)
        let force = settings.map { group.test.loadFloor($0) }.max() ?? 0
        // A ratio of other quantities has no load of its own: its trials have passed the floor of their forces.
        floor =
            switch summary.unit {
            case "N": force
            case "N·m": force * (settings.first?.leverArm ?? 0)
            default: 0
            }
    }
}
