/// Writes small C3D files as c3d.org describes them, so that every type of plate can be read in a test.
struct C3DSample {
    /// One force platform.
    struct Plate {
        var type: Int
        /// From 1.
        var channels: [Int]
        var corners: [Float] = [250, 200, 0, -250, 200, 0, -250, -200, 0, 250, -200, 0]
        var origin: [Float] = [0, 0, -40]
        /// Thirty-six numbers, column behind column.
        var calibration = [Float](repeating: 0, count: 36)
    }

    var isFloat = true
    var isUnsigned = false
    var samplesPerFrame = 2
    var frameRate: Float = 500
    /// Of each channel, as they stand in the file: before offset and scale.
    var raw: [[Float]]
    var scales: [Float] = []
    var offsets: [Int] = []
    var general: Float = 1
    var units: [String] = []
    var plates: [Plate]
    var zero = [0, 0]
    var processor: UInt8 = 84
    /// Values of ANALOG:RATE; empty to leave it to the header.
    var analogRate: [Float] = []

    private static func int16(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }

    private static func float(_ value: Float) -> [UInt8] {
        let bits = value.bitPattern
        return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
    }

    private static func entry(_ group: Int, _ name: String, _ body: [UInt8], locked: Bool = false) -> [UInt8] {
        let length = UInt8(bitPattern: Int8(locked ? -name.utf8.count : name.utf8.count))
        // The link counts from its own place; a description of no length ends the entry.
        return [length, UInt8(bitPattern: Int8(group))] + Array(name.utf8) + int16(2 + body.count + 1) + body + [0]
    }

    private static func group(_ id: Int, _ name: String) -> [UInt8] { entry(-id, name, []) }

    private static func ints(_ id: Int, _ name: String, _ values: [Int], _ dimensions: [Int]) -> [UInt8] {
        entry(id, name, [2, UInt8(dimensions.count)] + dimensions.map { UInt8($0) } + values.flatMap(int16))
    }

    private static func floats(_ id: Int, _ name: String, _ values: [Float], _ dimensions: [Int]) -> [UInt8] {
        entry(
            id, name, [4, UInt8(dimensions.count)] + dimensions.map { UInt8($0) } + values.flatMap(float), locked: true)
    }

    private static func texts(_ id: Int, _ name: String, _ values: [String]) -> [UInt8] {
        let width = max(values.map(\.utf8.count).max() ?? 1, 1)
        let body = values.flatMap { Array($0.utf8) + [UInt8](repeating: 0x20, count: width - $0.utf8.count) }
        return entry(id, name, [255, 2, UInt8(width), UInt8(values.count)] + body)
    }

    private func parameters(dataBlock: Int, frames: Int) -> [UInt8] {
        let count = raw.count
        let width = plates.map(\.channels.count).max() ?? 0
        let channels = plates.flatMap { $0.channels + [Int](repeating: 0, count: width - $0.channels.count) }
        let names = raw.indices.map { "C\($0 + 1)" }
        var text: [UInt8] = []
        text += Self.group(1, "POINT") + Self.ints(1, "USED", [1], [])
        text += Self.floats(1, "SCALE", [isFloat ? -1 : 1], []) + Self.floats(1, "RATE", [frameRate], [])
        text += Self.ints(1, "DATA_START", [dataBlock], []) + Self.ints(1, "FRAMES", [frames], [])
        text += Self.texts(1, "LABELS", ["M"]) + Self.texts(1, "DESCRIPTIONS", ["M"]) + Self.texts(1, "UNITS", ["mm"])
        text += Self.group(2, "ANALOG") + Self.ints(2, "USED", [count], [])
        text += Self.texts(2, "LABELS", names) + Self.texts(2, "DESCRIPTIONS", names)
        text += Self.floats(2, "GEN_SCALE", [general], [])
        text += Self.floats(2, "SCALE", scales.isEmpty ? names.map { _ in 1 } : scales, [count])
        text += Self.ints(2, "OFFSET", offsets.isEmpty ? names.map { _ in 0 } : offsets, [count])
        text += Self.texts(2, "UNITS", units.isEmpty ? names.map { _ in "N" } : units)
        if !analogRate.isEmpty { text += Self.floats(2, "RATE", analogRate, []) }
        text += Self.texts(2, "FORMAT", [isUnsigned ? "UNSIGNED" : "SIGNED"])
        text += Self.group(3, "FORCE_PLATFORM") + Self.ints(3, "USED", [plates.count], [])
        text += Self.ints(3, "TYPE", plates.map(\.type), [plates.count]) + Self.ints(3, "ZERO", zero, [2])
        text += Self.floats(3, "CORNERS", plates.flatMap(\.corners), [3, 4, plates.count])
        text += Self.floats(3, "ORIGIN", plates.flatMap(\.origin), [3, plates.count])
        text += Self.ints(3, "CHANNEL", channels, [width, plates.count])
        text += Self.floats(3, "CAL_MATRIX", plates.flatMap(\.calibration), [6, 6, plates.count])
        return text + [0, 0]
    }

    /// The whole file.
    var bytes: [UInt8] {
        let frames = (raw.first?.count ?? 0) / samplesPerFrame
        let blocks = (4 + parameters(dataBlock: 0, frames: frames).count + 511) / 512
        let dataBlock = 2 + blocks
        var file: [UInt8] = [2, 0x50] + Self.int16(1) + Self.int16(raw.count * samplesPerFrame)
        file += Self.int16(1) + Self.int16(frames) + Self.int16(0) + Self.float(isFloat ? -1 : 1)
        file += Self.int16(dataBlock) + Self.int16(samplesPerFrame) + Self.float(frameRate)
        file += [UInt8](repeating: 0, count: 512 - file.count)
        file += [1, 0x50, UInt8(blocks), processor] + parameters(dataBlock: dataBlock, frames: frames)
        file += [UInt8](repeating: 0, count: (dataBlock - 1) * 512 - file.count)
        for frame in 0..<frames {
            for value: Float in [10, 20, 30, 0] { file += isFloat ? Self.float(value) : Self.int16(Int(value)) }
            for sample in 0..<samplesPerFrame {
                for channel in raw {
                    let value = channel[frame * samplesPerFrame + sample]
                    file += isFloat ? Self.float(value) : Self.int16(Int(value))
                }
            }
        }
        return file + [UInt8](repeating: 0, count: (512 - file.count % 512) % 512)
    }

    /// Files of all four types, with numbers that no two channels share; floating point and integer.
    static func allTypes(isFloat: Bool) -> C3DSample {
        var raw: [[Float]] = []
        for channel in 0..<26 {
            // Each sixth is a vertical force in most of the types: never near zero.
            let least = channel % 6 == 2 ? 300 : 0
            raw.append((0..<40).map { i in Float(least + (channel * 37 + i * (7 + channel)) % 400) })
        }
        var matrix: [Float] = []
        for k in 0..<36 { matrix.append(Float(k * 11 % 17) / 4 + (k % 7 == 0 ? 3 : 0)) }
        let scales = (0..<26).map { 0.25 + Float($0) / 8 }
        return C3DSample(
            isFloat: isFloat, raw: raw, scales: scales,
            offsets: (0..<26).map { $0 * 2 - 9 },
            general: 0.5,
            plates: [
                Plate(type: 1, channels: Array(1...6)), Plate(type: 2, channels: Array(7...12)),
                Plate(type: 3, channels: Array(13...20), origin: [-120, -200, -50]),
                Plate(type: 4, channels: Array(21...26), calibration: matrix),
            ])
    }
}
