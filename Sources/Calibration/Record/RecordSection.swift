/// A part of a record with its heading: what the page shows and the terminal prints.
public struct RecordSection: Sendable, Hashable {
    /// What stands in a part.
    public enum Block: Sendable, Hashable {
        /// Terms with their values.
        case facts([Fact])
        /// A table.
        case table(Table)
        /// A sentence or more.
        case words(String)
        /// Sentences in a list.
        case list([String])
        /// Residuals over force.
        case residualPlot([ResidualPlot.Point])
        /// Errors over a plate's surface.
        case positionPlot([PositionPlot.Point])
    }

    /// A term with its value.
    public struct Fact: Sendable, Hashable {
        /// What it is.
        public var term: String
        /// Its value in words.
        public var value: String

        /// Makes a fact.
        public init(_ term: String, _ value: String) {
            self.term = term
            self.value = value
        }
    }

    /// A table with a caption.
    public struct Table: Sendable, Hashable {
        /// What it shows.
        public var caption: String
        /// Heads of the columns, with their units.
        public var header: [String]
        /// Cells.
        public var rows: [[String]]

        /// Makes a table.
        public init(_ caption: String, _ header: [String], _ rows: [[String]]) {
            self.caption = caption
            self.header = header
            self.rows = rows
        }
    }

    /// The heading.
    public var heading: String
    /// What stands under it.
    public var blocks: [Block]
    /// True where the evaluation is informative only: the heading says so.
    public var isInformative: Bool

    /// Makes a part.
    public init(_ heading: String, _ blocks: [Block], isInformative: Bool = false) {
        self.heading = heading
        self.blocks = blocks
        self.isInformative = isInformative
    }
}
