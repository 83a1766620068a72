import SignalCore

extension DeviceFamily {
    /// PhidgetBridge 4-Input of the first revision with two load cells.
    static let phidgetBridge = DeviceFamily(
        id: "phidgetbridge", name: "PhidgetBridge 4-Input 1046_0",
        usb: [(PhidgetBridgeProtocol.vendorID, PhidgetBridgeProtocol.productID)], interface: 0, quantity: "V/V",
        defaultChannels: ("B0", "B1"), defaultRate: 122,
        ranges: "two to four bridges on ±7.8 mV/V to ±1 V/V, 24 bit, 1 to 122 values/s", evidence: "timed",
        evidenceDetail: "missing values by their time, ± one value", verified: .emulated, noiseLimit: 1,
        largestChannels: PhidgetBridgeProtocol.inputs,
        makeDriver: { PhidgetBridgeDriver() },
        makeVirtual: { source, options in
            var wiring = VirtualPhidgetBridge.Wiring()
            wiring.noise = options.noise ?? wiring.noise
            wiring.clockError = options.clockError
            wiring.seed = options.seed
            wiring.personBegins = options.personBegins
            wiring.cells = options.cells
            let serial = options.serial ?? "141414"
            let span = ForceScale(spanNewtons: wiring.spanNewtons, at: 0.002, unit: "V/V")
            return VirtualDevice(
                model: VirtualPhidgetBridge(serial: serial, source: source, wiring: wiring), serial: serial,
                leftScale: span, rightScale: span)
        })
}
