import Assessments

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Counts repetitions or seconds row by row; a missing row changes nothing, and nothing is allocated.
struct ProgressCounter: Sendable {
    private enum Kind: Sendable {
        case squats(SquatCounter)
        case rises(RiseCounter)
        case hops(HopCounter)
        case steps(StepCounter, StepCounter)
        case standing(rows: Int, from: Double)
    }

    private var kind: Kind
    private let rate: Double

    /// - Parameter weight: newtons of the weighed person; 0 for a test without weighing.
    /// - Returns: nil for a test that has nothing to count.
    init?(settings: LiveSettings, weight: Double) {
        rate = settings.rate
        switch settings.test {
        case .squat:
            kind = .squats(SquatCounter(settings, weight: weight))
        case .sts: kind = .rises(RiseCounter(settings, weight: weight))
        case .hops, .slhop: kind = .hops(HopCounter(settings))
        case .gait: kind = .steps(StepCounter(settings), StepCounter(settings))
        // As much of body weight as the analysis asks of standing.
        case .stance: kind = .standing(rows: 0, from: 0.8 * weight)
        default: return nil
        }
    }

    mutating func add(left: Double, right: Double) {
        guard left.isFinite, right.isFinite else { return }
        let total = left + right
        switch kind {
        case .squats(var counter):
            counter.add(total)
            kind = .squats(counter)
        case .rises(var counter):
            counter.add(total)
            kind = .rises(counter)
        case .hops(var counter):
            counter.add(total)
            kind = .hops(counter)
        case .steps(var one, var other):
            one.add(left)
            other.add(right)
            kind = .steps(one, other)
        case .standing(let rows, let from): kind = .standing(rows: total >= from ? rows + 1 : 0, from: from)
        }
    }

    var progress: LiveProgress {
        switch kind {
        case .squats(let counter): LiveProgress(.repetitions, Double(counter.count))
        case .rises(let counter): LiveProgress(.repetitions, Double(counter.count))
        case .hops(let counter): LiveProgress(.hops, Double(counter.count))
        case .steps(let one, let other): LiveProgress(.steps, Double(one.count + other.count))
        case .standing(let rows, _): LiveProgress(.seconds, Double(rows) / rate)
        }
    }
}

/// Squats: velocity below −0.1 m/s for 0.2 s, then over 0.1 m/s, then back to standing (formulas B.10).
private struct SquatCounter: Sendable {
    private(set) var count = 0
    private let weight: Double
    private let scale: Double
    private let leak: Double
    private let shortest: Int
    private let still: Int
    private var velocity = 0.0
    private var run = 0
    private var quiet = 0
    private var isDown = false
    private var isRising = false

    init(_ settings: LiveSettings, weight: Double) {
        self.weight = weight
        scale = weight > 0 ? settings.analysis.gravity / weight / settings.rate : 0
        // A high-pass at 0.1 Hz keeps an error of the weighing from adding up.
        leak = exp(-2 * .pi * 0.1 / settings.rate)
        shortest = settings.rows(0.2)
        still = settings.rows(0.5)
    }

    mutating func add(_ total: Double) {
        velocity = leak * velocity + (total - weight) * scale
        quiet = abs(total - weight) < 0.02 * weight ? quiet + 1 : 0
        if quiet >= still { velocity = 0 }
        run = velocity < -0.1 ? run + 1 : 0
        if run >= shortest { isDown = true }
        if isDown, velocity > 0.1 { isRising = true }
        guard isRising, velocity < 0.05 else { return }
        count += 1
        isDown = false
        isRising = false
    }
}

/// Rises from a seat: under 60 % of body weight for 0.1 s, then 90 % and more for 0.1 s, as the analysis has it.
private struct RiseCounter: Sendable {
    private(set) var count = 0
    private let weight: Double
    private let hold: Int
    private var low = 0
    private var high = 0
    private var isSeated = false

    init(_ settings: LiveSettings, weight: Double) {
        self.weight = weight
        hold = settings.rows(0.1)
    }

    mutating func add(_ total: Double) {
        // Somebody who steps off sits nowhere.
        low = total < 0.6 * weight && total >= 0.05 * weight ? low + 1 : 0
        high = total >= 0.9 * weight ? high + 1 : 0
        if low >= hold { isSeated = true }
        if isSeated, high >= hold {
            isSeated = false
            count += 1
        }
    }
}

/// Hops: a contact of at most a second between two flights of at least 0.1 s under 20 N (formulas B.6).
private struct HopCounter: Sendable {
    private(set) var count = 0
    private let shortest: Int
    private let longest: Int
    private let highest: Int
    private var air = 0
    private var ground = 0
    private var followsFlight = false

    init(_ settings: LiveSettings) {
        shortest = settings.rows(0.1)
        longest = settings.rows(1)
        highest = settings.rows(1.2)
    }

    mutating func add(_ total: Double) {
        if total < 20 {
            air += 1
            if air == shortest {
                if followsFlight, ground <= longest { count += 1 }
                followsFlight = true
                ground = 0
            }
            // Nobody flies that long: stepped off.
            if air > highest { followsFlight = false }
        } else {
            if air >= shortest { ground = 0 }
            air = 0
            ground += 1
        }
    }
}

/// Contacts of one foot: 20 N and more for 50 ms after 50 ms without (formulas B.12).
private struct StepCounter: Sendable {
    private(set) var count = 0
    private let shortest: Int
    private var on = 0
    private var off = 0
    private var isOn = false

    init(_ settings: LiveSettings) { shortest = settings.rows(0.05) }

    mutating func add(_ force: Double) {
        on = force >= 20 ? on + 1 : 0
        off = force < 20 ? off + 1 : 0
        if !isOn, on >= shortest {
            isOn = true
            count += 1
        } else if isOn, off >= shortest {
            isOn = false
        }
    }
}
