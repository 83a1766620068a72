import ForceDevices
import SignalCore

/// Spans as people write them: `2000N@10mV`, or `2000N@2mV/V` for a device that gives ratios of its supply.
enum SpanText {
    private static let forces: [(unit: String, newtons: Double)] = [
        ("kgf", 9.80665), ("lbf", 4.4482216152605), ("kN", 1000), ("N", 1),
    ]
    private static let voltages: [(unit: String, volts: Double)] = [("uV", 1e-6), ("µV", 1e-6), ("mV", 1e-3), ("V", 1)]

    /// Reads a span for a device that gives `quantity`.
    ///
    /// - Throws: what is wrong and how a span is written.
    static func scale(_ text: String, quantity: String) throws(DeviceError) -> ForceScale {
        let failure = DeviceError(
            device: "span `\(text)`", detail: "it is no force at a voltage",
            remedy: "Write the sensor's data sheet values such as 2000N@\(quantity == "V/V" ? "2mV/V" : "10mV"); "
                + "forces in N, kN, kgf or lbf.",
            isUsage: true)
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, quantity == "V" || quantity == "V/V" else { throw failure }
        var signal = parts[1]
        if quantity == "V/V" {
            guard signal.hasSuffix("/V") else { throw failure }
            signal = signal.dropLast(2)
        }
        guard let newtons = value(parts[0], forces), let volts = value(signal, voltages), newtons != 0, volts != 0
        else { throw failure }
        var scale = ForceScale(spanNewtons: newtons, at: volts, unit: quantity)
        scale.id = "span:\(text)"
        return scale
    }

    private static func value(_ text: Substring, _ units: [(String, Double)]) -> Double? {
        guard let (unit, factor) = units.first(where: { text.hasSuffix($0.0) }),
            let number = Double(text.dropLast(unit.count)), number.isFinite
        else { return nil }
        return number * factor
    }
}
