/// Which part of the total each side carries over time, as SIs in %: constant, with turns from one value to the next.
struct ShareCourse: Sendable {
    private struct Turn {
        var start: Double
        var width: Double
        var from: Double
        var to: Double
    }

    private var turns: [Turn] = []
    private var latest: Double

    init(_ value: Double) { latest = value }

    /// Turns to `value` around `time`; later turns must lie after earlier ones.
    mutating func turn(to value: Double, at time: Double, width: Double = 0.010) {
        turns.append(Turn(start: time - width / 2, width: width, from: latest, to: value))
        latest = value
    }

    /// SIs in % at `time`.
    func value(_ time: Double) -> Double {
        var low = 0
        var high = turns.count
        while low < high {
            let middle = (low + high) / 2
            if turns[middle].start <= time { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return turns.first?.from ?? latest }
        let turn = turns[low - 1]
        let x = min((time - turn.start) / turn.width, 1)
        return turn.from + (turn.to - turn.from) * x * x * (3 - 2 * x)
    }
}
