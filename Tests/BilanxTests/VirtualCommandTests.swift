import Foundation
import Testing

@Suite struct VirtualCommandTests {
    @Test(arguments: [
        [], ["u6", "--replug-after", "1"], ["u6", "--unplug-after", "0"], ["u6", "--unplug-after", "nan"],
        ["u6", "--port", "65536"], ["u7"], ["u6,person=nobody"], ["u6,person=cmj,pace=max"], ["u6,unplug=3"],
        ["godirect,side=both"], ["u6,person=cmj,start=0.5"],
    ])
    func whatMakesNoSenseIsRefused(arguments: [String]) throws {
        let run = try CommandLineRun(["virtual", "serve"] + arguments)
        #expect(run.code == 64)
        #expect(run.words != "")
    }

    @Test func aSideIsForAServedDevice() throws {
        // In this program a pair's own options say it, and a device of both sides must not have them exchanged unseen.
        let run = try CommandLineRun(["record", "--device", "virtual:u6,person=cmj,side=right"])
        #expect(run.code == 64)
        #expect(run.words.contains("--right-device"))
    }

    @Test func theListNamesDevicesAndSettings() throws {
        let run = try CommandLineRun(["virtual", "list"])
        #expect(run.code == 0)
        #expect(run.output.contains("u6 "))
        #expect(run.output.contains("asymmetryLanding "))
    }

    @Test func servingSaysTheCommandsAndEndsAfterTheUnplugging() throws {
        let occupied = try OccupiedPort()
        let failed = try CommandLineRun(["virtual", "serve", "u6", "--port", "\(occupied.port)", "--unplug-after", "9"])
        #expect(failed.code == 69)
        #expect(failed.words.contains("127.0.0.1:\(occupied.port)"))
        #expect(failed.words.contains("--port"))
        occupied.release()
        let run = try CommandLineRun([
            "virtual", "serve", "u6,person=cmj,asymmetry=8", "u6,serial=2", "--port", "\(occupied.port)",
            "--unplug-after", "0.3",
        ])
        #expect(run.code == 0)
        #expect(run.words.contains("sudo modprobe vhci-hcd\n"))
        #expect(run.words.contains("sudo usbip --tcp-port \(occupied.port) list -r 127.0.0.1\n"))
        for bus in ["1-1", "1-2"] { #expect(run.words.contains("attach -r 127.0.0.1 -b \(bus)\n")) }
    }
}

/// A port of this machine on which something else listens.
private final class OccupiedPort {
    let port: UInt16
    private var descriptor: Int32

    init() throws {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileWriteUnknown) }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { release() }

    func release() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
