import Assessments
import Statistics
import Symmetry

/// Whether tests favour the same side, over a squad: the document `bilanx.agreement/1`.
public struct AgreementDocument: Sendable, Hashable {
    /// Name of the schema.
    public static let schema = "bilanx.agreement/1"

    /// Program and version that wrote it.
    public var software: String
    /// Name of the group; nil for everybody.
    public var group: String?
    /// The people.
    public var profiles: [DirectionProfile]
    /// The pairs of tests.
    public var pairs: [TestPairAgreement]

    /// Compares the tests of people.
    public init(software: String, group: String? = nil, profiles: [DirectionProfile]) {
        self.software = software
        self.group = group
        self.profiles = profiles
        pairs = TestPairAgreement.pairs(profiles)
    }

    /// The document as JSON; absent means absent, so a kappa that is not defined has no member.
    public var json: String {
        var json = JSONText()
        json.object { json in
            json.member("schema", Self.schema)
            json.member("software", software)
            json.member("group", group)
            json.array("pairs") { json in
                for pair in pairs {
                    json.lineBreak(indent: 1)
                    json.object { pair.write(&$0) }
                }
            }
            json.lineBreak(indent: 0)
            json.array("athletes") { json in
                for profile in profiles {
                    json.lineBreak(indent: 1)
                    json.object { profile.write(&$0) }
                }
            }
        }
        return json.text + "\n"
    }
}

extension TestPairAgreement {
    /// Writes the members of a pair.
    package func write(_ json: inout JSONText) {
        json.member("first", first)
        json.member("first_metric", firstMetric)
        json.member("second", second)
        json.member("second_metric", secondMetric)
        json.member("people", people)
        for (key, agreement) in [("clear", clear), ("all", all)] {
            json.object(key) { json in
                json.member("both_right", agreement.bothRight)
                json.member("first_right", agreement.firstRight)
                json.member("second_right", agreement.secondRight)
                json.member("both_left", agreement.bothLeft)
                json.member("undecided", agreement.undecided)
                json.member("observed", agreement.kappa?.observed)
                json.member("kappa", agreement.kappa?.kappa)
                json.member("kappa_se", agreement.kappa?.standardError)
                json.member("band", agreement.kappa?.kappa.map { CohenKappa.Band($0).rawValue })
            }
        }
    }
}
