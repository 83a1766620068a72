import Acquisition
import ArgumentParser
import ForceDevices
import Foundation
import Recordings
import SerialTransport
import Transport

/// `bilanx devices`: what is connected, and what could be.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Lists connected devices and their state.",
        discussion: """
            Opens each free device for a moment to read its serial number; one that another program holds is left alone. \
            Exit codes: 0 when at least one device can be used, 69 when none is connected, 77 when the system lets none \
            be opened.
            """)

    @Flag(help: "The catalogue of devices that Bilanx reads, connected or not.")
    var supported = false

    @Flag(help: "Follow plug and unplug until Ctrl-C.")
    var watch = false

    @Option(help: "How the list is written: table, json, csv.")
    var format: AnalyzeCommand.Format = .table

    func validate() throws {
        if watch, supported { throw ValidationError("--watch and --supported exclude each other.") }
        if watch, format != .table { throw ValidationError("--watch writes lines; leave --format out.") }
    }

    func run() throws {
        Output.ignoreBrokenPipes()
        if supported {
            try Output.results(Self.write(Self.catalogue, format))
            return
        }
        do {
            let bus = try DeviceOpener.makeBus()
            let rows = try Self.rows(bus)
            if rows.isEmpty {
                Output.words(
                    "No device that Bilanx knows is connected. `bilanx doctor` finds why one is not seen; "
                        + "--device virtual:u6,person=cmj works without any.")
            }
            if !rows.isEmpty || format != .table { try Output.results(Self.write(Self.table(rows), format)) }
            if watch {
                try follow(bus)
            } else if rows.isEmpty {
                throw ExitCode(Exit.unavailable)
            } else if rows.allSatisfy(\.isDenied) {
                throw ExitCode(Exit.noPermission)
            }
        } catch let error as DeviceError {
            Output.words(error.description)
            throw ExitCode(Exit.code(error))
        }
    }

    /// One connected device.
    struct Row {
        var name: String
        var product: String
        var port: String
        var state: String
        var isDenied = false
    }

    private static func rows(_ bus: any DeviceBus) throws(DeviceError) -> [Row] {
        try DeviceOpener.connected(bus).map { describe($0.listing, $0.family, bus) } + ports()
    }

    /// Serial ports of USB devices, which a profile makes readable.
    private static func ports() -> [Row] {
        SerialPorts.available().map { port in
            var row = Row(name: "serial:\(port.path)", product: "Serial port", port: port.path, state: "")
            switch port.access {
            case .open: row.state = "free; name it with its profile: \(row.name),profile=…"
            case .denied:
                row.state = "no permission (sudo usermod -aG dialout $USER, then log in anew)"
                row.isDenied = true
            case .busy(let holder): row.state = "in use by \(holder)"
            }
            return row
        }
    }

    private static func describe(_ listing: DeviceListing, _ family: DeviceFamily, _ bus: any DeviceBus) -> Row {
        let port = listing.identity.portPath
        var row = Row(name: "\(family.id)@\(port)", product: family.name, port: port, state: "")
        switch listing.access {
        case .denied:
            row.state = "no permission (bilanx doctor)"
            row.isDenied = true
            return row
        case .busy(let holder):
            row.state = "in use by \(holder)"
            return row
        case .open: break
        }
        if family.isGeneric {
            // Anything may be behind a bridge: opening it would restart a board that nobody named.
            row.state = "free; name it with its profile: \(row.name),profile=…"
            return row
        }
        do throws(DeviceError) {
            let link = try DeviceOpener.open(listing, family, bus)
            defer { link.close() }
            let driver = family.makeDriver()
            let info = try driver.open(link)
            row.name = info.name
            row.product = info.product
            row.state = "ready, " + sides(info)
        } catch {
            row.state = error.detail
            row.isDenied = error.transport?.kind == .accessDenied
        }
        return row
    }

    /// What the stored rig says of a device.
    private static func sides(_ info: DeviceInfo) -> String {
        guard let rig = try? RigStore.read(DataDirectory.standard()) else { return "sides not bound" }
        func carries(_ binding: RigFile.SideBinding) -> Bool {
            binding.device == info.family || binding.device.hasPrefix("\(info.family):\(info.serial)")
                || binding.device == "\(info.family)@\(info.portPath)"
        }
        let list = [(rig.left, "left"), (rig.right, "right")].filter { carries($0.0) }.map(\.1)
        return list.isEmpty ? "not part of the rig" : list.joined(separator: " and ") + " of the rig"
    }

    private func follow(_ bus: any DeviceBus) throws {
        StopSignal.install()
        while !StopSignal.isRaised {
            do throws(TransportError) {
                for change in try bus.changes(timeout: 200_000_000) {
                    let id = change.identity
                    guard let family = DeviceCatalogue.family(vendorID: id.vendorID, productID: id.productID) else {
                        continue
                    }
                    var line = "unplugged  \(family.id)@\(id.portPath)  \(family.name)"
                    if change.arrived {
                        // The node's owner and mode are set by udev a moment after the kernel has made it.
                        Thread.sleep(forTimeInterval: 0.3)
                        let row = Self.describe(DeviceListing(identity: id), family, bus)
                        line = "plugged in  \(row.name)  \(row.product)  \(row.state)"
                    }
                    do { try Output.results(line + "\n") } catch { return }
                }
            } catch { throw DeviceError(error) }
        }
    }

    // MARK: Text

    private static func table(_ rows: [Row]) -> [[String]] {
        [["name", "product", "port", "state"]] + rows.map { [$0.name, $0.product, $0.port, $0.state] }
    }

    private static var catalogue: [[String]] {
        [["family", "device", "usb", "gives", "ranges", "loss", "verified"]]
            + DeviceCatalogue.families.map { family in
                let ids = family.usb.map { id in
                    [id.vendor, id.product].map { number in
                        let digits = String(number, radix: 16)
                        return String(repeating: "0", count: 4 - digits.count) + digits
                    }.joined(separator: ":")
                }
                return [
                    family.id, family.name, ids.joined(separator: " "), family.quantity, family.ranges,
                    "\(family.evidence): \(family.evidenceDetail)", family.verified.rawValue,
                ]
            }
    }

    private static func write(_ rows: [[String]], _ format: AnalyzeCommand.Format) -> String {
        guard let header = rows.first else { return "" }
        switch format {
        case .table:
            var table = PlainTable(header.map { $0.uppercased() })
            for row in rows.dropFirst() { table.add(row) }
            return table.text
        case .csv:
            return rows.map { row in
                row.map { cell in
                    cell.contains { ",\"\n".contains($0) }
                        ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
                }.joined(separator: ",") + "\n"
            }.joined()
        case .json:
            let objects = rows.dropFirst().map { row in
                Dictionary(uniqueKeysWithValues: zip(header, row))
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            guard let data = try? encoder.encode(["devices": objects]) else { return "" }
            return String(decoding: data, as: UTF8.self) + "\n"
        }
    }
}
