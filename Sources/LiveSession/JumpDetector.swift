/// Finds jumps as they happen: a flight between two contacts, then the time until the person stands still again.
struct JumpDetector: Sendable {
    private static let unloaded = 20.0
    private let shortestFlight: Int
    private let touched: Int
    private let longestFlight: Int
    private let loadedBefore: Int
    private let stillRows: Int
    private let longestLanding: Int
    private let stillBand: Double
    private let weight: Double

    private var loadedRows = 0
    private var runStart: Int?
    private var landing: Int?
    private var takeoff = 0
    private var still = 0

    /// A complete jump.
    struct Jump {
        var takeoff: Int
        var end: Int
    }

    /// What a row means.
    enum Event {
        case none
        /// The flight is long enough to be one.
        case airborne
        case stepOff
        /// The flight is over: what happened before it is determined, the landing is not.
        case landed(takeoff: Int)
        case jump(Jump)
    }

    init(settings: LiveSettings, weight: Double) {
        self.weight = weight
        shortestFlight = settings.rows(0.100)
        // Long enough to be no ringing of the plate, short enough to be on screen within 100 ms.
        touched = settings.rows(0.050)
        // 1.2 s of flight is a jump of 1.7 m: nobody does that, so it is a step off.
        longestFlight = settings.rows(1.2)
        loadedBefore = settings.rows(0.25)
        stillRows = settings.rows(1.0)
        longestLanding = settings.rows(5.0)
        stillBand = 0.05 * weight
    }

    /// Takes row `i`; a missing one is NaN and decides nothing.
    mutating func add(_ total: Double, row i: Int) -> Event {
        guard total.isFinite else { return .none }
        if let landing { return settle(total, i, landing) }
        if total < Self.unloaded {
            guard loadedRows >= loadedBefore else { return .none }
            let start = runStart ?? i
            runStart = start
            if i - start + 1 == shortestFlight { return .airborne }
            if i - start + 1 > longestFlight {
                runStart = nil
                loadedRows = 0
                return .stepOff
            }
            return .none
        }
        if let start = runStart {
            runStart = nil
            if i - start >= shortestFlight {
                takeoff = start
                landing = i
                still = 0
                return .none
            }
        }
        loadedRows += 1
        return .none
    }

    private mutating func settle(_ total: Double, _ i: Int, _ landing: Int) -> Event {
        still = abs(total - weight) <= stillBand ? still + 1 : 0
        var end: Int?
        if total < Self.unloaded {
            let start = runStart ?? i
            runStart = start
            // A second flight or a step off: the trial ends with the contact.
            if i - start + 1 >= shortestFlight { end = start - 1 }
        } else {
            runStart = nil
        }
        if still >= stillRows || i - landing >= longestLanding { end = i }
        guard let end else { return i - landing == touched ? .landed(takeoff: takeoff) : .none }
        let left = end < i
        self.landing = nil
        // After a landing that led into another flight, that flight belongs to the next jump.
        runStart = left ? runStart : nil
        loadedRows = loadedBefore
        return .jump(Jump(takeoff: takeoff, end: max(end, landing)))
    }
}
