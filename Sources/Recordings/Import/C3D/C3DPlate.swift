/// A force platform of a C3D file, as its FORCE_PLATFORM parameters describe it.
struct C3DPlate: Equatable {
    /// What its channels hold.
    enum Kind: Int, CaseIterable {
        /// Fx Fy Fz, the centre of pressure Px Py, and the free moment.
        case forcesAndPlace = 1
        /// Fx Fy Fz Mx My Mz.
        case forcesAndMoments = 2
        /// Fx12 Fx34 Fy14 Fy23 Fz1 Fz2 Fz3 Fz4.
        case eightSensors = 3
        /// Six channels of which forces and moments follow by the calibration matrix.
        case calibrated = 4

        var channels: Int { self == .eightSensors ? 8 : 6 }
    }

    var kind: Kind
    /// Its channels, from 0.
    var channels: [Int]
    /// Corners 1 to 4 in the laboratory, x, y, z each, in POINT:UNITS.
    var corners: [[Double]]
    /// FORCE_PLATFORM:ORIGIN in POINT:UNITS: from the origin of the moments to the middle of the surface; of type 3 the
    /// distances of the sensors from the middle and from the surface.
    var origin: [Double]
    /// Row by row, only for type 4.
    var calibration: [[Double]]
    /// Frames (from 0) whose mean is the zero of each channel; nil where the file names none.
    var zero: ClosedRange<Int>?
    /// Newtons in a unit of its vertical force.
    var newtonsPerUnit: Double
    /// Newtons times POINT:UNITS in a unit of its moments, or POINT:UNITS in a unit of a type 1's places; nil where unknown.
    var lengthPerUnit: Double?

    /// What it is called in messages: `type 2, channels 1 to 6, 464 by 508`.
    var title: String {
        let numbers = channels.map { $0 + 1 }
        var text = "type \(kind.rawValue), channels \(numbers.first ?? 0) to \(numbers.last ?? 0)"
        guard corners.count == 4 else { return text }
        let width = Self.distance(corners[0], corners[1])
        let length = Self.distance(corners[1], corners[2])
        if width > 0, length > 0 { text += ", \(PlainNumber.text(width)) by \(PlainNumber.text(length))" }
        return text
    }

    /// Whole units between two points.
    private static func distance(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for k in a.indices { sum += (a[k] - b[k]) * (a[k] - b[k]) }
        return sum.squareRoot().rounded()
    }

    /// The platforms of a file.
    ///
    /// - Throws: `.badData` where there is none, one has a type other than 1 to 4, or a parameter is too short.
    static func all(_ file: C3DFile) throws(RecordingError) -> [C3DPlate] {
        let parameters = file.parameters
        let name = file.bytes.name
        let used = parameters.integers("FORCE_PLATFORM:USED").first ?? 0
        guard used > 0 else {
            throw RecordingError(
                .badData, file: name, problem: "is a C3D file without force platforms",
                remedy: "export it with FORCE_PLATFORM parameters, or as text")
        }
        let types = parameters.integers("FORCE_PLATFORM:TYPE")
        let channels = parameters.integers("FORCE_PLATFORM:CHANNEL")
        let width = parameters["FORCE_PLATFORM:CHANNEL"]?.dimensions.first ?? 0
        var plates: [C3DPlate] = []
        for k in 0..<used {
            guard types.indices.contains(k), let kind = Kind(rawValue: types[k]) else {
                let type = types.indices.contains(k) ? String(types[k]) : "unknown"
                throw RecordingError(
                    .badData, file: name, problem: "plate \(k + 1) is of type \(type); types 1 to 4 are read",
                    remedy: "export it as type 2: forces and moments")
            }
            guard width >= kind.channels, channels.count >= k * width + kind.channels else {
                throw file.bytes.damaged("plate \(k + 1) has too few channels")
            }
            let own = channels[(k * width)..<(k * width + kind.channels)].map { $0 - 1 }
            guard own.allSatisfy({ (0..<file.channels).contains($0) }) else {
                throw file.bytes.damaged("plate \(k + 1) names a channel that is not there")
            }
            plates.append(
                C3DPlate(
                    kind: kind, channels: own, corners: corners(parameters, k), origin: origin(parameters, k),
                    calibration: kind == .calibrated ? try calibration(file, k) : [], zero: zero(file),
                    newtonsPerUnit: try newtonsPerUnit(file, kind, own, plate: k),
                    lengthPerUnit: C3DLength.perUnit(file, kind, own)))
        }
        return plates
    }

    private static func corners(_ parameters: C3DParameters, _ plate: Int) -> [[Double]] {
        let all = parameters.numbers("FORCE_PLATFORM:CORNERS")
        guard all.count >= 12 * (plate + 1) else { return [] }
        return (0..<4).map { Array(all[(12 * plate + 3 * $0)..<(12 * plate + 3 * $0 + 3)]) }
    }

    private static func origin(_ parameters: C3DParameters, _ plate: Int) -> [Double] {
        let all = parameters.numbers("FORCE_PLATFORM:ORIGIN")
        return all.count >= 3 * (plate + 1) ? Array(all[(3 * plate)..<(3 * plate + 3)]) : []
    }

    /// Columns stand one behind the other; the rows are what comes out.
    private static func calibration(_ file: C3DFile, _ plate: Int) throws(RecordingError) -> [[Double]] {
        let all = file.parameters.numbers("FORCE_PLATFORM:CAL_MATRIX")
        let dimensions = file.parameters["FORCE_PLATFORM:CAL_MATRIX"]?.dimensions ?? []
        guard dimensions.count >= 2, dimensions[0] == 6, dimensions[1] == 6, all.count >= 36 * (plate + 1) else {
            throw file.bytes.damaged("plate \(plate + 1) is of type 4 and has no calibration matrix of 6 by 6")
        }
        return (0..<6).map { row in (0..<6).map { column in all[36 * plate + 6 * column + row] } }
    }

    /// FORCE_PLATFORM:ZERO counts frames from 1, the first of the file; 0 or an end before the start means none.
    private static func zero(_ file: C3DFile) -> ClosedRange<Int>? {
        let range = file.parameters.integers("FORCE_PLATFORM:ZERO")
        guard range.count >= 2, range[0] >= 1, range[1] >= range[0], range[0] <= file.frames else { return nil }
        return (range[0] - 1)...(min(range[1], file.frames) - 1)
    }

    /// A type 4 gives newtons by its matrix, whatever its channels are in.
    private static func newtonsPerUnit(
        _ file: C3DFile, _ kind: Kind, _ channels: [Int], plate: Int
    ) throws(RecordingError) -> Double {
        guard kind != .calibrated else { return 1 }
        let units = file.parameters.strings("ANALOG:UNITS")
        let vertical = channels[kind == .eightSensors ? 4 : 2]
        let unit = units.indices.contains(vertical) ? units[vertical] : ""
        switch unit.uppercased() {
        case "N", "": return 1
        case "KN": return 1000
        default:
            throw RecordingError(
                .badData, file: file.bytes.name, column: "channel \(vertical + 1)",
                problem: "the vertical force of plate \(plate + 1) is in \(unit), not N or kN",
                remedy: "export it in newtons")
        }
    }
}
