import Foundation
import SignalCore

/// Jumps from physics: forces whose impulses carry a known mass between known velocities.
struct JumpBuilder {
    var rate = 1000.0
    var mass = 75.0
    var gravity = 9.81
    /// Part of the total under the left foot.
    var leftShare = 0.5
    private(set) var left: [Double] = []
    private(set) var right: [Double] = []

    init(rate: Double = 1000, leftShare: Double = 0.5) {
        self.rate = rate
        self.leftShare = leftShare
    }

    var weight: Double { mass * gravity }
    var count: Int { left.count }
    var record: ForceRecord { ForceRecord(rate: rate, left: left, right: right) }

    mutating func add(_ total: Double) {
        left.append(total * leftShare)
        right.append(total * (1 - leftShare))
    }

    private mutating func add(seconds: Double, _ total: (Double) -> Double) {
        let samples = Int((seconds * rate).rounded())
        for i in 0..<samples { add(total(Double(i) / rate)) }
    }

    /// Nobody on the plates.
    mutating func away(_ seconds: Double) { add(seconds: seconds) { _ in 0 } }

    /// Stands still with a ripple that calms down from 1.5 N to 0.5 N, so that no two seconds are equally quiet.
    mutating func stand(_ seconds: Double) {
        let weight = weight
        add(seconds: seconds) { weight + (0.5 + exp(-$0)) * sin(2 * .pi * 13 * $0) }
    }

    /// Changes the velocity by `change` m/s with a half sine on top of body weight.
    mutating func push(_ seconds: Double, change: Double) {
        let weight = weight
        let top = mass * change * .pi / (2 * seconds)
        add(seconds: seconds) { weight + top * sin(.pi * $0 / seconds) }
    }

    /// A half sine from nothing to nothing between two velocities (formulas B.5), and its top in newtons.
    @discardableResult
    mutating func contact(_ seconds: Double, from: Double, to: Double) -> Double {
        let top = (mass * (to - from) + weight * seconds) * .pi / (2 * seconds)
        add(seconds: seconds) { top * sin(.pi * $0 / seconds) }
        return top
    }

    /// In the air from `velocity` until the height of take-off is reached again.
    mutating func flight(velocity: Double) { away(2 * velocity / gravity) }

    /// Lands with `velocity` m/s downwards, sinks, and comes up to stand 0.10 m under the height of take-off.
    mutating func land(_ velocity: Double) {
        push(0.25, change: velocity)
        let rise = (velocity * 0.25 / 2 - 0.10) / 0.3
        push(0.3, change: rise)
        push(0.3, change: -rise)
    }

    /// Seconds that the 20 N of touchdown and take-off cut from each end of a half-sine contact.
    func cut(_ seconds: Double, top: Double) -> Double { seconds / .pi * asin(20 / top) }

    /// The same force for a time: a contact whose length is exact to the sample.
    mutating func block(_ seconds: Double, _ newtons: Double) { add(seconds: seconds) { _ in newtons } }
}
