import SignalCore

extension DeviceFamily {
    /// LabJack U6 with two load-cell bridges on differential inputs.
    static let labJackU6 = DeviceFamily(
        id: "u6", name: "LabJack U6", usb: [(U6Protocol.vendorID, U6Protocol.productID)], interface: 0, quantity: "V",
        defaultChannels: ("AIN0", "AIN2"), defaultRate: 1000,
        ranges: "two to seven bridges on ±10 mV, 16 bit, 1 to 1000 scans/s and more", evidence: "counted",
        evidenceDetail: "packet counter, dropped scans reported by the device", verified: .emulated, noiseLimit: 1,
        largestChannels: U6Driver.largestChannels,
        makeDriver: { U6Driver() },
        makeVirtual: { source, options in
            var wiring = VirtualU6.Wiring()
            wiring.noise = options.noise ?? wiring.noise
            wiring.clockError = options.clockError
            wiring.seed = options.seed
            wiring.personBegins = options.personBegins
            wiring.cells = options.cells
            let serial = options.serial.flatMap { UInt32($0) } ?? 360_012_345
            let span = ForceScale(spanNewtons: wiring.spanNewtons, at: 0.010, unit: "V")
            return VirtualDevice(
                model: VirtualU6(serial: serial, source: source, wiring: wiring), serial: "\(serial)",
                leftScale: span, rightScale: span)
        })
}
