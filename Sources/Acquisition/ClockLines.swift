import Recordings
import SignalCore

/// What a file and a screen say of the clocks behind the rows.
struct ClockLines {
    let clocks: TrialTrailer.Clocks
    /// Nil for one clock, and for two that are not aligned.
    let alignment: TrialHeader.Alignment?

    /// - Parameters:
    ///   - clock: of two devices; nil for one.
    ///   - rate: rows a second by the host's clock.
    init(_ clock: PairClock?, rate: Double?) {
        guard let clock else {
            clocks = TrialTrailer.Clocks(count: 1, measuredRate: rate)
            alignment = nil
            return
        }
        var lines = TrialTrailer.Clocks(count: 2, measuredRate: rate)
        guard case .aligned(let known) = clock.state else {
            if case .refused(let skew) = clock.state { lines.rightAgainstLeftPPM = skew }
            clocks = lines
            alignment = nil
            return
        }
        lines.rightAgainstLeftPPM = known.skew
        lines.residualNanoseconds = (known.residual * 1e9).rounded()
        lines.isTapped = known.isTapped
        clocks = lines
        alignment = TrialHeader.Alignment(
            uncertaintyNanoseconds: (known.uncertainty * 1e9).rounded(), scanDelayNanoseconds: 0)
    }
}

/// Tells each change of the clocks' state once, in words.
struct ClockNotice {
    private enum Told {
        case nothing
        case unknown
        case jittery
        case refused
        case aligned
        case far
    }

    private var told = Told.nothing

    mutating func look(at clock: PairClock?) -> String? {
        guard let clock else { return nil }
        switch clock.state {
        case .unknown:
            guard told != .unknown else { return nil }
            told = .unknown
            return "The clocks of the two devices are being compared; in ten seconds there is symmetry."
        case .jittery:
            guard told != .jittery else { return nil }
            told = .jittery
            return "Packets come too irregularly (more than one in twenty over 5 ms late): no symmetry. "
                + "Plug both devices into the computer itself, without a hub, and close other programs."
        case .refused(let skew):
            guard told != .refused else { return nil }
            told = .refused
            return "The clocks differ by \(Int(skew.rounded())) ppm, more than their kind can: no symmetry. "
                + "See that both devices run at the rate that they were set to."
        case .aligned(let alignment):
            let isFar = abs(alignment.skew) > PairClock.warning
            guard told != (isFar ? .far : .aligned) else { return nil }
            told = isFar ? .far : .aligned
            let place =
                "The clocks are aligned to ± \(Self.milliseconds(2 * alignment.uncertainty)) ms"
                + (alignment.isTapped ? " (tapped)." : "; `bilanx rig align` makes that better.")
            guard isFar else { return place }
            return place + " They differ by \(Int(alignment.skew.rounded())) ppm, more than two crystals usually do."
        }
    }

    private static func milliseconds(_ seconds: Double) -> String { "\((seconds * 1e5).rounded() / 100)" }
}
