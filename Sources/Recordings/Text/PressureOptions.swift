/// What the operator says of centres of pressure in a plain text file.
///
/// Columns by name or by number from 1, joined by commas; a minus before one turns its sign. x points to the person's right
/// and y forwards.
public struct PressureOptions: Sendable, Hashable {
    /// `X,Y` under both feet together; nil where nothing is said.
    public var both: String?
    /// `X,Y` under the left foot.
    public var left: String?
    /// `X,Y` under the right foot.
    public var right: String?
    /// Unit of those columns where the file does not say: `mm`, `cm` or `m`.
    public var unit: String?
    /// `Fx,Fy,Mx,My`, or `Mx,My` about the surface itself, of the one plate that both feet stand on.
    public var bothMoments: String?
    /// The same of the left plate.
    public var leftMoments: String?
    /// The same of the right plate.
    public var rightMoments: String?
    /// Unit of moments where the file does not say: `Nm` or `Nmm`.
    public var momentUnit: String?
    /// Millimetres of the surface above the origin of the moments along +z; negative where z points down.
    public var surfaceHeight: Double?
    /// The axis of the laboratory along which the person faces, of files with places of their own: `+y`, `-x`; nil to leave
    /// centres of pressure out.
    public var facing: String?
    /// `X,Y` in millimetres of the left plate's origin in the frame of both.
    public var leftOrigin: String?
    /// `X,Y` in millimetres of the right plate's origin in the frame of both.
    public var rightOrigin: String?

    /// Nothing said.
    public init() {}

    /// Why the words contradict each other; nil where they do not.
    public var contradiction: String? {
        if both != nil || bothMoments != nil, left != nil || right != nil || leftMoments != nil || rightMoments != nil {
            return "--cop and --moments stand for both feet on one plate and exclude those of a side"
        }
        for (name, place, moments) in [
            ("", both, bothMoments), ("left-", left, leftMoments), ("right-", right, rightMoments),
        ]
        where place != nil && moments != nil {
            return "--\(name)cop and --\(name)moments say the same twice"
        }
        if let unit, PressureUnits.millimetres(unit) == nil { return "--cop-unit is mm, cm or m" }
        if let momentUnit, PressureUnits.newtonMetres(momentUnit) == nil { return "--moment-unit is Nm or Nmm" }
        return nil
    }
}

/// Units of places and moments.
enum PressureUnits {
    /// Millimetres in a unit of length.
    static func millimetres(_ unit: String) -> Double? { ["mm": 1, "cm": 10, "m": 1000][unit] }

    /// Newton metres in a unit of moment.
    static func newtonMetres(_ unit: String) -> Double? { ["Nm": 1, "N m": 1, "Nmm": 1e-3, "N mm": 1e-3][unit] }
}
