import SignalCore
import Statistics

/// Records that no movement makes.
enum RandomRecord {
    /// Random loads with steps, silences and holes.
    static func next(_ random: inout SplitMix64) -> ForceRecord {
        let count = random.index(4000)
        var left: [Double] = []
        var right: [Double] = []
        var level = 0.0
        var share = 0.5
        while left.count < count {
            switch random.index(6) {
            case 0: level = 0
            case 1: level = 3000 * random.unit()
            case 2: level = 700
            case 3: share = random.unit()
            case 4: level = -50 * random.unit()
            default: break
            }
            let hole = random.index(12) == 0
            for _ in 0..<(1 + random.index(400)) {
                let noise = 4 * (random.unit() - 0.5)
                left.append(hole ? .nan : level * share + noise)
                right.append(hole ? .nan : level * (1 - share) + noise)
            }
        }
        // Feet that do not move at the same time.
        let shift = min(random.index(400), right.count)
        if random.index(2) == 0 {
            right = Array(right[shift...] + right[..<shift])
            for i in right.indices where left[i].isNaN || right[i].isNaN {
                left[i] = .nan
                right[i] = .nan
            }
        }
        var flags: [RowFlags] = []
        if random.index(2) == 0 {
            flags = left.map { $0.isNaN ? .missing : random.index(3000) == 0 ? .leftSaturated : [] }
        }
        return ForceRecord(
            rate: [100, 333.3, 1000][random.index(3)], left: left, right: right, flags: flags,
            firstIndex: random.index(50_000))
    }
}
