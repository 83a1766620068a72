import Assessments
import SignalCore

/// Writes C3D: little-endian, floating point, no points, and a force platform of type 2 a side.
///
/// Laboratory axes: x to the person's right, y forwards, z up, in millimetres. The plates lie side by side in y, meet at
/// x = 0 and are 400 by 600 mm, which is assumed and said so in `BILANX:GEOMETRY`; a recording without sides has one of
/// 800 by 600 mm. Each plate's z points down, so that its Fz is the reaction, negative under load. Fx, Fy and Mz are not
/// measured and zero. Mx and My follow from the centre of pressure; where that is unknown they are zero, which puts it in
/// the plate's middle. A frame has one sample. C3D has no sign for a missing value: gaps are zeros, and stand among the
/// events (`gap start`, `gap end`) and in `BILANX:GAPS`, from which our own reader makes them missing again.
///
/// Made from c3d.org, The C3D File Format.
struct C3DWriter: SampleWriter {
    /// What could not be told, in whole sentences.
    private(set) var notices: [String] = []

    private let output: OutputFile
    private let sides: [Side?]
    private var buffer = ByteBuffer(capacity: 1 << 16)

    private static let width = 400.0
    private static let length = 600.0

    /// Writes header and parameters; `survey` is of the same source.
    init(
        _ source: SampleSource, _ survey: SampleSurvey, events analysis: [ExportEvent], software: String,
        to output: OutputFile
    ) throws(RecordingError) {
        guard survey.rows > 0 else {
            throw RecordingError(
                .badData, file: source.name, problem: "has no rows, and a C3D file needs one",
                remedy: "convert it to csv, jsonl, xdf or parquet")
        }
        self.output = output
        sides = source.columns.sides ? [.left, .right] : [nil]
        let rate = source.header.rate
        var gaps: [ExportEvent] = []
        for gap in survey.gaps {
            gaps.append(ExportEvent(seconds: Double(gap.from) / rate, label: "gap start", about: "missing samples"))
            let last = Double(gap.from + gap.count - 1) / rate
            gaps.append(ExportEvent(seconds: last, label: "gap end", about: "missing samples"))
        }
        // What was measured comes first where there is no room for everything.
        let found = ExportEvent.of(survey.trailer, rate: rate) + analysis
        let events = ExportEvent.sorted(Array((found + gaps).prefix(C3DParameterText.longest)))
        if found.count + gaps.count > events.count {
            notices.append(
                "\(output.path): holds \(events.count) of \(found.count + gaps.count) events: C3D has no room for more."
            )
        }
        if survey.gaps.count > C3DParameterText.longest {
            notices.append(
                "\(output.path): names \(C3DParameterText.longest) of \(survey.gaps.count) gaps: the others are zeros "
                    + "without a mark; convert to parquet, xdf or csv to keep them.")
        }
        var parameters = parameters(source, survey, events, software, dataBlock: 0)
        let dataBlock = 2 + parameters.count / 512
        parameters = self.parameters(source, survey, events, software, dataBlock: dataBlock)
        var head: [UInt8] = [2, 0x50]
        for value in [0, 6 * sides.count, 1, min(survey.rows, 65_535), 0] { head += C3DParameterText.int16(value) }
        head += C3DParameterText.float(-1) + C3DParameterText.int16(dataBlock) + C3DParameterText.int16(1)
        head += C3DParameterText.float(Float(rate))
        head += [UInt8](repeating: 0, count: 512 - head.count)
        buffer.append(bytes: head)
        buffer.append(bytes: parameters)
        try output.write(&buffer)
    }

    /// Middle of a plate across.
    private static func centre(_ side: Side?) -> Double {
        switch side {
        case .left: -width / 2
        case .right: width / 2
        case nil: 0
        }
    }

    /// Forwards and right, back and right, back and left, forwards and left: with z down, x forwards and y right.
    private static func corners(_ side: Side?) -> [Float] {
        let half = side == nil ? width : width / 2
        let (left, right) = (Float(centre(side) - half), Float(centre(side) + half))
        let ahead = Float(length / 2)
        return [right, ahead, 0, right, -ahead, 0, left, -ahead, 0, left, ahead, 0]
    }

    private func parameters(
        _ source: SampleSource, _ survey: SampleSurvey, _ events: [ExportEvent], _ software: String, dataBlock: Int
    ) -> [UInt8] {
        let rate = Float(source.header.rate)
        let rows = survey.rows
        let words = [rows & 0xFFFF, rows >> 16]
        let plates = sides.count
        var text = C3DParameterText()
        text.begin("POINT")
        text.integers("USED", [0])
        text.integers("FRAMES", [min(rows, 65_535)])
        text.floats("LONG_FRAMES", [Float(rows)])
        text.integers("DATA_START", [dataBlock])
        text.floats("SCALE", [-1])
        text.floats("RATE", [rate])
        text.text("UNITS", "mm")
        text.texts("LABELS", [])
        text.texts("DESCRIPTIONS", [])
        text.text("X_SCREEN", "+X")
        text.text("Y_SCREEN", "+Z")
        text.begin("ANALOG")
        let names = sides.indices.flatMap { k in ["Fx", "Fy", "Fz", "Mx", "My", "Mz"].map { "\($0)\(k + 1)" } }
        text.integers("USED", [names.count])
        text.texts("LABELS", names)
        text.texts(
            "DESCRIPTIONS",
            sides.flatMap { side in
                let plate = side.map { "\($0.rawValue) plate" } ?? "both sides"
                return ["not measured", "not measured", plate, plate, plate, "not measured"]
            })
        text.floats("GEN_SCALE", [1])
        text.floats("SCALE", names.map { _ in 1 }, [names.count])
        text.integers("OFFSET", names.map { _ in 0 }, [names.count])
        text.texts("UNITS", sides.flatMap { _ in ["N", "N", "N", "Nmm", "Nmm", "Nmm"] })
        text.floats("RATE", [rate])
        text.text("FORMAT", "SIGNED")
        text.begin("FORCE_PLATFORM")
        text.integers("USED", [plates])
        text.integers("TYPE", sides.map { _ in 2 }, [plates])
        text.integers("ZERO", [0, 0], [2])
        text.floats("CORNERS", sides.flatMap(Self.corners), [3, 4, plates])
        text.floats("ORIGIN", [Float](repeating: 0, count: 3 * plates), [3, plates])
        text.integers("CHANNEL", Array(1...(6 * plates)), [6, plates])
        text.begin("TRIAL")
        text.integers("ACTUAL_START_FIELD", [1, 0], [2])
        text.integers("ACTUAL_END_FIELD", words, [2])
        text.begin("EVENT")
        text.integers("USED", [events.count])
        if !events.isEmpty {
            text.texts("CONTEXTS", events.map { $0.side == .left ? "Left" : $0.side == .right ? "Right" : "General" })
            text.texts("LABELS", events.map(\.label))
            text.texts("DESCRIPTIONS", events.map(\.about))
            text.texts("SUBJECTS", events.map { _ in source.header.athlete ?? "" })
            // Minutes and the seconds beyond them.
            text.floats(
                "TIMES",
                events.flatMap { event in
                    let minutes = (event.seconds / 60).rounded(.down)
                    return [Float(minutes), Float(event.seconds - minutes * 60)]
                }, [2, events.count])
            text.bytes("GENERIC_FLAGS", events.map { _ in 0 }, [events.count])
        }
        text.begin("MANUFACTURER")
        text.text("SOFTWARE", software)
        text.begin("BILANX")
        for (key, name) in [("id", "ID"), ("test", "TEST"), ("started", "STARTED"), ("format", "FORMAT")] {
            let fields = source.header.textLines().compactMap { KeyedLines.split($0) }
            if let value = fields.first(where: { $0.key == key })?.value { text.text(name, value) }
        }
        text.text("GEOMETRY", "assumed: plates of 400 by 600 mm side by side")
        text.integers("MISSING", Self.words(survey.gaps.reduce(0) { $0 + $1.count }), [2])
        let gaps = survey.gaps.prefix(C3DParameterText.longest)
        if !gaps.isEmpty {
            text.integers("GAPS", gaps.flatMap { Self.words($0.from) + Self.words($0.count) }, [4, gaps.count])
        }
        return text.section
    }

    /// Lower and upper sixteen bits.
    private static func words(_ value: Int) -> [Int] { [value & 0xFFFF, value >> 16] }

    mutating func append(_ block: SampleBlock) throws(RecordingError) {
        struct Plate {
            var load: [Double]
            var x: [Double]
            var y: [Double]
            var centre: Double
        }
        let plates = sides.map { side -> Plate in
            let path = side.map { block.rows.pressure.path($0) } ?? block.rows.pressure.both
            let column: SampleColumn = side == .left ? .left : side == .right ? .right : .total
            return Plate(
                load: block.values(column), x: path?.x ?? [], y: path?.y ?? [], centre: Self.centre(side))
        }
        for i in 0..<block.count {
            let isMissing = block.flags(i).contains(.missing)
            for plate in plates {
                let force = isMissing || plate.load[i].isNaN ? 0 : -plate.load[i]
                var moments = (x: 0.0, y: 0.0)
                if !plate.x.isEmpty, plate.x[i].isFinite, plate.y[i].isFinite {
                    moments = ((plate.x[i] - plate.centre) * force, -plate.y[i] * force)
                }
                // Adding zero turns -0 into 0.
                for value in [0, 0, force, moments.x, moments.y, 0] { buffer.append(Float(value + 0)) }
            }
        }
        try output.write(&buffer)
    }

    mutating func finish(_ source: SampleSource) throws(RecordingError) {
        let over = output.position % 512
        if over > 0 { buffer.append(bytes: [UInt8](repeating: 0, count: 512 - over)) }
        try output.write(&buffer)
    }
}
