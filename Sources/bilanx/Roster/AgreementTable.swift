import Assessments
import Roster
import Statistics
import Symmetry

/// Agreement of tests in direction, for people and as rows.
struct AgreementTable {
    private let document: AgreementDocument
    private let names: [String: String]

    init(_ document: AgreementDocument, names: [String: String] = [:]) {
        self.document = document
        self.names = names
    }

    /// The pairs of tests, then each person in a sentence.
    var text: String {
        var text = ""
        if document.pairs.isEmpty {
            text += "Nobody has two tests whose sides can be compared.\n"
        } else {
            var table = PlainTable([
                "tests", "people", "both clear", "same side", "kappa", "agreement", "inside noise", "kappa of all",
            ])
            for pair in document.pairs {
                let kappa = pair.clear.kappa
                table.add([
                    "\(pair.first) and \(pair.second)", String(pair.people), String(pair.decided),
                    String(pair.clear.bothLeft + pair.clear.bothRight), Self.kappa(kappa),
                    kappa?.kappa.map { Self.words(CohenKappa.Band($0)) } ?? "", String(pair.clear.undecided),
                    Self.kappa(pair.all.kappa),
                ])
            }
            text += table.text
        }
        text += "\n"
        for profile in document.profiles {
            text += "\(names[profile.athlete] ?? profile.athlete): \(profile.words)\n"
        }
        return text
    }

    /// One row a pair of tests; an empty cell is absent.
    var csv: String {
        var rows = [
            [
                "first", "first_metric", "second", "second_metric", "people", "counted", "both_right", "first_right",
                "second_right", "both_left", "undecided", "observed", "kappa", "kappa_se",
            ]
        ]
        for pair in document.pairs {
            for (counted, one) in [("clear", pair.clear), ("all", pair.all)] {
                let counts = [one.bothRight, one.firstRight, one.secondRight, one.bothLeft, one.undecided]
                let kappa = one.kappa
                rows.append(
                    [pair.first, pair.firstMetric, pair.second, pair.secondMetric, String(pair.people), counted]
                        + counts.map(String.init)
                        + [kappa?.observed, kappa?.kappa, kappa?.standardError].map {
                            $0.flatMap(PeopleText.significant) ?? ""
                        })
            }
        }
        return rows.map { $0.map(CSVCell.text).joined(separator: ",") + "\n" }.joined()
    }

    private static func kappa(_ kappa: CohenKappa?) -> String {
        guard let kappa else { return "-" }
        guard let value = kappa.kappa else { return "not defined" }
        return PeopleText.number(value, decimals: 2) + " ± "
            + PeopleText.number(kappa.standardError ?? .nan, decimals: 2)
    }

    private static func words(_ band: CohenKappa.Band) -> String {
        band == .almostPerfect ? "almost perfect" : band.rawValue
    }
}
