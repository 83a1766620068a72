import ForceDevices
import SignalCore

extension DeviceFamily {
    /// The Example plate: the one line that the catalogue needs.
    public static let examplePlate = DeviceFamily(
        id: "exampleplate", name: "Example plate",
        usb: [(ExamplePlateProtocol.vendorID, ExamplePlateProtocol.productID)], interface: 0, quantity: "N",
        defaultChannels: ("A", "B"), defaultRate: 1000,
        ranges: "two inputs of ±3276 N, 16 bit, read at the same moment, 10 to 2000 scans/s", evidence: "counted",
        evidenceDetail: "its packet counter", verified: .emulated, noiseLimit: 1,
        makeDriver: { ExamplePlateDriver() },
        makeVirtual: { source, options in
            var wiring = VirtualExamplePlate.Wiring()
            wiring.noise = options.noise ?? wiring.noise
            wiring.clockError = options.clockError
            wiring.seed = options.seed
            let serial = options.serial ?? "0001"
            // It says newtons itself.
            let scale = ForceScale(spanNewtons: 3276, at: 3276, unit: "N")
            return VirtualDevice(
                model: VirtualExamplePlate(serial: serial, source: source, wiring: wiring), serial: serial,
                leftScale: scale, rightScale: scale)
        })
}
