/// True forces under the two sensors as functions of continuous time: what a virtual person is to a virtual device.
public protocol ForceSource: Sendable {
    /// Newtons that load the sensor of `side` at `seconds` after the source began, without sensor noise.
    func force(_ side: Side, at seconds: Double) -> Double

    /// Newtons on a cell of `side`, counted from 0, where the source itself knows how its force is spread; nil to take the
    /// part that the wiring of the device gives the cell.
    func force(_ side: Side, cell: Int, at seconds: Double) -> Double?

    /// Seconds after which nothing new happens; a demonstration ends here.
    ///
    /// Infinite for an endless source.
    var duration: Double { get }
}

extension ForceSource {
    /// The wiring says how the force is spread.
    public func force(_ side: Side, cell: Int, at seconds: Double) -> Double? { nil }
}

/// A source whose sides have changed places: what a device under the other foot feels on its first channel.
public struct SwappedSides: ForceSource {
    private let source: any ForceSource

    /// Swaps the sides of `source`.
    public init(_ source: any ForceSource) { self.source = source }
    /// Newtons of the other side.
    public func force(_ side: Side, at seconds: Double) -> Double {
        source.force(side == .left ? .right : .left, at: seconds)
    }
    /// Newtons on a cell of the other side.
    public func force(_ side: Side, cell: Int, at seconds: Double) -> Double? {
        source.force(side == .left ? .right : .left, cell: cell, at: seconds)
    }
    /// As long as the source.
    public var duration: Double { source.duration }
}

/// Unloaded sensors for ever.
public struct NoLoad: ForceSource {
    /// Makes the source.
    public init() {}
    /// Always 0 N.
    public func force(_ side: Side, at seconds: Double) -> Double { 0 }
    /// Endless.
    public var duration: Double { .infinity }
}
