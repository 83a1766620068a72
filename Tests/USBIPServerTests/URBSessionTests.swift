import Statistics
import Testing
import Transport

@testable import USBIPServer

/// What a session has to say, taken apart.
private func replies(_ session: inout URBSession) -> [USBIPClient.Reply] {
    let bytes = session.output
    session.sent(bytes.count)
    var found: [USBIPClient.Reply] = []
    var at = 0
    while at < bytes.count {
        let head = Array(bytes[at..<at + 48])
        let length = Int(USBIPClient.number(head, 24))
        let isSubmit = USBIPClient.number(head, 0) == 3
        // Transfers with numbers below 100 are IN ones in these tests.
        let hasData = isSubmit && USBIPClient.number(head, 4) < 100
        found.append(
            USBIPClient.Reply(
                command: USBIPClient.number(head, 0), sequence: USBIPClient.number(head, 4),
                status: Int32(bitPattern: USBIPClient.number(head, 20)),
                data: hasData ? Array(bytes[at + 48..<at + 48 + length]) : []))
        at += 48 + (hasData ? length : 0)
    }
    return found
}

private func answered(_ sequence: UInt32, _ data: [UInt8] = [], status: Int32 = 0) -> USBIPClient.Reply {
    USBIPClient.Reply(command: 3, sequence: sequence, status: status, data: data)
}

@Suite struct URBSessionTests {
    @Test func transfersOfOneEndpointAreAnsweredInOrderWhenTheDeviceHasSomething() throws {
        let device = ScriptedDevice()
        device.answers = [0x82: [(100, .done([1])), (200, .done([2])), (300, .done([3]))], 0x83: [(150, .done([9]))]]
        var session = URBSession(device)
        for (n, endpoint): (UInt32, UInt8) in [(1, 0x82), (2, 0x82), (3, 0x83), (4, 0x82)] {
            try session.receive(USBIPClient.submission(n, endpoint: endpoint, length: 64), at: 0)
        }
        #expect(replies(&session) == [])
        #expect(session.nextService(at: 0) == 100)
        session.serve(at: 99)
        #expect(replies(&session) == [])
        session.serve(at: 160)
        #expect(replies(&session) == [answered(1, [1]), answered(3, [9])])
        #expect(session.nextService(at: 160) == 200)
        session.serve(at: 1000)
        #expect(replies(&session) == [answered(2, [2]), answered(4, [3])])
        #expect(session.nextService(at: 1000) == nil)
    }

    @Test func aTransferThatWasTakenBackIsNeverAnswered() throws {
        let device = ScriptedDevice()
        device.answers = [0x82: [(100, .done([1]))]]
        var session = URBSession(device)
        try session.receive(USBIPClient.submission(1, endpoint: 0x82, length: 64), at: 0)
        try session.receive(USBIPClient.submission(2, endpoint: 0x82, length: 64), at: 0)
        try session.receive(USBIPClient.unlinking(3, target: 1), at: 50)
        #expect(replies(&session) == [USBIPClient.Reply(command: 4, sequence: 3, status: -104)])
        session.serve(at: 100)
        // Nothing was lost with the first: the second gets the bytes.
        #expect(replies(&session) == [answered(2, [1])])
        try session.receive(USBIPClient.unlinking(4, target: 2), at: 110)
        try session.receive(USBIPClient.unlinking(5, target: 77), at: 110)
        #expect(
            replies(&session) == [
                USBIPClient.Reply(command: 4, sequence: 4, status: 0),
                USBIPClient.Reply(command: 4, sequence: 5, status: 0),
            ])
    }

    @Test func faultsHaveTheirNumbers() throws {
        let device = ScriptedDevice()
        device.answers = [
            0x82: [(0, .stall), (0, .done([UInt8](repeating: 7, count: 65))), (0, .done([1, 2])), (0, .done([1, 2]))]
        ]
        var session = URBSession(device)
        for n: UInt32 in 1...3 { try session.receive(USBIPClient.submission(n, endpoint: 0x82, length: 64), at: 0) }
        try session.receive(USBIPClient.submission(4, endpoint: 0x82, length: 64, flags: 1), at: 0)
        try session.receive(USBIPClient.submission(5, endpoint: 0x84, length: 64), at: 0)
        #expect(
            replies(&session) == [
                answered(1, status: -32), answered(2, status: -75), answered(3, [1, 2]),
                answered(4, [1, 2], status: -121), answered(5, status: -71),
            ])
    }

    @Test func controlRequestsAreAnsweredFromTheDescriptorsAndTheModel() throws {
        let device = ScriptedDevice()
        var session = URBSession(device)
        func control(_ n: UInt32, _ setup: [UInt8]) throws {
            let length = Int(setup[6]) | Int(setup[7]) << 8
            try session.receive(
                USBIPClient.submission(n, endpoint: setup[0] & 0x80, length: length, setup: setup), at: 0)
        }
        try control(1, [0x80, 6, 0, 1, 0, 0, 8, 0])
        try control(2, [0x80, 6, 0, 2, 0, 0, 255, 0])
        try control(100, [0x00, 9, 1, 0, 0, 0, 0, 0])
        try control(3, [0xC0, 0x42, 0, 0, 0, 0, 4, 0])
        try control(4, [0xC0, 0x42, 0, 0, 0, 0, 3, 0])
        try control(5, [0xC0, 0x43, 0, 0, 0, 0, 4, 0])
        #expect(
            replies(&session) == [
                answered(1, Array(device.descriptors.device.prefix(8))), answered(2, device.descriptors.configuration),
                answered(100), answered(3, [1, 2, 3, 4]), answered(4, status: -75), answered(5, status: -32),
            ])
    }

    @Test func bytesOutArriveInOrderAndWaitWhileTheDeviceIsNotReady() throws {
        let device = ScriptedDevice()
        device.writeReply = .notReady
        var session = URBSession(device)
        for n: UInt32 in 100...102 {
            try session.receive(
                USBIPClient.submission(n, endpoint: 1, length: 2, data: [UInt8(n), 0]), at: 0)
        }
        #expect(replies(&session) == [])
        #expect(session.nextService(at: 0) == 1_000_000)
        device.writeReply = .done([])
        session.serve(at: 1_000_000)
        #expect(replies(&session) == [answered(100), answered(101), answered(102)])
        #expect(device.written == [[100, 0], [101, 0], [102, 0]])
        device.writeReply = .stall
        try session.receive(USBIPClient.submission(103, endpoint: 1, length: 1, data: [1]), at: 0)
        #expect(replies(&session) == [answered(103, status: -32)])
    }

    @Test func moreTransfersThanMayWaitAreToldSo() throws {
        var session = URBSession(ScriptedDevice())
        for n in 0...UInt32(URBSession.largestQueue) {
            try session.receive(USBIPClient.submission(n + 200, endpoint: 0x82, length: 64), at: 0)
        }
        #expect(replies(&session) == [answered(200 + UInt32(URBSession.largestQueue), status: -12)])
    }

    @Test func aHostThatDoesNotReadMakesTheDeviceWait() throws {
        let device = ScriptedDevice()
        device.answers = [0x82: (0..<900).map { _ in (0, .done([UInt8](repeating: 1, count: 4096))) }]
        var session = URBSession(device)
        for n: UInt32 in 1...600 { try session.receive(USBIPClient.submission(n, endpoint: 0x82, length: 4096), at: 0) }
        #expect(!session.canTakeMore)
        #expect(session.output.count < URBSession.outputLimit + 5000)
        #expect(session.nextService(at: 0) == nil)
        let sent = session.output.count
        session.sent(sent)
        session.serve(at: 0)
        #expect(sent + session.output.count > 1_200_000)
    }

    @Test func piecesOfAnySizeGiveTheSameReplies() throws {
        var bytes: [UInt8] = []
        for n: UInt32 in 1...40 {
            bytes += USBIPClient.submission(n, endpoint: n % 3 == 0 ? 0x83 : 0x82, length: 64)
            if n % 4 == 0 { bytes += USBIPClient.submission(n + 100, endpoint: 1, length: 5, data: [1, 2, 3, 4, 5]) }
            if n % 7 == 0 { bytes += USBIPClient.unlinking(n + 200, target: n) }
        }
        func run(_ pieces: [ArraySlice<UInt8>]) throws -> [UInt8] {
            let device = ScriptedDevice()
            device.answers = [0x82: (0..<9).map { (0, .done([UInt8($0)])) }]
            var session = URBSession(device)
            for piece in pieces { try session.receive(piece, at: 0) }
            return session.output
        }
        let whole = try run([bytes[...]])
        #expect(whole.count > 48 * 15)
        var random = SplitMix64(seed: 21)
        for _ in 0..<50 {
            var pieces: [ArraySlice<UInt8>] = []
            var at = 0
            while at < bytes.count {
                let end = min(bytes.count, at + 1 + random.index(120))
                pieces.append(bytes[at..<end])
                at = end
            }
            #expect(try run(pieces) == whole)
        }
    }

    @Test func randomAndDamagedBytesNeverCrash() {
        var random = SplitMix64(seed: 22)
        var refused = 0
        for round in 0..<20_000 {
            let device = ScriptedDevice()
            device.answers = [0x82: [(0, .done([1, 2, 3])), (0, .stall)]]
            var session = URBSession(device)
            var bytes: [UInt8] = []
            if round % 2 == 0 {
                bytes = (0..<random.index(300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            } else {
                for n: UInt32 in 1...4 {
                    bytes += USBIPClient.submission(
                        n, endpoint: [0x80, 0x82, 0x83, 0x01][Int(n) - 1], length: 8,
                        data: n == 4 ? [1, 2, 3, 4, 5, 6, 7, 8] : [])
                }
                bytes += USBIPClient.unlinking(5, target: 2)
                for _ in 0...random.index(4) {
                    bytes[random.index(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
                }
            }
            do throws(WireError) {
                try session.receive(bytes, at: 0)
                session.serve(at: 1_000_000)
            } catch { refused += 1 }
            _ = try? OperationRequest.parse(bytes[...])
        }
        #expect(refused > 5000)
    }
}
