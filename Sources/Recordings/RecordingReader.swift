import Assessments
import Foundation
import SignalCore

/// A recording as analysis takes it, wherever it came from.
public struct OpenedRecording: Sendable, Equatable {
    /// The forces.
    public var record: ForceRecord
    /// Where it came from and what was lost.
    public var info: RecordingInfo
    /// The test that the file names; may be one that this version does not know.
    ///
    /// Nil where it names none.
    public var test: String?
    /// The weighing that the file marks; nil to find it.
    public var weigh: ClosedRange<Int>?
    /// The trials that the file marks; nil to find them.
    public var trials: [TrialWindow]?
    /// What the file says beside the forces: noise, load, gravity, uncertainty, and why symmetry is withheld.
    public var settings: AnalysisSettings
    /// What people should know of it, in whole sentences.
    public var notices: [String]
    /// How the last check of the plates stood; nil where nobody noted it.
    public var check: TrialHeader.Check?
    /// How each side's quantity became newtons, its zero with it; empty for files that do not say it.
    public var scales: [Side: ForceScale] = [:]
}

/// Opens recordings of any format that Bilanx reads.
public enum RecordingReader {
    /// Opens a path.
    ///
    /// - Parameters:
    ///   - path: a recording folder, its `trial.csv`, a text file, either packed with gzip, or `-` for standard input.
    ///   - options: what the operator says of a plain text file; files of ours need nothing of it and ignore it with a
    ///     notice.
    ///   - format: its format; nil to recognise it by its content.
    /// - Throws: what went wrong, with path and remedy.
    public static func open(
        _ path: String, options: TextOptions = TextOptions(), from format: ImportFormat? = nil
    ) throws(RecordingError) -> OpenedRecording {
        if path == "-" {
            return try read(
                try FileAccess.read(descriptor: STDIN_FILENO, name: "standard input"), name: "-", options, from: format)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return try read(try FileAccess.read(path), name: path, options, from: format)
        }
        let folder = RecordingFolder(path: path)
        guard FileManager.default.fileExists(atPath: folder.trialFile) else {
            throw RecordingError(
                .badData, file: path, problem: "is a folder without trial.csv",
                remedy:
                    "name a recording's folder or a file; for many: find DIR -name trial.csv | bilanx analyze --files-from -"
            )
        }
        var opened = try read(try FileAccess.read(folder.trialFile), name: folder.trialFile, options, from: format)
        let notes = try RecordingNotes.read(folder)
        let rate = opened.record.rate
        opened.trials = opened.trials.map { notes.apply(to: $0, rate: rate) }
        for line in notes.unreadable {
            opened.notices.append("\(folder.notes), line \(line): is no note that this version knows; left out.")
        }
        if folder.isPartial {
            opened.notices.append("\(path): the recording was not closed: it still runs, or was cut off.")
        }
        return opened
    }

    /// Reads bytes of any format; `name` stands in errors, its last part in results.
    ///
    /// - Parameter format: their format; nil to recognise it by their content.
    public static func read(
        _ bytes: [UInt8], name: String, _ options: TextOptions = TextOptions(), from format: ImportFormat? = nil
    ) throws(RecordingError) -> OpenedRecording {
        let content = TextSource.utf8(Gzip.isGzip(bytes) ? try Gzip.inflate(bytes, name: name) : bytes)
        var known = format ?? ImportFormat.recognize(content)
        if known.isPlateText, PlateChoice.namesColumns(options) { known = .text }
        switch known {
        case .bilanx: return try trial(content, name: name, options)
        case .c3d:
            let outcome = try C3DReader.read(content, name: name, options)
            return try foreign(
                outcome.record, .c3d, name: name, options, sidesByName: false, outcome.notices, frame: outcome.frame)
        case .xdf:
            let outcome = try XDFReader.read(content, name: name, options)
            let record = try LoadSign.asked(outcome.record, file: name, said: options.loadIsPositive)
            return try foreign(
                record, .xdf, name: name, options, sidesByName: outcome.sidesByName, outcome.notices)
        case .opensim:
            let plates = try OpenSimStorage.plates(content, name: name, options)
            return try plateText(plates, content, .opensim, options)
        case .bioware: return try plateText(try BioWareText.plates(content, name: name), content, .bioware, options)
        case .netforce: return try plateText(try NetForceText.plates(content, name: name), content, .netforce, options)
        case .pasco: return try plateText(try PascoText.plates(content, name: name), content, .pasco, options)
        case .chronojump: return try plateText(ChronojumpText.plates(name: name), content, .chronojump, options)
        case .tindeq:
            return try plateText(TindeqText.plates(TextHead(content), name: name), content, .tindeq, options)
        case .sigrok:
            let plates = try SigrokText.plates(content, TextHead(content), name: name)
            return try plateText(plates, content, .sigrok, options)
        case .hawkin where HawkinExport.recognizesJSON(TextHead(content)):
            return try timed(try HawkinExport.forces(content, name: name), .hawkin, options, [])
        case .gripconnect:
            let read = try GripConnectExport.forces(content, name: name, unit: options.forceUnit)
            return try timed(read.forces, .gripconnect, options, read.notices)
        case .hawkin, .vald, .bertec, .labrecorder:
            return try plateText(try known.preset.plates(content, name: name, known), content, known, options)
        case .text: return try text(content, name: name, options, isForced: format != nil)
        }
    }

    private static func source(_ name: String) -> String { (name as NSString).lastPathComponent }

    private static func trial(
        _ bytes: [UInt8], name: String, _ options: TextOptions
    ) throws(RecordingError) -> OpenedRecording {
        if let limb = options.limb {
            throw RecordingError(
                .needsOption, file: name, problem: "is a recording of Bilanx, which knows its sides",
                remedy: "name it without --\(limb.rawValue)-limb")
        }
        let outcome = try TrialFileReader.read(bytes, name: name)
        let file = outcome.file
        var notices = outcome.warnings
        if options != TextOptions() {
            notices.append(
                "\(name): --left, --right, --total, --time, --rate and columns of centres of pressure do not apply to a "
                    + "recording of Bilanx.")
        }
        let gaps = Loss.Gap.all(in: file.record)
        var loss = file.trailer.loss ?? Loss(missing: gaps.reduce(0) { $0 + $1.count }, evidence: .unknown)
        loss.gaps = gaps
        let clocks = file.trailer.clocks?.count ?? 1
        var settings = AnalysisSettings(noise: file.header.noise, loadKilograms: file.header.loadKilograms)
        settings.boxHeight = file.header.boxHeight.flatMap { $0 > 0 ? $0 : nil }
        settings.leverArm = file.header.leverArm.flatMap { $0 > 0 ? $0 : nil }
        if let gravity = file.header.gravity { settings.gravity = gravity }
        settings.take(
            gains: file.header.scales.compactMapValues(\.relativeUncertainty), ratio: file.header.gainRatio,
            sides: file.header.sides, check: file.header.check)
        let marks = [file.header.check?.mark, file.header.calibrationNote].compactMap { $0 }
        if settings.withheld != nil {
            // Said above.
        } else if clocks > 1, file.trailer.alignment == nil, file.header.alignment == nil {
            settings.withheld = .alignmentUnknown
        }
        let aligned = file.trailer.alignment ?? file.header.alignment
        settings.alignmentUncertainty = aligned.map { $0.uncertaintyNanoseconds * 1e-9 }
        let windows = file.trailer.trials.map(\.window) + (file.trailer.weigh.map { [$0] } ?? [])
        if let last = windows.map(\.upperBound).max(), last >= file.record.count {
            notices.append("\(name): a weigh or trial line ends at sample \(last), behind the last row.")
        }
        var opened = OpenedRecording(
            record: file.record,
            info: RecordingInfo(
                id: file.header.id.description, source: source(name), format: "bilanx",
                athlete: file.header.athlete, conditions: file.header.conditions, clocks: clocks, loss: loss,
                alignment: clocks > 1 ? aligned.map { ClockAlignment($0, file.trailer.clocks) } : nil),
            test: file.header.test, weigh: file.trailer.weigh,
            trials: file.trailer.trials.isEmpty ? nil : file.trailer.trials, settings: settings, notices: notices)
        opened.check = file.header.check
        opened.info.marks = marks
        opened.info.isCheckAccepted = file.header.check.map { $0.standing == .failed && $0.isAccepted } ?? false
        opened.scales = file.header.scales
        return opened
    }

    private static func text(
        _ bytes: [UInt8], name: String, _ options: TextOptions, isForced: Bool
    ) throws(RecordingError) -> OpenedRecording {
        let outcome: TextReader.Outcome
        do throws(RecordingError) { outcome = try TextReader.read(bytes, name: name, options: options) } catch {
            guard !isForced, !bytes.isEmpty, !hasRows(bytes, name) else { throw error }
            var unknown = error
            unknown.remedy += "; " + ImportFormat.tried
            throw unknown
        }
        var notices = outcome.notices
        if outcome.unitIsAssumed {
            notices.append("\(name): says no unit of its forces; they were read as newtons, or add --unit.")
        }
        let record = try LoadSign.asked(outcome.record, file: name, said: options.loadIsPositive)
        return try foreign(record, .text, name: name, options, sidesByName: outcome.sidesByName, notices)
    }

    /// True where the bytes are text with lines of numbers, so that an error is not about their format.
    private static func hasRows(_ bytes: [UInt8], _ name: String) -> Bool {
        do throws(RecordingError) { return try !TextLayout(TextSource(bytes, name: name)).columns.isEmpty } catch {
            return false
        }
    }

    /// A text whose plates are known.
    private static func plateText(
        _ plates: PlateText, _ bytes: [UInt8], _ format: ImportFormat, _ options: TextOptions
    ) throws(RecordingError) -> OpenedRecording {
        let outcome = try plates.read(bytes, options)
        var notices = outcome.notices
        if outcome.unitIsAssumed {
            notices.append("\(plates.name): says no unit of its forces; they were read as newtons, or add --unit.")
        }
        return try foreign(
            outcome.record, format, name: plates.name, options, sidesByName: outcome.sidesByName, notices)
    }

    /// Forces that are no text of columns.
    private static func timed(
        _ forces: TimedForces, _ format: ImportFormat, _ options: TextOptions, _ told: [String]
    ) throws(RecordingError) -> OpenedRecording {
        let name = forces.name
        if options.namesForce || options.time != nil {
            throw RecordingError(
                .needsOption, file: name,
                problem: "its columns are known, so --left, --right, --total and --time do not apply",
                remedy: "leave them out")
        }
        let (record, notices) = try forces.record(rate: options.rate)
        let upright = try LoadSign.asked(record, file: name, said: options.loadIsPositive)
        return try foreign(upright, format, name: name, options, sidesByName: true, told + notices)
    }

    /// A recording of another system.
    private static func foreign(
        _ given: ForceRecord, _ format: ImportFormat, name: String, _ options: TextOptions, sidesByName: Bool,
        _ told: [String], frame: String = "its centre of pressure is read with x to the person's right and y forwards."
    ) throws(RecordingError) -> OpenedRecording {
        var notices = told
        var record = given
        if let limb = options.limb {
            guard !record.hasSides else {
                throw RecordingError(
                    .needsOption, file: name, problem: "knows both sides and is not of one limb",
                    remedy: "name it without --\(limb.rawValue)-limb")
            }
            record = record.alone(limb)
            notices.append(
                "\(name): is of the \(limb.rawValue) limb alone, as --\(limb.rawValue)-limb says; the other did nothing."
            )
        } else if record.hasSides {
            notices.append(
                sidesByName
                    ? "\(name): left and right are as its header row names them."
                    : "\(name): left and right are as --left and --right say.")
        } else if format.isOfOneSensor {
            notices.append(
                "\(name): is of one sensor, whose side it does not say: name it with --left-limb or --right-limb.")
        } else {
            notices.append("\(name): only the sum of both sides is known, so there is no symmetry.")
        }
        if !record.pressure.isEmpty { notices.append("\(name): \(frame)") }
        let gaps = Loss.Gap.all(in: record)
        return OpenedRecording(
            record: record,
            info: RecordingInfo(
                id: nil, source: source(name), format: format.id, athlete: nil,
                loss: Loss(missing: gaps.reduce(0) { $0 + $1.count }, evidence: .unknown, gaps: gaps)),
            test: nil, weigh: nil, trials: nil, settings: AnalysisSettings(), notices: notices)
    }
}

extension ImportFormat {
    /// True for texts whose plates are known, so that columns by name are those of any text.
    fileprivate var isPlateText: Bool {
        switch self {
        case .bilanx, .c3d, .xdf, .gripconnect, .chronojump, .tindeq, .text: false
        default: true
        }
    }

    /// True for recordings of one sensor.
    fileprivate var isOfOneSensor: Bool { self == .chronojump || self == .tindeq || self == .gripconnect }

    /// The names of its columns.
    fileprivate var preset: ColumnPreset {
        switch self {
        case .hawkin: .hawkin
        case .vald: .vald
        case .bertec: .bertec
        default: .labRecorder
        }
    }
}

extension ClockAlignment {
    /// The alignment that a file's lines tell.
    public init(_ alignment: TrialHeader.Alignment, _ clocks: TrialTrailer.Clocks?) {
        self.init(
            uncertainty: alignment.uncertaintyNanoseconds * 1e-9, skew: clocks?.rightAgainstLeftPPM,
            residual: clocks?.residualNanoseconds.map { $0 * 1e-9 }, isTapped: clocks?.isTapped ?? false)
    }
}

extension Loss.Gap {
    /// The stretches of rows that are flagged as missing.
    public static func all(in record: ForceRecord) -> [Loss.Gap] {
        var gaps: [Loss.Gap] = []
        for (i, flags) in record.flags.enumerated() where flags.contains(.missing) {
            if let last = gaps.last, last.from + last.count == record.firstIndex + i {
                gaps[gaps.count - 1].count += 1
            } else {
                gaps.append(Loss.Gap(from: record.firstIndex + i, count: 1))
            }
        }
        return gaps
    }
}
