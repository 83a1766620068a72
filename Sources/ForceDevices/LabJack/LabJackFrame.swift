/// The frame that LabJack's U3 and U6 share: checksums, stream commands, error codes.
///
/// Sources: labjack/exodriver `examples/U3/u3.c`, `examples/U6/u6.c`; U3 data sheet 5.2.10–5.2.13, U6 data sheet 5.2.12.
enum LabJackFrame {
    /// USB vendor id of LabJack.
    static let vendorID: UInt16 = 0x0CD5
    /// Samples that the device holds while nobody reads (data sheets 3.2: typically 984).
    static let bufferSamples = 984
    /// The stream clock with `scanConfig` bit 3 clear, in Hz.
    static let streamClock = 4_000_000.0
    /// Stops a stream; the answer's second byte is B1.
    static let streamStop: [UInt8] = [0xB0, 0xB0]
    /// Starts the configured stream; the answer's second byte is A9.
    static let streamStart: [UInt8] = [0xA8, 0xA8]

    /// Error codes that a stream packet or an answer carries.
    enum ErrorCode {
        /// The block of memory does not exist.
        static let invalidBlock: UInt8 = 26
        /// A stream is already running.
        static let alreadyRunning: UInt8 = 48
        /// The stream's settings make no sense.
        static let invalidConfiguration: UInt8 = 50
        /// Stop was sent while nothing ran.
        static let notRunning: UInt8 = 52
        /// A scan began before the one before it was done.
        static let scanOverlap: UInt8 = 55
        /// The buffer ran over; what is sent now was buffered before.
        static let autoRecoverActive: UInt8 = 59
        /// First packet after an overflow; bytes 6 and 7 count the scans that were dropped.
        static let autoRecoverReport: UInt8 = 60
    }

    /// Folds a sum into a byte: quotient and remainder by 256 are added, twice.
    static func fold(_ sum: Int) -> UInt8 {
        let once = sum / 256 + sum % 256
        return UInt8(truncatingIfNeeded: once / 256 + once % 256)
    }

    /// Writes the three checksum bytes of an extended command into place.
    ///
    /// `frame` has at least six bytes.
    static func seal(_ frame: inout [UInt8]) {
        var sum = 0
        for byte in frame[6...] { sum += Int(byte) }
        frame[4] = UInt8(truncatingIfNeeded: sum)
        frame[5] = UInt8(truncatingIfNeeded: sum >> 8)
        frame[0] = fold(frame[1...5].reduce(0) { $0 + Int($1) })
    }

    /// A frame with its checksums.
    static func sealed(_ frame: [UInt8]) -> [UInt8] {
        var frame = frame
        seal(&frame)
        return frame
    }

    /// True where the checksums of the extended frame of `count` bytes at `offset` hold.
    static func isSealed(_ bytes: Span<UInt8>, at offset: Int, count: Int) -> Bool {
        guard count >= 6, offset + count <= bytes.count else { return false }
        var sum = 0
        for i in offset + 6..<offset + count { sum += Int(bytes[i]) }
        guard bytes[offset + 4] == UInt8(truncatingIfNeeded: sum),
            bytes[offset + 5] == UInt8(truncatingIfNeeded: sum >> 8)
        else { return false }
        var head = 0
        for i in offset + 1...offset + 5 { head += Int(bytes[i]) }
        return bytes[offset] == fold(head)
    }

    /// True where `answer` is a well-formed extended answer to command `number`.
    static func isAnswer(_ answer: [UInt8], to number: UInt8, count: Int) -> Bool {
        answer.count == count && answer[1] == 0xF8 && answer[3] == number
            && isSealed(answer.span, at: 0, count: answer.count)
    }

    /// Reads the configuration: the answer has 38 bytes, with firmware at 9, hardware at 13, serial number at 15.
    static let readConfiguration: [UInt8] = sealed([0, 0xF8, 0x0A, 0x08] + [UInt8](repeating: 0, count: 22))

    /// Reads one block of 32 bytes of the calibration memory; the answer has 40 bytes.
    static func readMemory(block: UInt8) -> [UInt8] { sealed([0, 0xF8, 0x01, 0x2D, 0, 0, 0, block]) }

    /// Reads one number in 32.32 fixed point, little-endian, fraction first.
    static func fixedPoint(_ bytes: [UInt8], at offset: Int) -> Double {
        var fraction: UInt32 = 0
        var whole: UInt32 = 0
        for i in (0..<4).reversed() {
            fraction = fraction << 8 | UInt32(bytes[offset + i])
            whole = whole << 8 | UInt32(bytes[offset + 4 + i])
        }
        return Double(Int32(bitPattern: whole)) + Double(fraction) / 4_294_967_296
    }

    /// Writes one number as the memory holds it, rounded to 2^-32.
    static func encode(_ value: Double) -> [UInt8] {
        let fixed = Int64((value * 4_294_967_296).rounded())
        return (0..<8).map { UInt8(truncatingIfNeeded: fixed >> (8 * $0)) }
    }
}

/// A digital input that is scanned with the analog ones.
///
/// Stream channel 193 gives FIO in its low byte and EIO in its high one, channel 194 CIO and MIO (U3 and U6 data sheets
/// 3.2.1).
struct LabJackTrigger: Equatable {
    /// Number of the stream channel.
    var channel: UInt8
    /// Its bit in the channel's word.
    var mask: UInt16
    /// True where the input is on while high.
    var isOnWhenHigh: Bool

    /// `FIO0`, `EIO3`, `CIO1`, `MIO2`; with `!` in front it is on while low.
    init?(_ text: String) {
        var name = text.uppercased()
        isOnWhenHigh = !name.hasPrefix("!")
        if !isOnWhenHigh { name.removeFirst() }
        guard let bit = Int(name.dropFirst(3)) else { return nil }
        switch (name.prefix(3), bit) {
        case ("FIO", 0..<8): (channel, mask) = (193, 1 << UInt16(bit))
        case ("EIO", 0..<8): (channel, mask) = (193, 0x100 << UInt16(bit))
        case ("CIO", 0..<4): (channel, mask) = (194, 1 << UInt16(bit))
        case ("MIO", 0..<3): (channel, mask) = (194, 0x100 << UInt16(bit))
        default: return nil
        }
    }

    /// True where the scan with this word is marked.
    @inline(__always)
    func isOn(_ word: UInt16) -> Bool { (word & mask != 0) == isOnWhenHigh }
}

/// Volts from the integers of one channel.
protocol LabJackLine: Sendable {
    func volts(_ raw: UInt16) -> Double
}
