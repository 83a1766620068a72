import Assessments
import Foundation
import SignalCore
import Symmetry

/// One index as lists show it.
struct IndexRow: Encodable {
    let id: String
    let name: String
    let formula: String
    let unit: String
    let range: String
    /// What must be declared; empty for nothing.
    let needs: String
    /// What swapped sides do to it.
    let swap: String
    let source: String
    /// The index of the pair; nil without a pair and where it has none.
    var value: Double?
    /// Why it stands or is absent; nil without a pair.
    var status: String?
    /// What 10 % of `PD` are on its scale, on the side of the larger value; nil where the ratio does not determine it.
    let at10: Double?
    /// The same of 15 %.
    let at15: Double?

    init(_ index: PairIndex, left: Double?, right: Double?, roles: PairRoles) {
        id = index.rawValue
        name = index.name
        formula = index.formula
        unit = index == .difference ? "unit of the pair" : index.unit.isEmpty ? "1" : index.unit
        range = index.range
        needs =
            switch index.neededRole {
            case .none: index.needsTrials ? "several trials" : ""
            case .dominant: "dominant"
            case .involvedOrDominant: "involved, or dominant"
            }
        swap =
            switch index.underSwap(roles: roles) {
            case .negates: "changes sign"
            case .complements: "100 minus itself"
            case .keeps: "keeps its value"
            }
        source = index.source
        let sign: Double = (left ?? 0) > (right ?? 0) ? -1 : 1
        at10 = PairIndex.percentageDifference.convert(sign * 10, to: index, roles: roles)
        at15 = PairIndex.percentageDifference.convert(sign * 15, to: index, roles: roles)
        if let left, let right {
            let pair = index.evaluate(left: left, right: right, floor: 0, roles: roles)
            value = pair.value
            status = pair.status.rawValue
        }
    }

    private static func number(_ value: Double?) -> String {
        value.map { String(format: "%.6g", locale: Locale(identifier: "en_US_POSIX"), $0 + 0) } ?? "-"
    }

    /// The list for people; with a pair its values come first.
    static func table(_ rows: [IndexRow], left: Double?, right: Double?) -> String {
        let isPair = left != nil && right != nil
        var table = PlainTable(
            isPair
                ? ["INDEX", "VALUE", "UNIT", "STATUS", "PD 10 %", "PD 15 %", "FORMULA", "NEEDS", "SOURCE"]
                : ["INDEX", "NAME", "FORMULA", "UNIT", "RANGE", "NEEDS", "SWAPPED", "PD 10 %", "PD 15 %", "SOURCE"])
        for row in rows {
            let needs = row.needs.isEmpty ? "-" : row.needs
            table.add(
                isPair
                    ? [
                        row.id, number(row.value), row.unit, row.status ?? "", number(row.at10), number(row.at15),
                        row.formula, needs, row.source,
                    ]
                    : [
                        row.id, row.name, row.formula, row.unit, row.range, needs, row.swap, number(row.at10),
                        number(row.at15), row.source,
                    ])
        }
        var head = ""
        if let left, let right { head = "left \(number(left)), right \(number(right)); positive = right larger\n\n" }
        return head + table.text + """

            PD 10 % and 15 %: where those lines of PD lie on the scale of each index\(isPair ? ", on the side of the larger value" : ", right larger").
            They are conventions, specific to a task and a metric, and no pass marks (Parkinson 2021; formulas A.6, A.8).

            """
    }

    /// The list for programs.
    static func csv(_ rows: [IndexRow]) -> String {
        var lines = ["index,name,formula,unit,range,needs,swapped,value,status,pd10,pd15,source"]
        for row in rows {
            let numbers = [row.value, row.at10, row.at15].map { $0.map { number($0) } ?? "" }
            lines.append(
                [
                    row.id, row.name, row.formula, row.unit, row.range, row.needs, row.swap, numbers[0],
                    row.status ?? "", numbers[1], numbers[2], row.source,
                ].map(CSVCell.text).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
