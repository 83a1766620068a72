import Transport

/// The bytes of the Example plate, a device that does not exist: 1209:0001, which pid.codes keeps for tests.
///
/// Pure: bytes to values and back, no device. A real one names its sources here: data sheet, driver, capture.
enum ExamplePlateProtocol {
    /// USB vendor id.
    static let vendorID: UInt16 = 0x1209
    /// USB product id.
    static let productID: UInt16 = 0x0001
    /// Data packets come in here, one a transfer.
    static let dataIn = EndpointAddress(0x81)
    /// Scans a second that it can be set to.
    static let rates = 10...2000

    // MARK: Requests

    /// Asks for the calibration memory.
    static let readCalibration = ControlSetup(requestType: 0xC0, request: 1, value: 0, index: 0, length: 4)
    /// Ends the stream; what is in the buffer can still be read.
    static let stop = ControlSetup(requestType: 0x40, request: 3, value: 0, index: 0, length: 0)

    /// Begins a stream with packet 0.
    static func start(rate: Int) -> ControlSetup {
        ControlSetup(requestType: 0x40, request: 2, value: UInt16(clamping: rate), index: 0, length: 0)
    }

    /// What the maker wrote into the plate: counts of the converter for one newton.
    struct Calibration: Equatable, Sendable {
        /// Of input A; never 0.
        var a: UInt16
        /// Of input B; never 0.
        var b: UInt16

        /// The four bytes of the memory.
        var encoded: [UInt8] {
            [a, b].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        }

        init(a: UInt16, b: UInt16) {
            self.a = a
            self.b = b
        }

        /// Reads the memory; nil where it is too short or would divide by 0.
        init?(_ bytes: [UInt8]) {
            guard bytes.count >= 4 else { return nil }
            self.init(a: UInt16(bytes[0]) | UInt16(bytes[1]) << 8, b: UInt16(bytes[2]) | UInt16(bytes[3]) << 8)
            guard a > 0, b > 0 else { return nil }
        }
    }

    // MARK: Packets

    /// First byte of a packet.
    static let sync: UInt8 = 0xA5
    /// Scans of one packet.
    static let scansPerPacket = 6
    /// Bytes of one packet: sync, counter (2), flags, six times input A (2) and B (2), checksum (2).
    static let packetSize = 30
    /// Flag: packets were overwritten in the device before this one.
    static let overran: UInt8 = 0x01

    /// Writes a packet; `samples` are A and B in turn.
    static func packet(counter: UInt16, flags: UInt8, samples: [Int16]) -> [UInt8] {
        var bytes = [sync, UInt8(truncatingIfNeeded: counter), UInt8(truncatingIfNeeded: counter >> 8), flags]
        for i in 0..<2 * scansPerPacket {
            let sample = UInt16(bitPattern: i < samples.count ? samples[i] : 0)
            bytes += [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
        }
        let sum = checksum(bytes.span, from: 0, count: packetSize - 2)
        return bytes + [UInt8(truncatingIfNeeded: sum), UInt8(truncatingIfNeeded: sum >> 8)]
    }

    /// CRC-16 with polynomial 0x1021 and start 0xFFFF; of the text `123456789` it is 0x29B1.
    static func checksum(_ bytes: Span<UInt8>, from start: Int, count: Int) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        for i in start..<start + count {
            crc ^= UInt16(bytes[i]) << 8
            for _ in 0..<8 { crc = crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
        }
        return crc
    }
}
