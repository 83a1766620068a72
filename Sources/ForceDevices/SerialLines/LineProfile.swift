/// How a device writes its readings as lines of text: all that a driver has to know of it.
///
/// A profile is data. Those of common devices are in ``presets``; others are small JSON files with the same keys, of which
/// only `columns` is required:
/// ```json
/// {"name": "my-plates", "title": "Two cells on an ESP32", "columns": ["ms", "left", "right"], "separator": ";",
///  "unit": "N", "baud": 921600, "rate": 320, "limit": 5000}
/// ```
/// Lines end with a line feed or a carriage return; empty ones are skipped.
public struct LineProfile: Sendable, Hashable {
    /// What a column holds.
    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        /// Force of the left cell.
        case left
        /// Force of the right cell.
        case right
        /// Force of the only cell.
        case force
        /// Sum of both cells; with one of them it gives the other.
        case total
        /// The device's time in milliseconds, wrapping at 2^32.
        case milliseconds = "ms"
        /// The device's time in microseconds, wrapping at 2^32.
        case microseconds = "us"
        /// The device's time in seconds.
        case seconds = "s"
        /// A number that grows by one a line.
        case counter
        /// Not 0 while the trigger input is on.
        case trigger
        /// The unit of the forces in the line, such as `kg`.
        case unit
        /// Anything else, not read.
        case ignore

        var isForce: Bool { self == .left || self == .right || self == .force || self == .total }
        var isTime: Bool { self == .milliseconds || self == .microseconds || self == .seconds }
    }

    /// How the fields of a line are told apart.
    public enum Syntax: String, Sendable, Hashable, Codable {
        /// Separated by ``separator``.
        case separated
        /// A flat JSON object a line; ``keys`` name the members.
        case json
    }

    /// Two hexadecimal digits at the end of a line after `*`, over all bytes before the `*`.
    public enum Checksum: String, Sendable, Hashable, Codable {
        /// None.
        case none
        /// All bytes xor-ed.
        case xor
        /// All bytes added, modulo 256.
        case sum
    }

    /// What is sent for every single reading.
    public struct Poll: Sendable, Hashable, Codable {
        /// The request with its line end.
        public var request: String
        /// Seconds between requests, unless another rate is asked for.
        public var period: Double
    }

    /// A command and the beginning of its answer.
    public struct Command: Sendable, Hashable, Codable {
        /// The command with its line end.
        public var request: String
        /// How the line that answers it begins; empty where nothing answers.
        public var reply: String

        /// Makes a command.
        public init(request: String, reply: String = "") {
            self.request = request
            self.reply = reply
        }
    }

    /// Name on the command line.
    public var name = "custom"
    /// Name for people.
    public var title = "Serial line"
    /// Columns from left to right.
    public var columns: [Role]
    /// How fields are told apart.
    public var syntax = Syntax.separated
    /// Names of the columns' members where the syntax is JSON; as many as ``columns``.
    public var keys: [String] = []
    /// One character between fields; a space stands for any run of blanks.
    public var separator = ","
    /// Character between the whole and the fraction: `.` or `,`.
    public var decimal = "."
    /// Text with which every line of data begins; empty for none.
    public var prefix = ""
    /// True where the first digit of a force is its sign: 0 negative, 1 positive.
    public var signDigit = false
    /// True where every force is followed by its unit, as in `-18.78 lbF`.
    public var unitFollows = false
    /// Unit of the forces; nil where only the user can know.
    public var unit: ForceUnit?
    /// Largest magnitude in that unit that the device can mean; a line beyond is damaged.
    public var limit: Double?
    /// Decimals of a force; only the virtual device needs them.
    public var decimals = 0
    /// Counters start again after this many.
    public var counterModulo: UInt64 = 1 << 32
    /// Bits a second.
    public var baud: UInt32 = 115_200
    /// What to do with DTR and RTS.
    public var controlLines = SerialLineSettings.ControlLines.on
    /// Lines a second that the maker names; the driver measures the true rate.
    public var rate = 80.0
    /// Seconds after opening until the device listens.
    public var bootTime = 0.0
    /// Seconds that the device may take to answer a command.
    public var replyTime = 0.5
    /// Asks the device who it is; nil where it cannot say.
    public var identify: Command?
    /// Starts the readings; nil where they come by themselves.
    public var start: Command?
    /// Ends them.
    public var stop: Command?
    /// Asks for one reading; nil where they come by themselves.
    public var poll: Poll?
    /// Beginnings of lines that are words and no data.
    public var banners: [String] = []
    /// What stands in place of a force when the trigger goes on; empty for never.
    public var triggerOn = ""
    /// What stands there when it goes off.
    public var triggerOff = ""
    /// The check at the end of each line.
    public var checksum = Checksum.none

    /// A profile of separated columns, with the usual settings for the rest.
    public init(name: String, title: String, columns: [Role]) {
        self.name = name
        self.title = title
        self.columns = columns
    }

    /// How loss is known of such a device.
    public enum Evidence: Sendable, Hashable {
        /// By a counter in every line.
        case counter
        /// By the device's time in every line.
        case deviceTime
        /// By the answers to this program's own requests.
        case requests
        /// By the arrival of the lines.
        case arrival
    }

    /// The best evidence that the columns give.
    public var evidence: Evidence {
        if columns.contains(.counter) { return .counter }
        if poll != nil { return .requests }
        return columns.contains(where: \.isTime) ? .deviceTime : .arrival
    }

    /// Channels that the columns give: 2 where left and right are known, else 1.
    public var channels: Int {
        Set(columns.filter(\.isForce)).count >= 2 ? 2 : 1
    }

    /// True where lines tell of a trigger input, by a column or by edges of their own.
    public var hasTrigger: Bool { columns.contains(.trigger) || !triggerOn.isEmpty }

    /// What cannot be right about it; nil for a usable profile.
    public var fault: String? {
        let forces = columns.filter(\.isForce)
        guard !forces.isEmpty else { return "no column holds a force" }
        guard Set(forces).count == forces.count else { return "a force stands in two columns" }
        guard forces.count == 1 || !forces.contains(.force), forces.count <= 2 else {
            return "two cells are left and right, or one of them and total"
        }
        guard columns.count(where: \.isTime) <= 1, columns.count(where: { $0 == .counter }) <= 1 else {
            return "there is more than one time or counter"
        }
        guard columns.count <= 16 else { return "there are more than 16 columns" }
        guard separator.utf8.count == 1, decimal == "." || decimal == ",", decimal != separator else {
            return "separator and decimal sign have to be two different characters"
        }
        guard syntax == .separated || keys.count == columns.count else { return "JSON needs a key for every column" }
        guard baud >= 50, rate > 0, rate <= 100_000, counterModulo > 1, bootTime >= 0, replyTime >= 0 else {
            return "baud, rate, counterModulo or a time is out of range"
        }
        if let poll, !(poll.period >= 0.001 && poll.period <= 60) { return "the period of a poll is 0.001 to 60 s" }
        return nil
    }
}
