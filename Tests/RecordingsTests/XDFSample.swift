/// Writes small XDF files as the specification of sccn/xdf describes them; independent of the program's own exporter.
struct XDFSample {
    var bytes: [UInt8] = Array("XDF:".utf8)

    static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    static func double(_ value: Double) -> [UInt8] { little(value.bitPattern) }

    /// A length in as many bytes as asked for.
    static func length(_ value: Int, bytes: Int) -> [UInt8] {
        switch bytes {
        case 1: [1, UInt8(value)]
        case 4: [4] + little(UInt32(value))
        default: [8] + little(UInt64(value))
        }
    }

    mutating func chunk(_ tag: UInt16, _ content: [UInt8], width: Int = 4) {
        bytes += Self.length(content.count + 2, bytes: width) + Self.little(tag) + content
    }

    mutating func fileHeader() {
        chunk(1, Array("<?xml version=\"1.0\"?><info><version>1.0</version></info>".utf8), width: 1)
    }

    mutating func stream(
        _ id: UInt32, name: String, type: String = "Force", format: String = "float32", rate: Double,
        channels: [(label: String, unit: String)]
    ) {
        var xml = "<?xml version=\"1.0\"?><info><name>\(name)</name><type>\(type)</type>"
        xml += "<channel_count>\(channels.count)</channel_count><nominal_srate>\(rate)</nominal_srate>"
        xml += "<channel_format>\(format)</channel_format><desc><channels>"
        for channel in channels {
            xml += "<channel><label>\(channel.label)</label><unit>\(channel.unit)</unit></channel>"
        }
        chunk(2, Self.little(id) + Array((xml + "</channels></desc></info>").utf8))
    }

    /// Samples with their times, nil where one carries none; values are already in bytes.
    mutating func samples(_ id: UInt32, _ rows: [(time: Double?, values: [UInt8])], width: Int = 4) {
        var content = Self.little(id) + Self.length(rows.count, bytes: width)
        for row in rows { content += (row.time.map { [8] + Self.double($0) } ?? [0]) + row.values }
        chunk(3, content)
    }

    mutating func offset(_ id: UInt32, time: Double, _ offset: Double) {
        chunk(4, Self.little(id) + Self.double(time) + Self.double(offset))
    }

    mutating func boundary() {
        chunk(
            5, [0x43, 0xA5, 0x46, 0xDC, 0xCB, 0xF5, 0x41, 0x0F, 0xB3, 0x0E, 0xD5, 0x46, 0x73, 0x83, 0xCB, 0xE4],
            width: 1)
    }

    mutating func footer(_ id: UInt32) { chunk(6, Self.little(id) + Array("<info/>".utf8)) }

    static func float(_ values: [Float]) -> [UInt8] { values.flatMap { little($0.bitPattern) } }

    /// Two sides in one stream of 500 Hz beside a stream of markers.
    static func pair(count: Int = 1000, jitter: (Int) -> Double = { _ in 0 }) -> XDFSample {
        var file = XDFSample()
        file.fileHeader()
        file.stream(7, name: "Markers", type: "Markers", format: "string", rate: 0, channels: [("marker", "")])
        file.stream(3, name: "Plates", rate: 500, channels: [("left", "N"), ("right", "N"), ("temperature", "deg")])
        file.chunk(3, little(UInt32(7)) + [1, 1, 8] + double(100.5) + [1, 2] + Array("go".utf8))
        var from = 0
        while from < count {
            let to = min(from + 64, count)
            file.samples(
                3,
                (from..<to).map { i in
                    // Every fourth sample carries no time of its own.
                    (
                        i % 4 == 3 ? nil : 100 + Double(i) / 500 + jitter(i),
                        float([Float(400 + i % 50), Float(300 + i % 40), 21])
                    )
                })
            if from == 64 { file.boundary() }
            from = to
        }
        file.footer(3)
        return file
    }
}
