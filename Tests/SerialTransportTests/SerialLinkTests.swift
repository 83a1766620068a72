import TestSupport
import Testing
import Transport

@testable import SerialTransport

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The device's end of a pseudo-terminal.
final class PseudoTerminal {
    let master: Int32
    let path: String

    init() throws {
        #if os(Linux)
            // Glibc hides posix_openpt from Swift; these are the calls that it makes.
            master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var number: UInt32 = 0
            try #require(master >= 0 && ioctl(master, 0x4004_5431, &number) == 0)
            try #require(ioctl(master, 0x8004_5430, &number) == 0)
            path = "/dev/pts/\(number)"
        #else
            master = posix_openpt(O_RDWR | O_NOCTTY)
            try #require(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0)
            path = String(cString: try #require(ptsname(master)))
        #endif
    }

    func send(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }

    func hear() -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = bytes.withUnsafeMutableBytes { read(master, $0.baseAddress, $0.count) }
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }

    func hangUp() { close(master) }
}

private let second: UInt64 = 1_000_000_000

private func lineCoding(_ baud: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: baud >> (8 * $0)) } + [0, 0, 8]
}

private func setLineCoding(_ link: SerialLink, _ baud: UInt32) throws {
    let setup = ControlSetup(requestType: 0x21, request: 0x20, value: 0, index: 0, length: 7)
    _ = try link.control(setup, data: lineCoding(baud), timeout: second)
}

@Suite struct SerialLinkTests {
    @Test func bytesPassBothWaysUnchanged() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.hangUp() }
        let link = try SerialLink(path: terminal.path)
        // A terminal that is not raw would echo, turn \r into \n and swallow the control characters.
        let text = "12.5;3\r\n\u{03}\u{11}\u{13}\u{04}x"
        terminal.send(text)
        var got: [UInt8] = []
        while got.count < text.utf8.count {
            got += try link.read(ByteStreamDevice.input, length: 64, timeout: second)
        }
        #expect(got == Array(text.utf8))
        try link.write(ByteStreamDevice.output, Array("start_capture:\n".utf8), timeout: second)
        #expect(terminal.hear() == "start_capture:\n")
    }

    @Test(arguments: [9600, 115_200, 250_000, 74_880, 921_600] as [UInt32]) func anySpeedIsSet(baud: UInt32) throws {
        let terminal = try PseudoTerminal()
        defer { terminal.hangUp() }
        let link = try SerialLink(path: terminal.path)
        try setLineCoding(link, baud)
        let other = open(terminal.path, O_RDWR | O_NOCTTY)
        // The link holds the port alone, so a second look may be refused to an ordinary user.
        guard other >= 0 else { return }
        defer { close(other) }
        #expect(LineSpeed.get(other) == baud)
    }

    @Test func theStreamIsStampedAndJournaledAsBulkTransfers() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.hangUp() }
        let link = try SerialLink(path: terminal.path)
        var submitted: [UInt64] = []
        var completed: [UInt64] = []
        link.observer = { header, _ in
            if header.phase == .submit { submitted.append(header.id) } else { completed.append(header.id) }
        }
        try link.startStream(ByteStreamDevice.input, length: 64, transfers: 8)
        var text: [UInt8] = []
        var stamps: [UInt64] = []
        let before = link.now
        for i in 0..<20 {
            terminal.send("\(i),\(-i)\n")
            let state = link.receive(until: link.now + 20_000_000) { header, bytes in
                #expect(header.status == .completed && header.endpoint == ByteStreamDevice.input)
                stamps.append(header.stamp)
                for at in bytes.indices { text.append(bytes[at]) }
            }
            #expect(state == .running)
        }
        #expect(String(decoding: text, as: UTF8.self) == (0..<20).map { "\($0),\(-$0)\n" }.joined())
        #expect(stamps == stamps.sorted())
        #expect(stamps.allSatisfy { $0 >= before && $0 <= link.now })
        link.stopStream { header, _ in #expect(header.status == .cancelled) }
        #expect(completed == submitted)
    }

    @Test func aTerminalThatHangsUpIsALostDeviceWithARemedy() throws {
        let terminal = try PseudoTerminal()
        let link = try SerialLink(path: terminal.path)
        try link.startStream(ByteStreamDevice.input, length: 64, transfers: 8)
        terminal.send("1,2\n")
        var count = 0
        _ = link.receive(until: link.now + 50_000_000) { _, bytes in count += bytes.count }
        #expect(count == 4)
        terminal.hangUp()
        var last: TransferStatus?
        let state = link.receive(until: link.now + second) { header, _ in last = header.status }
        guard case .failed(let error) = state else {
            Issue.record("state \(state)")
            return
        }
        #expect(error.kind == .disconnected)
        #expect(last == .noDevice)
        #expect(error.remedy.contains("Plug it in again"))
    }

    @Test func aPipeIsReadToItsEndAndWaitsForItsWriter() throws {
        let path = "/tmp/bilanx-fifo-\(getpid())-\(UInt64.random(in: 0...(.max)))"
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let link = try SerialLink(path: path)
        // A pipe has no speed: the request is taken all the same.
        try setLineCoding(link, 115_200)
        try link.startStream(ByteStreamDevice.input, length: 64, transfers: 8)
        var count = 0
        #expect(link.receive(until: link.now + 20_000_000) { _, bytes in count += bytes.count } == .running)
        let writer = open(path, O_WRONLY)
        try #require(writer >= 0)
        _ = Array("1,2\n3,4\n".utf8).withUnsafeBytes { write(writer, $0.baseAddress, $0.count) }
        close(writer)
        #expect(link.receive(until: link.now + second) { _, bytes in count += bytes.count } == .finished)
        #expect(count == 8)
    }

    @Test func whatIsNotThereIsNamedWithWhatToDo() throws {
        do throws(TransportError) {
            _ = try SerialLink(path: "/dev/ttyUSB99")
            Issue.record("it opened")
        } catch {
            #expect(error.kind == .notFound)
            #expect(error.device == "/dev/ttyUSB99")
            #expect(!error.remedy.isEmpty)
        }
        #expect(PortHolder.advice("ModemManager (process 7)").contains("ID_MM_DEVICE_IGNORE"))
        #expect(PortHolder.advice("brltty (process 8)").contains("apt remove brltty"))
        #expect(PortHolder.advice("minicom (process 9)").contains("minicom"))
    }

    @Test func aReadWithoutDataTimesOut() throws {
        let terminal = try PseudoTerminal()
        defer { terminal.hangUp() }
        let link = try SerialLink(path: terminal.path)
        let before = link.now
        do throws(TransportError) {
            _ = try link.read(ByteStreamDevice.input, length: 64, timeout: 30_000_000)
            Issue.record("it read something")
        } catch { #expect(error.kind == .timedOut) }
        #expect(link.now - before >= 30_000_000)
    }
}
