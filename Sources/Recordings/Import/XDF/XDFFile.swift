/// The chunks of an XDF file.
///
/// sccn/xdf, wiki page Specifications: after `XDF:` come chunks of a length in 1, 4 or 8 bytes, a tag of two bytes and
/// content; everything is little-endian. xdf-modules/pyxdf `pyxdf/pyxdf.py` was the second source.
struct XDFFile {
    /// A measurement of how far a stream's clock is from the recorder's.
    struct ClockOffset: Equatable {
        /// Seconds of the stream's clock.
        var time: Double
        /// Seconds to add to it.
        var offset: Double
    }

    /// Samples of the chosen channels of a stream.
    struct Samples: Equatable {
        /// Seconds of the stream's clock; NaN where a sample carries none.
        var times: [Double] = []
        /// One array a channel.
        var values: [[Double]] = []
    }

    let name: String
    private let bytes: [UInt8]
    private(set) var streams: [XDFStream] = []
    private(set) var offsets: [UInt32: [ClockOffset]] = [:]
    /// Whole sentences of what was damaged and passed over.
    private(set) var notices: [String] = []
    /// Where the contents of sample chunks lie, in order.
    private var chunks: [(stream: UInt32, content: Range<Int>)] = []

    static func recognizes(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("XDF:".utf8)) }

    /// What LabRecorder writes every few seconds, so that a reader can find its way after damage.
    private static let boundary: [UInt8] = [
        0x43, 0xA5, 0x46, 0xDC, 0xCB, 0xF5, 0x41, 0x0F, 0xB3, 0x0E, 0xD5, 0x46, 0x73, 0x83, 0xCB, 0xE4,
    ]

    /// Walks through the chunks; no sample is read yet.
    ///
    /// - Throws: `.badData` where the file is none, or holds no stream.
    init(_ bytes: [UInt8], name: String) throws(RecordingError) {
        guard Self.recognizes(bytes) else {
            throw RecordingError(
                .badData, file: name, problem: "is no XDF file", remedy: "leave --from out, or name its format there")
        }
        self.bytes = bytes
        self.name = name
        var at = 4
        while at < bytes.count {
            guard let chunk = Self.chunk(bytes, at) else {
                guard let next = Self.nextBoundary(bytes, after: at) else {
                    notices.append("\(name): is cut off or damaged from byte \(at) on; what stands before it was read.")
                    break
                }
                notices.append("\(name): is damaged from byte \(at) on; \(next - at) bytes were passed over.")
                at = next
                continue
            }
            take(chunk.tag, chunk.content)
            at = chunk.content.upperBound
        }
        guard !streams.isEmpty else {
            throw RecordingError(
                .badData, file: name, problem: "is an XDF file without a stream", remedy: "fetch the file again")
        }
    }

    private mutating func take(_ tag: UInt16, _ content: Range<Int>) {
        guard tag == 2 || tag == 3 || tag == 4, content.count >= 4 else { return }
        let id = UInt32(truncatingIfNeeded: Self.integer(bytes, content.lowerBound, 4) ?? 0)
        let rest = (content.lowerBound + 4)..<content.upperBound
        switch tag {
        case 2:
            guard !streams.contains(where: { $0.id == id }) else { return }
            guard let stream = XDFStream(id: id, xml: bytes[rest]) else {
                notices.append("\(name): the header of stream \(id) cannot be read; it was left out.")
                return
            }
            streams.append(stream)
        case 3: chunks.append((id, rest))
        default:
            guard rest.count >= 16, let time = Self.double(bytes, rest.lowerBound),
                let offset = Self.double(bytes, rest.lowerBound + 8), time.isFinite, offset.isFinite
            else { return }
            offsets[id, default: []].append(ClockOffset(time: time, offset: offset))
        }
    }

    /// The chunk that begins at a byte; nil where none can.
    private static func chunk(_ bytes: [UInt8], _ at: Int) -> (tag: UInt16, content: Range<Int>)? {
        guard let (length, start) = variable(bytes, at, end: bytes.count), length >= 2, length <= bytes.count - start,
            let tag = integer(bytes, start, 2), (1...6).contains(tag)
        else { return nil }
        return (UInt16(tag), (start + 2)..<(start + length))
    }

    private static func nextBoundary(_ bytes: [UInt8], after at: Int) -> Int? {
        var i = at + 1
        while let first = ByteSearch.first(boundary[0], in: bytes, from: i) {
            if first + 16 <= bytes.count, bytes[first..<(first + 16)].elementsEqual(boundary) { return first + 16 }
            i = first + 1
        }
        return nil
    }

    /// A length of 1, 4 or 8 bytes that says itself how many, and where what it counts begins.
    private static func variable(_ bytes: [UInt8], _ at: Int, end: Int) -> (value: Int, next: Int)? {
        guard at < end, [1, 4, 8].contains(bytes[at]) else { return nil }
        let width = Int(bytes[at])
        guard at + 1 + width <= end, let value = integer(bytes, at + 1, width) else { return nil }
        return (value, at + 1 + width)
    }

    /// An unsigned integer; nil beyond the end, or where it fits no memory.
    private static func integer(_ bytes: [UInt8], _ at: Int, _ width: Int) -> Int? {
        guard at >= 0, at + width <= bytes.count else { return nil }
        var value: UInt64 = 0
        for k in (0..<width).reversed() { value = value << 8 | UInt64(bytes[at + k]) }
        return Int(exactly: value)
    }

    private static func bits(_ bytes: [UInt8], _ at: Int, _ width: Int) -> UInt64 {
        var value: UInt64 = 0
        for k in (0..<width).reversed() { value = value << 8 | UInt64(bytes[at + k]) }
        return value
    }

    private static func double(_ bytes: [UInt8], _ at: Int) -> Double? {
        guard at >= 0, at + 8 <= bytes.count else { return nil }
        return Double(bitPattern: bits(bytes, at, 8))
    }

    /// The samples of some channels of a stream of numbers; what a damaged chunk promises beyond its end is not there.
    func samples(_ stream: XDFStream, channels: [Int]) -> Samples {
        var samples = Samples(values: [[Double]](repeating: [], count: channels.count))
        guard let size = stream.format.size else { return samples }
        let row = stream.channels.count * size
        for (id, content) in chunks where id == stream.id {
            guard let (count, start) = Self.variable(bytes, content.lowerBound, end: content.upperBound) else {
                continue
            }
            var at = start
            for _ in 0..<count {
                guard at < content.upperBound else { break }
                let stamp = Int(bytes[at])
                guard stamp == 0 || stamp == 8, at + 1 + stamp + row <= content.upperBound else { break }
                samples.times.append(stamp == 8 ? Self.double(bytes, at + 1) ?? .nan : .nan)
                at += 1 + stamp
                for (k, channel) in channels.enumerated() {
                    samples.values[k].append(Self.value(bytes, at + channel * size, stream.format))
                }
                at += row
            }
        }
        return samples
    }

    private static func value(_ bytes: [UInt8], _ at: Int, _ format: XDFStream.Format) -> Double {
        switch format {
        case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits(bytes, at, 4))))
        case .double64: Double(bitPattern: bits(bytes, at, 8))
        case .int8: Double(Int8(bitPattern: bytes[at]))
        case .int16: Double(Int16(truncatingIfNeeded: bits(bytes, at, 2)))
        case .int32: Double(Int32(truncatingIfNeeded: bits(bytes, at, 4)))
        case .int64: Double(Int64(bitPattern: bits(bytes, at, 8)))
        case .string: .nan
        }
    }
}
