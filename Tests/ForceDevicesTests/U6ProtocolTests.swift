import SignalCore
import Statistics
import Testing
import Transport

@testable import ForceDevices

private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16) ?? 0 } }

/// Golden bytes: two differential bridges at ±10 mV, 1000 Hz, 24 samples a packet, as specified for the maker's source.
@Suite struct U6ProtocolTests {
    let golden = U6Protocol.StreamConfiguration(
        channels: [0, 2], gain: .x1000, samplesPerPacket: 24, settlingFactor: 0, interval: 4000)

    @Test func commandsAreTheGoldenBytes() {
        #expect(golden.encoded() == bytes("3E F8 06 11 2C 02 02 01 18 00 00 00 A0 0F 00 B0 02 B0"))
        #expect(U6Protocol.readMemory(block: 0) == bytes("27 F8 01 2D 00 00 00 00"))
        #expect(U6Protocol.readConfiguration == bytes("0B F8 0A 08") + [UInt8](repeating: 0, count: 22))
        #expect(U6Protocol.streamStart == bytes("A8 A8"))
        #expect(U6Protocol.streamStop == bytes("B0 B0"))
        #expect(golden.rate == 1000)
        #expect(golden.packetLength == 62)
    }

    @Test func configurationsReadBackAndDamageIsRefused() {
        #expect(U6Protocol.StreamConfiguration(golden.encoded()) == golden)
        for i in 0..<18 {
            var damaged = golden.encoded()
            damaged[i] ^= 0x01
            #expect(U6Protocol.StreamConfiguration(damaged) == nil, "byte \(i)")
        }
    }

    @Test func voltsFollowTheTwoSlopes() throws {
        var constants = [Double](repeating: 0, count: 40)
        constants[6] = 3.2e-7
        constants[14] = -3.1e-7
        constants[15] = 33_523
        let blocks = (0..<10).map { block in constants[4 * block..<4 * block + 4].flatMap(U6Calibration.encode) }
        let line = try #require(U6Calibration(blocks: blocks)).line(.x1000)
        // The memory's step of 2^-32 is 7e-4 of a slope on this range.
        #expect(abs(line.volts(33_523)) < 1e-15)
        #expect(abs(line.volts(43_523) - 3.2e-3) < 1.2e-6)
        #expect(abs(line.volts(23_523) + 3.1e-3) < 1.2e-6)
    }

    @Test func fixedPointKeepsSignAndFraction() throws {
        let values = [0.25, -1.5, 33_523, -10.5869565220]
        let block = values.flatMap(U6Calibration.encode)
        #expect(Array(block[0..<8]) == [0, 0, 0, 0x40, 0, 0, 0, 0])
        #expect(Array(block[8..<16]) == [0, 0, 0, 0x80, 0xFE, 0xFF, 0xFF, 0xFF])
        let read = try #require(U6Calibration(blocks: [block, block, block, block])).constants
        for (value, back) in zip(values, read) { #expect(abs(value - back) < 2.4e-10) }
    }

    @Test func anErasedMemoryIsNotPlausible() throws {
        let erased = [[UInt8]](repeating: [UInt8](repeating: 0xFF, count: 32), count: 10)
        #expect(!(try #require(U6Calibration(blocks: erased)).isPlausible))
        let virtual = VirtualU6(source: NoLoad())
        _ = virtual.write(U6Protocol.commandOut, U6Protocol.readMemory(block: 0), at: 0)
    }
}
