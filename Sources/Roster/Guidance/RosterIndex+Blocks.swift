import GRDB
import Recordings

extension RosterIndex {
    /// Training blocks of an athlete, the earliest first.
    ///
    /// - Parameter athlete: id in the roster; nil for everybody.
    public func blocks(athlete: String?) throws(RecordingError) -> [TrainingBlock] {
        try read { db in
            try String.fetchAll(
                db,
                sql: "SELECT id FROM entry WHERE kind = ?1 AND (?2 IS NULL OR athlete = ?2) ORDER BY date, id",
                arguments: [EntityKind.block.rawValue, athlete]
            ).compactMap { id in
                EntityState(try Self.changes(db, EntityKind.block.rawValue, id)).flatMap(TrainingBlock.init)
            }
        }
    }

    /// The block whose id is the text or ends in it; nil where there is none or more than one.
    public func block(_ text: String) throws(RecordingError) -> TrainingBlock? {
        let wanted = text.lowercased()
        let found = try blocks(athlete: nil).filter { $0.id == wanted || $0.id.hasSuffix(wanted) }
        return found.count == 1 ? found[0] : nil
    }

    /// Drafts that bring a block to what it is now; a new one gets all its fields, a known one those that differ.
    ///
    /// - Throws: `.needsOption` where the block goes beyond the limits of the guidance.
    public func drafts(_ block: TrainingBlock) throws(RecordingError) -> [ChangeDraft] {
        if let fault = block.fault {
            throw RecordingError(
                .needsOption, file: "training block", problem: fault,
                remedy:
                    "the weaker side gets at least the other's sets and at most twice as many, two or three times a week, for four to eight weeks"
            )
        }
        var drafts: [ChangeDraft] = []
        for (field, value) in block.values.sorted(by: { $0.key < $1.key }) {
            if let draft = try draft(.block, block.id, person: block.athlete, field: field, value: value) {
                drafts.append(draft)
            }
        }
        return drafts
    }
}
