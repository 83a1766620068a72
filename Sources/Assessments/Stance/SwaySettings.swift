import SignalCore

/// How a centre of pressure is prepared before anything is computed of it (formulas B.11).
public struct SwaySettings: Sendable, Hashable {
    /// Seconds at the start of the stance that do not count, until the person has settled.
    public var settling = 5.0
    /// Seconds at the end of the stance that belong to stepping off.
    public var leaving = 1.0
    /// Cut-off in hertz of the low-pass, second order forwards and backwards: fourth order without delay; nil for none.
    public var cutoff: Double? = 10
    /// What the cut-off is the −3 dB point of: both passes together, or one pass as many papers have it.
    public var convention = Butterworth.Convention.dualPass

    /// The values of the specification; the second for stepping off is the project's.
    public init() {}

    /// Seconds from which on the values stand without a warning.
    static let enough = 30.0
    /// Seconds under which there are none; the project's.
    static let fewest = 5.0
    /// Smallest rate in samples a second.
    static let slowest = 50.0
    /// Samples a second that sample entropy is computed of.
    static let entropyRate = 25.0

    /// Short name of the preparation, as results carry it: `after5s-bw2x2-10Hz`.
    var method: String {
        let window = "after" + (NumberText.significant(settling) ?? "?") + "s"
        guard let cutoff else { return window + "-unfiltered" }
        let name = convention == .singlePass ? "-singlePass" : convention == .dualPass ? "" : "-unwarped"
        return window + "-bw2x2-" + (NumberText.significant(cutoff) ?? "?") + "Hz" + name
    }
}

extension MethodNote {
    /// How the centre of pressure is prepared.
    static let sway: [MethodNote] = [
        MethodNote(
            subject: "centre of pressure",
            text:
                "Where the recording has it: the same stretch without its first 5 s and its last second, which belongs to "
                + "stepping off. At least 5 s; under 30 s its values carry a warning; at least 50 samples a second. Gaps of "
                + "at most 10 ms are bridged by straight lines.",
            source: "formulas B.11; the shortest time and the last second are the project's"),
        MethodNote(
            subject: "sway filter",
            text:
                "Butterworth low-pass of second order run forwards and backwards (fourth order, no delay), −3 dB at 10 Hz "
                + "for both passes together; the padding of scipy's sosfiltfilt; then the mean is taken off.",
            source: "formulas B.11, C.1, C.2"),
        MethodNote(
            subject: "sway of both feet",
            text:
                "The measured point under both feet, else both plates' points weighted by their forces, in one frame. The "
                + "values of a limb are those of its own plate's point.", source: "formulas B.11"),
        MethodNote(
            subject: "sample entropy",
            text:
                "m = 2, r = 0.2 SD, of the filtered path brought to 25 samples a second by cubics through the samples; "
                + "undefined where no pattern recurs.", source: "Richman and Moorman 2000; formulas B.11"),
    ]
}
