import Foundation
import Statistics
import TestSupport
import Testing
import Transport

@testable import Journal

private let descriptors = DeviceDescriptors(
    device: [18, 1, 0, 2, 255, 255, 255, 64, 0xD5, 0x0C, 6, 0, 0, 0, 1, 2, 0, 1],
    configuration: [
        9, 2, 39, 0, 1, 1, 0, 128, 250, 9, 4, 0, 0, 3, 255, 255, 255, 0, 7, 5, 1, 2, 64, 0, 0, 7, 5, 0x82, 2, 64, 0, 0,
        7,
        5, 0x83, 2, 64, 0, 0,
    ])

private func makeWriter(synthetic: String? = nil) -> PcapngWriter {
    var writer = PcapngWriter(
        comment: #"{"id":"test"}"#, application: "bilanx test", epochOffset: 1_790_000_000_000_000_000)
    let identity = DeviceIdentity(
        vendorID: 0x0CD5, productID: 6, serial: "1", bus: 3, address: 9, portPath: "3-1")
    _ = writer.addInterface(
        JournalInterface(name: "u6:1", identity: identity, descriptors: descriptors, synthetic: synthetic), at: 1000)
    return writer
}

private func events(_ count: Int, seed: UInt64) -> [TransferEvent] {
    var random = SplitMix64(seed: seed)
    var all: [TransferEvent] = []
    for i in 0..<count {
        let stamp = UInt64(i) * 12_000_000 + 2000
        let endpoint = EndpointAddress(i % 10 == 0 ? 0x01 : 0x83)
        let bytes = (0..<62).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let submit = TransferHeader(
            phase: .submit, kind: .bulk, endpoint: endpoint, status: .pending, id: UInt64(i + 1), stamp: stamp,
            length: 64)
        all.append(TransferEvent(submit, bytes: endpoint.isIn ? [] : bytes))
        var complete = submit
        complete.phase = .complete
        complete.status =
            [.completed, .completed, .completed, .stall, .overflow, .noDevice, .cancelled][random.index(7)]
        let carries = endpoint.isIn && complete.status == .completed
        complete.length = carries ? 62 : 0
        all.append(TransferEvent(complete, bytes: carries ? bytes : []))
    }
    return all
}

private func run(_ program: String, _ arguments: [String]) throws -> (output: String, status: Int32)? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus != 127 else { return nil }
    return (String(decoding: data, as: UTF8.self), process.terminationStatus)
}

@Suite struct JournalTests {
    private func temporary() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "bilanx-journal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    @Test(arguments: [true, false]) func whatIsWrittenReadsBackEqual(threaded: Bool) throws {
        let folder = try temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "raw.pcapng").path
        let file = try JournalFile(path: path, writer: makeWriter(), threaded: threaded)
        let written = events(2_000, seed: 5)
        for (i, event) in written.enumerated() {
            if i == 100 { file.mark("zero", at: event.header.stamp) }
            file.add(event.header, event.bytes.span)
        }
        file.mark("stop", at: written[written.count - 1].header.stamp)
        try file.close()
        #expect(file.dropped == 0)
        let contents = PcapngReader.read(Array(try Data(contentsOf: URL(filePath: path))))
        #expect(contents.damage == nil)
        #expect(contents.comment == #"{"id":"test"}"#)
        #expect(contents.interfaces == ["u6:1"])
        #expect(contents.packets.allSatisfy { $0.hashFits == true })
        let read = contents.packets.dropFirst(6).dropLast(2).map { packet in
            var event = packet.event
            event.header.stamp -= 1_790_000_000_000_000_000
            return event
        }
        #expect(Array(read) == written)
        #expect(contents.packets[106].comments == ["zero"])
        #expect(contents.packets[contents.packets.count - 2].comments == ["stop"])
        #expect(contents.packets[contents.packets.count - 1].comments[0].hasPrefix("end crc32="))
    }

    @Test func anExistingJournalIsNeverOverwritten() throws {
        let folder = try temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "raw.pcapng").path
        try Data("precious".utf8).write(to: URL(filePath: path))
        #expect(throws: JournalError.self) { try JournalFile(path: path, writer: makeWriter(), threaded: false) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test func aFullDiskIsToldAndNotFatal() throws {
        let folder = try temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let sink = try JournalSink(descriptorPath: "/dev/full", writer: makeWriter())
        for event in events(2_000, seed: 10) { sink.add(event.header, event.bytes.span) }
        sink.close()
        #expect(sink.failure?.description.contains("room") == true)
    }

    @Test func aTornTailCostsOnlyTheTail() throws {
        var writer = makeWriter()
        for event in events(50, seed: 6) { writer.add(event.header, event.bytes.span, interface: 0) }
        let bytes = writer.takeBytes()
        let whole = PcapngReader.read(bytes).packets.count
        var last = 0
        for count in stride(from: 0, to: bytes.count, by: 7) {
            let contents = PcapngReader.read(Array(bytes[..<count]))
            #expect(contents.packets.count >= last)
            last = contents.packets.count
        }
        #expect(last >= whole - 1)
    }

    @Test func damageInTheMiddleCostsThePacketsThatItTouches() throws {
        var writer = makeWriter()
        for event in events(50, seed: 6) { writer.add(event.header, event.bytes.span, interface: 0) }
        let bytes = writer.takeBytes()
        let whole = PcapngReader.read(bytes).packets
        var random = SplitMix64(seed: 12)
        for _ in 0..<200 {
            var damaged = bytes
            let at = 1_000 + random.index(bytes.count - 2_000)
            // Bytes that are gone, that came in between, or that are wrong.
            switch random.index(3) {
            case 0: damaged.removeSubrange(at..<at + 1 + random.index(40))
            case 1: damaged.insert(contentsOf: [UInt8](repeating: 6, count: 1 + random.index(40)), at: at)
            default: for i in at..<at + 1 + random.index(40) { damaged[i] ^= 0xFF }
            }
            let contents = PcapngReader.read(damaged)
            let sound = contents.packets.filter { $0.hashFits == true }
            // A stamp, a padding or a comment has no hash of its own; only a closed file has a checksum of them.
            #expect(!contents.damages.isEmpty || contents.packets.count == whole.count)
            #expect(sound.count >= whole.count - 3, "\(sound.count) of \(whole.count)")
            let known = Set(whole.map(\.event))
            let foreign = sound.filter { !known.contains($0.event) }
            // A stamp around a packet is not in its hash.
            #expect(foreign.count <= 1)
        }
    }

    @Test func aWrongStampIsMendedFromThePacketItself() throws {
        var writer = makeWriter()
        for event in events(20, seed: 6) { writer.add(event.header, event.bytes.span, interface: 0) }
        let bytes = writer.takeBytes()
        let whole = PcapngReader.read(bytes).packets
        // The upper half of the last packet's stamp: years away.
        var at = 0
        var last = 0
        while at < bytes.count {
            last = at
            at += Int(bytes[at + 4]) | Int(bytes[at + 5]) << 8
        }
        var damaged = bytes
        damaged[last + 12 + 2] ^= 1
        let packets = PcapngReader.read(damaged).packets
        #expect(packets.count == whole.count)
        let before = try #require(whole.last).time
        let after = try #require(packets.last).time
        #expect(before - after < 1000 && before / 1000 == after / 1000)
    }

    @Test func anyChangedByteOfAClosedJournalIsFound() throws {
        let folder = try temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "raw.pcapng").path
        let file = try JournalFile(path: path, writer: makeWriter(), threaded: false)
        for event in events(40, seed: 5) { file.add(event.header, event.bytes.span) }
        try file.close()
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        #expect(PcapngReader.read(bytes).damages.isEmpty)
        // The last packet has the checksum of all before it, and nothing of its own that matters.
        let last = try #require(PcapngReader.read(bytes).packets.last).comments[0]
        let covered = try #require(JournalEnd(last)).count
        for at in 0..<covered {
            var damaged = bytes
            damaged[at] ^= 1 << UInt8(at % 8)
            #expect(!PcapngReader.read(damaged).damages.isEmpty, "byte \(at)")
        }
    }

    @Test func aJournalThatIsWrittenIsLocked() throws {
        let folder = try temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "raw.pcapng").path
        let file = try JournalFile(path: path, writer: makeWriter(), threaded: false)
        #expect(JournalLock.isHeld(path))
        try file.close()
        #expect(!JournalLock.isHeld(path))
        #expect(!JournalLock.isHeld(path + ".nothing"))
    }

    @Test func randomDamageNeverCrashes() {
        var writer = makeWriter()
        for event in events(50, seed: 7) { writer.add(event.header, event.bytes.span, interface: 0) }
        let bytes = writer.takeBytes()
        var random = SplitMix64(seed: 8)
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0..<1 + random.index(8) {
                damaged[random.index(damaged.count)] = UInt8(truncatingIfNeeded: random.next())
            }
            let contents = PcapngReader.read(damaged)
            #expect(contents.packets.count <= 106)
        }
    }

    @Test func tsharkReadsEveryPacketAndNamesTheDevice() throws {
        let folder = try temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "raw.pcapng").path
        let file = try JournalFile(path: path, writer: makeWriter(), threaded: false)
        let written = events(300, seed: 9)
        file.mark("start", at: 2000)
        for event in written { file.add(event.header, event.bytes.span) }
        try file.close()
        guard
            let fields = try run(
                "tshark",
                [
                    "-r", path, "-T", "fields", "-e", "usb.urb_type", "-e", "usb.endpoint_address", "-e",
                    "usb.urb_status", "-e", "usb.capdata", "-e", "frame.comment",
                ])
        else {
            print("tshark is not installed: the journal was not checked with it")
            return
        }
        #expect(fields.status == 0)
        let lines = fields.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        // The descriptors before them, and the packet with the file's checksum behind.
        #expect(lines.count == written.count + 7)
        for (line, event) in zip(lines.dropFirst(6), written) {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            #expect(columns[0] == (event.header.phase == .submit ? "'S'" : "'C'"))
            #expect(Int32(columns[2]) == PcapngWriter.errno(event.header))
            let hex = event.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            #expect(columns[3] == hex)
        }
        #expect(lines[6].hasSuffix("start"))
        let expert = try run("tshark", ["-r", path, "-q", "-z", "expert"])
        #expect(expert?.output.contains("Malformed") == false)
        let ids = try run("tshark", ["-r", path, "-T", "fields", "-e", "usb.idVendor", "-Y", "usb.idVendor"])
        #expect(ids?.output.contains("0x0cd5") == true)
    }
}
