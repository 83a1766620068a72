/// Opens at one force and closes at a lower one: whether there is load enough to speak of symmetry (formulas B.10).
public struct LoadGate: Sendable, Hashable {
    /// Newtons at or above which the gate opens.
    public let on: Double
    /// Newtons below which it closes.
    public let off: Double
    /// True while there is load enough.
    public private(set) var isOpen = false

    /// A gate that closes at 80 % of the force that opens it.
    public init(on: Double) {
        self.on = on
        off = 0.8 * on
    }

    /// The gate of two plates: 40 N or 5 % of body weight in newtons, whichever is larger.
    public init(bodyWeight: Double) { self.init(on: max(40, 0.05 * bodyWeight)) }

    /// Takes one sample of total force in newtons and tells whether the gate is open; NaN leaves it as it is.
    public mutating func process(_ total: Double) -> Bool {
        if isOpen, total < off { isOpen = false } else if !isOpen, total >= on { isOpen = true }
        return isOpen
    }
}
