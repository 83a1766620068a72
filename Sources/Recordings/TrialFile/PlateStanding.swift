import Assessments
import SignalCore

extension TrialHeader {
    /// How the last check of the plates stood when a recording was made.
    public struct Check: Sendable, Hashable {
        /// What came of the last check.
        public enum Standing: String, Sendable, Hashable, CaseIterable {
            /// It passed and was recent.
            case passed
            /// It failed.
            case failed
            /// It passed and was too old.
            case expired
            /// There never was one.
            case never
        }

        /// What came of it.
        public var standing: Standing
        /// Time stamp of the check; nil where there was none.
        public var time: String?
        /// True where somebody said to show the symmetry although the check failed.
        public var isAccepted: Bool

        /// Makes it.
        public init(_ standing: Standing, time: String? = nil, isAccepted: Bool = false) {
            self.standing = standing
            self.time = time
            self.isAccepted = isAccepted
        }

        /// Reads `failed 2026-11-22T10:00:00+00:00 accepted`; nil for anything else.
        public init?(text: String) {
            var parts = text.split(separator: " ").map(String.init)
            guard let first = parts.first, let standing = Standing(rawValue: first) else { return nil }
            parts.removeFirst()
            isAccepted = parts.last == "accepted"
            if isAccepted { parts.removeLast() }
            guard parts.count <= 1 else { return nil }
            self.standing = standing
            time = parts.first
        }

        /// As the header line and the journal carry it.
        public var text: String {
            ([standing.rawValue] + [time, isAccepted ? "accepted" : nil].compactMap { $0 }).joined(separator: " ")
        }

        /// True where no symmetry may be shown.
        public var withholds: Bool { standing == .failed && !isAccepted }

        /// What every output says of it; nil where the check passed.
        public var mark: String? {
            let day = time.map { " on " + $0.prefix(10) } ?? ""
            return switch standing {
            case .passed: nil
            case .failed:
                isAccepted
                    ? "The plates failed their check\(day); symmetry is shown because that was accepted."
                    : "The plates failed their check\(day): symmetry is withheld (--accept-failed-check shows it marked)."
            case .expired: "The last check of the plates\(day) is too old: bilanx calibrate verify."
            case .never: "The plates were never checked with a known weight: bilanx calibrate verify."
            }
        }
    }

    /// What is known of the ratio of both plates' gains beyond their scales.
    public struct GainRatio: Sendable, Hashable {
        /// Where the knowledge stems from.
        public enum Source: String, Sendable, Hashable, CaseIterable {
            /// Plates that are made exact: virtual ones.
            case birth
            /// Both plates were compared by one body.
            case pair
            /// Somebody's word.
            case assumed
        }

        /// Standard uncertainty of the log ratio, ≥ 0.
        public var uncertainty: Double
        /// Where it stems from.
        public var source: Source

        /// Makes it.
        public init(_ uncertainty: Double, _ source: Source) {
            self.uncertainty = uncertainty
            self.source = source
        }

        /// Reads `0.005 assumed`; nil for anything else.
        public init?(text: String) {
            let parts = text.split(separator: " ").map(String.init)
            guard parts.count == 2, let u = PlainNumber.read(parts[0]), u >= 0, u.isFinite,
                let source = Source(rawValue: parts[1])
            else { return nil }
            self.init(u, source)
        }

        /// As the header line and the journal carry it.
        public var text: String { PlainNumber.text(uncertainty) + " " + source.rawValue }
    }
}

extension AnalysisSettings {
    /// Takes over what the plates of a recording are known to be: their gains, their check, their sides.
    ///
    /// Live and offline ask here, so that both say the same. The knowledge of the ratio goes before that of the single
    /// gains. Where neither is there and the plates are real ones, ``gainsAreUnknown`` becomes true.
    ///
    /// - Parameters:
    ///   - uncertainty: relative standard uncertainty of each side's gain; absent where nobody has determined it.
    ///   - ratio: what is known of both gains together.
    ///   - sides: virtual devices are exact by birth.
    ///   - check: nil where nobody noted how it stood.
    public mutating func take(
        gains uncertainty: [Side: Double], ratio: TrialHeader.GainRatio?, sides: TrialHeader.SidesConfirmation,
        check: TrialHeader.Check?
    ) {
        gainUncertainty = uncertainty
        if let ratio {
            // The log ratio is right over left: its whole uncertainty may stand on one side.
            gainUncertainty = [.left: ratio.uncertainty, .right: 0]
        }
        gainsAreUnknown = gainUncertainty.count < 2 && sides != .birth
        if sides == .no {
            withheld = .sidesUnconfirmed
        } else if check?.withholds == true {
            withheld = .checkFailed
        }
    }
}
