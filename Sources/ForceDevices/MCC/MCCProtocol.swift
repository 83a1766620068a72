import Transport

/// The vendor requests of Measurement Computing's USB-1608FS-Plus and USB-201/202/204/205.
///
/// Sources: wjasper/Linux_Drivers `usb-1608FS-Plus.c`, `usb-20X.c`; mccdaq/uldaq `AiUsb1608fsPlus.cpp`, `AiUsb20x.cpp`.
enum MCCProtocol {
    /// USB vendor id of Measurement Computing.
    static let vendorID: UInt16 = 0x09DB
    /// Scan data come in here.
    static let scanIn = EndpointAddress(0x81)
    /// Bytes of a USB packet of scan data.
    static let packetSize = 64

    /// Numbers of the vendor requests.
    enum Request {
        static let scanStart: UInt8 = 0x11
        static let scanStop: UInt8 = 0x12
        static let inputConfiguration: UInt8 = 0x14
        static let clearFIFO: UInt8 = 0x15
        static let calibrationMemory: UInt8 = 0x30
        static let status: UInt8 = 0x44
        static let serial: UInt8 = 0x48
    }

    /// Bits of the status word.
    enum Status {
        static let scanRunning: UInt16 = 1 << 1
        static let scanOverrun: UInt16 = 1 << 2
    }

    /// A request without a data stage, or with one towards the device.
    static func out(_ request: UInt8, value: UInt16 = 0, count: Int = 0) -> ControlSetup {
        ControlSetup(requestType: 0x40, request: request, value: value, index: 0, length: UInt16(count))
    }

    /// A request for `count` bytes.
    static func `in`(_ request: UInt8, value: UInt16 = 0, count: Int) -> ControlSetup {
        ControlSetup(requestType: 0xC0, request: request, value: value, index: 0, length: UInt16(count))
    }

    /// What a scan is started with.
    struct ScanStart: Equatable {
        /// Ticks of the pacer clock between its pulses, less one.
        var pacerPeriod: UInt32
        /// Bit n stands for channel n; the device scans from the lowest to the highest.
        var channels: UInt8
        /// True where each scan is sent at once, and not in packets of 64 bytes.
        var isImmediate: Bool

        /// The payload of the request.
        ///
        /// - Parameter length: 10 for the USB-1608FS-Plus; 12 for the USB-20X, whose trigger source and mode follow.
        func encoded(length: Int) -> [UInt8] {
            var bytes: [UInt8] = [0, 0, 0, 0]
            for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: pacerPeriod >> (8 * UInt32(i)))) }
            // Bit 7 clear: an overrun halts the endpoint, so that it cannot go unseen.
            bytes += [channels, isImmediate ? 1 : 0]
            while bytes.count < length { bytes.append(0) }
            return bytes
        }

        /// Reads what ``encoded(length:)`` wrote; nil for scans of another kind (finite, triggered, external clock).
        init?(_ bytes: [UInt8], length: Int) {
            guard bytes.count == length, bytes[0..<4].allSatisfy({ $0 == 0 }), bytes[9] & 0xFE == 0,
                bytes[10...].allSatisfy({ $0 == 0 })
            else { return nil }
            var period: UInt32 = 0
            for i in (0..<4).reversed() { period = period << 8 | UInt32(bytes[4 + i]) }
            guard period > 0, bytes[8] != 0 else { return nil }
            self.init(pacerPeriod: period, channels: bytes[8], isImmediate: bytes[9] & 1 != 0)
        }

        init(pacerPeriod: UInt32, channels: UInt8, isImmediate: Bool) {
            self.pacerPeriod = pacerPeriod
            self.channels = channels
            self.isImmediate = isImmediate
        }
    }
}

/// What differs from one of the maker's models to the next.
struct MCCModel: Equatable {
    /// Name for people.
    var name: String
    /// USB product id.
    var productID: UInt16
    /// Pacer clock in Hz.
    var clock: Double
    /// Bits of a reading.
    var bits: Int
    /// Samples that the device holds while nobody reads.
    var fifoSamples: Int
    /// Samples a second over all channels.
    var throughput: Double
    /// Scans of two channels a second at most.
    var largestRate: Double
    /// True where one converter reads the channels in turn and the pacer times each reading, and not each scan.
    var isMultiplexed: Bool
    /// Full scale in volts by the code of the range; nil where there is no such code.
    var ranges: [Double?]
    /// Bytes of the request that starts a scan.
    var startLength: Int

    /// Codes 0…65535 or 0…4095.
    var codes: Int { 1 << bits }

    /// Scans of so many channels a second at most.
    func largestRate(channels: Int) -> Double { min(largestRate, throughput / Double(max(channels, 1))) }

    /// One converter a channel: all channels are read at the same moment.
    static let usb1608FSPlus = MCCModel(
        name: "MCC USB-1608FS-Plus", productID: 0x00EA, clock: 40e6, bits: 16, fifoSamples: 32_768, throughput: 400_000,
        largestRate: 100_000, isMultiplexed: false, ranges: [10, 5, nil, 2, nil, 1, nil, nil], startLength: 10)

    /// One converter for eight single-ended channels on ±10 V.
    static let usb20X = [
        usb20X("USB-201", 0x0113, 100_000), usb20X("USB-202", 0x012B, 100_000), usb20X("USB-204", 0x0114, 500_000),
        usb20X("USB-205", 0x012C, 500_000),
    ]

    private static func usb20X(_ name: String, _ productID: UInt16, _ throughput: Double) -> MCCModel {
        MCCModel(
            name: "MCC \(name)", productID: productID, clock: 70e6, bits: 12, fifoSamples: 6144, throughput: throughput,
            largestRate: throughput / 2, isMultiplexed: true, ranges: [10], startLength: 12)
    }

    /// Pacer setting for `rate` scans a second of `channels` channels, and the rate that it gives.
    ///
    /// The maker's library divides the clock of the USB-20X by the number of channels too, since its pacer starts
    /// readings, not scans (uldaq `AiUsb20x::calcPacerPeriod`).
    func pacer(rate: Double, channels: Int) -> (period: UInt32, rate: Double) {
        let pulses = isMultiplexed ? Double(channels) : 1
        let ticks = min(max((clock / (rate * pulses)).rounded(), 2), 4_294_967_295)
        return (UInt32(ticks - 1), clock / (ticks * pulses))
    }

    /// Scans a second and seconds from one channel to the next of a started scan.
    func timing(_ start: MCCProtocol.ScanStart) -> (rate: Double, channelDelay: Double) {
        let tick = (Double(start.pacerPeriod) + 1) / clock
        return isMultiplexed ? (1 / (tick * Double(start.channels.nonzeroBitCount)), tick) : (1 / tick, 0)
    }
}
