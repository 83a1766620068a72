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
        /// The devices, ready to run.
        var rig: Rig
        /// The person's test; nil for a real device.
        var test: String?
        /// How the sides are known.
        var sides: TrialHeader.SidesConfirmation
        /// How the last check of the plates stands; nil for virtual plates without one.
        var check: TrialHeader.Check?
        /// `valid`, `interim` or `expired` of a side whose scale the register of calibrations knows.
        var calibration: [Side: String] = [:]
        /// What is known of the ratio of both gains; nil for nothing.
        var gainRatio: TrialHeader.GainRatio?
        /// What is wrong with the register of calibrations; nil for nothing.
        var calibrationNote: String?
        /// Keeps the bus alive for as long as the links are used.
        var bus: (any DeviceBus)?
    }

    /// One device with what it knows of its sensors.
    private struct Found {
        var device: RigDevice
        var leftScale: ForceScale?
        var rightScale: ForceScale?
        var test: String?
    }

    /// Opens what the options name.
    static func open(_ options: DeviceOptions) throws(DeviceError) -> Opened {
        var bus: (any DeviceBus)?
        func sharedBus() throws(DeviceError) -> any DeviceBus {
            if let bus { return bus }
            let made = try makeBus()
            bus = made
            return made
        }
        if let left = options.leftDevice, let right = options.rightDevice {
            let first = try DeviceName(left)
            let second = try DeviceName(right)
            let ends = try virtualPair(first, second, options)
            let l: Found
            let r: Found
            if let ends {
                (l, r) = ends
            } else {
                l = try find(first, .left, options, sharedBus)
                do throws(DeviceError) { r = try find(second, .right, options, sharedBus) } catch {
                    l.device.link.close()
                    throw error
                }
            }
            guard l.device.link.identity != r.device.link.identity else {
                l.device.link.close()
                r.device.link.close()
                throw DeviceError(
                    device: "--right-device \(right)", detail: "both sides name the same device",
                    remedy: "Name a device for each side, by serial number or socket.", isUsage: true)
            }
            var rig = Rig(left: l.device, right: r.device, leftScale: l.leftScale, rightScale: r.rightScale)
            rig.trigger = options.trigger
            return Opened(
                rig: rig, test: l.test, sides: ends != nil ? .birth : options.sidesConfirmed ? .operator : .no, bus: bus
            )
        }
        let name: DeviceName
        if let text = options.device { name = try DeviceName(text) } else { name = try onlyConnected(sharedBus()) }
        let found = try find(name, nil, options, sharedBus)
        var rig = Rig(found.device, leftScale: found.leftScale, rightScale: found.rightScale)
        rig.trigger = options.trigger
        return Opened(
            rig: rig, test: found.test,
            sides: name.virtual != nil ? .birth : options.sidesConfirmed ? .operator : .no, bus: bus)
    }

    /// One device alone, without a pair: what a calibration reads.
    ///
    /// - Parameters:
    ///   - text: its name; nil for the one connected device.
    ///   - channels: the channels to read; empty for the usual first one.
    ///   - technician: what loads a virtual device on which nobody stands.
    static func openOne(
        _ text: String?, channels: [String], technician: (VirtualSpecification) -> any ForceSource
    ) throws(DeviceError) -> (device: RigDevice, scale: ForceScale?, bus: (any DeviceBus)?) {
        var bus: (any DeviceBus)?
        func sharedBus() throws(DeviceError) -> any DeviceBus {
            if let bus { return bus }
            let made = try makeBus()
            bus = made
            return made
        }
        let name: DeviceName
        if let text { name = try DeviceName(text) } else { name = try onlyConnected(sharedBus()) }
        var found: Found
        if let settings = name.virtual {
            var specification = try VirtualSpecification(name)
            if specification.person == nil, specification.hand == nil {
                specification.hand = technician(specification)
                if !settings.contains(where: { $0.key == "pace" }) { specification.pace = .asFastAsPossible }
            }
            found = try virtual(specification, .left, .none, address: 1)
        } else {
            found = try find(name, .left, .none, sharedBus)
        }
        if !channels.isEmpty { found.device.leftChannels = channels }
        found.device.rightChannels = []
        return (found.device, found.leftScale, bus)
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
                    : "Name one of them, or one for each side by --left-device and --right-device: "
                        + "\(found.map { "\($0.family.id)@\($0.listing.identity.portPath)" }.joined(separator: ", "))."
            )
        }
        return try DeviceName("\(first.family.id)@\(first.listing.identity.portPath)")
    }

    /// Opens the device of a name for one side, or for both where `side` is nil.
    private static func find(
        _ name: DeviceName, _ side: Side?, _ options: DeviceOptions,
        _ bus: () throws(DeviceError) -> any DeviceBus
    ) throws(DeviceError) -> Found {
        if let path = name.path { return try open(path: path, name, side, options) }
        if name.virtual != nil {
            return try virtual(VirtualSpecification(name), side, options, address: side == .right ? 2 : 1)
        }
        return try open(real: name, side, options, bus())
    }

    /// Puts an opened link into a rig, with the scales that the options or the device give.
    private static func found(
        _ family: DeviceFamily, _ link: any DeviceLink, _ side: Side?, _ options: DeviceOptions
    ) throws(DeviceError) -> Found {
        guard side != nil || family.channels == 2 else {
            throw DeviceError(
                device: family.name, detail: "it has one channel, and a pair takes two",
                remedy: "Name one for each side: --left-device \(family.id):SERIAL --right-device \(family.id):SERIAL.",
                isUsage: true)
        }
        // A device that gives newtons has been calibrated by its maker.
        let own = family.quantity == "N" ? ForceScale(id: "device", quantity: "N", coefficients: [0, 1]) : nil
        let usual = family.defaultChannels
        let device = RigDevice(
            link: link, driver: family.makeDriver(), family: family,
            left: side == .right ? nil : options.left ?? usual.left,
            // A device of the right side alone has its sensor where another has its first one.
            right: side == .left ? nil : options.right ?? (side == nil ? usual.right : usual.left))
        var found = Found(device: device, leftScale: own, rightScale: own)
        if let span = options.spanLeft { found.leftScale = try SpanText.scale(span, quantity: family.quantity) }
        if let span = options.spanRight { found.rightScale = try SpanText.scale(span, quantity: family.quantity) }
        return found
    }

    // MARK: Virtual devices

    /// Two virtual devices with the same person on them; nil where one is real.
    private static func virtualPair(
        _ left: DeviceName, _ right: DeviceName, _ options: DeviceOptions
    ) throws(DeviceError) -> (left: Found, right: Found)? {
        guard left.virtual != nil || right.virtual != nil else { return nil }
        guard left.virtual != nil, right.virtual != nil else {
            throw DeviceError(
                device: "--left-device \(left) --right-device \(right)", detail: "one is virtual and the other is not",
                remedy: "Take two virtual devices or two real ones.", isUsage: true)
        }
        var first = try VirtualSpecification(left)
        var second = try VirtualSpecification(right)
        // One person stands on both, and waits until a serial line's rate has been measured.
        if second.person == nil { second.person = first.person }
        if second.hand == nil { second.hand = first.hand }
        // Two sensors do not share their noise.
        if second.options.seed == first.options.seed { second.options.seed &+= 0x5EED }
        // A person waits for the zero until the clocks are known, so that a short demonstration has a symmetry.
        let wait: UInt64 = first.hand != nil ? 2_000_000_000 : 9_000_000_000
        first.options.personBegins = wait
        second.options.personBegins = wait
        guard first.pace == second.pace else {
            throw DeviceError(
                device: "--right-device \(right)", detail: "its pace is not that of the left device",
                remedy: "Give both the same pace.", isUsage: true)
        }
        return (try virtual(first, .left, options, address: 1), try virtual(second, .right, options, address: 2))
    }

    private static func virtual(
        _ specification: VirtualSpecification, _ side: Side?, _ options: DeviceOptions, address: UInt8
    ) throws(DeviceError) -> Found {
        var specification = specification
        guard specification.side == nil else {
            throw DeviceError(
                device: "virtual \(specification.family.name)", detail: "side is a setting of a served device",
                remedy: "Leave side out, and name it by --left-device or --right-device.", isUsage: true)
        }
        if let side {
            specification.options.side = side
        }
        // One person on two devices, or on one that comes back, does not begin anew.
        if side != nil || specification.replug != nil {
            specification.options.personBegins = specification.options.personBegins ?? 0
        }
        let device = specification.makeDevice()
        let link = InProcessLink(
            device.model, serial: device.serial, address: address, pace: specification.pace,
            faults: specification.faults, delay: specification.arrivalDelay(side))
        var found = try found(specification.family, link, side, options)
        found.device.synthetic = "virtual \(specification.family.name)"
        found.device.isRealTime = specification.pace == .realTime
        found.test = specification.test?.rawValue
        // A virtual device knows its own plates; another span is the user's wish.
        if found.leftScale == nil, specification.tellsSpan { found.leftScale = device.leftScale }
        if found.rightScale == nil, specification.tellsSpan {
            found.rightScale = side == .right ? device.leftScale : device.rightScale
        }
        if specification.replug != nil {
            let settings = specification
            found.device.reopen = { now throws(DeviceError) in settings.replugged(link, now: now) }
        }
        return found
    }

    // MARK: Real devices

    private static func open(
        path: String, _ name: DeviceName, _ side: Side?, _ options: DeviceOptions
    ) throws(DeviceError) -> Found {
        let family = try name.configuredFamily()
        guard family.isGeneric else {
            throw DeviceError(
                device: "\(name)", detail: "a \(family.name) is no serial port",
                remedy: "Name it by its serial number or socket, as `bilanx devices` does.", isUsage: true)
        }
        func open() throws(DeviceError) -> any DeviceLink {
            do throws(TransportError) {
                return path == "-" ? SerialLink(standardInput: "standard input") : try SerialLink(path: path)
            } catch { throw DeviceError(error) }
        }
        var found = try found(family, open(), side, options)
        // What comes down a pipe has an end, and that is no unplugging.
        if path.hasPrefix("/dev/") { found.device.reopen = { _ throws(DeviceError) in try? open() } }
        return found
    }

    private static func open(
        real name: DeviceName, _ side: Side?, _ options: DeviceOptions, _ bus: any DeviceBus
    ) throws(DeviceError) -> Found {
        var refusals: [DeviceError] = []
        var seen: [String] = []
        let family = try name.configuredFamily()
        guard !family.usb.isEmpty else {
            throw DeviceError(
                device: "\(name)", detail: "its port is not named",
                remedy: "Name it: \(name.family):/dev/ttyUSB0,profile=… or \(name.family):- for standard input.",
                isUsage: true)
        }
        for listing in try listings(of: family, bus) {
            if let port = name.port, listing.identity.portPath != port { continue }
            do throws(DeviceError) {
                let link = try open(listing, family, bus)
                var found: Found
                do throws(DeviceError) { found = try Self.found(family, link, side, options) } catch {
                    link.close()
                    throw error
                }
                if let serial = name.serial {
                    // Opening a board that starts anew each time takes seconds; most say their number before.
                    let known = link.identity.serial
                    let own = known.isEmpty ? try found.device.driver.open(link).serial : known
                    guard own == serial else {
                        seen.append("\(family.id):\(own)")
                        link.close()
                        continue
                    }
                }
                let port = listing.identity.portPath
                found.device.reopen = { _ throws(DeviceError) in
                    // In the same socket: another one asks for the sides anew.
                    guard let back = try listings(of: family, bus).first(where: { $0.identity.portPath == port }) else {
                        return nil
                    }
                    return try open(back, family, bus)
                }
                return found
            } catch { refusals.append(error) }
        }
        if let refusal = refusals.first { throw refusal }
        let others = seen.isEmpty ? "" : "; connected: \(seen.joined(separator: ", "))"
        throw DeviceError(
            TransportError(.notFound, device: "\(name)", detail: "it is not connected\(others)"))
    }

    /// Connected devices that may be of a family; several families may share the ids of a bridge.
    private static func listings(
        of family: DeviceFamily, _ bus: any DeviceBus
    ) throws(DeviceError) -> [DeviceListing] {
        do throws(TransportError) {
            return try bus.devices().filter { listing in
                family.usb.contains {
                    $0.vendor == listing.identity.vendorID && $0.product == listing.identity.productID
                }
            }
        } catch { throw DeviceError(error) }
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
