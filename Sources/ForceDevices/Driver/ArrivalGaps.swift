/// Finds lost transfers of a device that numbers nothing, from the moments at which its data arrive on an ``ArrivalLine``.
///
/// A transfer that the host reads late is followed by others close behind, until the device's buffer is empty; behind a
/// lost one every later transfer stays late by as much. So a late transfer is not judged at once: it is held until those
/// behind it have caught up, or have not. The bound of what is found is one transfer, plus arrival jitter × rate.
struct ArrivalGaps {
    /// What is known of the transfers up to the one just judged.
    enum Judgement: Equatable {
        /// In step, or caught up after a delay: nothing is missing.
        case inStep
        /// Too late to be in step, too early to tell why: hold it.
        case undecided
        /// It and those held before it are decided: ``lostBefore`` says where transfers are missing.
        case decided
    }

    /// Nanoseconds of one scan by the rate that the device was set to.
    private let scanTime: Double
    /// Scans of one full transfer.
    let scansPerTransfer: Int
    /// Transfers that must stay equally late before they count as lost.
    private let patience: Int
    /// Transfers that are held at most.
    static let largestHold = 2048

    private var line: ArrivalLine
    private var hasBegun = false
    /// Number of the next scan, lost ones included.
    private var next = 0
    /// Lateness of the undecided transfers in nanoseconds.
    private var late: [Double] = []
    /// Transfers that are missing right before each of the transfers decided last.
    private(set) var lostBefore: [Int] = []
    private var scansJudged = 0
    private var speedFrom: UInt64 = 0
    private var jitter = ArrivalJitter()

    /// - Parameter patience: nil for a quarter of a second, but four transfers at least: a starved program reads no faster
    ///   than the device sends for longer than one would think.
    init(rate: Double, scansPerTransfer: Int, patience: Int? = nil) {
        scanTime = 1e9 / rate
        line = ArrivalLine(period: scanTime)
        self.scansPerTransfer = scansPerTransfer
        self.patience = patience ?? max(4, Int((0.25 * rate / Double(scansPerTransfer)).rounded(.up)))
        late.reserveCapacity(Self.largestHold)
        lostBefore.reserveCapacity(Self.largestHold)
    }

    /// Scans by which what arrivals tell may be off.
    var bound: Int { jitter.bound(packet: scansPerTransfer, scanTime: scanTime) }

    private var transferTime: Double { scanTime * Double(scansPerTransfer) }

    /// The device was told to begin at `moment`, when it took its first scan.
    ///
    /// - Returns: scans that would have been taken between the last judged one and this first one, 0 for the first start.
    ///   Stamps that go back give none; more than an hour is no gap that rows could fill.
    mutating func start(at moment: UInt64) -> Int {
        scansJudged = 0
        speedFrom = moment
        var missing = 0
        if hasBegun {
            let late = min(max(line.lateness(of: next, arrival: moment), 0), 3.6e12)
            missing = Int((late / scanTime).rounded())
            next += missing
        }
        hasBegun = true
        // The first scan is taken at once; what the line knew belongs to the stream before.
        line = ArrivalLine(period: scanTime)
        line.learn(next, arrival: moment)
        return missing
    }

    /// Judges a transfer of `scans` whole scans that arrived at `arrival`.
    mutating func judge(arrival: UInt64, scans: Int) -> Judgement {
        if !hasBegun { _ = start(at: arrival - min(arrival, UInt64(scanTime * Double(scans - 1)))) }
        next += scans
        scansJudged += scans
        let late = line.lateness(of: next - 1, arrival: arrival)
        if late < 0.75 * transferTime {
            line.learn(next - 1, arrival: arrival)
            jitter.add(late)
            self.late.removeAll(keepingCapacity: true)
            return .inStep
        }
        self.late.append(late)
        guard self.late.count >= Self.largestHold || isSteady else { return .undecided }
        settle()
        return .decided
    }

    /// True once as many transfers as it takes to be sure have come equally late.
    private var isSteady: Bool {
        guard late.count >= patience, let last = late.last else { return false }
        var least = last
        var most = last
        for earlier in late[(late.count - patience)...] {
            least = min(least, earlier)
            most = max(most, earlier)
        }
        return most - least <= 0.5 * transferTime
    }

    /// Decides about what is undecided with what is known now: at a stop, or before a gap whose size is known.
    ///
    /// What a transfer's lateness never falls below again was lost before it.
    mutating func settle() {
        lostBefore.removeAll(keepingCapacity: true)
        guard let last = late.last else { return }
        var least = last
        for i in late.indices.reversed() {
            least = min(least, late[i])
            late[i] = (min(least / transferTime, 1e6)).rounded()
        }
        var told = 0
        for transfers in late {
            lostBefore.append(max(Int(transfers) - told, 0))
            told = max(Int(transfers), told)
        }
        next += told * scansPerTransfer
        late.removeAll(keepingCapacity: true)
    }

    /// Takes note of transfers that are known to be missing.
    mutating func skip(transfers: Int) { next += transfers * scansPerTransfer }

    /// Takes note of scans that are known to be missing.
    mutating func skip(scans: Int) { next += scans }

    /// Scans a second by arrival as a multiple of what the device was set to; nil for the first three seconds.
    ///
    /// Only a ratio above 1 proves anything: a lost transfer lowers it.
    func speed(at arrival: UInt64) -> Double? {
        guard hasBegun, arrival > speedFrom, arrival - speedFrom >= 3_000_000_000 else { return nil }
        return Double(scansJudged) * scanTime / Double(arrival - speedFrom)
    }
}
