import SignalCore

/// Reads the vertical forces of the plates of a C3D file.
enum C3DReader {
    /// What a file held.
    struct Outcome {
        var record: ForceRecord
        var notices: [String]
        /// How its centre of pressure is to be read.
        var frame = ""
    }

    /// Reads the plates that the operator names by number; the file never says whose is whose.
    ///
    /// Vertical is the plate's own z, whichever way the laboratory's axes point; load is counted positive.
    ///
    /// - Throws: `.needsOption` where no plates are named; `.badData` where the file is damaged or of a kind not read.
    static func read(_ bytes: [UInt8], name: String, _ options: TextOptions) throws(RecordingError) -> Outcome {
        let file = try C3DFile(bytes, name: name)
        let plates = try C3DPlate.all(file)
        let list = PlateList(file: name, plates: plates.map(\.title))
        if options.time != nil {
            throw list.needs("--time does not apply to a C3D file", "leave it out: its rate is in the file")
        }
        if let rate = options.rate, abs(rate / file.rate - 1) > 1e-3 {
            throw list.needs(
                "--rate says \(PlainNumber.text(rate)) Hz, the file \(PlainNumber.text(file.rate)) Hz",
                "leave --rate out")
        }
        let choice = try choice(options, list)
        var notices = file.notices
        var read: [Int: C3DPlateForces] = [:]
        func vertical(_ index: Int) throws(RecordingError) -> [Double] {
            let title = "plate \(index + 1)"
            let forces = try C3DPlateForces(plates[index], file)
            read[index] = forces
            if forces.isZeroRefused {
                notices.append(
                    "\(name): \(title) is loaded in the frames that the file names as its zero; no zero was taken off.")
            } else if let zeroed = forces.zeroed {
                let newtons = PlainNumber.text((zeroed * 10).rounded() / 10)
                notices.append(
                    "\(name): \(title) was zeroed by \(newtons) N, its mean in the frames that the file names.")
            }
            let (turned, notice) = try LoadSign.upright(
                forces.force[2], plate: title, file: name, said: options.loadIsPositive)
            if let notice { notices.append(notice) }
            return turned.map(NewtonGrid.snap)
        }
        var record: ForceRecord
        switch choice {
        case .sides(let left, let right):
            record = ForceRecord(rate: file.rate, left: try vertical(left), right: try vertical(right))
        case .total(let plate): record = ForceRecord(rate: file.rate, total: try vertical(plate))
        }
        C3DGaps.restore(file.parameters, in: &record)
        var columns = options.pressure
        columns.facing = nil
        if columns != PressureOptions() {
            notices.append("\(name): columns of centres of pressure do not apply to a C3D file.")
        }
        guard let facing = options.pressure.facing else {
            let isKnown = read.keys.allSatisfy {
                C3DSurface(plates[$0], millimetresPerUnit: C3DLength.millimetres(file))?.isPlaced == true
            }
            guard isKnown else { return Outcome(record: record, notices: notices) }
            notices.append(
                "\(name): its centres of pressure were left out: say along which axis of the laboratory the person faces, "
                    + "such as --facing +y.")
            return Outcome(record: record, notices: notices)
        }
        func path(_ index: Int) throws(RecordingError) -> PressurePath {
            guard let forces = read[index],
                let surface = C3DSurface(plates[index], millimetresPerUnit: C3DLength.millimetres(file)),
                surface.isPlaced
            else {
                throw list.needs(
                    "plate \(index + 1) says no corners in their order, no origin or no units of its moments, so its centre of pressure is "
                        + "unknown",
                    "leave --facing out")
            }
            guard let walk = C3DSurface.Heading(facing, plate: surface) else {
                throw list.needs("--facing \(facing) is no axis along the floor", "give +x, -x, +y, -y, +z or -z")
            }
            return surface.path(forces, walk)
        }
        switch choice {
        case .sides(let left, let right):
            record.pressure = PressurePaths(left: try path(left), right: try path(right))
        case .total(let plate): record.pressure = PressurePaths(both: try path(plate))
        }
        return Outcome(
            record: record, notices: notices,
            frame: "its centre of pressure lies in the laboratory's frame, of a person who faces \(facing).")
    }

    private static func choice(_ options: TextOptions, _ list: PlateList) throws(RecordingError) -> PlateChoice {
        func plate(_ word: String, _ option: String) throws(RecordingError) -> Int {
            guard let index = PlateChoice.index(word, bare: true) else {
                throw list.needs("\(option) \(word): is no number of a plate", "give one, such as \(option) plate1")
            }
            return try list.check(index, option: option)
        }
        if let total = options.total {
            guard options.left == nil, options.right == nil else {
                throw list.needs("--total stands for both sides and excludes --left and --right", "give either")
            }
            return .total(try plate(total, "--total"))
        }
        guard options.namesForce else { throw list.doubt(rate: nil, needsRate: false) }
        guard let left = options.left, let right = options.right else {
            throw list.needs("only one of --left and --right is given", "give both, or --total")
        }
        let pair = (try plate(left, "--left"), try plate(right, "--right"))
        guard pair.0 != pair.1 else { throw list.needs("--left and --right name the same plate", "give two") }
        return .sides(left: pair.0, right: pair.1)
    }
}
