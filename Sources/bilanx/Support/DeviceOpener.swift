import Acquisition
import Assessments
import ForceDevices
import LibUSBTransport
import Recordings
import SerialTransport
import SignalCore
import Transport

/// Where names become devices.
enum DeviceOpener {
    /// A rig with what follows from the kind of device it is.
    struct Opened {
        /// The device, ready to run.
        var rig: Rig
        /// The person's test; nil for a real device.
        var test: String?
        /// How the sides are known.
        var sides: TrialHeader.SidesConfirmation
        /// Keeps the bus alive for as long as the link is used.
        var bus: (any DeviceBus)?
    }

    /// Opens what the options name.
    static func open(_ options: DeviceOptions) throws(DeviceError) -> Opened {
        guard let text = options.device else {
            let bus = try makeBus()
            return try open(real: onlyConnected(bus), options, bus)
        }
        let name = try DeviceName(text)
        if let path = name.path { return try open(path: path, name, options) }
        guard name.virtual != nil else { return try open(real: name, options, makeBus()) }
        let specification = try VirtualSpecification(name)
        let device = specification.makeDevice()
        let link = InProcessLink(
            device.model, serial: device.serial, pace: specification.pace, faults: specification.faults)
        var rig = try rig(specification.family, link, options)
        rig.synthetic = "virtual \(specification.family.name)"
        rig.isRealTime = specification.pace == .realTime
        // A virtual device knows its own plates; another span is the user's wish.
        if rig.leftScale == nil, specification.tellsSpan { rig.leftScale = device.leftScale }
        if rig.rightScale == nil, specification.tellsSpan { rig.rightScale = device.rightScale }
        return Opened(rig: rig, test: specification.test?.rawValue, sides: .birth)
    }

    /// The bus of real devices.
    static func makeBus() throws(DeviceError) -> any DeviceBus {
        do throws(TransportError) { return try USBBus() } catch { throw DeviceError(error) }
    }

    /// What is connected and known, with the family of each.
    static func connected(
        _ bus: any DeviceBus
    ) throws(DeviceError) -> [(listing: DeviceListing, family: DeviceFamily)] {
        do throws(TransportError) {
            return try bus.devices().compactMap { listing in
                DeviceCatalogue.family(
                    vendorID: listing.identity.vendorID, productID: listing.identity.productID
                ).map { (listing, $0) }
            }
        } catch { throw DeviceError(error) }
    }

    private static func onlyConnected(_ bus: any DeviceBus) throws(DeviceError) -> DeviceName {
        // A serial bridge may be anything; it is opened only by its name.
        let found = try connected(bus).filter { !$0.family.isGeneric }
        guard let first = found.first, found.count == 1 else {
            let none = found.isEmpty
            throw DeviceError(
                device: "--device",
                detail: none
                    ? "no device is named and none that Bilanx knows is connected"
                    : "\(found.count) devices are connected and none is named",
                remedy: none
                    ? "Plug one in (`bilanx doctor` finds why it is not seen), or try --device virtual:u6,person=cmj."
                    : "Name one of them: \(found.map { "\($0.family.id)@\($0.listing.identity.portPath)" }.joined(separator: ", "))."
            )
        }
        return try DeviceName("\(first.family.id)@\(first.listing.identity.portPath)")
    }

    private static func rig(
        _ family: DeviceFamily, _ link: any DeviceLink, _ options: DeviceOptions
    ) throws(DeviceError) -> Rig {
        guard family.channels == 2 else {
            throw DeviceError(
                device: family.name, detail: "it has one channel, and a pair takes two",
                remedy: "Use a device that reads both sides; two of this kind cannot be paired yet.", isUsage: true)
        }
        // A device that gives newtons has been calibrated by its maker.
        let own = family.quantity == "N" ? ForceScale(id: "device", quantity: "N", coefficients: [0, 1]) : nil
        var left = own
        var right = own
        if let span = options.spanLeft { left = try SpanText.scale(span, quantity: family.quantity) }
        if let span = options.spanRight { right = try SpanText.scale(span, quantity: family.quantity) }
        var rig = Rig(
            link: link, driver: family.makeDriver(), family: family,
            leftChannel: options.left ?? family.defaultChannels.left,
            rightChannel: options.right ?? family.defaultChannels.right, leftScale: left, rightScale: right)
        rig.trigger = options.trigger
        return rig
    }

    private static func open(
        path: String, _ name: DeviceName, _ options: DeviceOptions
    ) throws(DeviceError) -> Opened {
        let family = try name.configuredFamily()
        guard family.isGeneric else {
            throw DeviceError(
                device: "\(name)", detail: "a \(family.name) is no serial port",
                remedy: "Name it by its serial number or socket, as `bilanx devices` does.", isUsage: true)
        }
        let link: any DeviceLink
        do throws(TransportError) {
            link = path == "-" ? SerialLink(standardInput: "standard input") : try SerialLink(path: path)
        } catch { throw DeviceError(error) }
        return Opened(
            rig: try rig(family, link, options), test: nil, sides: options.sidesConfirmed ? .operator : .no, bus: nil)
    }

    private static func open(
        real name: DeviceName, _ options: DeviceOptions, _ bus: any DeviceBus
    ) throws(DeviceError) -> Opened {
        var refusals: [DeviceError] = []
        var seen: [String] = []
        let family = try name.configuredFamily()
        guard !family.usb.isEmpty else {
            throw DeviceError(
                device: "\(name)", detail: "its port is not named",
                remedy: "Name it: \(name.family):/dev/ttyUSB0,profile=… or \(name.family):- for standard input.",
                isUsage: true)
        }
        let listings: [DeviceListing]
        do throws(TransportError) { listings = try bus.devices() } catch { throw DeviceError(error) }
        // Several families may share the ids of a bridge, so it is asked of the one that was named.
        for listing in listings
        where family.usb.contains(where: {
            $0.vendor == listing.identity.vendorID && $0.product == listing.identity.productID
        }) {
            if let port = name.port, listing.identity.portPath != port { continue }
            do throws(DeviceError) {
                let link = try open(listing, family, bus)
                let rig = try rig(family, link, options)
                if let serial = name.serial {
                    // Opening a board that starts anew each time takes seconds; most say their number before.
                    let known = link.identity.serial
                    let own = known.isEmpty ? try rig.driver.open(link).serial : known
                    guard own == serial else {
                        seen.append("\(family.id):\(own)")
                        link.close()
                        continue
                    }
                }
                return Opened(rig: rig, test: nil, sides: options.sidesConfirmed ? .operator : .no, bus: bus)
            } catch { refusals.append(error) }
        }
        if let refusal = refusals.first { throw refusal }
        let others = seen.isEmpty ? "" : "; connected: \(seen.joined(separator: ", "))"
        throw DeviceError(
            TransportError(.notFound, device: "\(name)", detail: "it is not connected\(others)"))
    }

    /// Opens one listed device.
    static func open(
        _ listing: DeviceListing, _ family: DeviceFamily, _ bus: any DeviceBus
    ) throws(DeviceError) -> any DeviceLink {
        do throws(TransportError) {
            return try bus.open(listing.identity, interface: family.interface)
        } catch { throw DeviceError(error) }
    }
}
