import SignalCore

/// Reads forces from the streams of an XDF file.
enum XDFReader {
    /// What a file held.
    struct Outcome {
        var record: ForceRecord
        var sidesByName: Bool
        var notices: [String]
    }

    /// A channel that may be a force.
    private struct Candidate {
        var stream: Int
        var channel: Int
        var title: String
        var side: Side?
    }

    /// Reads the channels that the operator names as `plateN`, by label, or as `stream/label`; else those named as sides.
    ///
    /// - Throws: `.needsOption` where whose they are is in doubt; `.badData` where the file is damaged or holds no numbers.
    static func read(_ bytes: [UInt8], name: String, _ options: TextOptions) throws(RecordingError) -> Outcome {
        let file = try XDFFile(bytes, name: name)
        let candidates = candidates(file)
        let list = PlateList(file: name, plates: candidates.map(\.title))
        guard !candidates.isEmpty else {
            throw RecordingError(
                .badData, file: name, problem: "is an XDF file without a stream of numbers",
                remedy: "record the force plate's stream too")
        }
        if options.time != nil {
            throw list.needs("--time does not apply to an XDF file", "leave it out: its samples carry times")
        }
        func chosen(_ word: String, _ option: String) throws(RecordingError) -> Candidate {
            if let index = PlateChoice.index(word, bare: true) {
                return candidates[try list.check(index, option: option)]
            }
            let wanted = word.lowercased()
            let found = candidates.filter { candidate in
                let stream = file.streams[candidate.stream]
                let label = stream.channels[candidate.channel].label.lowercased()
                return label == wanted || stream.name.lowercased() + "/" + label == wanted
                    || stream.channels.count == 1 && stream.name.lowercased() == wanted
            }
            guard found.count == 1 else {
                throw list.needs(
                    "\(option) \(word): \(found.isEmpty ? "no channel has" : "several channels have") that name",
                    "give a number, such as \(option) plate1, or STREAM/LABEL")
            }
            return found[0]
        }
        var picked: [Candidate] = []
        var sidesByName = false
        if let total = options.total {
            guard options.left == nil, options.right == nil else {
                throw list.needs("--total stands for both sides and excludes --left and --right", "give either")
            }
            picked = [try chosen(total, "--total")]
        } else if let left = options.left, let right = options.right {
            picked = [try chosen(left, "--left"), try chosen(right, "--right")]
            guard (picked[0].stream, picked[0].channel) != (picked[1].stream, picked[1].channel) else {
                throw list.needs("--left and --right name the same channel", "give two")
            }
        } else if options.namesForce {
            throw list.needs("only one of --left and --right is given", "give both, or --total")
        } else {
            let left = candidates.filter { $0.side == .left }
            let right = candidates.filter { $0.side == .right }
            guard left.count == 1, right.count == 1 else { throw list.doubt(rate: nil, needsRate: false) }
            picked = [left[0], right[0]]
            sidesByName = true
        }
        var outcome = try record(picked, file, options)
        outcome.sidesByName = sidesByName
        return outcome
    }

    /// The channels of streams of numbers with a rate; those alone that say force or are named as sides, where there are.
    private static func candidates(_ file: XDFFile) -> [Candidate] {
        var all: [(Candidate, isForce: Bool)] = []
        for (s, stream) in file.streams.enumerated() where stream.format != .string && stream.rate > 0 {
            for (c, channel) in stream.channels.enumerated() {
                let side =
                    ColumnName.side(channel.label) ?? (stream.channels.count == 1 ? ColumnName.side(stream.name) : nil)
                let unit = channel.unit.isEmpty ? nil : ColumnName.unit(channel.unit)
                let words = [stream.type, stream.name, channel.type].map { $0.lowercased() }
                let isForce =
                    side != nil || unit.map { ForceUnit.newtons($0) != nil } ?? false
                    || words.contains { $0.contains("force") || $0.contains("grf") }
                all.append(
                    (
                        Candidate(
                            stream: s, channel: c, title: stream.title(c), side: side.map { $0.isLeft ? .left : .right }
                        ),
                        isForce
                    ))
            }
        }
        let forces = all.filter(\.isForce)
        return (forces.isEmpty ? all : forces).map(\.0)
    }

    // MARK: Samples on one grid

    /// A channel on the recorder's clock.
    private struct Series {
        var stretches: [XDFClock.Stretch]
        var values: [Double]

        var first: Double { stretches.map(\.start).min() ?? 0 }
        var last: Double { stretches.map { $0.start + Double($0.rows.count - 1) * $0.step }.max() ?? 0 }

        /// The value at a time, on the straight line between two samples; NaN outside of all stretches.
        func value(at time: Double) -> Double {
            for stretch in stretches {
                let place = (time - stretch.start) / stretch.step
                guard place > -0.5, place < Double(stretch.rows.count) - 0.5 else { continue }
                let low = min(max(Int(place.rounded(.down)), 0), stretch.rows.count - 1)
                let high = min(low + 1, stretch.rows.count - 1)
                let part = min(max(place - Double(low), 0), 1)
                let (a, b) = (values[stretch.rows.lowerBound + low], values[stretch.rows.lowerBound + high])
                return part == 0 || low == high ? a : a + (b - a) * part
            }
            return .nan
        }
    }

    private static func record(
        _ picked: [Candidate], _ file: XDFFile, _ options: TextOptions
    ) throws(RecordingError) -> Outcome {
        var notices = file.notices
        var series: [Series] = []
        for candidate in picked {
            series.append(try self.series(candidate, file, options, &notices))
        }
        let first = picked[0].stream
        let longest = series[0].stretches.max { $0.rows.count < $1.rows.count }
        let fitted = 1 / (longest?.step ?? 1)
        // A rate within a ten-thousandth of the announced one is that one: the rest is what two clocks differ by.
        let nominal = file.streams[first].rate
        let rate = abs(fitted / nominal - 1) < 1e-4 ? nominal : fitted
        if let given = options.rate, abs(given / rate - 1) > 0.01 {
            throw RecordingError(
                .needsOption, file: file.name,
                problem: "--rate says \(PlainNumber.text(given)) Hz, the stream \(PlainNumber.text(rate)) Hz",
                remedy: "leave --rate out")
        }
        if picked.count == 1 || picked[0].stream == picked[1].stream, series[0].stretches.count == 1 {
            return try outcome(series.map(\.values), rate: rate, file, notices)
        }
        if picked.count == 2, picked[0].stream != picked[1].stream {
            guard abs(file.streams[picked[1].stream].rate / nominal - 1) < 1e-6 else {
                throw RecordingError(
                    .badData, file: file.name, problem: "its two streams have different rates",
                    remedy: "record both sides at one rate")
            }
            notices.append(
                "\(file.name): left and right are of two streams; they were brought to one clock by the recorder's offsets."
            )
        }
        let from = series.map(\.first).max() ?? 0
        let to = series.map(\.last).min() ?? 0
        let step = longest?.step ?? 1 / rate
        let stored = series.reduce(0) { $0 + $1.values.count }
        let rows = ((to - from) / step + 0.5).rounded(.down) + 1
        // Breaks may double the rows and no more: a clock that jumped is no recording of hours.
        guard rows >= 1, rows <= Double(2 * stored + 1000) else {
            throw RecordingError(
                .badData, file: file.name, problem: "its streams do not overlap, or its times jump",
                remedy: "see whether the recorder measured clock offsets; split the file at the jump")
        }
        let grid = series.map { one in (0..<Int(rows)).map { one.value(at: from + Double($0) * step) } }
        return try outcome(grid, rate: rate, file, notices)
    }

    private static func outcome(
        _ columns: [[Double]], rate: Double, _ file: XDFFile, _ told: [String]
    ) throws(RecordingError) -> Outcome {
        let forces = TimedForces(name: file.name, times: [], unit: "s", columns: columns)
        let (record, notices) = try forces.record(rate: rate)
        return Outcome(record: record, sidesByName: false, notices: told + notices)
    }

    private static func series(
        _ candidate: Candidate, _ file: XDFFile, _ options: TextOptions, _ notices: inout [String]
    ) throws(RecordingError) -> Series {
        let stream = file.streams[candidate.stream]
        let channel = stream.channels[candidate.channel]
        // A unit that is not known is none: it is refused and not taken for newtons.
        let unit = channel.unit.isEmpty ? options.forceUnit ?? "" : ColumnName.unit(channel.unit) ?? channel.unit
        guard let factor = ForceUnit.newtons(unit) else {
            throw RecordingError(
                .badData, file: file.name, column: candidate.title, problem: "its unit is \(unit), which is no force",
                remedy: ForceUnit.remedy(unit))
        }
        if unit.isEmpty {
            notices.append("\(file.name): \(candidate.title) says no unit; it was read as newtons, or add --unit.")
        } else if let notice = ForceUnit.notice(unit) {
            notices.append("\(file.name): \(candidate.title): \(notice)")
        }
        let samples = file.samples(stream, channels: [candidate.channel])
        let values = samples.values[0].map { $0.isFinite && abs($0) < 1e9 ? $0 * factor : .nan }
        let clock = XDFClock(file.offsets[stream.id] ?? [])
        let times = XDFClock.filled(samples.times, rate: stream.rate).map { $0 + clock.correction($0) }
        guard !times.isEmpty, times.allSatisfy({ $0.isFinite && abs($0) < 1e12 }) else {
            throw RecordingError(
                .badData, file: file.name, column: candidate.title,
                problem: times.isEmpty ? "holds no samples" : "holds times that are no numbers",
                remedy: "record it again")
        }
        let stretches = XDFClock.stretches(times, rate: stream.rate)
        guard stretches.count <= 1000 else {
            throw RecordingError(
                .badData, file: file.name, column: candidate.title, problem: "its times break \(stretches.count) times",
                remedy: "record it again")
        }
        return Series(stretches: stretches, values: values)
    }
}
