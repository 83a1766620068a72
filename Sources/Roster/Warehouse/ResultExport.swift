import Foundation
import Recordings

/// Writes results as a folder of partitions that other programs query: `team=…/month=…/part-0.parquet`.
///
/// A partition is one file. All of them are written aside first and then take the places of those before, each by one
/// rename, so that a reader sees a partition as it was or as it is. What the roster does not hold any more is taken away.
public struct ResultExport: Sendable {
    /// What an export did.
    public struct Outcome: Sendable, Hashable {
        /// Rows written.
        public var rows = 0
        /// Partitions written.
        public var partitions = 0
        /// Partitions of an earlier export that are empty now and were taken away.
        public var removed = 0
    }

    /// The folder.
    public let folder: String
    /// True for Parquet, false for CSV.
    public let isParquet: Bool
    /// In whose name it is written.
    public let software: String

    /// By this file a folder of ours is known; readers pass over names that begin with an underscore.
    private static let markerName = "_bilanx"

    /// An export into a folder, which is made where it is not there.
    public init(folder: String, isParquet: Bool = true, software: String) {
        self.folder = folder
        self.isParquet = isParquet
        self.software = software
    }

    private var marker: String { folder + "/" + Self.markerName }
    private var work: String { folder + "/_new" }
    private var fileName: String { "part-0." + (isParquet ? "parquet" : "csv") }
    private var kind: String { isParquet ? "parquet" : "csv" }

    /// Writes what is meant; other partitions stay as they are.
    ///
    /// - Throws: `.exists` where the folder holds something else, or an export in the other format; what the system says.
    public func write(
        _ index: RosterIndex, _ selection: ResultSelection = ResultSelection()
    ) throws(RecordingError) -> Outcome {
        try prepare()
        return try SystemFile.locked(marker) { () throws(RecordingError) in
            let manager = FileManager.default
            // What a killed export left.
            try? manager.removeItem(atPath: work)
            try SystemFile.makeFolder(work)
            defer { try? manager.removeItem(atPath: work) }
            var outcome = Outcome()
            let parts = try files(index, selection, &outcome)
            for (number, partition) in parts.enumerated() {
                let target = folder + "/" + partition.path
                try SystemFile.makeFolder(target)
                guard rename(work + "/\(number)", target + "/" + fileName) == 0 else {
                    throw SystemFile.failure(errno, target, "could not be replaced")
                }
            }
            outcome.partitions = parts.count
            outcome.removed = try removeStale(Set(parts), selection)
            return outcome
        }
    }

    /// Sees to it that the folder is one of ours or empty, and marks it.
    private func prepare() throws(RecordingError) {
        if let bytes = try SystemFile.read(marker) {
            let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
            guard text.isEmpty || text == kind else {
                throw RecordingError(
                    .exists, file: folder, problem: "holds an export as \(text)",
                    remedy: "write \(kind) into another folder, so that no row stands twice")
            }
            if text == kind { return }
        } else {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            guard names.isEmpty else {
                throw RecordingError(
                    .exists, file: folder, problem: "holds files that are no export of Bilanx",
                    remedy: "name a new or empty folder with --to")
            }
        }
        try SystemFile.makeFolder(folder)
        try SystemFile.append(Array((kind + "\n").utf8), to: marker)
    }

    /// Writes one file a partition, named by its place in the answer.
    private func files(
        _ index: RosterIndex, _ selection: ResultSelection, _ outcome: inout Outcome
    ) throws(RecordingError) -> [ResultPartition] {
        var rows = 0
        let parts = try index.read { db in
            let partitions = try RosterIndex.partitions(db, selection).sorted { $0.key < $1.key }
            for (number, partition) in partitions.enumerated() {
                var writer = try ResultFileWriter(work + "/\(number)", isParquet: isParquet, software: software)
                for recording in partition.value {
                    try RosterIndex.resultRows(db, recording) { try writer.append($0) }
                }
                try writer.finish()
                rows += writer.rows
            }
            return partitions.map(\.key)
        }
        outcome.rows = rows
        return parts
    }

    /// Takes away files of partitions that are meant and that nothing stands in any more.
    private func removeStale(
        _ present: Set<ResultPartition>, _ selection: ResultSelection
    ) throws(RecordingError) -> Int {
        let manager = FileManager.default
        let kept = Set(present.map(\.path))
        // By their paths, since folders of two names may be one on some disks.
        let meant = selection.team.map { ResultPartition(team: $0, month: "").path.dropLast("/month=".count) }
        var removed = 0
        for team in ((try? manager.contentsOfDirectory(atPath: folder)) ?? []) where team.hasPrefix("team=") {
            if let meant, team != meant { continue }
            for month in (try? manager.contentsOfDirectory(atPath: folder + "/" + team)) ?? []
            where month.hasPrefix("month=") {
                let path = team + "/" + month
                let partition = ResultPartition(team: selection.team, month: String(month.dropFirst(6)))
                let file = folder + "/" + path + "/" + fileName
                guard selection.holds(partition), !kept.contains(path), access(file, F_OK) == 0 else { continue }
                guard unlink(file) == 0 else { throw SystemFile.failure(errno, file, "could not be removed") }
                rmdir(folder + "/" + path)
                removed += 1
            }
            rmdir(folder + "/" + team)
        }
        return removed
    }
}
