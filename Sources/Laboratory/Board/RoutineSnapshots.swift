import Calibration
import SignalCore

extension CheckRoutine {
    /// What to do now, a whole sentence.
    ///
    /// - Parameter weight: what people call the known weight, such as `20kg`.
    public func instruction(_ weight: String) -> String {
        switch step {
        case .keepOff: "Keep off both plates."
        case .place(let side): "Put the \(weight) in the middle of the person's \(side.rawValue.uppercased()) plate."
        case .take(let side): "Take it off the \(side.rawValue) plate."
        case .done: "Done."
        }
    }

    /// What a screen shows now.
    ///
    /// - Parameters:
    ///   - id: names the check.
    ///   - weight: what people call the known weight.
    ///   - live: newtons of both plates as they come; nil where missing.
    ///   - outcome: what came of it, once it is known, with what does not hold.
    public func snapshot(
        _ id: String, weight: String, live: [Double?], outcome: (words: String, problems: [String])? = nil,
        isStopped: Bool = false
    ) -> GuidedRun.Snapshot {
        let live = Self.zeroed(live, zero)
        let order: [Step] = [.keepOff, .place(.left), .take(.left), .place(.right), .take(.right)]
        let done = order.firstIndex(of: step) ?? order.count
        var side: Side?
        var target: Double?
        switch step {
        case .place(let at): (side, target) = (at, reference)
        case .take(let at): (side, target) = (at, 0)
        case .keepOff, .done: break
        }
        let shown = side.flatMap { $0 == .left ? live.first ?? nil : live.last ?? nil }
        return GuidedRun.Snapshot(
            id: id, step: done < order.count ? done + 1 : nil, done: done, total: order.count,
            instruction: outcome?.words ?? instruction(weight),
            waiting: step == .done
                ? "every step is done"
                : target == nil || target == 0
                    ? "waiting for the plates to be empty and at rest" : "waiting for the weight to rest",
            live: live, force: shown, target: target,
            readings: plates.compactMap { plate in
                plate.indicated.map { indicated in
                    GuidedRun.Snapshot.Finished(
                        step: plate.side == .left ? 2 : 4, text: "\(weight) on the \(plate.side.rawValue) plate",
                        force: plate.reference, means: [indicated], deviations: [plate.noise], count: 1, void: nil)
                }
            },
            problems: outcome?.problems ?? [], isPaused: false, isFinished: step == .done, isStopped: isStopped)
    }
}

extension CheckRoutine {
    /// Newtons of both plates without what they showed unloaded.
    static func zeroed(_ live: [Double?], _ zero: [Side: Double]) -> [Double?] {
        zip(live, Side.allCases).map { value, side in value.map { $0 - (zero[side] ?? 0) } }
    }
}

extension PairRoutine {
    /// What to do now, a whole sentence.
    public var instruction: String {
        switch step {
        case .keepOff: "Keep off both plates."
        case .stand(let side, let number):
            "Stand \(number + 1) of 4: both feet on the \(side.rawValue.uppercased()) plate, and stand still."
        case .stepOff: "Step off."
        case .done: "Done."
        case .gaveUp: "The time is over."
        }
    }

    /// What a screen shows now.
    ///
    /// - Parameters:
    ///   - id: names the comparison.
    ///   - live: newtons of both plates as they come; nil where missing.
    ///   - outcome: what came of it, once it is known.
    public func snapshot(
        _ id: String, live: [Double?], outcome: (words: String, problems: [String])? = nil, isStopped: Bool = false
    ) -> GuidedRun.Snapshot {
        let live = CheckRoutine.zeroed(live, zero)
        let done: Int
        var side: Side?
        switch step {
        case .keepOff: done = 0
        case .stand(let at, let number): (done, side) = (1 + 2 * number, at)
        case .stepOff(let number): done = 2 * number
        case .done, .gaveUp: done = 8
        }
        let isOver = step == .done || step == .gaveUp
        return GuidedRun.Snapshot(
            id: id, step: isOver ? nil : done + 1, done: done, total: 8, instruction: outcome?.words ?? instruction,
            waiting: isOver
                ? "every step is done"
                : side == nil
                    ? "waiting for the plates to be empty and at rest" : "waiting for a quiet stand",
            live: live, force: side.flatMap { $0 == .left ? live.first ?? nil : live.last ?? nil }, target: nil,
            readings: stands.enumerated().map { number, stand in
                GuidedRun.Snapshot.Finished(
                    step: 2 + 2 * number, text: "stand on the \(stand.plate.rawValue) plate", force: nil,
                    means: [stand.force], deviations: [stand.uncertainty], count: 1, void: nil)
            },
            problems: outcome?.problems ?? [], isPaused: false, isFinished: isOver, isStopped: isStopped)
    }
}
