import Assessments
import Recordings
import SignalCore
import Statistics
import Symmetry

extension TrendDocument {
    /// The document as JSON; absent means absent, numbers have nine significant digits.
    public var json: String {
        var json = JSONText()
        json.object { json in
            json.member("schema", Self.schema)
            json.member("software", software)
            json.member("athlete", athlete)
            json.member("code", code)
            json.array("trends") { json in
                for report in reports {
                    json.lineBreak(indent: 1)
                    json.object { report.write(&$0) }
                }
            }
            if let directions {
                json.lineBreak(indent: 0)
                json.object("directions") { directions.write(&$0) }
            }
            json.lineBreak(indent: 0)
            json.array("opposing") { json in
                for session in opposing {
                    json.lineBreak(indent: 1)
                    json.object { session.write(&$0) }
                }
            }
        }
        return json.text + "\n"
    }
}

extension ChangeReport {
    /// Writes the members of one report, for documents that hold some.
    package func write(_ json: inout JSONText) {
        json.member("test", test)
        json.member("metric", metric)
        json.member("name", name)
        json.member("unit", unit)
        json.member("rule", latest?.rule.rawValue ?? request.rule.rawValue)
        json.member("against", request.against.text)
        json.object("baseline") { json in
            json.member("first", baseline.lowerBound)
            json.member("sessions", baseline.count)
            json.member("words", baselineWords)
        }
        json.member("reversed", isReversed)
        json.array("sessions") { json in
            for point in points {
                json.lineBreak(indent: 2)
                json.object { point.write(&$0) }
            }
        }
        json.lineBreak(indent: 2)
        json.array("left_out") { json in
            for session in leftOut {
                json.lineBreak(indent: 3)
                json.object { json in
                    json.member("reason", session.reason.rawValue)
                    json.member("words", session.words)
                    session.point.write(&json)
                }
            }
        }
        json.lineBreak(indent: 2)
        json.array("series") { json in
            for one in series {
                json.lineBreak(indent: 3)
                json.object { one.write(&$0) }
            }
        }
        if let cause {
            json.lineBreak(indent: 2)
            json.object("limb_symmetry") { cause.write(&$0) }
        }
        json.lineBreak(indent: 2)
        json.array("remarks") { json in for remark in remarks { json.member(nil, remark) } }
    }
}

extension SessionPoint {
    /// Writes the members of a session.
    package func write(_ json: inout JSONText) {
        json.member("day", day)
        json.member("moment", ZonedTime(microseconds: moment * 1000, offsetMinutes: 0).description)
        json.array("recordings") { json in for recording in recordings { json.member(nil, recording) } }
        json.member("load_kg", conditions.load)
        json.member("box_m", conditions.boxHeight)
        json.member("lever_m", conditions.leverArm)
        json.member("conditions", conditions.text)
        json.member("preset", preset)
        json.member("method", method)
        json.member("separate", isSeparate)
        json.member("status", status.rawValue)
        json.array("reasons") { json in for reason in reasons { json.member(nil, reason) } }
        for (key, limb) in [("left", left), ("right", right), ("both", both)] {
            guard let limb else { continue }
            json.object(key) { json in
                json.member("value", limb.value)
                json.member("n", limb.count)
                json.member("cv", limb.variation)
            }
        }
        guard let index else { return }
        json.object("asymmetry") { json in
            json.member("index", index.asResult.index)
            json.member("unit", index.unit)
            json.member("value", index.value)
            json.member("larger", index.larger.rawValue)
            json.member("ci95", index.interval)
            json.member("verdict", index.verdict.rawValue)
            json.member("reason", index.reason)
            json.member("reported", index.isReported)
        }
    }
}

extension ChangeSeries {
    /// Writes the members of a series.
    ///
    /// Members that end in `_ln` are natural logarithms; `change` and what is compared with it are in `change_unit`.
    package func write(_ json: inout JSONText) {
        json.member("quantity", quantity.rawValue)
        json.member("unit", unit)
        json.member("scale", scale.rawValue)
        json.member("change_unit", readableUnit)
        json.member("n", values.count)
        for (key, trend) in [("per_session", perSession), ("per_week", perWeek)] {
            guard let trend else { continue }
            json.object(key) { json in
                json.member("change", readable(trend.slope))
                json.member("ci95", readable(trend.bounds.lowerBound)...readable(trend.bounds.upperBound))
            }
        }
        json.member("cv_within", withinVariation)
        json.member("cv_between", betweenVariation)
        json.member("sd_between", betweenDeviation.map(readable))
        if let error {
            json.object("error") { json in
                json.member("source", error.source.rawValue)
                json.member("typical_error", readable(error.typicalError))
                if scale == .relative { json.member("typical_error_ln", error.typicalError) }
                json.member("df", error.degreesOfFreedom)
                json.member("t", error.coverage)
                json.member("t_df", error.quantileDegrees)
                json.member("count", error.count)
                json.member("mdc95", readable(error.minimalDetectableChange))
            }
        }
        if let squad {
            json.object("squad") { json in
                json.member("typical_error", readable(squad.typicalError))
                if scale == .relative { json.member("typical_error_ln", squad.typicalError) }
                json.member("df", squad.degreesOfFreedom)
                json.member("people", squad.people)
                json.member("swc", squad.smallestWorthwhile.map(readable))
            }
        }
        json.member("compared_with_squad", comparedWithSquad?.rawValue)
        json.member("swc_own", ownWorthwhile)
        if let band, let bounds = bandValues {
            json.object("band") { json in
                json.member("sessions", band.count)
                json.member("centre", value(atScale: band.mean))
                json.member("bounds", bounds)
            }
        }
        guard let finding else {
            json.member("verdict", verdict.rawValue)
            return
        }
        json.member("baseline", finding.baseline)
        json.member("latest", finding.latest)
        json.member("change", readable(finding.change))
        if scale == .relative { json.member("change_ln", finding.change) }
        if let limit = finding.limit {
            json.member("limits", readable(-limit)...readable(limit))
            if scale == .relative { json.member("limit_ln", limit) }
        }
        json.member("decided_by", finding.rule.rawValue)
        json.member("verdict", finding.verdict.rawValue)
        json.member("words", finding.words)
    }
}

extension SymmetryCause {
    /// Writes the members of the decomposition.
    package func write(_ json: inout JSONText) {
        json.member("weaker", weaker.rawValue)
        json.member("declared", isDeclared)
        json.member("before", before)
        json.member("after", after)
        json.member("weaker_ln", weakerChange)
        json.member("stronger_ln", strongerChange)
        json.member("share_of_fall", shareOfFall)
        json.member("stronger_verdict", strongerVerdict.rawValue)
        json.member("called_out", isCalledOut)
        json.member("words", words)
    }
}

extension DirectionProfile {
    /// Writes the members of a profile.
    package func write(_ json: inout JSONText) {
        json.member("athlete", athlete)
        json.member("agreement", agreement.rawValue)
        json.member("words", words)
        json.array("tests") { json in
            for test in tests {
                json.lineBreak(indent: 2)
                json.object { json in
                    json.member("test", test.point.test)
                    json.member("metric", test.point.metric)
                    json.member("day", test.point.day)
                    json.member("index", test.index.asResult.index)
                    json.member("value", test.index.value)
                    json.member("larger", test.index.larger.rawValue)
                    json.member("verdict", test.index.verdict.rawValue)
                }
            }
        }
    }
}

extension OpposingSession {
    /// Writes the members of a ratio.
    package func write(_ json: inout JSONText) {
        json.member("id", task.id)
        json.member("day", day)
        json.member("metric", metric)
        json.member("numerator", task.numerator)
        json.member("denominator", task.denominator)
        for (key, ratio, variation, top, bottom) in [
            ("left", left, leftVariation, numerator.left, denominator.left),
            ("right", right, rightVariation, numerator.right, denominator.right),
        ] {
            json.object(key) { json in
                json.member("ratio", ratio.value)
                json.member("status", ratio.status.rawValue)
                json.member("cv", variation)
                json.member("numerator", top?.value)
                json.member("denominator", bottom?.value)
            }
        }
        json.object("asymmetry") { json in
            json.member("index", PairIndex.percentageDifference.rawValue)
            json.member("value", asymmetry.value)
            json.member("status", asymmetry.status.rawValue)
        }
        json.array("notes") { json in for note in notes { json.member(nil, note) } }
    }
}
