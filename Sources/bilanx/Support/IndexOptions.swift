import ArgumentParser
import Foundation
import SignalCore
import Symmetry

/// The list of indices, and all of them for one pair of values.
struct IndexOptions: ParsableArguments {
    @Flag(help: "List the indices that compare left with right instead.")
    var indices = false

    @Option(help: "Left value: shows every index of this pair and what 10 % and 15 % of PD are on each.")
    var left: Double?

    @Option(help: "Right value of the pair.")
    var right: Double?

    @OptionGroup var declared: RoleOptions

    /// True where indices are asked for rather than metrics.
    var isAsked: Bool { indices || left != nil }

    func validate() throws {
        if (left == nil) != (right == nil) { throw ValidationError("--left and --right belong together.") }
        for value in [left, right].compactMap(\.self) where !value.isFinite {
            throw ValidationError("--left and --right are finite numbers.")
        }
        if !isAsked, declared.roles != PairRoles() {
            throw ValidationError("--dominant and --involved belong to --indices, or to --left and --right.")
        }
    }

    /// The list in the form that was chosen.
    func text(_ format: AnalyzeCommand.Format) throws -> String {
        let rows = PairIndex.allCases.map {
            IndexRow($0, left: left, right: right, roles: declared.roles)
        }
        switch format {
        case .table: return IndexRow.table(rows, left: left, right: right)
        case .csv: return IndexRow.csv(rows)
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(rows), as: UTF8.self) + "\n"
        }
    }
}
