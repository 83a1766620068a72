import Glibc
import Testing
import Transport

@testable import USBIPServer

@Suite struct VHCIPortTests {
    /// The file as Linux 6.1 shows it, shortened to two ports a hub.
    private static let status = """
        hub port sta spd dev      sockfd local_busid
        hs  0000 006 002 00010002 000003 3-1
        hs  0001 004 000 00000000 000000 0-0
        ss  0008 004 000 00000000 000000 0-0
        ss  0009 005 000 00000000 000000 0-0
        """

    @Test func theFirstFreePortOfTheRightHubIsTaken() {
        #expect(VHCIPort.free(in: Self.status, for: .full)?.number == 1)
        #expect(VHCIPort.free(in: Self.status, for: .superSpeed)?.number == 8)
        #expect(VHCIPort.free(in: "", for: .full) == nil)
        #expect(VHCIPort.free(in: Self.status.replacing("0001 004", with: "0001 006"), for: .high) == nil)
        #expect(VHCIPort(number: 1).attachLine(descriptor: 5, deviceID: 0x10002, speed: .full) == "1 5 65538 2")
    }

    private func server() -> USBIPServer {
        USBIPServer([ExportedDevice(name: "scripted", speed: .full) { ScriptedDevice() }])
    }

    @Test func failuresSayWhatToDo() throws {
        func failure(status: String?, code: Int32 = 0) -> USBIPError? {
            do throws(USBIPError) {
                try server().attach(status: { status }, write: { _ in code })
                return nil
            } catch { return error }
        }
        let missing = try #require(failure(status: nil))
        #expect(missing.kind == .moduleMissing)
        #expect(missing.description.contains("sudo modprobe vhci-hcd"))
        let denied = try #require(failure(status: Self.status, code: EACCES))
        #expect(denied.kind == .accessDenied)
        #expect(denied.description.contains("sudo"))
        #expect(failure(status: Self.status, code: EBUSY)?.kind == .system)
        let full = try #require(failure(status: Self.status.replacing("0001 004", with: "0001 006")))
        #expect(full.kind == .noFreePort)
        #expect(full.description.contains("usbip detach -p"))
    }

    @Test func aPortThatWasJustTakenIsTriedAgain() throws {
        let server = server()
        var lines: [String] = []
        try server.attach(status: { Self.status }) { line in
            lines.append(line)
            return lines.count < 3 ? EBUSY : 0
        }
        #expect(lines.count == 3)
        server.stop()
    }

    /// The test is the kernel here: it keeps a copy of the socket, as `attach` in sysfs does.
    @Test func theKernelGetsASocketThatSpeaksTheProtocolUntilUnplugged() throws {
        let server = server()
        for _ in 0..<2 {
            var copy: Int32 = -1
            try server.attach(status: { Self.status }) { line in
                let fields = line.split(separator: " ")
                copy = dup(Int32(fields[1]) ?? -1)
                return fields[0] == "1" && fields[2] == "65538" && fields[3] == "2" ? 0 : EINVAL
            }
            let kernel = USBIPClient(owning: copy)
            #expect(server.attached == ["scripted"])
            #expect(try kernel.control([0x80, 6, 0, 1, 0, 0, 18, 0]).data == ScriptedDevice().descriptors.device)
            try kernel.submit(0x82, length: 64)
            server.unplug()
            #expect(server.attached == [])
            #expect(throws: USBIPClient.Failure.self) { try kernel.reply() }
            // Nothing is attached while the plug is out.
            try server.attach(status: { nil }, write: { _ in EINVAL })
            server.plugIn()
        }
    }
}
