/// The way of a centre of pressure over the rows of a record.
///
/// Millimetres: x to the person's right (mediolateral), y forwards (anteroposterior); NaN where the plate is unloaded or the
/// sample is missing. Both arrays have one entry a row.
public struct PressurePath: Sendable, Equatable {
    /// Mediolateral place, positive to the person's right.
    public var x: [Double]
    /// Anteroposterior place, positive forwards.
    public var y: [Double]

    /// A path; the longer array is cut to the shorter one.
    public init(x: [Double], y: [Double]) {
        let count = min(x.count, y.count)
        self.x = x.count == count ? x : Array(x[..<count])
        self.y = y.count == count ? y : Array(y[..<count])
    }

    /// Number of rows.
    public var count: Int { x.count }

    /// The nearest of the places that a file of three decimals keeps, so that analysis sees what the file stores.
    ///
    /// Ties go away from zero; NaN and infinities stay as they are.
    @inlinable public static func snap(_ millimetres: Double) -> Double {
        guard abs(millimetres) < 1e9 else { return millimetres }
        // Adding zero turns -0 into 0: a file has no "-0.000".
        return (millimetres * 1000).rounded(.toNearestOrAwayFromZero) / 1000 + 0
    }

    /// Appends one row's place.
    @inlinable public mutating func append(_ place: SIMD2<Double>) {
        x.append(place.x)
        y.append(place.y)
    }

    /// The rows `range`, from 0; rows that the path does not have are left out.
    public func slice(_ range: Range<Int>) -> PressurePath {
        let part = range.clamped(to: 0..<count)
        return PressurePath(x: Array(x[part]), y: Array(y[part]))
    }
}

/// The centres of pressure that a record knows, in one frame for both plates.
public struct PressurePaths: Sendable, Equatable {
    /// Under the left foot; nil where unknown.
    public var left: PressurePath?
    /// Under the right foot; nil where unknown.
    public var right: PressurePath?
    /// Under both feet together as measured, such as by one plate; nil where it follows from both plates or is unknown.
    public var both: PressurePath?

    /// What is known; nothing unless given.
    public init(left: PressurePath? = nil, right: PressurePath? = nil, both: PressurePath? = nil) {
        self.left = left
        self.right = right
        self.both = both
    }

    /// True where no path is known.
    public var isEmpty: Bool { left == nil && right == nil && both == nil }

    /// The path of one side.
    public func path(_ side: Side) -> PressurePath? { side == .left ? left : right }

    /// The rows `range`, from 0, of each path.
    public func slice(_ range: Range<Int>) -> PressurePaths {
        PressurePaths(left: left?.slice(range), right: right?.slice(range), both: both?.slice(range))
    }
}

extension ForceRecord {
    /// The centre of pressure under both feet: the measured one, else that of both plates weighted by their forces.
    ///
    /// A plate under `CentreOfPressure.smallestForce` counts for nothing; a loaded plate without a point makes the row NaN
    /// (formulas B.11).
    ///
    /// - Returns: nil where neither it nor both plates' paths are known.
    public var netPressure: PressurePath? {
        if let both = pressure.both { return both }
        guard let l = pressure.left, let r = pressure.right, hasSides else { return nil }
        let count = min(l.count, r.count, self.count)
        var x = [Double](repeating: .nan, count: count)
        var y = x
        for i in 0..<count {
            let a = point(l, i, left[i])
            let b = point(r, i, right[i])
            guard a.isKnown, b.isKnown, let net = CentreOfPressure.combined(a.point, b.point) else { continue }
            x[i] = net.point.x
            y[i] = net.point.y
        }
        return PressurePath(x: x, y: y)
    }

    /// A plate's point, nil for an unloaded one; not known where a loaded plate has none.
    private func point(_ path: PressurePath, _ i: Int, _ force: Double) -> (point: CentreOfPressure?, isKnown: Bool) {
        guard force.isFinite else { return (nil, false) }
        guard force >= CentreOfPressure.smallestForce else { return (nil, true) }
        let place = SIMD2(path.x[i], path.y[i])
        guard place.x.isFinite, place.y.isFinite else { return (nil, false) }
        return (CentreOfPressure(place, force: force), true)
    }
}
