import Roster

/// People for the list.
struct PeopleDocument: Encodable {
    struct Person: Encodable {
        var id: String
        var code: String?
        var title: String
    }

    var athletes: [Person]
    var groups: [AthleteGroup]
    /// How many there are in all.
    var count: Int
}

/// One person.
struct PersonDocument: Encodable {
    struct Block: Encodable {
        var id: String
        var sentences: [String]
    }

    var title: String
    var facts: [String]
    var tests: [ReportTest]
    var blocks: [Block]
}

/// A drawing.
struct DrawingDocument: Encodable {
    var svg: String
}

/// Sessions, their drawing and what is said of their change.
struct ChangeDocument: Encodable {
    var points: [ReportPoint]
    var leftOut: [String]
    var sentences: [String]
    var svg: String

    init(_ report: ChangeReport) {
        points = report.points.map { ReportPoint($0) }
        leftOut = report.leftOut.map { $0.point.day + ": " + $0.words }
        sentences = report.sentences + leftOut
        svg = TrendPlot.svg(report, id: "trend", title: report.name)
    }
}

/// Guidance, or why there is none.
struct GuidanceDocument: Encodable {
    var advice: TrainingAdvice?
    var refused: [GuidanceRefusal]?

    init(_ guidance: Guidance) {
        switch guidance {
        case .advice(let words): advice = words
        case .refused(let reasons): refused = reasons
        }
    }
}

/// A team's table.
struct TeamDocument: Encodable {
    struct Row: Encodable {
        var id: String
        var title: String
        var day: String?
        var left: Double?
        var right: Double?
        var index: Double?
        var indexUnit: String?
        var low: Double?
        var high: Double?
        var larger: String?
        var verdict: String?
        var change: String?

        init(_ row: TeamReport.Row) {
            id = row.athlete.id
            title = row.athlete.title
            guard let shown = row.row, let given = shown.point else { return }
            let point = ReportPoint(given)
            day = point.day
            left = point.left
            right = point.right
            index = point.index
            indexUnit = point.indexUnit
            low = point.low
            high = point.high
            larger = point.larger
            verdict = point.verdict
            change = shown.changeText
        }
    }

    var test: String?
    var metric: String?
    var tests: [ReportTest]
    var rows: [Row]
}
