import SignalCore

extension DeviceFamily {
    /// MCC USB-1608FS-Plus with two amplified plates.
    static let mccUSB1608FSPlus = mcc(
        id: "usb1608fsplus", models: [.usb1608FSPlus],
        ranges:
            "two to eight channels on ±10, ±5, ±2 or ±1 V, 16 bit, read at the same moment, 1 to 50000 scans/s and more"
    )

    /// MCC USB-201, 202, 204, 205 with two amplified plates.
    static let mccUSB20X = mcc(
        id: "usb20x", models: MCCModel.usb20X,
        ranges: "two to eight channels on ±10 V, 12 bit, 1 to 50000 scans/s of two (USB-204, USB-205: 250000)")

    private static func mcc(id: String, models: [MCCModel], ranges: String) -> DeviceFamily {
        let family = id
        return DeviceFamily(
            id: id, name: models.count == 1 ? models[0].name : "MCC USB-201/202/204/205",
            usb: models.map { (MCCProtocol.vendorID, $0.productID) }, interface: 0, quantity: "V",
            defaultChannels: ("CH0", "CH1"), defaultRate: 1000, ranges: ranges, evidence: "reported",
            evidenceDetail: "overrun bit and halted endpoint; transfers lost on the way by their time, ± one transfer",
            verified: .emulated, noiseLimit: 2, largestChannels: MCCCalibration.channels,
            makeDriver: { MCCDriver(family: family, models: models) },
            makeVirtual: { source, options in
                var wiring = VirtualMCC.Wiring()
                wiring.noise = options.noise ?? wiring.noise
                wiring.clockError = options.clockError
                wiring.seed = options.seed
                wiring.personBegins = options.personBegins
                wiring.cells = options.cells
                let span = ForceScale(spanNewtons: wiring.spanNewtons, at: 5, unit: "V")
                let model = VirtualMCC(
                    model: models[0], serial: options.serial ?? "01A2B3C4", source: source, wiring: wiring)
                return VirtualDevice(model: model, serial: model.serial, leftScale: span, rightScale: span)
            })
    }
}
