/// A format that recordings and result tables are written in for other programs.
public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
    /// `trial.csv` of this project, or a plain table where only some columns are chosen.
    case csv
    /// JSON Lines: one object a row.
    case jsonl
    /// C3D with two force platforms of type 2 and events.
    case c3d
    /// XDF: a stream of samples and one of markers.
    case xdf
    /// Apache Parquet.
    case parquet

    /// The name in `--to`, which is also the ending of its files.
    public var id: String { rawValue }

    /// True where the format takes results as well, not only samples.
    public var takesTables: Bool { self == .csv || self == .jsonl || self == .parquet }

    /// True where columns can be chosen: a C3D file has the channels of its plates.
    public var takesColumns: Bool { self != .c3d }

    /// The format of a file's ending; nil where it is none of these.
    public init?(path: String) {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
        self.init(rawValue: path[path.index(after: dot)...].lowercased())
    }

    /// The names, joined for messages.
    public static var list: String { allCases.map(\.id).joined(separator: ", ") }
}
