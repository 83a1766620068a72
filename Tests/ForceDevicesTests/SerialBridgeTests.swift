import SignalCore
import Testing
import Transport

@testable import ForceDevices

/// A request as its eight setup bytes and its data, in hexadecimal.
private func text(_ request: BridgeRequest) -> String {
    let packed = request.setup.packed
    return ((0..<8).map { UInt8(truncatingIfNeeded: packed >> (8 * $0)) } + request.data).map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count < 2 ? "0" + digits : digits
    }.joined(separator: " ")
}

@Suite struct SerialBridgeTests {
    /// Words computed with the algorithm of usb-serial-for-android.
    @Test(
        arguments: [
            (9600, 0x4138), (38_400, 0xC04E), (57_600, 0xC034), (115_200, 0x001A), (230_400, 0x000D),
            (921_600, 0x8003), (1_000_000, 0x0003),
        ] as [(UInt32, UInt16)])
    func ftdiSpeedsAreTheGoldenWords(baud: UInt32, value: UInt16) throws {
        let words = try FTDIBridge.baudWords(baud)
        #expect(words.value == value)
        #expect(words.index == 0)
    }

    @Test func everyFTDISpeedReadsBackWithinThreePercentOrIsRefused() throws {
        var index = 0
        for baud in stride(from: UInt32(300), through: 3_000_000, by: 997) {
            guard let words = try? FTDIBridge.baudWords(baud) else {
                // Only where the divisor is so small that no eighth comes near.
                #expect(baud > 1_400_000)
                continue
            }
            index |= Int(words.index)
            let back = Double(FTDIBridge.baud(value: words.value, index: words.index))
            #expect(abs(back / Double(baud) - 1) <= 0.0301, "\(baud)")
        }
        // The upper eighths use the bit in wIndex.
        #expect(index == 1)
        #expect(throws: BaudError.self) { try FTDIBridge.baudWords(2_500_000) }
    }

    @Test(
        arguments: [
            (115_200, 0xCC83, 0x0008), (9600, 0xB282, 0x000C), (230_400, 0xE683, 0x0004), (921_600, 0xF387, 0x0000),
        ] as [(UInt32, UInt16, UInt16)])
    func ch340SpeedsAreTheGoldenWords(baud: UInt32, first: UInt16, second: UInt16) throws {
        let words = try CH340Bridge.baudWords(baud)
        #expect(words.0 == first)
        #expect(words.1 == second)
        #expect(abs(CH340Bridge.baud(words.0, words.1) / Double(baud) - 1) < 0.01)
    }

    @Test func ftdiIsSetUpForLinesWithItsLatencyAndEventCharacter() throws {
        let requests = try FTDIBridge.setUp(SerialLineSettings(baud: 115_200)).map(text)
        #expect(
            requests == [
                "40 00 00 00 01 00 00 00", "40 02 00 00 01 00 00 00", "40 04 08 00 01 00 00 00",
                "40 03 1A 00 00 00 00 00", "40 09 02 00 01 00 00 00", "40 06 0A 01 01 00 00 00",
                "40 01 01 01 01 00 00 00", "40 01 02 02 01 00 00 00", "40 00 01 00 01 00 00 00",
                "40 00 02 00 01 00 00 00",
            ])
        let hasPorts = try FTDIBridge.setUp(SerialLineSettings(baud: 9600, lines: .leave), hasPorts: true).map(text)
        #expect(hasPorts.contains("40 03 38 41 01 00 00 00"))
        #expect(!hasPorts.contains { $0.hasPrefix("40 01") })
    }

    @Test func ch340IsSetUpInTheKnownOrder() throws {
        let requests = try CH340Bridge.setUp(SerialLineSettings(baud: 115_200)).map(text)
        #expect(
            requests == [
                "C0 5F 00 00 00 00 02 00", "40 A1 00 00 00 00 00 00", "40 9A 12 13 83 CC 00 00",
                "40 9A 2C 0F 08 00 00 00", "C0 95 18 25 00 00 02 00", "40 9A 18 25 C3 00 00 00",
                "C0 95 06 07 00 00 02 00", "40 A1 1F 50 0A D9 00 00", "40 9A 12 13 83 CC 00 00",
                "40 9A 2C 0F 08 00 00 00", "40 A4 9F FF 00 00 00 00", "C0 95 06 07 00 00 02 00",
            ])
    }

    @Test func cp210xAndModemsAreSetUp() throws {
        #expect(
            try CP210xBridge.setUp(SerialLineSettings(baud: 115_200), interface: 0).map(text) == [
                "41 00 01 00 00 00 00 00", "41 1E 00 00 00 00 04 00 00 C2 01 00", "41 03 00 08 00 00 00 00",
                "41 07 03 03 00 00 00 00", "41 12 0F 00 00 00 00 00",
            ])
        #expect(
            CDCBridge.setUp(SerialLineSettings(baud: 115_200), interface: 0).map(text) == [
                "21 20 00 00 00 00 07 00 00 C2 01 00 00 00 08", "21 22 03 00 00 00 00 00",
            ])
        #expect(text(CP210xBridge.status(interface: 0)) == "C1 10 00 00 00 00 13 00")
    }

    @Test func bridgesAreToldByTheirDescriptors() {
        let expected: [(VirtualSerialDevice.Chip, SerialBridge)] = [
            (.ftdi, .ftdi(hasPorts: false)), (.cdc, .cdc(interface: 0)), (.ch340, .ch340),
            (.cp210x, .cp210x(interface: 0)),
            (.byteStream, .byteStream),
        ]
        for (chip, bridge) in expected { #expect(SerialBridge.of(chip.descriptors(serial: "1")) == bridge) }
        var port = VirtualSerialDevice.Chip.ftdi.descriptors(serial: "1")
        port.device[13] = 0x07
        #expect(SerialBridge.of(port) == .ftdi(hasPorts: true))
        #expect(SerialBridge.of(VirtualU6(source: NoLoad()).descriptors) == nil)
    }

    @Test func aModemsDataInterfaceNamesTheOneThatControlsIt() {
        let modem = VirtualSerialDevice.Chip.cdc.descriptors(serial: "1")
        #expect(modem.controlInterface(of: 1) == 0)
        #expect(modem.controlInterface(of: 0) == nil)
        #expect(VirtualSerialDevice.Chip.ftdi.descriptors(serial: "1").controlInterface(of: 0) == nil)
        // The catalogue claims the interface that carries the bytes.
        #expect(DeviceCatalogue.family("cdc")?.interface == modem.endpoints.first { $0.kind == .bulk }?.interface)
        var torn = modem
        for count in 0..<modem.configuration.count {
            torn.configuration = Array(modem.configuration.prefix(count))
            _ = torn.controlInterface(of: 1)
            #expect(torn.endpoints.count <= 3)
        }
    }
}
