import ArgumentParser
import ForceDevices
import Foundation
import Simulation
import Transport
import USBIPServer

/// `bilanx virtual`: emulated devices with virtual people, as USB devices of a real kernel.
struct VirtualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "virtual", abstract: "Virtual devices and people as USB devices of a real kernel.",
        subcommands: [VirtualListCommand.self, VirtualServeCommand.self])
}

/// `bilanx virtual list`: what can be served.
struct VirtualListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "What can be served.")

    func run() throws {
        var devices = PlainTable(["DEVICE", "WHAT IT IS"])
        for family in DeviceCatalogue.families { devices.add([family.id, "\(family.name); \(family.ranges)"]) }
        var settings = PlainTable(["SETTING", "MEANING"])
        for setting in VirtualSpecification.keys { settings.add([setting.key, setting.meaning]) }
        let lines = DeviceCatalogue.families.first { !$0.settings.isEmpty }?.settings ?? []
        for setting in lines { settings.add([setting.key, "\(setting.meaning) (serial lines)"]) }
        try Output.results(
            devices.text + "\n" + settings.text + "\nbilanx virtual serve u6,person=cmj,asymmetry=8,seed=1\n")
    }
}

/// `bilanx virtual serve`: plugs virtual devices into a kernel until it is interrupted.
struct VirtualServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Plug virtual devices into a kernel until interrupted.",
        discussion: """
            SPEC is a device and what is on it: u6,person=cmj,asymmetry=8,seed=1. `bilanx virtual list` shows what \
            there is.

            Without --attach the devices wait on 127.0.0.1 for `usbip attach`; USB/IP knows no passwords, so no other \
            address is served. With --attach (Linux, root) they are plugged into this machine's kernel directly, \
            without the usbip program. A device starts anew each time that it is plugged in.

            Exit codes: 0 done, 64 usage, 69 no virtual host controller or the port is in use, 77 no permission.
            """)

    @Argument(help: "Devices with the people on them.")
    var specifications: [String]

    @Option(help: "TCP port on 127.0.0.1.")
    var port: UInt16 = 3240

    @Flag(help: "Plug into this machine's kernel directly (Linux, root).")
    var attach = false

    @Option(help: "Pull the plugs after so many seconds; ends there without --replug-after.")
    var unplugAfter: Double?

    @Option(help: "Plug in again so many seconds after --unplug-after.")
    var replugAfter: Double?

    func validate() throws {
        for seconds in [unplugAfter, replugAfter] {
            if let seconds, !(seconds > 0 && seconds <= 86_400) {
                throw ValidationError("Seconds to unplug or replug after are more than 0 and at most 86400.")
            }
        }
        if replugAfter != nil, unplugAfter == nil {
            throw ValidationError("--replug-after counts from --unplug-after; give both.")
        }
    }

    func run() throws {
        let devices = try specifications.map(Self.device)
        let server = USBIPServer(devices) { event in
            switch event {
            case .attached(let device): Output.words("\(device) is attached")
            case .detached(let device, .unplugged): Output.words("\(device) is unplugged")
            case .detached(let device, .host): Output.words("\(device) was let go by its host")
            case .detached(let device, .protocolError(let detail)):
                Output.words("\(device) left its host, which sent what is no USB/IP: \(detail)")
            }
        }
        StopSignal.install()
        do throws(USBIPError) {
            try plugIn(server, first: true)
        } catch { throw Self.exit(error) }
        var due = unplugAfter.map { MonotonicClock.now + UInt64($0 * 1e9) }
        var isOut = false
        while !StopSignal.isRaised {
            MonotonicClock.sleep(until: MonotonicClock.now + 20_000_000)
            if attach, !isOut, server.attached.isEmpty {
                Output.words("nothing is attached any more")
                break
            }
            guard let moment = due, MonotonicClock.now >= moment else { continue }
            if isOut {
                server.plugIn()
                do throws(USBIPError) {
                    try plugIn(server, first: false)
                } catch { throw Self.exit(error) }
                isOut = false
                due = nil
            } else {
                server.unplug()
                guard let replugAfter else { break }
                isOut = true
                due = MonotonicClock.now + UInt64(replugAfter * 1e9)
            }
        }
        server.stop()
    }

    private func plugIn(_ server: USBIPServer, first: Bool) throws(USBIPError) {
        if attach {
            try server.attachToVHCI()
        } else if first {
            let port = try server.listen(port: port)
            let usbip = port == 3240 ? "sudo usbip" : "sudo usbip --tcp-port \(port)"
            var lines = ["sudo modprobe vhci-hcd", "\(usbip) list -r 127.0.0.1"]
            lines += server.busIDs.map { "\(usbip) attach -r 127.0.0.1 -b \($0)" }
            Output.words(
                "serving on 127.0.0.1:\(port) until Ctrl-C; in another terminal:\n  " + lines.joined(separator: "\n  "))
        }
    }

    private static func exit(_ error: USBIPError) -> ExitCode {
        Output.words(error.description)
        switch error.kind {
        case .accessDenied: return ExitCode(Exit.noPermission)
        case .moduleMissing, .noFreePort, .portInUse: return ExitCode(Exit.unavailable)
        case .system: return ExitCode(Exit.failed)
        }
    }

    /// The device that a specification names.
    private static func device(_ text: String) throws -> ExportedDevice {
        do throws(DeviceError) {
            let specification = try VirtualSpecification(text)
            // What the in-process link does on the way has no place on a real one.
            guard specification.pace == .realTime, specification.faults.isEmpty else {
                throw DeviceError(
                    device: "device name `\(text)`", detail: "pace and faults are settings of an in-process device",
                    remedy: "Leave pace, pause, lose and unplug out; --unplug-after pulls the plug of a served one.")
            }
            // Every device that Bilanx reads is full speed or says nothing against it.
            return ExportedDevice(
                name: "\(specification.family.id):\(specification.makeDevice().serial)", speed: .full
            ) { specification.makeDevice().model }
        } catch {
            Output.words(error.description)
            throw ExitCode(Exit.usage)
        }
    }
}
