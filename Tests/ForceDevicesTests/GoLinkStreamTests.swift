import SignalCore
import Statistics
import Testing
import Transport

@testable import ForceDevices

/// Packets of three samples; sample i reads i.
private func packet(_ number: Int) -> [UInt8] {
    [3, UInt8(truncatingIfNeeded: number)]
        + (0..<3).flatMap { VernierBytes.write(Int16(truncatingIfNeeded: 3 * number + $0)) }
}

private let scale = GoLinkScale(
    converter: GoLinkConverterRecord(
        isValid: false, tenVoltOffset: 0, fiveVoltOffset: 0, tenVoltSlope: 0, fiveVoltSlope: 0), input: .tenVolts,
    page: .init(a: 0, b: 3276.8, unit: "N"))

private func decode(_ packets: [(number: Int, bytes: [UInt8])]) -> (block: ScanBlock, loss: LossCounts) {
    var reader = GoLinkPacketReader(period: 5e6, scale: scale)
    var block = ScanBlock(channels: 1)
    for packet in packets {
        reader.read(packet.bytes.span, arrival: UInt64(packet.number + 1) * 15_000_000, dropped: 0, into: &block)
    }
    reader.flush(into: &block)
    return (block, reader.loss)
}

private func packets(_ numbers: Range<Int>) -> [(number: Int, bytes: [UInt8])] { numbers.map { ($0, packet($0)) } }

/// True where every row that is there shows its own number.
private func isInPlace(_ block: ScanBlock) -> Bool {
    block.values.indices.allSatisfy {
        block.flags[$0].contains(.missing) || block.raw[$0] == Int32(Int16(truncatingIfNeeded: $0))
    }
}

@Suite struct GoLinkStreamTests {
    @Test(arguments: [1, 2, 3, 200, 255, 256, 257, 300, 511, 512, 1024]) func aGapOfAnySizeIsCounted(lost: Int) {
        let result = decode(packets(0..<100) + packets(100 + lost..<400 + lost))
        #expect(result.loss.missing == 3 * lost)
        #expect(result.loss.corrupt == 0)
        #expect(result.block.count == 3 * (400 + lost))
        // Beyond one turn of the counter time has to help.
        #expect(result.loss.exact == (lost < 256))
        if lost % 256 != 0 { #expect(isInPlace(result.block)) }
    }

    @Test func aSlowHostIsNotALoss() {
        // Two hundred packets arrive together after three seconds.
        var reader = GoLinkPacketReader(period: 5e6, scale: scale)
        var block = ScanBlock(channels: 1)
        for number in 0..<600 {
            let arrival = (200..<400).contains(number) ? 400 : number + 1
            let bytes = packet(number)
            reader.read(bytes.span, arrival: UInt64(arrival) * 15_000_000, dropped: 0, into: &block)
        }
        reader.flush(into: &block)
        #expect(reader.loss == LossCounts())
        #expect(block.count == 1800)
        #expect(isInPlace(block))
    }

    @Test func tornTransfersCostWhatTheyTouch() {
        for kept in 1..<8 {
            var torn = packets(0..<200)
            torn[60].bytes = Array(torn[60].bytes.prefix(kept))
            let result = decode(torn)
            #expect(result.loss.empty == 3)
            #expect(result.loss.corrupt == 3)
            #expect(result.block.count == 600)
            #expect(isInPlace(result.block))
        }
    }

    @Test func aCutReportIsNeverJoinedWithTheNext() {
        var random = SplitMix64(seed: 43)
        for _ in 0..<500 {
            // Any values: bytes of the next report may look like the beginning of one wherever the cut puts them.
            var values: [Int16] = []
            var stream: [(number: Int, bytes: [UInt8])] = []
            for number in 0..<40 {
                let own = (0..<3).map { _ in Int16(truncatingIfNeeded: random.next() & 0x0303) }
                values += own
                stream.append((number, [3, UInt8(number)] + own.flatMap { VernierBytes.write($0) }))
            }
            let cut = 10 + random.index(20)
            stream[cut].bytes = Array(stream[cut].bytes.prefix(1 + random.index(7)))
            let result = decode(stream)
            #expect(result.loss.empty == 3)
            #expect(result.loss.corrupt == 3)
            #expect(result.block.count == values.count)
            for i in result.block.flags.indices where !result.block.flags[i].contains(.missing) {
                #expect(result.block.raw[i] == Int32(values[i]))
            }
        }
    }

    @Test func copiesAreLeftOut() {
        var twice = packets(0..<100)
        twice.insert(twice[30], at: 31)
        let result = decode(twice)
        #expect(result.loss.duplicate == 3)
        #expect(result.loss.empty == 0)
        #expect(result.block.count == 300)
        #expect(isInPlace(result.block))
    }

    @Test func packetsOutOfOrderAreNeverInTheWrongPlace() {
        var swapped = packets(0..<100)
        let held = swapped[40].bytes
        swapped[40].bytes = swapped[42].bytes
        swapped[42].bytes = held
        let result = decode(swapped)
        #expect(result.block.count == 300)
        #expect(result.loss.empty == result.block.flags.count { $0.contains(.missing) })
        #expect(result.loss.empty > 0)
        #expect(result.loss.empty <= 9)
        #expect(isInPlace(result.block))
    }

    @Test func repliesBetweenPacketsAreNoSamples() {
        var stream = packets(0..<50)
        stream.insert((20, [0x5A, 0x19, 0, 0, 0, 0, 0, 0]), at: 20)
        stream.insert((30, [0xC0, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68]), at: 30)
        let result = decode(stream)
        #expect(result.loss == LossCounts())
        #expect(result.block.count == 150)
    }

    @Test func theEndsOfTheConverterAreMarked() {
        var ends = packets(0..<10)
        ends[4].bytes = [3, 4, 0xFF, 0x7F, 0x00, 0x80, 0xFE, 0x7F]
        let flags = decode(ends).block.flags
        #expect(flags[12].contains(.leftSaturated))
        #expect(flags[13].contains(.leftSaturated))
        #expect(!flags[14].contains(.leftSaturated))
    }

    @Test func randomBytesNeverCrashAndHardlyGiveSamples() {
        var random = SplitMix64(seed: 41)
        var reader = GoLinkPacketReader(period: 5e6, scale: scale)
        var block = ScanBlock(channels: 1)
        var chunk = [UInt8](repeating: 0, count: 512)
        var present = 0
        for round in 0..<41_000 {
            for i in stride(from: 0, to: chunk.count, by: 8) {
                let bits = random.next()
                for k in 0..<8 { chunk[i + k] = UInt8(truncatingIfNeeded: bits >> (8 * UInt64(k))) }
            }
            let part = Array(chunk.prefix(1 + random.index(chunk.count)))
            reader.read(part.span, arrival: UInt64(round) * 1_000_000, dropped: 0, into: &block)
            present += block.flags.count { !$0.contains(.missing) }
            block.restart(at: reader.nextIndex)
        }
        // Without a sum, two neighbours that look like packets in step come by chance once in two million bytes.
        #expect(present < 200)
    }

    @Test func afterRubbishThePacketsAreReadAgain() {
        var random = SplitMix64(seed: 42)
        for _ in 0..<300 {
            let rubbish = (0..<1 + random.index(60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let result = decode([(0, rubbish)] + packets(0..<100))
            #expect(result.block.raw.last == 299)
            #expect(result.block.flags.count { !$0.contains(.missing) } > 270)
        }
    }
}
