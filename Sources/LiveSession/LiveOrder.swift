import SignalCore

/// What somebody at the machine decides while a recording runs; each is kept in its journal, so that a replay decides alike.
public enum LiveOrder: Sendable, Hashable {
    /// Weigh the person anew; before the first trial only.
    case weigh
    /// The trial, from 1, is not to count.
    case discard(trial: Int)
    /// The trial counts after all.
    case keep(trial: Int)
    /// An event of a trial is where somebody has put it, in rows of the recording; nil for back to where analysis finds it.
    case move(String, trial: Int, row: Int?)
    /// The limb that works from now on, where one sensor serves both by turns; nil for both at once.
    case limb(Side?)

    /// The order as one line of a journal.
    public var text: String {
        switch self {
        case .weigh: "weigh"
        case .discard(let trial): "discard \(trial)"
        case .keep(let trial): "keep \(trial)"
        case .move(let event, let trial, let row): "move \(trial) \(event)\(row.map { " \($0)" } ?? "")"
        case .limb(let side): "limb \(side?.rawValue ?? "both")"
        }
    }

    /// Reads such a line; nil for another one.
    public init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        let number = words.count == 2 ? Int(words[1]) : nil
        switch (words.first, number) {
        case ("weigh", _) where words.count == 1: self = .weigh
        case ("discard", let trial?) where trial > 0: self = .discard(trial: trial)
        case ("keep", let trial?) where trial > 0: self = .keep(trial: trial)
        case ("move", _) where words.count == 3 || words.count == 4:
            let row = words.count == 4 ? Int(words[3]) : nil
            guard let trial = Int(words[1]), trial > 0, words.count == 3 || (row ?? -1) >= 0 else { return nil }
            self = .move(words[2], trial: trial, row: row)
        case ("limb", nil) where words.count == 2:
            guard words[1] == "both" || Side(rawValue: words[1]) != nil else { return nil }
            self = .limb(Side(rawValue: words[1]))
        default: return nil
        }
    }
}
