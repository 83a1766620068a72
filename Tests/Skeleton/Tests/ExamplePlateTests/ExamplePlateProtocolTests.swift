import ForceDevices
import SignalCore
import Testing

@testable import ExamplePlate

/// Golden bytes: literals from the maker's documents or from a capture, never what the code itself wrote.
@Suite struct ExamplePlateProtocolTests {
    /// Packet 258 with three scans of 100 and −100 counts and three at the converter's ends.
    ///
    /// Its checksum is from another program: Python's `binascii.crc_hqx(bytes, 0xFFFF)`.
    static let golden: [UInt8] = [
        0xA5, 0x02, 0x01, 0x00,
        0x64, 0x00, 0x9C, 0xFF, 0x64, 0x00, 0x9C, 0xFF, 0x64, 0x00, 0x9C, 0xFF,
        0xFF, 0x7F, 0x00, 0x80, 0xFF, 0x7F, 0x00, 0x80, 0xFF, 0x7F, 0x00, 0x80,
        0x40, 0xE7,
    ]
    static let samples: [Int16] = [100, -100, 100, -100, 100, -100, .max, .min, .max, .min, .max, .min]

    @Test func theChecksumIsTheOneOfTheStandard() {
        let text = Array("123456789".utf8)
        #expect(ExamplePlateProtocol.checksum(text.span, from: 0, count: text.count) == 0x29B1)
    }

    @Test func aPacketIsWrittenAsItGoesOverTheWire() {
        #expect(ExamplePlateProtocol.packet(counter: 258, flags: 0, samples: Self.samples) == Self.golden)
    }

    @Test func aPacketIsReadAsTheMakerMeansIt() {
        // 10 counts for a newton on A, 20 on B.
        var reader = ExamplePlatePacketReader(calibration: .init(a: 10, b: 20), leftIsA: true)
        var block = ScanBlock(channels: 2)
        reader.read(Self.golden.span, into: &block)
        // The first packet that arrives is number 258: those before it are missing, and the rows say so.
        let before = 258 * ExamplePlateProtocol.scansPerPacket
        #expect(block.count == before + 6)
        #expect(reader.nextIndex == block.count)
        #expect(reader.loss.missing == before)
        #expect(block.values[2 * before] == 10)
        #expect(block.values[2 * before + 1] == -5)
        #expect(block.raw[2 * before] == 100)
        #expect(block.flags[before] == .segmentStart)
        #expect(block.flags[before + 3] == [.leftSaturated, .rightSaturated])
    }

    @Test func sidesThatAreSwappedAreSwappedThroughout() {
        var reader = ExamplePlatePacketReader(calibration: .init(a: 10, b: 20), leftIsA: false)
        var block = ScanBlock(channels: 2)
        var samples = Self.samples
        samples[7] = 0
        let packet = ExamplePlateProtocol.packet(counter: 0, flags: 0, samples: samples)
        reader.read(packet.span, into: &block)
        #expect(Array(block.values[0..<2]) == [-5, 10])
        #expect(Array(block.raw[0..<2]) == [-100, 100])
        #expect(block.flags[3] == .rightSaturated)
    }

    @Test func packetsThatComeTwiceOrLateAreCountedAndLeftOut() {
        func packet(_ counter: UInt16) -> [UInt8] {
            ExamplePlateProtocol.packet(counter: counter, flags: 0, samples: Self.samples)
        }
        var reader = ExamplePlatePacketReader(calibration: .init(a: 10, b: 20), leftIsA: true)
        var block = ScanBlock(channels: 2)
        for counter: UInt16 in [0, 1, 1, 2, 4, 3, 5] { reader.read(packet(counter).span, into: &block) }
        #expect(block.count == 36)
        #expect(
            block.losses == [
                LossEntry(kind: .duplicate, index: 6, count: 6, evidence: .counted),
                LossEntry(kind: .missing, index: 18, count: 6, evidence: .counted),
                LossEntry(kind: .reordered, index: 30, count: 6, evidence: .counted),
            ])
        #expect(reader.loss.duplicate == 6)
        #expect(reader.loss.reordered == 6)
        #expect(reader.loss.missing == 6)
        #expect(block.flags[18..<24].allSatisfy { $0.contains(.missing) })
    }

    @Test func calibrationThatCannotBeIsRefused() {
        #expect(ExamplePlateProtocol.Calibration([10, 0, 0x2C, 0x01]) == .init(a: 10, b: 300))
        #expect(ExamplePlateProtocol.Calibration([10, 0, 20]) == nil)
        #expect(ExamplePlateProtocol.Calibration([10, 0, 0, 0]) == nil)
    }
}
