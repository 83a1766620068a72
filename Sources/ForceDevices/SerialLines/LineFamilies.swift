import SignalCore

/// The families of devices that write lines: one a kind of bridge, and those with a name of their own.
extension DeviceCatalogue {
    static let lines: [DeviceFamily] = [
        LineFamily(id: "serial", name: "Serial port or pipe", chip: .byteStream, usb: []).family,
        LineFamily(id: "ftdi", name: "FTDI serial bridge", chip: .ftdi, usb: SerialBridge.ftdiIDs).family,
        LineFamily(id: "cdc", name: "Board with a USB modem", chip: .cdc, usb: SerialBridge.cdcIDs).family,
        LineFamily(id: "ch340", name: "CH340 serial bridge", chip: .ch340, usb: SerialBridge.ch340IDs).family,
        LineFamily(id: "cp210x", name: "CP210x serial bridge", chip: .cp210x, usb: SerialBridge.cp210xIDs).family,
        LineFamily(
            id: "chronojump", name: LineProfile.chronojump.title, chip: .ftdi, usb: SerialBridge.ftdiIDs,
            profile: .chronojump
        ).family,
    ]
}

/// Makes a family of a bridge and, once it is known, a profile.
struct LineFamily: Sendable {
    var id: String
    var name: String
    var chip: VirtualSerialDevice.Chip
    var usb: [(vendor: UInt16, product: UInt16)]
    /// The profile; nil where the user has to name one.
    var profile: LineProfile?

    /// Every setting with what it means.
    static let settings: [(key: String, meaning: String)] = [
        (
            "profile",
            "how the device writes: \(LineProfile.presets.map(\.name).joined(separator: ", ")), or a JSON file"
        ),
        ("baud", "bits a second"),
        ("unit", "unit of its forces: \(ForceUnit.allCases.map(\.rawValue).joined(separator: ", "))"),
        ("lines", "DTR and RTS: on, off or leave"),
    ]

    /// The family as the catalogue has it.
    var family: DeviceFamily {
        // Without settings it is shown, and tested, with the commonest device; opening one asks for the profile.
        let shown = profile ?? .arduinoPair
        let chip = self.chip
        let id = self.id
        let unit = shown.unit ?? (shown.unitFollows || shown.columns.contains(.unit) ? .newton : .count)
        let isTwo = shown.channels == 2
        var family = DeviceFamily(
            id: id, name: name, usb: usb, interface: chip == .cdc ? 1 : 0, quantity: unit.quantity,
            defaultChannels: isTwo ? ("left", "right") : ("force", ""),
            defaultRate: shown.poll.map { 1 / $0.period } ?? shown.rate,
            ranges: profile == nil
                ? "one or two cells by profile, 10 to 1280 lines/s" : "one cell, \(shown.rate) lines/s",
            evidence: Self.evidence(shown), evidenceDetail: Self.evidenceDetail(shown), verified: .emulated,
            noiseLimit: unit == .newton ? 2 : 5,
            makeDriver: { LineDriver(profile: shown, family: id) },
            makeVirtual: { source, options in Self.virtual(shown, chip, source, options) })
        family.channels = shown.channels
        family.isGeneric = true
        // A bridge may hold bytes for its latency timer of 16 ms, and boards run on resonators at about their nominal rate.
        family.arrivalDelay = 0...0.02
        family.clockTolerance = 0.02
        family.settings = Self.settings
        let base = self
        family.configure = { settings throws(DeviceError) in try base.configured(settings) }
        return family
    }

    // MARK: Settings

    private func configured(_ settings: [String: String]) throws(DeviceError) -> DeviceFamily {
        func failure(_ detail: String, _ remedy: String) -> DeviceError {
            DeviceError(device: id, detail: detail, remedy: remedy, isUsage: true)
        }
        for key in settings.keys where !Self.settings.contains(where: { $0.key == key }) {
            throw failure(
                "`\(key)` is no setting of it",
                "There are: \(Self.settings.map { "\($0.key) (\($0.meaning))" }.joined(separator: "; ")).")
        }
        guard var chosen = try settings["profile"].map(Self.profile) ?? profile else {
            throw failure(
                "how it writes is not said",
                "Add a profile: \(id),profile=arduino-pair. There are: "
                    + LineProfile.presets.map(\.name).joined(separator: ", ") + ", or the path of a JSON file.")
        }
        if let text = settings["baud"] {
            guard let baud = UInt32(text), (50...4_000_000).contains(baud) else {
                throw failure("baud=\(text) is no speed", "Write bits a second, such as baud=115200.")
            }
            chosen.baud = baud
        }
        if let text = settings["lines"] {
            guard let lines = SerialLineSettings.ControlLines(rawValue: text) else {
                throw failure("lines=\(text) cannot be used", "Write lines=on, lines=off or lines=leave.")
            }
            chosen.controlLines = lines
        }
        let isStated = chosen.unitFollows || chosen.columns.contains(.unit)
        if let text = settings["unit"] {
            guard let unit = ForceUnit(rawValue: text), !isStated else {
                throw failure(
                    isStated ? "its lines state their unit themselves" : "unit=\(text) is no unit of force",
                    isStated
                        ? "Leave unit= out."
                        : "Write one of \(ForceUnit.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            chosen.unit = unit
        }
        guard chosen.unit != nil || isStated else {
            throw failure(
                "the unit of its forces is not known",
                "Say what its numbers are: unit=N, unit=kg, unit=lb, or unit=count for the converter's own integers.")
        }
        if let fault = chosen.fault { throw failure("profile \(chosen.name): \(fault)", "Correct the profile.") }
        var family = self
        family.profile = chosen
        var made = family.family
        // The whole profile and not its name: a file may be gone or changed when this is read.
        made.applied = ["profile": chosen.json]
        return made
    }

    private static func profile(_ name: String) throws(DeviceError) -> LineProfile {
        if let preset = LineProfile.preset(name) { return preset }
        if name.hasPrefix("{") { return try LineProfile(json: name, source: "given as text") }
        return try LineProfile(file: name)
    }

    // MARK: Parts

    private static func evidence(_ profile: LineProfile) -> String {
        profile.evidence == .arrival ? "timed" : "counted"
    }

    private static func evidenceDetail(_ profile: LineProfile) -> String {
        switch profile.evidence {
        case .counter: "counter in every line"
        case .deviceTime: "the device's time in every line"
        case .requests: "every reading is asked for"
        case .arrival: "by the arrival of the lines; a counter or time in them is better"
        }
    }

    private static func virtual(
        _ profile: LineProfile, _ chip: VirtualSerialDevice.Chip, _ source: any ForceSource, _ options: VirtualOptions
    ) -> VirtualDevice {
        var wiring = VirtualGauge.Wiring()
        wiring.noise = options.noise ?? wiring.noise
        wiring.clockError = options.clockError
        wiring.seed = options.seed
        wiring.personBegins = options.personBegins
        wiring.side = options.side
        let serial = options.serial ?? (chip == .ch340 || chip == .byteStream ? "" : "A50285BI")
        let gauge = VirtualGauge(profile: profile, source: source, wiring: wiring)
        let isCounts = (profile.unit ?? .count) == .count && !profile.unitFollows && !profile.columns.contains(.unit)
        let scale =
            isCounts
            ? ForceScale(spanNewtons: 1000, at: 1000 * wiring.countsPerNewton, unit: "count")
            : ForceScale(id: "device", quantity: "N", coefficients: [0, 1])
        return VirtualDevice(
            model: VirtualSerialDevice(chip, gauge: gauge, serial: serial), serial: serial, leftScale: scale,
            rightScale: scale)
    }
}
