/// The correction of the Go!Link's own converter, from its memory.
///
/// 20 bytes; its numbers are big-endian, unlike everything else (VernierST/GoIO_SDK `GSkipComm.h`).
public struct GoLinkConverterRecord: Sendable, Hashable {
    /// Bytes of the record.
    public static let size = 20
    /// Marks a record that holds something.
    public static let validSignature: UInt8 = 0x9C

    /// True where the record holds something; without it the converter's integers are used as they are.
    public var isValid: Bool
    /// Added to integers of the ±10 V input.
    public var tenVoltOffset: Int16
    /// Added to integers of the 5 V input.
    public var fiveVoltOffset: Int16
    /// Multiplies integers of the ±10 V input.
    public var tenVoltSlope: Double
    /// Multiplies integers of the 5 V input.
    public var fiveVoltSlope: Double

    /// Makes a record.
    public init(
        isValid: Bool, tenVoltOffset: Int16, fiveVoltOffset: Int16, tenVoltSlope: Double, fiveVoltSlope: Double
    ) {
        self.isValid = isValid
        self.tenVoltOffset = tenVoltOffset
        self.fiveVoltOffset = fiveVoltOffset
        self.tenVoltSlope = tenVoltSlope
        self.fiveVoltSlope = fiveVoltSlope
    }

    /// Reads the record; nil where it is too short.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.size else { return nil }
        func float(_ at: Int) -> Double { VernierBytes.float(Array(bytes[at..<at + 4].reversed()), 0) }
        isValid = bytes[1] == Self.validSignature
        tenVoltOffset = Int16(bitPattern: UInt16(bytes[4]) << 8 | UInt16(bytes[5]))
        fiveVoltOffset = Int16(bitPattern: UInt16(bytes[6]) << 8 | UInt16(bytes[7]))
        tenVoltSlope = float(8)
        fiveVoltSlope = float(12)
    }

    /// The bytes of the record.
    public func encoded() -> [UInt8] {
        func float(_ value: Double) -> [UInt8] { VernierBytes.write(Float(value).bitPattern).reversed() }
        func short(_ value: Int16) -> [UInt8] { VernierBytes.write(value).reversed() }
        return [1, isValid ? Self.validSignature : 0, 0x47, 0x26] + short(tenVoltOffset) + short(fiveVoltOffset)
            + float(tenVoltSlope) + float(fiveVoltSlope) + [0x80, 0, 0, 0]
    }

    /// False for a record that says it is valid and whose slopes cannot be those of a converter.
    public var isPlausible: Bool {
        !isValid || (0.8...1.25).contains(tenVoltSlope) && (0.8...1.25).contains(fiveVoltSlope)
    }
}

/// What a sensor with a memory says of itself: 128 bytes, little-endian (VernierST/GoIO_SDK `GSensorDDSMem.h`).
public struct GoLinkSensorRecord: Sendable, Hashable {
    /// One way to turn volts into a quantity.
    public struct Page: Sendable, Hashable {
        /// Coefficient A.
        public var a: Double
        /// Coefficient B.
        public var b: Double
        /// Coefficient C.
        public var c: Double
        /// Unit, such as `(N)`.
        public var unit: String

        /// Makes a page.
        public init(a: Double, b: Double, c: Double = 0, unit: String) {
            self.a = a
            self.b = b
            self.c = c
            self.unit = unit
        }

        /// True for newtons, with or without the brackets that the maker writes.
        public var isNewtons: Bool { unit.filter { $0 != "(" && $0 != ")" && $0 != " " } == "N" }
    }

    /// Bytes of the record.
    public static let size = 128
    /// Number of the equation y = b·x + a.
    public static let linear: UInt8 = 1

    /// The maker's number of the kind of sensor.
    public var number: UInt8
    /// Serial number, 24 bits.
    public var serial: UInt32
    /// Name, such as `Hand Dynamometer`.
    public var name: String
    /// Short name, such as `Force`.
    public var shortName: String
    /// Shortest time between samples in seconds.
    public var shortestPeriod: Double
    /// 2 for a probe of ±10 V; all else means 0 to 5 V.
    public var operation: UInt8
    /// Number of the equation.
    public var equation: UInt8
    /// Number of the last page that is filled, from 0.
    public var lastPage: UInt8
    /// Number of the page in use.
    public var activePage: UInt8
    /// The three pages.
    public var pages: [Page]

    /// Makes the record of a linear sensor.
    public init(number: UInt8, serial: UInt32, name: String, operation: UInt8, pages: [Page]) {
        self.number = number
        self.serial = serial
        self.name = name
        self.operation = operation
        self.pages = Array((pages + [Page](repeating: Page(a: 0, b: 0, unit: ""), count: 3)).prefix(3))
        shortName = "Force"
        shortestPeriod = 0.005
        equation = Self.linear
        lastPage = UInt8(max(min(pages.count, 3) - 1, 0))
        activePage = 0
    }

    /// The sum of a record: its first 127 bytes, exclusive or.
    public static func checksum(_ bytes: [UInt8]) -> UInt8 { bytes.prefix(127).reduce(0) { $0 ^ $1 } }

    /// Reads a record; nil where it is too short or its sum is wrong.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.size, Self.checksum(bytes) == bytes[127] else { return nil }
        number = bytes[1]
        serial = UInt32(bytes[2]) | UInt32(bytes[3]) << 8 | UInt32(bytes[4]) << 16
        name = VernierBytes.text(bytes, 8, count: 20)
        shortName = VernierBytes.text(bytes, 28, count: 12)
        shortestPeriod = VernierBytes.float(bytes, 44)
        operation = bytes[57]
        equation = bytes[58]
        lastPage = bytes[68]
        activePage = bytes[69]
        pages = (0..<3).map { page in
            let at = 70 + 19 * page
            return Page(
                a: VernierBytes.float(bytes, at), b: VernierBytes.float(bytes, at + 4),
                c: VernierBytes.float(bytes, at + 8), unit: VernierBytes.text(bytes, at + 12, count: 7))
        }
    }

    /// The bytes of the record with their sum.
    public func encoded() -> [UInt8] {
        func float(_ value: Double) -> [UInt8] { VernierBytes.write(Float(value).bitPattern) }
        var bytes: [UInt8] = [1, number]
        bytes += VernierBytes.write(serial).prefix(3)
        bytes += [0x26, 0x47, 1]
        bytes += VernierBytes.write(name, count: 20) + VernierBytes.write(shortName, count: 12)
        bytes += [0, 0x31, 10, 0] + float(shortestPeriod) + float(0.05)
        bytes += VernierBytes.write(UInt16(200)) + VernierBytes.write(UInt16(0))
        bytes += [1, operation, equation] + float(0) + float(100) + [5, lastPage, activePage]
        for page in pages {
            bytes += float(page.a) + float(page.b) + float(page.c) + VernierBytes.write(page.unit, count: 7)
        }
        return bytes + [Self.checksum(bytes)]
    }

    /// The input that the sensor uses.
    public var input: GoLinkProtocol.Input { operation == 2 ? .tenVolts : .fiveVolts }

    /// The page in newtons: the active one if it is, else the first filled one; nil where there is none.
    public var newtonPage: Page? {
        let filled = pages.prefix(Int(lastPage) + 1)
        let inOrder = (Int(activePage) < filled.count ? [filled[Int(activePage)]] : []) + filled
        return inOrder.first { $0.isNewtons && $0.b.isFinite && $0.a.isFinite && $0.b != 0 }
    }
}

/// Turns the converter's integers into newtons.
public struct GoLinkScale: Sendable, Hashable {
    private let input: GoLinkProtocol.Input
    private let isCorrected: Bool
    private let correctionOffset: Double
    private let correctionSlope: Double
    private let a: Double
    private let b: Double

    /// Puts the converter's correction, the input and the sensor's page together.
    public init(converter: GoLinkConverterRecord, input: GoLinkProtocol.Input, page: GoLinkSensorRecord.Page) {
        self.input = input
        isCorrected = converter.isValid
        let isTen = input == .tenVolts
        correctionOffset = Double(isTen ? converter.tenVoltOffset : converter.fiveVoltOffset)
        correctionSlope = isTen ? converter.tenVoltSlope : converter.fiveVoltSlope
        a = page.a
        b = page.b
    }

    /// Volts at the sensor; the correction is rounded to whole counts as the maker's SDK does it.
    public func volts(_ raw: Int16) -> Double {
        let counts =
            isCorrected
            ? ((Double(raw) + correctionOffset) * correctionSlope + 0.5).rounded(.down) : Double(raw)
        return counts * input.slope + input.offset
    }

    /// Newtons of an integer.
    public func newtons(_ raw: Int16) -> Double { b * volts(raw) + a }

    /// The integer of a force, held at the converter's ends.
    func raw(_ newtons: Double) -> Int16 {
        var counts = ((newtons - a) / b - input.offset) / input.slope
        if isCorrected { counts = counts / correctionSlope - correctionOffset }
        return Int16(min(max(counts.rounded(), -32_768), 32_767))
    }
}
