import Statistics
import Testing
import Transport

@Suite struct TransferEventTests {
    private func randomEvent(_ random: inout SplitMix64) -> TransferEvent {
        let phase: TransferHeader.Phase = random.next() & 1 == 0 ? .submit : .complete
        let header = TransferHeader(
            phase: phase, kind: TransferKind.allCases[random.index(4)],
            endpoint: EndpointAddress(UInt8(truncatingIfNeeded: random.next())),
            status: TransferStatus.allCases[random.index(8)], id: random.next(), stamp: random.next(),
            length: UInt32(truncatingIfNeeded: random.next()),
            droppedBefore: UInt32(truncatingIfNeeded: random.next()), setup: random.next())
        let bytes = (0..<random.index(200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        return TransferEvent(header, bytes: bytes)
    }

    @Test func writtenEventsReadBackEqual() {
        var random = SplitMix64(seed: 1)
        let events = (0..<500).map { _ in randomEvent(&random) }
        var bytes: [UInt8] = []
        for event in events { event.encode(into: &bytes) }
        var at = 0
        var read: [TransferEvent] = []
        while let event = TransferEvent.decode(bytes, at: &at) { read.append(event) }
        #expect(read == events)
        #expect(at == bytes.count)
    }

    @Test func tornAndRandomBytesAreRefusedWithoutMoving() {
        var random = SplitMix64(seed: 2)
        var bytes: [UInt8] = []
        let event = randomEvent(&random)
        event.encode(into: &bytes)
        for count in 0..<bytes.count {
            var at = 0
            #expect(TransferEvent.decode(Array(bytes[..<count]), at: &at) == nil)
            #expect(at == 0)
        }
        for _ in 0..<20_000 {
            let noise = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            var at = 0
            if let event = TransferEvent.decode(noise, at: &at) { #expect(event.bytes.count <= noise.count - 40) }
        }
    }

    @Test func setupPacketsPackAsTheyGoOverTheWire() {
        let setup = ControlSetup(requestType: 0x80, request: 6, value: 0x0302, index: 0x0409, length: 255)
        let wire = withUnsafeBytes(of: setup.packed.littleEndian) { Array($0) }
        #expect(wire == [0x80, 0x06, 0x02, 0x03, 0x09, 0x04, 0xFF, 0x00])
        #expect(ControlSetup(packed: setup.packed) == setup)
    }
}
