/// An analog channel with a logic line on it, scanned with the forces: it marks rows to the sample.
///
/// The digital port of these devices is not part of a scan (wjasper/Linux_Drivers `usb-1608FS-Plus.c`, `usb-20X.c`): it
/// can only be asked for beside it, at a moment that no scan tells. Their trigger input starts a scan and marks none.
struct MCCTrigger: Equatable {
    /// Volts between low and high: TTL has 0.8 V and 2 V.
    static let level = 1.4

    /// Number of the channel.
    var channel: Int
    /// True where the input is on while high.
    var isOnWhenHigh: Bool

    /// `CH2`; with `!` in front it is on while low.
    init?(_ text: String) {
        var name = text.uppercased()
        isOnWhenHigh = !name.hasPrefix("!")
        if !isOnWhenHigh { name.removeFirst() }
        guard name.hasPrefix("CH"), let number = Int(name.dropFirst(2)),
            (0..<MCCCalibration.channels).contains(number)
        else { return nil }
        channel = number
    }
}
