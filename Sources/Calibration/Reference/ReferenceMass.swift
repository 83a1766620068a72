/// A weight with its certificate (formulas D.9, D.11).
public struct ReferenceMass: Sendable, Hashable, Codable {
    /// What is engraved on it.
    public var id: String
    /// Kilograms by its certificate.
    public var mass: Double
    /// True where ``mass`` is a conventional mass, as certificates of weights state it; false for the mass itself.
    public var isConventional: Bool
    /// Expanded uncertainty in kilograms, as the certificate prints it.
    public var expandedUncertainty: Double
    /// The coverage factor that the certificate names.
    public var coverageFactor: Double
    /// Density of the material in kg/m³: 8000 for steel, about 7100 for cast iron.
    public var density: Double
    /// Number of the certificate; nil where there is none.
    public var certificate: String?
    /// Class of the weight such as `M1`, as its certificate says; nil where it has none.
    public var accuracyClass: String?
    /// Last day on which the certificate holds; nil where it names none.
    public var due: CalendarDay?

    /// Makes a weight.
    public init(
        id: String, mass: Double, isConventional: Bool = true, expandedUncertainty: Double, coverageFactor: Double = 2,
        density: Double = 8000, certificate: String? = nil, accuracyClass: String? = nil, due: CalendarDay? = nil
    ) {
        self.id = id
        self.mass = mass
        self.isConventional = isConventional
        self.expandedUncertainty = expandedUncertainty
        self.coverageFactor = coverageFactor
        self.density = density
        self.certificate = certificate
        self.accuracyClass = accuracyClass
        self.due = due
    }

    /// Standard uncertainty in kilograms.
    public var uncertainty: Double { expandedUncertainty / coverageFactor }

    /// True where the numbers can be those of a weight.
    public var isPlausible: Bool {
        mass > 0 && mass.isFinite && expandedUncertainty >= 0 && expandedUncertainty.isFinite && coverageFactor > 0
            && coverageFactor.isFinite && density > 100 && density.isFinite
    }

    /// True where the certificate does not hold on `day` any more.
    public func isOverdue(on day: CalendarDay) -> Bool { due.map { $0 < day } ?? false }
}
