import Assessments
import ForceDevices
import LiveSession
import SignalCore
import Symmetry

extension StationBoard.Picture {
    /// The picture as one JSON object, `"t":"frame"`.
    public var json: String {
        var json = JSONText()
        json.object { json in
            json.member("t", "frame")
            json.member("n", Int(clamping: number))
            json.member("time", frame.time)
            json.member("phase", frame.phase?.rawValue)
            if let extent = frame.extent {
                for (key, range) in [("l", extent.left), ("r", extent.right), ("s", extent.total)] {
                    json.array(key) { json in
                        json.member(nil, range.lowerBound)
                        json.member(nil, range.upperBound)
                    }
                }
            }
            json.member("left", frame.left)
            json.member("right", frame.right)
            json.member("share", frame.share)
            json.member("leftPeak", frame.leftPeak)
            json.member("rightPeak", frame.rightPeak)
            json.object("sym") { json in
                json.member("value", frame.symmetry.value)
                json.member("larger", frame.symmetry.value.map { $0 > 0 ? "right" : $0 < 0 ? "left" : "none" })
                json.member("status", frame.symmetry.status.rawValue)
            }
            json.object("loss") { json in
                json.member("missing", frame.loss.missing)
                json.member("duplicate", frame.loss.duplicate)
                json.member("reordered", frame.loss.reordered)
                json.member("corrupt", frame.loss.corrupt)
            }
            json.member("rate", frame.rate)
            json.member("away", frame.missingDevice)
            if let progress = frame.progress {
                json.object("progress") { json in
                    json.member("unit", progress.unit.rawValue)
                    json.member("value", progress.value)
                }
            }
            if let target {
                json.object("zone") { json in
                    if let isInside = target.isInside { json.member("in", isInside) }
                    json.member("inSeconds", target.inside)
                    json.member("total", target.total)
                }
            }
        }
        return json.text
    }
}

extension Announcement {
    /// The words as one JSON object, `"t":"say"`.
    public func json(id: UInt64) -> String {
        var json = JSONText()
        json.object { json in
            json.member("t", "say")
            json.member("id", Int(clamping: id))
            json.member("kind", kind.rawValue)
            json.member("key", key)
            json.member("text", text)
            json.object("args") { json in
                for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                    if name == "reasons" {
                        json.array(name) { json in
                            for reason in value.split(separator: ",") { json.member(nil, String(reason)) }
                        }
                    } else if let number = Int(value) {
                        json.member(name, number)
                    } else {
                        json.member(name, value)
                    }
                }
            }
        }
        return json.text
    }
}

extension StationBoard {
    /// The curve of a trial as JSON, min-max decimated (formulas C.7); nil where there is no such trial.
    ///
    /// - Parameter points: columns of the picture, 50…4000.
    public func curve(of index: Int, points: Int = 800) -> String? {
        let movable = test.movableEvents
        guard let (result, record) = trial(index), record.rows.count > 0 else { return nil }
        let rows = record.rows
        let total = rows.total
        func decimate(_ values: [Double], _ picks: [Int]) -> [Double] { picks.map { values[$0] } }
        // Both sides and their sum share the moments, so each keeps its own extremes.
        var picks: Set<Int> = [0, rows.count - 1]
        for values in [rows.left, rows.right, total] {
            for column in MinMax.columns(values.span, count: min(max(points, 50), 4000)) {
                if let column { picks.formUnion(column.indices) }
            }
        }
        let order = picks.filter { rows.left[$0].isFinite && rows.right[$0].isFinite }.sorted()
        let rate = rows.rate
        var json = JSONText()
        json.object { json in
            json.member("trial", index)
            json.member("from", Double(rows.firstIndex) / rate)
            json.member("to", Double(rows.firstIndex + rows.count - 1) / rate)
            json.array("time") { json in for i in order { json.member(nil, Double(rows.firstIndex + i) / rate) } }
            for (key, values) in [("left", rows.left), ("right", rows.right), ("sum", total)] {
                json.array(key) { json in for value in decimate(values, order) { json.member(nil, value) } }
            }
            json.member("weight", record.weighing?.weight)
            json.array("events") { json in
                for event in result.events {
                    json.object { json in
                        json.member("id", event.name)
                        json.member("name", event.words)
                        json.member("time", Double(event.index) / rate)
                        json.member("movable", movable.contains(event.name))
                    }
                }
            }
            json.array("phases") { json in
                for phase in result.phases {
                    json.object { json in
                        json.member("id", phase.id)
                        json.member("name", phase.name)
                        json.member("from", Double(phase.from) / rate)
                        json.member("to", Double(phase.to) / rate)
                    }
                }
            }
        }
        return json.text
    }

    /// How far the methods lie apart for a trial's headline metrics, as JSON; nil where there is no such trial.
    public func spread(of index: Int, test: TestID) -> String? {
        guard let (result, record) = trial(index) else { return nil }
        let info = RecordingInfo(
            id: nil, source: "", format: "bilanx", athlete: nil, clocks: 1, loss: Loss(evidence: .unknown))
        let spread = MethodSpread.compute(
            record.context, info: info, test: test, weighing: record.weighing?.window,
            trials: [TrialWindow(result.window, limb: result.limb)], settings: record.settings)
        var json = JSONText()
        json.object { json in
            json.member("trial", index)
            json.array("rows") { json in
                for row in spread.rows where row.headline {
                    json.object { json in
                        json.member("metric", row.metric)
                        json.member("name", MetricCatalogue.metric(row.metric)?.name ?? row.metric)
                        json.member("quantity", row.quantity.rawValue)
                        json.member("unit", row.unit)
                        json.member("smallest", row.lowest)
                        json.member("largest", row.highest)
                        json.array("values") { json in
                            for value in row.values {
                                json.object { json in
                                    json.member("preset", value.preset)
                                    json.member("value", value.value)
                                    json.member("status", value.status.rawValue)
                                }
                            }
                        }
                    }
                }
            }
        }
        return json.text
    }

    /// Tests and protocols as JSON: the same for every station.
    public static func tests() -> String {
        var json = JSONText()
        json.object { json in
            json.array("tests") { json in
                for test in TestCatalogue.all {
                    json.object { json in
                        json.member("id", test.id.rawValue)
                        json.member("name", test.name)
                        json.member("surface", test.surface == .plates ? "plates" : "dynamometers")
                        json.member("weighed", test.isWeighed)
                    }
                }
            }
            json.array("protocols") { json in
                for plan in TestProtocol.all {
                    json.object { json in
                        json.member("id", plan.id)
                        json.member("test", plan.test.rawValue)
                        json.member("name", plan.name)
                        if let trials = plan.trials { json.member("trials", trials) }
                        json.member("alternate", plan.alternates)
                        json.member("rest_s", plan.rest)
                        json.member("countdown_s", plan.countdown)
                        json.member("until", plan.until)
                    }
                }
            }
        }
        return json.text
    }
}

extension TrialEvent {
    /// The event in plain words: `peak negative velocity`.
    fileprivate var words: String {
        var text = ""
        for character in name {
            if character.isUppercase { text += " " }
            text += character.lowercased()
        }
        return text.replacing("takeoff", with: "take-off")
    }
}

extension TrialResult {
    /// Named stretches between events, for shading.
    fileprivate var phases: [(id: String, name: String, from: Int, to: Int)] {
        let stretches: [(String, String, [String], [String])] = [
            ("unweighting", "unweighting", ["integrationStart", "onset"], ["brakingStart", "peakNegativeVelocity"]),
            ("braking", "braking", ["brakingStart", "peakNegativeVelocity", "touchdown"], ["brakingEnd"]),
            ("propulsion", "propulsion", ["brakingEnd"], ["takeoff"]),
            ("flight", "flight", ["takeoff"], ["landing"]),
            ("landing", "landing", ["landing"], ["stabilised"]),
            ("effort", "effort", ["onset"], ["offset"]),
        ]
        return stretches.compactMap { id, name, starts, ends in
            guard let from = starts.compactMap({ event($0) }).first, let to = ends.compactMap({ event($0) }).first,
                from < to
            else { return nil }
            return (id, name, from, to)
        }
    }
}
