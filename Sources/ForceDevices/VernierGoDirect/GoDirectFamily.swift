import SignalCore

extension DeviceFamily {
    /// Vernier Go Direct force sensors: hand dynamometer, force and acceleration sensor, force plate.
    static let goDirect = DeviceFamily(
        id: "godirect", name: "Vernier Go Direct force sensor (GDX-HD, GDX-FOR, GDX-FP)",
        usb: [(GoDirectProtocol.vendorID, GoDirectProtocol.productID)], interface: 0, quantity: "N",
        defaultChannels: ("force", "force"), defaultRate: 100,
        ranges: "one sensor, in newtons by its own calibration; range and fastest rate as it tells them",
        evidence: "reported",
        evidenceDetail: "lost measurements and full buffer reported by the device; how many, from arrival times, "
            + "± one packet and the jitter of arrivals", verified: .emulated, noiseLimit: 1,
        channels: 1,
        makeDriver: { GoDirectDriver() },
        makeVirtual: { source, options in
            var wiring = VirtualGoDirect.Wiring()
            wiring.side = options.side
            wiring.noise = options.noise ?? wiring.noise
            wiring.clockError = options.clockError
            wiring.seed = options.seed
            wiring.personBegins = options.personBegins
            let serial = options.serial ?? (options.side == .left ? "90100001" : "90100002")
            let newtons = ForceScale(id: "device", quantity: "N", coefficients: [0, 1], capacity: 4500)
            return VirtualDevice(
                model: VirtualGoDirect(serial: serial, source: source, wiring: wiring), serial: serial,
                leftScale: newtons, rightScale: newtons)
        })
}
