import ArgumentParser
import Calibration
import Laboratory
import Recordings

/// Which fit of a run is wanted, and where runs lie.
struct FitOptions: ParsableArguments {
    enum Degree: String, ExpressibleByArgument, CaseIterable {
        case auto
        case first = "1"
        case second = "2"
        case third = "3"
    }

    @Option(help: "Degree of the curve: auto (the F test decides), 1, 2, 3.")
    var degree: Degree = .auto

    @Flag(name: .customLong("zero-span"), help: "Zero and the largest weight alone: for interim work.")
    var zeroSpan = false

    @Option(
        help: ArgumentHelp(
            "Gains of cells at these places in mm from the centre, in the order of the channels, such as "
                + "-200:150,200:150,200:-150,-200:-150.", valueName: "x:y,…"))
    var cells: String?

    @Flag(help: "The matrix of a plate of six components; needs --height.")
    var six = false

    @Option(
        help: "Millimetres of the surface above the transducer's origin, for --six; negative where its z points down.")
    var height: Double?

    @Option(help: "Channels to use for --six, numbered from 1, such as 3,4,5; else all.")
    var channels: String?

    @Option(help: "Months for which the set holds; else 12, and 1 for --zero-span.")
    var months: Int?

    @Option(
        help:
            "Largest change of the span with temperature in ppm/K, such as the data sheet's; counts where no runs tell it."
    )
    var temperatureLimit: Double?

    @Option(name: .customShort("o"), help: ArgumentHelp("Data folder for this call.", valueName: "dir"))
    var output: String?

    func validate() throws {
        let kinds = [zeroSpan, cells != nil, six].count { $0 }
        if kinds > 1 { throw ValidationError("--zero-span, --cells and --six exclude each other.") }
        if kinds > 0, degree != .auto { throw ValidationError("--degree is for the curve of one sensor.") }
        if six, height == nil { throw ValidationError("--six needs --height MM, 0 where surface and origin are one.") }
        if !six, height != nil || channels != nil { throw ValidationError("--height and --channels belong to --six.") }
        if let height, !height.isFinite || abs(height) > 1000 {
            throw ValidationError("--height is in millimetres, between -1000 and 1000.")
        }
        if let months, !(1...60).contains(months) { throw ValidationError("--months is 1 to 60.") }
        if let temperatureLimit, !(temperatureLimit > 0 && temperatureLimit <= 10_000) {
            throw ValidationError("--temperature-limit is in ppm/K, above 0 and at most 10000.")
        }
        _ = try places()
        _ = try numbers()
    }

    /// The store of the data folder.
    var store: CalibrationStore { .ofUser(output.map { DataDirectory(path: $0) } ?? DataDirectory.standard()) }

    /// The fit that was asked for.
    func request() throws -> CalibrationOutcome.Request {
        if zeroSpan { return .zeroSpan }
        if let places = try places() { return .cells(places) }
        if six { return .sixComponents(height: height ?? 0, channels: try numbers()) }
        switch degree {
        case .auto: return .curve(.automatic)
        case .first: return .curve(.degree(1))
        case .second: return .curve(.degree(2))
        case .third: return .curve(.degree(3))
        }
    }

    private func places() throws -> [SIMD2<Double>]? {
        try cells?.split(separator: ",").map { place in
            let parts = place.split(separator: ":").compactMap { Double($0) }
            guard parts.count == 2, parts.allSatisfy(\.isFinite) else {
                throw ValidationError("--cells is x:y in mm with commas between, such as -200:150,200:150.")
            }
            return SIMD2(parts[0], parts[1])
        }
    }

    private func numbers() throws -> [Int]? {
        try channels?.split(separator: ",").map { text in
            guard let number = Int(text), number >= 1 else {
                throw ValidationError("--channels is numbers from 1 with commas between, such as 3,4,5.")
            }
            return number - 1
        }
    }
}
