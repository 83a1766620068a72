import Foundation
import SignalCore
import Statistics
import Testing
import Transport

@testable import ForceDevices
@testable import USBIPServer

/// A host and a server over 127.0.0.1, in real time.
@Suite(.serialized) struct LoopbackTests {
    private final class Events: Sendable {
        let seen = Locked<[USBIPServer.Event]>([])
    }

    private func server(_ events: Events = Events()) -> USBIPServer {
        let devices = [UInt32(360_000_001), 360_000_002].map { serial in
            ExportedDevice(name: "u6:\(serial)", speed: .full) { VirtualU6(serial: serial, source: NoLoad()) }
        }
        return USBIPServer(devices) { event in events.seen.withLock { $0.append(event) } }
    }

    @Test func devicesAreListedAndImportedOnce() throws {
        let server = server()
        let port = try server.listen(port: 0)
        #expect(server.busIDs == ["1-1", "1-2"])
        let listed = try USBIPClient(port: port).list()
        #expect(listed.count == 2)
        #expect(listed.allSatisfy { $0.count == 316 && Array($0[300..<304]) == [0x0C, 0xD5, 0x00, 0x06] })
        let first = try USBIPClient(port: port)
        #expect(try first.importDevice("1-1") == Array(listed[0].prefix(312)))
        #expect(try USBIPClient(port: port).list() == [listed[1]])
        for (busID, status): (String, UInt32) in [("1-1", 2), ("1-9", 4)] {
            do {
                _ = try USBIPClient(port: port).importDevice(busID)
                Issue.record("\(busID) was given away")
            } catch USBIPClient.Failure.refused(let code) { #expect(code == status) }
        }
        server.stop()
        #expect(throws: (any Error).self) { try USBIPClient(port: port).list() }
    }

    @Test func aHostEnumeratesAndStreamsAndTakesTransfersBack() throws {
        let events = Events()
        let server = server(events)
        let port = try server.listen(port: 0)
        let host = try USBIPClient(port: port)
        _ = try host.importDevice("1-2")
        let model = VirtualU6(serial: 360_000_002, source: NoLoad())
        #expect(try host.control([0x80, 6, 0, 1, 0, 0, 18, 0]).data == model.descriptors.device)
        #expect(try host.control([0x80, 6, 0, 2, 0, 0, 255, 0]).data == model.descriptors.configuration)
        #expect(try host.control([0x80, 6, 2, 3, 9, 4, 255, 0]).data.count == 2 + 2 * 10)
        #expect(try host.control([0x00, 9, 1, 0, 0, 0, 0, 0]).status == 0)

        func command(_ bytes: [UInt8]) throws -> [UInt8] {
            let read = try host.submit(0x82, length: 64)
            let write = try host.submit(0x01, data: bytes)
            let both = try [host.reply(), host.reply()]
            #expect(Set(both.map(\.sequence)) == [read, write])
            #expect(both.allSatisfy { $0.status == 0 })
            return both.first { $0.sequence == read }?.data ?? []
        }
        #expect(try command(U6Protocol.readConfiguration).count == 38)
        let stream = U6Protocol.StreamConfiguration(
            channels: [0, 2], gain: .x1000, samplesPerPacket: 24, settlingFactor: 47, interval: 4000)
        #expect(try command(stream.encoded())[6] == 0)
        // Eight in flight before the stream begins, as the driver does it.
        var waiting = try (0..<8).map { _ in try host.submit(0x83, length: 64) }
        #expect(try command(U6Protocol.streamStart)[2] == 0)
        let began = MonotonicClock.now
        for packet in 0..<100 {
            let reply = try host.reply()
            #expect(reply.status == 0)
            #expect(reply.sequence == waiting.removeFirst())
            #expect(reply.data.count == 62)
            #expect(reply.data[10] == UInt8(packet))
            #expect(reply.data[11] == 0)
            waiting.append(try host.submit(0x83, length: 64))
        }
        // A hundred packets of twelve scans at 1 kHz.
        #expect(abs(Double(MonotonicClock.now - began) * 1e-9 - 1.2) < 0.15)

        try host.submit(0x01, data: U6Protocol.streamStop)
        var last = try host.reply()
        while last.sequence == waiting.first {
            waiting.removeFirst()
            last = try host.reply()
        }
        #expect(last.status == 0)
        for target in waiting {
            let unlink = try host.unlink(target)
            #expect(try host.reply() == USBIPClient.Reply(command: 4, sequence: unlink, status: -104))
        }
        // Were a transfer answered after it was taken back, that would come now instead.
        #expect(try command(U6Protocol.readConfiguration).isEmpty == false)
        #expect(events.seen.withLock { $0 } == [.attached(device: "u6:360000002")])
        server.stop()
        #expect(
            events.seen.withLock { $0 } == [
                .attached(device: "u6:360000002"), .detached(device: "u6:360000002", .unplugged),
            ])
    }

    @Test func unpluggingEndsTheHostAndReplugOffersAFreshDevice() throws {
        let events = Events()
        let server = server(events)
        let port = try server.listen(port: 0)
        let host = try USBIPClient(port: port)
        _ = try host.importDevice("1-1")
        try host.submit(0x83, length: 64)
        #expect(try host.control([0x80, 6, 0, 1, 0, 0, 18, 0]).status == 0)
        server.unplug()
        #expect(throws: USBIPClient.Failure.self) { try host.reply() }
        #expect(try USBIPClient(port: port).list() == [])
        server.plugIn()
        let again = try USBIPClient(port: port)
        _ = try again.importDevice("1-1")
        #expect(try again.control([0x80, 6, 0, 1, 0, 0, 18, 0]).status == 0)
        server.stop()
    }

    @Test func aHostThatLeavesOrTalksNonsenseFreesTheDevice() throws {
        let events = Events()
        let server = server(events)
        let port = try server.listen(port: 0)
        var random = SplitMix64(seed: 31)
        for round in 0..<60 {
            let host = try USBIPClient(port: port)
            if round % 3 > 0 { _ = try importWhenFree("1-1", host, port) }
            if round % 3 == 1 {
                try? host.write((0..<400).map { _ in UInt8(truncatingIfNeeded: random.next()) })
                #expect(throws: USBIPClient.Failure.self) { try host.reply() }
            } else if round % 3 == 0 {
                try? host.write((0..<8).map { _ in UInt8(truncatingIfNeeded: random.next()) })
                #expect(throws: USBIPClient.Failure.self) { try host.read(1) }
            }
        }
        let last = try USBIPClient(port: port)
        _ = try importWhenFree("1-1", last, port)
        #expect(try last.control([0x80, 6, 0, 1, 0, 0, 18, 0]).data.count == 18)
        let reasons = events.seen.withLock { $0 }.compactMap { event -> USBIPServer.DetachReason? in
            guard case .detached(_, let reason) = event else { return nil }
            return reason
        }
        #expect(reasons.count { $0 == .host } == 20)
        #expect(reasons.count == 40)
        server.stop()
    }

    /// The server learns of a host's end a moment after it.
    private func importWhenFree(_ busID: String, _ host: USBIPClient, _ port: UInt16) throws -> [UInt8] {
        let deadline = MonotonicClock.now + 5_000_000_000
        while try USBIPClient(port: port).list().count < 2, MonotonicClock.now < deadline { usleep(1_000) }
        return try host.importDevice(busID)
    }

    @Test func aPortInUseAndASecondListenerAreNamed() throws {
        let server = server()
        let port = try server.listen(port: 0)
        do throws(USBIPError) {
            try self.server().listen(port: port)
            Issue.record("two servers listen on port \(port)")
        } catch {
            #expect(error.kind == .portInUse)
            #expect(error.description.contains("--port"))
        }
        #expect(throws: USBIPError.self) { try server.listen(port: 0) }
        server.stop()
        #expect(try self.server().listen(port: port) == port)
    }
}
