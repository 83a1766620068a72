import SignalCore

/// Somebody who puts one known weight on the left plate and then on the right one: what a session check asks for.
public struct PlacingHand: ForceSource {
    /// Newtons of the weight on a plate.
    public var force: Double

    /// Seconds at which the weight is set down; it stands for eight seconds.
    static let starts = (8.0, 22.0)

    /// A weight of so many kilograms under standard gravity, carried by the air as brass or steel is.
    public init(kilograms: Double) { force = kilograms * 9.80665 * (1 - 1.2 / 8000) }

    /// The weight, set down within half a second.
    public func force(_ side: Side, at seconds: Double) -> Double {
        let t = seconds - (side == .left ? Self.starts.0 : Self.starts.1)
        guard t > 0, t < 8 else { return 0 }
        return force * min(t / 0.5, (8 - t) / 0.5, 1)
    }

    /// Until the weight is away again.
    public var duration: Double { 36 }
}

/// Somebody who stands on the left plate, on the right one, and again on the right and on the left: the pair routine.
public struct SteppingPerson: ForceSource {
    /// Newtons of the person.
    public var weight: Double

    /// Seconds at which the four stands begin; each lasts twenty.
    static let stands: [(start: Double, side: Side)] = [(8, .left), (30, .right), (54, .right), (76, .left)]

    /// A person of so many newtons.
    public init(weight: Double = 700) { self.weight = weight }

    /// The whole weight on one plate at a time, with a sway that a standing body has.
    public func force(_ side: Side, at seconds: Double) -> Double {
        for stand in Self.stands where stand.side == side {
            let t = seconds - stand.start
            guard t > 0, t < 20 else { continue }
            // A triangle of 3 N and 1.7 s: heart and breath move the force, not its mean.
            let phase = t / 1.7 - (t / 1.7).rounded(.down)
            let sway = 3 * (phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase)
            return weight * min(t / 0.5, (20 - t) / 0.5, 1) + (t > 1 && t < 19 ? sway : 0)
        }
        return 0
    }

    /// Until the person has stepped off.
    public var duration: Double { 100 }
}

/// Plates of which the right one shows more than the left one of the same force.
public struct MismatchedPlates: ForceSource {
    private let source: any ForceSource
    private let ratio: Double

    /// Puts a mismatch between a source and its plates.
    ///
    /// - Parameter percent: by how much the right plate shows more, > −100.
    public init(_ source: any ForceSource, percent: Double) {
        self.source = source
        ratio = (1 + percent / 100).squareRoot()
    }

    /// What the plate makes of the force.
    public func force(_ side: Side, at seconds: Double) -> Double {
        let force = source.force(side, at: seconds)
        return side == .right ? force * ratio : force / ratio
    }

    /// What a cell of the plate makes of its part.
    public func force(_ side: Side, cell: Int, at seconds: Double) -> Double? {
        source.force(side, cell: cell, at: seconds).map { side == .right ? $0 * ratio : $0 / ratio }
    }

    /// As long as the source lasts.
    public var duration: Double { source.duration }
}
