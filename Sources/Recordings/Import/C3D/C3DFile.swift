/// A C3D file: header, parameters and analog samples; points are passed over.
///
/// Little-endian (Intel) files, with integer or floating-point data (c3d.org, The C3D File Format).
struct C3DFile {
    let bytes: C3DBytes
    let parameters: C3DParameters
    /// Frames of points that are really there.
    let frames: Int
    /// Analog samples of each channel in a frame.
    let samplesPerFrame: Int
    /// Analog channels.
    let channels: Int
    /// Analog samples a second.
    let rate: Double
    /// What was odd and did not stop the reading.
    let notices: [String]

    private let points: Int
    private let isFloat: Bool
    private let isUnsigned: Bool
    private let dataStart: Int

    private static let block = 512

    /// True where a header of the format points to a parameter section of one of its three processors.
    static func recognizes(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2 * block, bytes[1] == 0x50, bytes[0] >= 2 else { return false }
        let section = (Int(bytes[0]) - 1) * block
        return section + 4 <= bytes.count && (84...86).contains(bytes[section + 3])
    }

    /// Reads header and parameters.
    ///
    /// - Throws: `.badData` where the file is none, of another processor, damaged, or without analog samples.
    init(_ raw: [UInt8], name: String) throws(RecordingError) {
        guard Self.recognizes(raw) else {
            throw RecordingError(
                .badData, file: name, problem: "is no C3D file", remedy: "leave --from out, or name its format there")
        }
        bytes = C3DBytes(bytes: raw, name: name)
        let section = (Int(raw[0]) - 1) * Self.block
        guard raw[section + 3] == 84 else {
            throw RecordingError(
                .badData, file: name,
                problem: "was written for a \(raw[section + 3] == 85 ? "DEC" : "MIPS") processor, which is not read",
                remedy: "save it as an Intel (PC) C3D file")
        }
        parameters = try C3DParameters(bytes, from: section + 4)
        points = try bytes.uint16(2)
        let perFrame = try bytes.uint16(4)
        let first = try bytes.uint16(6)
        let last = try bytes.uint16(8)
        let scale = try bytes.float(12)
        dataStart = (try bytes.uint16(16) - 1) * Self.block
        samplesPerFrame = try bytes.uint16(18)
        let frameRate = Double(try bytes.float(20))
        isFloat = scale < 0
        isUnsigned = parameters.strings("ANALOG:FORMAT").first?.uppercased() == "UNSIGNED"
        guard samplesPerFrame > 0, perFrame > 0, perFrame.isMultiple(of: samplesPerFrame), dataStart > 0 else {
            throw RecordingError(
                .badData, file: name, problem: "is a C3D file without analog samples",
                remedy: "export it with the signals of the force plates")
        }
        channels = perFrame / samplesPerFrame
        let rate = parameters.number("ANALOG:RATE") ?? frameRate * Double(samplesPerFrame)
        guard rate > 0, rate <= 1_000_000 else { throw bytes.damaged("its rate is \(rate) Hz") }
        self.rate = rate
        let length = (points * 4 + perFrame) * (isFloat ? 4 : 2)
        let present = max(raw.count - dataStart, 0) / length
        let promised = Self.promised(parameters, header: last - first + 1)
        frames = min(present, promised)
        guard frames > 0 else { throw bytes.damaged("no frame is whole") }
        notices =
            present < promised
            ? ["\(name): holds \(present) of its \(promised) frames: it was cut off."] : []
    }

    /// Frames by the parameters, whose numbers have more bits than the header's sixteen.
    private static func promised(_ parameters: C3DParameters, header: Int) -> Int {
        func long(_ name: String) -> Int? {
            let words = parameters.integers(name).map { $0 & 0xFFFF }
            return words.count == 2 ? words[0] | words[1] << 16 : nil
        }
        if let start = long("TRIAL:ACTUAL_START_FIELD"), let end = long("TRIAL:ACTUAL_END_FIELD"), end >= start,
            start > 0
        {
            return end - start + 1
        }
        if let frames = parameters.number("POINT:LONG_FRAMES"), frames >= 1, frames < 1e12 { return Int(frames) }
        return header
    }

    private func raw(_ at: Int) throws(RecordingError) -> Double {
        if isFloat { return Double(try bytes.float(at)) }
        return Double(isUnsigned ? try bytes.uint16(at) : try bytes.int16(at))
    }

    /// The samples of channels (from 0) in their physical units: (raw − offset) · scale · general scale.
    ///
    /// - Throws: `.badData` where a value is no finite number.
    func samples(_ wanted: [Int]) throws(RecordingError) -> [[Double]] {
        let general = parameters.number("ANALOG:GEN_SCALE") ?? 1
        let scales = parameters.numbers("ANALOG:SCALE")
        let offsets = parameters.numbers("ANALOG:OFFSET")
        let width = isFloat ? 4 : 2
        let length = (points * 4 + channels * samplesPerFrame) * width
        var result = [[Double]](repeating: [], count: wanted.count)
        for (k, channel) in wanted.enumerated() {
            let factor = (scales.indices.contains(channel) ? scales[channel] : 1) * general
            var offset = offsets.indices.contains(channel) ? offsets[channel] : 0
            if isUnsigned, offset < 0 { offset += 65_536 }
            result[k].reserveCapacity(frames * samplesPerFrame)
            for frame in 0..<frames {
                var at = dataStart + frame * length + (points * 4 + channel) * width
                for _ in 0..<samplesPerFrame {
                    let value = (try raw(at) - offset) * factor
                    guard value.isFinite else {
                        throw RecordingError(
                            .badData, file: bytes.name, column: "channel \(channel + 1)",
                            problem: "sample \(result[k].count + 1) is no finite number",
                            remedy: "export the file again, or cut it before that sample")
                    }
                    result[k].append(value)
                    at += channels * width
                }
            }
        }
        return result
    }
}
