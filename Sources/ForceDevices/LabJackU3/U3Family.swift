import SignalCore

extension DeviceFamily {
    /// LabJack U3 with two amplified plates on single-ended inputs.
    static let labJackU3 = DeviceFamily(
        id: "u3", name: "LabJack U3", usb: [(LabJackFrame.vendorID, U3Protocol.productID)], interface: 0, quantity: "V",
        defaultChannels: ("AIN0", "AIN1"), defaultRate: 1000,
        ranges: "two to sixteen inputs on ±10 V (U3-HV) or 0 to 2.4 V, 12 bit, 1 to 25000 scans/s of two",
        evidence: "counted",
        evidenceDetail: "packet counter, dropped scans reported by the device", verified: .emulated, noiseLimit: 3,
        largestChannels: U3Driver.largestChannels,
        makeDriver: { U3Driver() },
        makeVirtual: { source, options in
            var wiring = VirtualU3.Wiring()
            wiring.noise = options.noise ?? wiring.noise
            wiring.clockError = options.clockError
            wiring.seed = options.seed
            wiring.personBegins = options.personBegins
            wiring.cells = options.cells
            let serial = options.serial.flatMap { UInt32($0) } ?? 320_067_890
            let span = ForceScale(spanNewtons: wiring.spanNewtons, at: wiring.span, unit: "V")
            return VirtualDevice(
                model: VirtualU3(serial: serial, source: source, wiring: wiring), serial: "\(serial)",
                leftScale: span, rightScale: span)
        })
}
