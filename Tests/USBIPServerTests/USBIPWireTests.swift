import Statistics
import Testing
import Transport

@testable import USBIPServer

@Suite struct USBIPWireTests {
    private let record = DeviceRecord(
        busID: "1-1", bus: 1, address: 2, speed: .full, descriptors: ScriptedDevice().descriptors)

    @Test func aDeviceRecordHasTheLayoutOfTheKernelsHeader() {
        let bytes = record.encoded(withInterfaces: false)
        #expect(bytes.count == 312)
        #expect(String(decoding: bytes[0..<256].prefix { $0 != 0 }, as: UTF8.self).hasSuffix("/1-1"))
        #expect(Array(bytes[256..<288]) == Array("1-1".utf8) + [UInt8](repeating: 0, count: 29))
        // busnum, devnum, speed; idVendor, idProduct, bcdDevice; class, subclass, protocol; configuration, configurations, interfaces
        #expect(Array(bytes[288..<300]) == [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2])
        #expect(Array(bytes[300..<306]) == [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC])
        #expect(Array(bytes[306..<312]) == [0xFF, 1, 2, 7, 1, 1])
        #expect(record.deviceID == 0x0001_0002)
    }

    @Test func repliesToOperationsStartWithVersionCodeAndStatus() {
        let list = DeviceRecord.listReply([record, record])
        #expect(Array(list.prefix(12)) == [0x01, 0x11, 0x00, 0x05, 0, 0, 0, 0, 0, 0, 0, 2])
        #expect(list.count == 12 + 2 * 316)
        #expect(Array(list.suffix(4)) == [0xFF, 0xAA, 0xBB, 0])
        #expect(Array(record.importReply().prefix(8)) == [0x01, 0x11, 0x00, 0x03, 0, 0, 0, 0])
        #expect(record.importReply().count == 320)
        #expect(DeviceRecord.importRefusal(.busy) == [0x01, 0x11, 0x00, 0x03, 0, 0, 0, 2])
    }

    @Test func operationsAreReadWhenWhole() throws {
        let list: [UInt8] = [0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0]
        let take: [UInt8] = [0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0] + Array("1-1".utf8) + .init(repeating: 0, count: 29)
        #expect(try OperationRequest.parse(list[...])?.request == .list)
        #expect(try OperationRequest.parse(take[...])?.request == .importDevice(busID: "1-1"))
        for length in 0..<8 { #expect(try OperationRequest.parse(list.prefix(length)) == nil) }
        for length in 0..<40 { #expect(try OperationRequest.parse(take.prefix(length)) == nil) }
        #expect(throws: WireError.self) { try OperationRequest.parse([0x01, 0x06, 0x80, 0x05, 0, 0, 0, 0]) }
        #expect(throws: WireError.self) { try OperationRequest.parse([0x01, 0x11, 0x80, 0x07, 0, 0, 0, 0]) }
    }

    /// The bytes that the kernel's documentation lists for a bulk OUT and an interrupt IN transfer.
    @Test func submissionsAreReadAsTheKernelWritesThem() throws {
        let out: [UInt8] = [
            0, 0, 0, 1, 0, 0, 0x0D, 5, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3,
            0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 7, 8, 9,
        ]
        let (command, length) = try #require(try URBCommand.parse(out[...]))
        #expect(length == 51)
        #expect(
            command
                == .submit(
                    URB(sequence: 0xD05, endpoint: 1, length: 3, setup: 0, data: [7, 8, 9], shortIsError: false)))
        for prefix in 0..<51 { #expect(try URBCommand.parse(out.prefix(prefix)) == nil) }
        let setup: [UInt8] = [0x80, 6, 0, 1, 0, 0, 18, 0]
        let get = USBIPClient.submission(6, endpoint: 0x80, length: 18, setup: setup, flags: 0x201)
        guard case .submit(let urb)? = try URBCommand.parse(get[...])?.command else {
            Issue.record("no submission")
            return
        }
        #expect(
            ControlSetup(packed: urb.setup)
                == ControlSetup(requestType: 0x80, request: 6, value: 0x0100, index: 0, length: 18))
        #expect(urb.shortIsError)
        #expect(urb.length == 18)
        let unlink = USBIPClient.unlinking(7, target: 5)
        #expect(try URBCommand.parse(unlink[...])?.command == .unlink(sequence: 7, target: 5))
    }

    @Test func whatIsNoCommandIsRefused() {
        let good = USBIPClient.submission(1, endpoint: 0x82, length: 64)
        func bad(_ at: Int, _ value: UInt32) -> [UInt8] {
            var bytes = good
            bytes.replaceSubrange(at..<at + 4, with: USBIPClient.bytes(value))
            return bytes
        }
        for bytes in [
            bad(0, 0), bad(0, 3), bad(12, 2), bad(16, 16), bad(24, 0x8000_0000), bad(24, 17 << 20), bad(32, 4),
        ] { #expect(throws: WireError.self) { try URBCommand.parse(bytes[...]) } }
    }

    @Test func repliesHaveTheLayoutOfTheKernelsHeader() {
        let urb = URB(sequence: 0x0102_0304, endpoint: 0x82, length: 64, setup: 0, data: [], shortIsError: false)
        let reply = urb.reply(status: -32, actual: 2, bytes: [5, 6])
        #expect(reply.count == 50)
        #expect(Array(reply[0..<8]) == [0, 0, 0, 3, 1, 2, 3, 4])
        #expect(Array(reply[8..<20]).allSatisfy { $0 == 0 })
        #expect(Array(reply[20..<28]) == [0xFF, 0xFF, 0xFF, 0xE0, 0, 0, 0, 2])
        #expect(Array(reply[48...]) == [5, 6])
        let unlinked = URBReply.unlink(sequence: 9, takenBack: true)
        #expect(unlinked.count == 48)
        #expect(Array(unlinked[0..<8]) == [0, 0, 0, 4, 0, 0, 0, 9])
        #expect(Array(unlinked[20..<24]) == [0xFF, 0xFF, 0xFF, 0x98])
    }
}
