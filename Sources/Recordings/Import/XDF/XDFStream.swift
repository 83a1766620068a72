/// What the header of an XDF stream says.
struct XDFStream: Equatable {
    /// One channel.
    struct Channel: Equatable {
        var label = ""
        var unit = ""
        var type = ""
    }

    /// How values are stored.
    enum Format: String {
        case float32
        case double64
        case int8
        case int16
        case int32
        case int64
        case string

        /// Bytes of a value; nil where that varies.
        var size: Int? {
            switch self {
            case .int8: 1
            case .int16: 2
            case .float32, .int32: 4
            case .double64, .int64: 8
            case .string: nil
            }
        }
    }

    var id: UInt32
    var name = ""
    var type = ""
    var format = Format.float32
    /// Samples a second as announced; 0 for events.
    var rate = 0.0
    var channels: [Channel] = []

    /// Largest number of channels that is followed: no recording of forces comes near it.
    private static let most = 4096

    /// Reads a header; nil where it says no number of channels or an unknown format.
    init?(id: UInt32, xml: ArraySlice<UInt8>) {
        self.id = id
        var count: Int?
        var known = false
        for event in XMLScanner.events(xml) {
            switch event {
            case .open("channel"): if channels.count < Self.most { channels.append(Channel()) }
            case .text(let path, let text):
                if path == ["info", "name"] { name = text }
                if path == ["info", "type"] { type = text }
                if path == ["info", "channel_count"] { count = Int(text) }
                if path == ["info", "nominal_srate"] { rate = PlainNumber.read(text) ?? 0 }
                if path == ["info", "channel_format"], let format = Format(rawValue: text) {
                    self.format = format
                    known = true
                }
                guard path.dropLast().last == "channel", let last = channels.indices.last else { continue }
                switch path.last {
                case "label": channels[last].label = text
                case "unit": channels[last].unit = text
                case "type": channels[last].type = text
                default: continue
                }
            default: continue
            }
        }
        guard known, let count, (1...Self.most).contains(count), rate >= 0, rate <= 1_000_000 else { return nil }
        // Descriptions are optional; what there is too much belongs to no channel.
        while channels.count < count { channels.append(Channel()) }
        channels.removeLast(channels.count - count)
    }

    /// What a channel is called in messages: `Plates: left (N)`.
    func title(_ channel: Int) -> String {
        let one = channels[channel]
        let label = one.label.isEmpty ? "channel \(channel + 1)" : one.label
        return "\(name.isEmpty ? "stream \(id)" : name): \(label)" + (one.unit.isEmpty ? "" : " (\(one.unit))")
    }
}
