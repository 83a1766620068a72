import ArgumentParser
import Assessments
import Symmetry

/// A ratio as the command line names it: `ID[.METRIC]=ABOVE[,…]:BELOW[,…]`.
struct RatioOption: Sendable {
    /// Id with names for both sides of the line.
    let task: TaskRatio
    /// Id of the metric; nil for the usual one.
    let metric: String?
    /// Paths, or words of conditions after an @.
    let numerator: [String]
    /// The same below the line.
    let denominator: [String]

    /// Reads the text; says what is wrong with it.
    init(_ text: String) throws {
        let form = "write it as hq=HAM.csv:QUAD.csv"
        guard let equals = text.firstIndex(of: "=") else {
            throw ValidationError("--ratio \(text) has no = after its id; \(form).")
        }
        let name = text[..<equals].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let id = name[0]
        guard id.first?.isLetter == true, id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else { throw ValidationError("--ratio \(text): an id is a letter, then letters, digits and _; \(form).") }
        if name.count == 2, MetricCatalogue.metric(name[1]) == nil {
            throw ValidationError("--ratio \(text): there is no metric \(name[1]); see bilanx methods.")
        }
        let sides = text[text.index(after: equals)...].split(separator: ":", omittingEmptySubsequences: false)
        guard sides.count == 2 else {
            throw ValidationError("--ratio \(text) needs exactly one colon between above and below; \(form).")
        }
        let lists = sides.map { $0.split(separator: ",").map(String.init) }
        guard lists.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0 != "@" } }) else {
            throw ValidationError("--ratio \(text) names nothing on one side; \(form).")
        }
        numerator = lists[0]
        denominator = lists[1]
        metric = name.count == 2 ? name[1] : nil
        task =
            TaskRatio.named.first { $0.id == id }
            ?? TaskRatio(
                id: id, numerator: lists[0].joined(separator: ", "), denominator: lists[1].joined(separator: ", "))
    }

    /// The paths that it names.
    var paths: [String] { (numerator + denominator).filter { !$0.hasPrefix("@") } }

    /// The request in terms of the recordings of the call.
    ///
    /// - Parameter paths: of each recording, in the same order.
    func request(_ recordings: [RecordingResult], paths: [String]) -> NamedRatio {
        func positions(_ names: [String]) -> [Int] {
            recordings.indices.filter { k in
                names.contains { name in
                    guard name.hasPrefix("@") else { return name == paths[k] }
                    return recordings[k].info.conditions?.lowercased().contains(name.dropFirst().lowercased()) == true
                }
            }
        }
        return NamedRatio(
            task: task, metric: metric, numerator: positions(numerator), denominator: positions(denominator))
    }
}
