/// The lines of a register, followed from hash to hash.
///
/// The chain shows every change but one: whoever rewrites the last line, or cuts lines off the end, leaves a chain that
/// holds. ``RegisterAnchors`` tells that.
struct RegisterChain {
    /// The entries that can be read, in the file's order.
    private(set) var entries: [RegisterEntry] = []
    /// What is wrong, in the file's order.
    private(set) var damage: [RegisterDamage] = []
    /// SHA-256 of the last line, whatever it is.
    private(set) var last = RegisterLine.nothing
    /// Number of the next entry.
    private(set) var next = 1
    /// SHA-256 of each line, in the file's order.
    private(set) var hashes: [String] = []
    /// True where the file ends in the middle of a line.
    private(set) var endsTorn = false

    /// Follows the bytes of a file.
    init(_ bytes: [UInt8]) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        endsTorn = lines.last?.isEmpty == false
        if !endsTorn { lines.removeLast() }
        let read = lines.map { RegisterLine($0) }
        /// Nil after a line of which it is told already that it changed.
        var expected: String? = RegisterLine.nothing
        for (i, bytes) in lines.enumerated() {
            let place = i + 1
            let own = RegisterLine.hash(bytes)
            hashes.append(own)
            guard let line = read[i] else {
                let isNamed = i + 1 < lines.count && read[i + 1].map { $0.previous == own } == true
                if i + 1 == lines.count && endsTorn || isNamed {
                    // Half a line of a write that did not end; whoever wrote next has named it as it is.
                    damage.append(RegisterDamage(.torn, line: place, number: next))
                    expected = own
                } else {
                    damage.append(RegisterDamage(.changed, line: place, number: next))
                    expected = nil
                    next += 1
                }
                last = own
                continue
            }
            let number = line.entry.number
            entries.append(line.entry)
            last = own
            guard line.isWhole else {
                damage.append(RegisterDamage(.changed, line: place, number: number))
                expected = nil
                next = max(next, number + 1)
                continue
            }
            if number < next {
                damage.append(RegisterDamage(.inserted, line: place, number: number))
                // What follows is measured by what stood before.
                continue
            }
            if number > next {
                damage.append(RegisterDamage(.removed, line: place, number: next, through: number - 1))
            } else if let expected, expected != line.previous {
                damage.append(RegisterDamage(.changed, line: max(place - 1, 1), number: max(number - 1, 1)))
            }
            expected = own
            next = number + 1
        }
    }
}

/// One thing that is wrong with the register.
public struct RegisterDamage: Sendable, Hashable, CustomStringConvertible {
    /// What happened.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A line is not what it was.
        case changed
        /// Lines are gone.
        case removed
        /// A line came in between, or stands at another place.
        case inserted
        /// A line was written in part; nothing else is affected.
        case torn
        /// A line near the end is not the one whose hash was remembered.
        case rewritten
        /// Lines that were remembered are gone from the end.
        case cut
        /// What remembers the end beside the register is gone or unreadable; the register itself is as it was.
        case headLost
    }

    /// What happened.
    public let kind: Kind
    /// Line of the file, from 1.
    public let line: Int
    /// Running number of the entry.
    public let number: Int
    /// The last number where several are gone.
    public let through: Int

    init(_ kind: Kind, line: Int, number: Int, through: Int? = nil) {
        self.kind = kind
        self.line = line
        self.number = number
        self.through = through ?? number
    }

    /// True where entries may say something else than was written.
    public var isSerious: Bool { kind != .torn && kind != .headLost }

    /// What happened, to which entry, and what helps.
    public var description: String {
        let remedy =
            "take register.jsonl from a backup, or add a note of why (bilanx calibrate note) and calibrate anew"
        return switch kind {
        case .changed: "entry \(number) (line \(line)) was changed after it was written: \(remedy)"
        case .removed:
            (through > number ? "entries \(number) to \(through) were" : "entry \(number) was")
                + " removed before line \(line): \(remedy)"
        case .inserted: "line \(line) with number \(number) was inserted or moved: \(remedy)"
        case .torn:
            "line \(line) was written in part, as by a power cut: repeat what was to be stored then; nothing else is lost"
        case .rewritten:
            "entry \(number) (line \(line)) is not the one that was written and remembered: \(remedy)"
        case .cut:
            (through > number ? "entries \(number) to \(through), which stood" : "entry \(number), which stood")
                + (line > 0 ? " after line \(line)," : " in the file,") + (through > number ? " are" : " is")
                + " gone from the end: \(remedy)"
        case .headLost:
            "the file that remembers its end (register.head.json, or this machine's own) is gone or unreadable: look who changed the folder; the next entry writes it anew"
        }
    }
}
