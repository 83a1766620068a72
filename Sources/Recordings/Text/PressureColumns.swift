import SignalCore

/// Which columns of a text file give centres of pressure, and how.
struct PressureColumns: Equatable {
    /// A column with the sign and the scale that make its unit ours.
    struct Term: Equatable {
        var column: Int
        var factor: Double
    }

    /// The columns of one plate.
    struct Plate: Equatable {
        /// What they hold.
        enum Content: Equatable {
            /// The point itself.
            case place
            /// Horizontal forces and moments, of which it follows (formulas D.8).
            case moments(height: Double)
        }

        /// The foot on it; nil for both.
        var side: Side?
        var content: Content
        /// x, y; or Fx, Fy, Mx, My; or Mx, My.
        var terms: [Term]
        /// Millimetres of its origin in the frame of all plates.
        var origin = SIMD2<Double>.zero
    }

    var plates: [Plate] = []
    /// Whole sentences of what was seen and not used.
    var notices: [String] = []

    /// All columns, in the order in which their values are handed to `paths`.
    var columns: [Int] { plates.flatMap { $0.terms.map(\.column) } }

    /// Nothing known.
    init() {}

    /// Takes what the operator says, else pairs of names that leave no doubt.
    ///
    /// - Throws: `.needsOption` where a unit, a height or a frame is missing of what the operator names, or words contradict.
    init(_ chooser: TextColumnChooser, _ options: PressureOptions, hasSides: Bool) throws(RecordingError) {
        if let problem = options.contradiction { throw chooser.needs(problem, "give one of them") }
        let named: [(side: Side?, place: String?, moments: String?, option: String)] = [
            (nil, options.both, options.bothMoments, ""), (.left, options.left, options.leftMoments, "left-"),
            (.right, options.right, options.rightMoments, "right-"),
        ]
        for plate in named {
            if let text = plate.place {
                plates.append(try Self.place(chooser, options, plate.side, text, option: "--\(plate.option)cop"))
            } else if let text = plate.moments {
                plates.append(try Self.moments(chooser, options, plate.side, text, option: "--\(plate.option)moments"))
            }
        }
        guard plates.allSatisfy({ ($0.side == nil) || hasSides }) else {
            throw chooser.needs(
                "a side's centre of pressure needs that side's force", "give --left and --right, or --cop alone")
        }
        if plates.isEmpty { findByName(chooser, options) }
        guard plates.count == 2 else { return }
        for k in plates.indices {
            let isLeft = plates[k].side == .left
            guard let origin = isLeft ? options.leftOrigin : options.rightOrigin else {
                throw chooser.needs(
                    "two plates need one frame for their centres of pressure",
                    "say in millimetres where each one's origin lies: --left-at=X,Y --right-at=X,Y; 0,0 for both where "
                        + "the file's places already share a frame")
            }
            let parts = origin.split(separator: ",").map { PlainNumber.read(String($0)) }
            guard parts.count == 2, let x = parts[0], let y = parts[1] else {
                throw chooser.needs(
                    "--\(isLeft ? "left" : "right")-at \(origin) is no X,Y in millimetres", "such as --left-at=-250,0")
            }
            plates[k].origin = SIMD2(x, y)
        }
    }

    // MARK: Named columns

    private static func terms(
        _ chooser: TextColumnChooser, _ text: String, option: String
    ) throws(RecordingError) -> [Term] {
        var terms: [Term] = []
        for part in text.split(separator: ",") {
            let isNegative = part.hasPrefix("-")
            let name = isNegative ? String(part.dropFirst()) : String(part)
            terms.append(
                Term(column: try chooser.index(name, option: option), factor: isNegative ? -1 : 1))
        }
        return terms
    }

    private static func place(
        _ chooser: TextColumnChooser, _ options: PressureOptions, _ side: Side?, _ text: String, option: String
    ) throws(RecordingError) -> Plate {
        var terms = try terms(chooser, text, option: option)
        guard terms.count == 2 else { throw chooser.needs("\(option) \(text): is no X,Y", "name two columns") }
        for k in terms.indices {
            guard let unit = chooser.layout.columns[terms[k].column].unit ?? options.unit,
                let factor = PressureUnits.millimetres(unit)
            else {
                throw chooser.needs(
                    "nothing says whether column \(terms[k].column + 1) is in millimetres, centimetres or metres",
                    "add --cop-unit mm, cm or m")
            }
            terms[k].factor *= factor
        }
        return Plate(side: side, content: .place, terms: terms)
    }

    private static func moments(
        _ chooser: TextColumnChooser, _ options: PressureOptions, _ side: Side?, _ text: String, option: String
    ) throws(RecordingError) -> Plate {
        var terms = try terms(chooser, text, option: option)
        guard terms.count == 2 || terms.count == 4 else {
            throw chooser.needs("\(option) \(text): is no Fx,Fy,Mx,My", "name four columns, or Mx,My alone")
        }
        guard let height = options.surfaceHeight else {
            throw chooser.needs(
                "nothing says how far the surface lies above the origin of the moments",
                "add --surface-height in millimetres; 0 where they are about the surface itself")
        }
        guard terms.count == 4 || height == 0 else {
            throw chooser.needs(
                "moments \(PlainNumber.text(height)) mm under the surface need the horizontal forces",
                "name \(option) Fx,Fy,Mx,My")
        }
        for k in terms.indices {
            let column = chooser.layout.columns[terms[k].column]
            if k < terms.count - 2 {
                terms[k].factor *= try chooser.newtonsPerUnit(terms[k].column)
                continue
            }
            guard let unit = column.unit ?? options.momentUnit, let factor = PressureUnits.newtonMetres(unit) else {
                throw chooser.needs(
                    "nothing says whether column \(terms[k].column + 1) is in newton metres or newton millimetres",
                    "add --moment-unit Nm or Nmm")
            }
            terms[k].factor *= factor
        }
        return Plate(side: side, content: .moments(height: height / 1000), terms: terms)
    }

    // MARK: Columns by their names

    /// One pair of columns that both feet share is used where its unit is known; anything else is told and left.
    private mutating func findByName(_ chooser: TextColumnChooser, _ options: PressureOptions) {
        func only(_ names: Set<String>) -> Int? {
            let found = chooser.layout.columns.indices.filter { i in
                let column = chooser.layout.columns[i]
                guard let name = column.name, column.unit.map({ PressureUnits.millimetres($0) != nil }) ?? true else {
                    return false
                }
                let base = ColumnName.split(name).base.lowercased()
                return names.contains(base.filter { $0.isLetter || $0.isNumber })
            }
            return found.count == 1 ? found[0] : nil
        }
        guard let x = only(["copx", "ax", "copml"]), let y = only(["copy", "ay", "copap"]) else { return }
        let factors = [x, y].map {
            (chooser.layout.columns[$0].unit ?? options.unit).flatMap(PressureUnits.millimetres)
        }
        guard let a = factors[0], let b = factors[1] else {
            // `ax` without a unit is an acceleration as often as a place.
            if chooser.layout.columns[x].name?.lowercased().contains("cop") == true {
                notices.append(
                    "\(chooser.name): holds a centre of pressure of unknown unit, which was left out; add --cop-unit mm, "
                        + "cm or m.")
            }
            return
        }
        plates = [Plate(side: nil, content: .place, terms: [Term(column: x, factor: a), Term(column: y, factor: b)])]
    }

    // MARK: Values

    /// The paths from the values of `columns`, each with one entry a row.
    ///
    /// Where a plate carries less than 20 N there is no point, whatever its columns hold.
    func paths(_ values: [[Double]], first: [Double], second: [Double]) -> PressurePaths {
        var paths = PressurePaths()
        var at = 0
        for plate in plates {
            let part = Array(values[at..<(at + plate.terms.count)])
            at += plate.terms.count
            let path = plate.path(
                part, force: plate.side == .right ? second : first, sum: plate.side == nil ? second : [])
            switch plate.side {
            case nil: paths.both = path
            case .left: paths.left = path
            case .right: paths.right = path
            }
        }
        return paths
    }
}

extension PressureColumns.Plate {
    /// - Parameter sum: newtons to be added to `force`, or nothing.
    fileprivate func path(_ values: [[Double]], force: [Double], sum: [Double]) -> PressurePath {
        var x = [Double](repeating: .nan, count: force.count)
        var y = x
        for i in force.indices {
            let vertical = sum.isEmpty ? force[i] : force[i] + sum[i]
            guard vertical >= CentreOfPressure.smallestForce else { continue }
            func value(_ k: Int) -> Double { values[k][i] * terms[k].factor }
            var point = SIMD2<Double>(.nan, .nan)
            switch content {
            case .place: point = SIMD2(value(0), value(1))
            case .moments(let height):
                let isFull = terms.count == 4
                let reading = SixComponents(
                    force: SIMD3(isFull ? value(0) : 0, isFull ? value(1) : 0, vertical),
                    moment: SIMD3(value(isFull ? 2 : 0), value(isFull ? 3 : 1), 0))
                if let centre = reading.centreOfPressure(height: height) { point = centre.point * 1000 }
            }
            point += origin
            guard point.x.isFinite, point.y.isFinite else { continue }
            x[i] = PressurePath.snap(point.x)
            y[i] = PressurePath.snap(point.y)
        }
        return PressurePath(x: x, y: y)
    }
}
