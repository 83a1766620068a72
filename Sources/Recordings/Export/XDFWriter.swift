import SignalCore

/// Writes XDF 1.0: one stream of samples and one of markers, on one clock that is zero at the first row.
///
/// The first sample of every chunk carries its time, the others follow at the nominal rate. A sample that is missing is
/// NaN. Made from the XDF specification (sccn/xdf).
struct XDFWriter: SampleWriter {
    private enum Tag: UInt16 {
        case fileHeader = 1
        case streamHeader = 2
        case samples = 3
        case streamFooter = 6
    }

    private static let samples: UInt32 = 1
    private static let markers: UInt32 = 2

    private let columns: [SampleColumn]
    private let events: [ExportEvent]
    private let output: OutputFile
    private let rate: Double
    private var buffer = ByteBuffer(capacity: 1 << 16)

    init(
        _ source: SampleSource, _ columns: [SampleColumn], events: [ExportEvent], to output: OutputFile
    ) throws(RecordingError) {
        // Time is not a channel: XDF has it of its own.
        self.columns = columns.filter { $0 != .time }
        self.events = events
        self.output = output
        rate = source.header.rate
        buffer.append("XDF:")
        let header = source.header
        let started = XMLText.element("datetime", header.started.description)
        chunk(.fileHeader, nil, "<?xml version=\"1.0\"?><info><version>1.0</version>\(started)</info>")
        chunk(.streamHeader, Self.samples, Self.info(header, self.columns))
        chunk(
            .streamHeader, Self.markers,
            "<?xml version=\"1.0\"?><info><name>Bilanx events</name><type>Markers</type><channel_count>1</channel_count>"
                + "<nominal_srate>0</nominal_srate><channel_format>string</channel_format>"
                + XMLText.element("source_id", header.id.description + "-events") + "</info>")
        try output.write(&buffer)
    }

    private static func info(_ header: TrialHeader, _ columns: [SampleColumn]) -> String {
        let channels = columns.map { column in
            var text = XMLText.element("label", column.rawValue) + XMLText.element("unit", column.unit)
            text += XMLText.element("type", column.unit == "N" ? "Force" : column.unit == "mm" ? "CoP" : "Misc")
            if let side = column.side { text += XMLText.element("side", side.rawValue) }
            return "<channel>\(text)</channel>"
        }
        let about = header.textLines().compactMap { KeyedLines.split($0) }
            .map { "<field>" + XMLText.element("key", $0.key) + XMLText.element("value", $0.value) + "</field>" }
        return "<?xml version=\"1.0\"?><info><name>Bilanx</name><type>Force</type>"
            + XMLText.element("channel_count", String(columns.count))
            + XMLText.element("nominal_srate", PlainNumber.text(header.rate))
            + "<channel_format>double64</channel_format>" + XMLText.element("source_id", header.id.description)
            + "<desc><channels>\(channels.joined())</channels><bilanx>\(about.joined())</bilanx></desc></info>"
    }

    mutating func append(_ block: SampleBlock) throws(RecordingError) {
        let values = columns.map { block.values($0) }
        let count = block.count
        head(.samples, 4 + 5 + 8 + count * (1 + 8 * columns.count))
        buffer.append(Self.samples)
        buffer.append(UInt8(4))
        buffer.append(UInt32(count))
        for i in 0..<count {
            buffer.append(UInt8(i == 0 ? 8 : 0))
            if i == 0 { buffer.append(Double(block.first) / rate) }
            for k in values.indices { buffer.append(values[k][i]) }
        }
        try output.write(&buffer)
    }

    mutating func finish(_ source: SampleSource) throws(RecordingError) {
        for event in events {
            let text = event.about.isEmpty ? event.label : "\(event.label) (\(event.about))"
            head(.samples, 4 + 2 + 9 + 5 + text.utf8.count)
            buffer.append(Self.markers)
            buffer.append(bytes: [1, 1, 8])
            buffer.append(event.seconds)
            buffer.append(UInt8(4))
            buffer.append(UInt32(text.utf8.count))
            buffer.append(text)
        }
        let last = Double(max(source.count - 1, 0)) / rate
        chunk(.streamFooter, Self.samples, Self.footer(first: 0, last: last, count: source.count))
        chunk(
            .streamFooter, Self.markers,
            Self.footer(first: events.first?.seconds ?? 0, last: events.last?.seconds ?? 0, count: events.count))
        try output.write(&buffer)
    }

    private static func footer(first: Double, last: Double, count: Int) -> String {
        "<?xml version=\"1.0\"?><info>" + XMLText.element("first_timestamp", PlainNumber.text(first))
            + XMLText.element("last_timestamp", PlainNumber.text(last))
            + XMLText.element("sample_count", String(count)) + "</info>"
    }

    private mutating func chunk(_ tag: Tag, _ stream: UInt32?, _ text: String) {
        head(tag, (stream == nil ? 0 : 4) + text.utf8.count)
        if let stream { buffer.append(stream) }
        buffer.append(text)
    }

    /// Length and tag; the length counts the tag and what follows it.
    private mutating func head(_ tag: Tag, _ content: Int) {
        buffer.append(UInt8(8))
        buffer.append(UInt64(content + 2))
        buffer.append(tag.rawValue)
    }
}

/// Elements of XML with text inside.
enum XMLText {
    /// `<name>text</name>`, the text escaped.
    static func element(_ name: String, _ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            // Other control characters have no form in XML 1.0.
            case "\0"..<" " where scalar != "\t": escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return "<\(name)>\(escaped)</\(name)>"
    }
}
