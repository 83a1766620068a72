import SignalCore

/// What the last check of the plates means for what may be shown (design, *Failed calibration check*).
public enum CheckStanding: String, Sendable, Hashable, CaseIterable, Codable {
    /// The check passed and is recent.
    case passed
    /// The check failed.
    case failed
    /// The check passed and is too old.
    case expired
    /// There never was a whole check.
    case never

    /// What is to be done with a symmetry index.
    public enum Consequence: String, Sendable, Hashable, CaseIterable, Codable {
        /// Show it.
        case shown
        /// Show it with the mark.
        case marked
        /// Withhold it.
        case withheld
    }

    /// Days for which a check holds, unless said otherwise: the day on which it was made (project convention).
    public static let days = 0

    /// The standing of the newest check on a day.
    ///
    /// - Parameters:
    ///   - check: nil where none was made. An incomplete one counts as none.
    ///   - days: for which a check holds; 0 is the same day.
    public init(_ check: SessionCheck?, on day: CalendarDay, days: Int = days) {
        guard let check else {
            self = .never
            return
        }
        switch check.outcome {
        case .failed: self = .failed
        case .incomplete: self = .never
        case .passed:
            guard let made = CalendarDay(check.time) else {
                self = .expired
                return
            }
            self = (0...max(days, 0)).contains(made.days(to: day)) ? .passed : .expired
        }
    }

    /// What is to be done with a symmetry index.
    ///
    /// - Parameter acceptsFailed: true where a person said to show it all the same (`--accept-failed-check`).
    public func consequence(acceptsFailed: Bool = false) -> Consequence {
        switch self {
        case .passed: .shown
        case .failed: acceptsFailed ? .marked : .withheld
        case .expired, .never: .marked
        }
    }

    /// The status of an index that is withheld; nil where it is shown.
    public func withholding(acceptsFailed: Bool = false) -> MeasureStatus? {
        consequence(acceptsFailed: acceptsFailed) == .withheld ? .checkFailed : nil
    }
}
