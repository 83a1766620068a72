import SignalCore

extension DeviceFamily {
    /// Vernier Go!Link with a hand dynamometer or a force plate.
    static let goLink = DeviceFamily(
        id: "golink", name: "Vernier Go!Link with HD-BTA or FP-BTA",
        usb: [(GoLinkProtocol.vendorID, GoLinkProtocol.productID)], interface: 0, quantity: "N",
        defaultChannels: ("force", "force"), defaultRate: 200,
        ranges: "one sensor, in newtons by its own calibration record: -800 to 3500 N or -200 to 800 N (FP-BTA); "
            + "up to 200 samples/s",
        evidence: "counted",
        evidenceDetail: "rolling counter of the packets; lost packets and conversions and a full buffer reported when "
            + "it is stopped", verified: .emulated, noiseLimit: 1,
        channels: 1,
        makeDriver: { GoLinkDriver() },
        makeVirtual: { source, options in
            var wiring = VirtualGoLink.Wiring()
            wiring.side = options.side
            wiring.noise = options.noise ?? wiring.noise
            wiring.clockError = options.clockError
            wiring.seed = options.seed
            wiring.personBegins = options.personBegins
            let serial = options.serial.flatMap { UInt32($0) } ?? (options.side == .left ? 5_000_123 : 5_000_124)
            let newtons = ForceScale(id: "device", quantity: "N", coefficients: [0, 1], capacity: 3500)
            return VirtualDevice(
                model: VirtualGoLink(serial: serial, source: source, wiring: wiring), serial: "\(serial)",
                leftScale: newtons, rightScale: newtons)
        })
}
