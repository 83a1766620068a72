/// What measures the vertical force of one side, and from how many channels.
public enum SideSensor: Sendable, Hashable {
    /// One channel: a cell, an amplifier's sum, a dynamometer.
    case single(ForceScale)
    /// Four vertical cells under a plate.
    case fourCell(FourCellPlate)
    /// A plate that gives forces and moments along three axes.
    case sixComponent(SixComponentPlate)

    /// Part of what a sensor is made for that counts as its limit (formulas C.8).
    public static let limit = 0.98

    /// Channels that it takes, in their order.
    public var channels: Int {
        switch self {
        case .single: 1
        case .fourCell: 4
        case .sixComponent(let plate): plate.channels
        }
    }

    /// Unit of the values that go in.
    public var quantity: String {
        switch self {
        case .single(let scale): scale.quantity
        case .fourCell(let plate): plate.scales[0].quantity
        case .sixComponent(let plate): plate.quantity
        }
    }

    /// True where it tells where the force acts.
    public var tellsPressure: Bool {
        if case .single = self { false } else { true }
    }

    /// The scale of the side as a file names it: that of a single channel, else newtons as the cells' sum gives them.
    ///
    /// Of several cells its uncertainty is the largest of theirs, as if all erred alike; nil where one is unknown. The
    /// coefficients of the cells themselves stand in the journal.
    public var scale: ForceScale {
        switch self {
        case .single(let scale): scale
        case .fourCell(let plate): plate.scale
        case .sixComponent(let plate):
            ForceScale(
                id: plate.id, quantity: "N", coefficients: [0, 1],
                relativeUncertainty: plate.relativeUncertainty, capacity: plate.capacity,
                registerEntry: plate.registerEntry)
        }
    }

    /// The load of a scan, without a zero taken off.
    ///
    /// - Parameters:
    ///   - values: one of each channel from `start` on, ``channels`` of them at least, in ``quantity``.
    ///   - range: values outside mean a channel at its limit.
    @inlinable public func load(
        _ values: Span<Double>, from start: Int = 0, range: ClosedRange<Double> = -Double.infinity...Double.infinity
    ) -> SideLoad {
        switch self {
        case .single(let scale):
            let value = values[start]
            let force = scale.gross(value)
            let isAtLimit = abs(force) >= Self.limit * (scale.capacity ?? .infinity) || !range.contains(value)
            return SideLoad(force: force, isAtLimit: isAtLimit)
        case .fourCell(let plate): return plate.load(values, from: start, range: range)
        case .sixComponent(let plate): return plate.load(values, from: start, range: range)
        }
    }

    /// The same of an array's values.
    public func load(
        _ values: [Double], range: ClosedRange<Double> = -Double.infinity...Double.infinity
    ) -> SideLoad { load(values.span, from: 0, range: range) }
}
