import ArgumentParser
import ForceDevices
import Foundation
import SerialTransport
import Transport

/// `bilanx doctor`: why a device is not seen or not permitted, and the command that mends it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Finds why a device is not seen or not permitted.",
        discussion: """
            Looks at the USB library, the device nodes, the udev rule, the user's permission and at who holds each \
            device; prints one line a finding and, for each that is wrong, the command that mends it. Exit codes: 0 all \
            is well, 69 nothing is connected or a device is busy, 77 no permission, 1 anything else.
            """)

    @Flag(help: "Print the udev rule and do nothing else.")
    var printRule = false

    /// One thing looked at.
    struct Finding {
        var isGood: Bool
        var text: String
        var command: String?
        var exit = Exit.failed
    }

    func run() throws {
        Output.ignoreBrokenPipes()
        if printRule {
            try Output.results(UdevRule.text)
            return
        }
        let findings = Self.examine()
        for finding in findings {
            try Output.results("\(finding.isGood ? "ok     " : "wrong  ")\(finding.text)\n")
            if let command = finding.command { try Output.results("       mend it: \(command)\n") }
        }
        let wrong = findings.filter { !$0.isGood }
        guard let first = wrong.first else { return }
        throw ExitCode(wrong.contains { $0.exit == Exit.noPermission } ? Exit.noPermission : first.exit)
    }

    private static func examine() -> [Finding] {
        let bus: any DeviceBus
        do throws(DeviceError) { bus = try DeviceOpener.makeBus() } catch {
            return [Finding(isGood: false, text: error.detail, command: "sudo apt install libusb-1.0-0")]
        }
        var findings = [Finding(isGood: true, text: "the USB library works")]
        #if os(Linux)
            if !FileManager.default.fileExists(atPath: "/dev/bus/usb") {
                findings.append(
                    Finding(
                        isGood: false, text: "this system shows no USB devices (/dev/bus/usb is missing)",
                        command: "sudo modprobe usbcore   # in a container: start it with --device=/dev/bus/usb",
                        exit: Exit.unavailable))
            }
            let installed = UdevRule.folders.first {
                FileManager.default.fileExists(atPath: "\($0)/\(UdevRule.fileName)")
            }
            if let installed {
                findings.append(Finding(isGood: true, text: "the udev rule is in \(installed)"))
            } else {
                findings.append(
                    Finding(
                        isGood: false,
                        text: "the udev rule is absent, so only root may open the devices",
                        command: UdevRule.installCommand,
                        exit: geteuid() == 0 ? Exit.failed : Exit.noPermission))
            }
        #endif
        let connected: [(listing: DeviceListing, family: DeviceFamily)]
        do throws(DeviceError) { connected = try DeviceOpener.connected(bus).filter { !$0.family.isGeneric } } catch {
            return findings + [Finding(isGood: false, text: error.detail)]
        }
        let ports = SerialPorts.available()
        for port in ports { findings.append(examine(port)) }
        if connected.isEmpty, ports.isEmpty {
            findings.append(
                Finding(
                    isGood: false, text: "no device that Bilanx knows is connected",
                    command: "check cable and power, then: bilanx devices --watch", exit: Exit.unavailable))
        }
        for (listing, family) in connected { findings.append(examine(listing, family, bus)) }
        return findings
    }

    private static func examine(
        _ listing: DeviceListing, _ family: DeviceFamily, _ bus: any DeviceBus
    ) -> Finding {
        let name = "\(family.name) at \(listing.identity.portPath)"
        if case .busy(let holder) = listing.access { return busy(name, holder) }
        do throws(DeviceError) {
            let link = try DeviceOpener.open(listing, family, bus)
            defer { link.close() }
            let driver = family.makeDriver()
            let info = try driver.open(link)
            return Finding(isGood: true, text: "\(name) answers: \(info.product), serial \(info.serial)")
        } catch {
            switch error.transport?.kind {
            case .accessDenied:
                return Finding(
                    isGood: false, text: "\(name): this user may not open it", command: UdevRule.installCommand,
                    exit: Exit.noPermission)
            case .busy: return busy(name, "another program or a kernel driver")
            default:
                return Finding(
                    isGood: false, text: "\(name): \(error.detail)", command: error.remedy, exit: Exit.unavailable)
            }
        }
    }

    private static func examine(_ port: SerialPorts.Port) -> Finding {
        switch port.access {
        case .open:
            Finding(isGood: true, text: "\(port.path) can be read: --device serial:\(port.path),profile=…")
        case .denied:
            Finding(
                isGood: false, text: "\(port.path): this user may not open it",
                command: "sudo usermod -aG dialout $USER   # then log in anew", exit: Exit.noPermission)
        case .busy(let holder): busy(port.path, holder)
        }
    }

    private static func busy(_ name: String, _ holder: String) -> Finding {
        Finding(
            isGood: false, text: "\(name) is in use by \(holder)",
            command: "close that program; brltty and ModemManager: sudo systemctl stop brltty ModemManager",
            exit: Exit.unavailable)
    }
}
