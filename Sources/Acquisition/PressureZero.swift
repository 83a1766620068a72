import LiveSession
import SignalCore

/// The moments of both sides: their zero over the rows of the forces' zero, and the centres of pressure from then on.
struct PressureZero {
    /// Newton millimetres of one side.
    private struct Moments {
        var held: [SIMD2<Double>] = []
        var next = 0
        var zero = SIMD2<Double>.zero
    }

    private let isThere: (left: Bool, right: Bool)
    private let rows: Int
    private var left = Moments()
    private var right = Moments()

    /// - Parameter rate: rows a second.
    init(_ rig: Rig, rate: Double) {
        isThere = (rig.sensor(.left)?.tellsPressure == true, rig.sensor(.right)?.tellsPressure == true)
        rows = ZeroFinder.rows(rate: rate)
    }

    /// True where no side tells where its force acts.
    var isEmpty: Bool { !isThere.left && !isThere.right }

    /// Empty paths of the sides that have one.
    var paths: PressurePaths {
        let empty = PressurePath(x: [], y: [])
        return PressurePaths(left: isThere.left ? empty : nil, right: isThere.right ? empty : nil)
    }

    /// Takes a row from before the zero.
    mutating func seek(_ pairs: PairBlock, _ i: Int) {
        if isThere.left { Self.hold(pairs.leftMoments[i], &left, rows) }
        if isThere.right { Self.hold(pairs.rightMoments[i], &right, rows) }
    }

    private static func hold(_ moment: SIMD2<Double>, _ side: inout Moments, _ rows: Int) {
        if side.held.count < rows { side.held.append(moment) } else { side.held[side.next] = moment }
        side.next = (side.next + 1) % rows
    }

    /// The forces' zero was taken over as many rows as are held; tells both zeros for the journal.
    mutating func settle() -> String {
        func mean(_ side: Moments) -> SIMD2<Double> {
            var sum = SIMD2<Double>.zero
            for moment in side.held { sum += moment }
            return side.held.isEmpty ? .zero : sum / Double(side.held.count)
        }
        left.zero = mean(left)
        right.zero = mean(right)
        return "zero of moments left=\(left.zero.x),\(left.zero.y) right=\(right.zero.x),\(right.zero.y)"
    }

    /// Millimetres of both centres of pressure on the grid of a file; NaN where there is none.
    ///
    /// - Parameter zero: of the forces.
    func places(_ pairs: PairBlock, _ i: Int, _ zero: Zero) -> (left: SIMD2<Double>, right: SIMD2<Double>) {
        func place(_ force: Double, _ moment: SIMD2<Double>) -> SIMD2<Double> {
            guard let point = CentreOfPressure.of(force: force, moment: moment)?.point else {
                return SIMD2(repeating: .nan)
            }
            return SIMD2(PressurePath.snap(point.x), PressurePath.snap(point.y))
        }
        let none = SIMD2<Double>(repeating: .nan)
        return (
            isThere.left ? place(pairs.left[i] - zero.left, pairs.leftMoments[i] - left.zero) : none,
            isThere.right ? place(pairs.right[i] - zero.right, pairs.rightMoments[i] - right.zero) : none
        )
    }
}
