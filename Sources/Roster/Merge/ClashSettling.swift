import Recordings

extension RosterIndex {
    /// What a clash can be settled with.
    public enum Choice: Sendable, Hashable {
        /// What this station says.
        case station(String)
        /// This value, as it is shown.
        case value(String)
    }

    /// Draft that settles a clash: one of its values replaces all of them.
    ///
    /// - Parameters:
    ///   - entity: id of what it is about, or an athlete's code.
    ///   - field: the field.
    ///   - choice: which of its values is right.
    /// - Throws: `.needsOption` where there is no such clash, or the choice means none of its values or several.
    public func settling(
        _ entity: String, field: String, _ choice: Choice
    ) throws(RecordingError) -> ChangeDraft {
        let id = try athlete(entity)?.id ?? entity
        let clashes = try clashes().filter { $0.entity == id }
        guard let clash = clashes.first(where: { $0.field == field }),
            let state = try state(EntityKind(rawValue: clash.kind), id), let field = state.fields[clash.field]
        else {
            throw RecordingError(
                .needsOption, file: entity, problem: "has no clash in \(field)",
                remedy: clashes.isEmpty
                    ? "`bilanx roster check` lists all clashes"
                    : "it has one in \(clashes.map(\.field).sorted().joined(separator: ", "))")
        }
        let values = [field.shown] + field.others
        let chosen = values.filter { change in
            switch choice {
            case .station(let name): change.station == name
            case .value(let text): change.value.shown == text
            }
        }
        guard let first = chosen.first, Set(chosen.map(\.value)).count == 1 else {
            throw RecordingError(
                .needsOption, file: entity,
                problem: chosen.isEmpty ? "nobody said that of \(clash.field)" : "\(clash.field) has two values of it",
                remedy: "choose one with --value: "
                    + values.map { "\"\($0.value.shown)\" (\($0.station))" }.joined(separator: ", "))
        }
        return ChangeDraft(
            EntityKind(rawValue: clash.kind), id, person: state.person, field: clash.field, value: first.value,
            replaces: field.heads)
    }
}
