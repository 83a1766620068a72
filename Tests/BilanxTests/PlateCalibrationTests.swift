import Foundation
import Testing

/// Plates of several channels from weights to a recording that uses their calibration, against what they were made to show.
@Suite struct PlateCalibrationTests {
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appending(path: "bilanx-plates-\(UUID().uuidString)").path
        deinit { try? FileManager.default.removeItem(atPath: path) }
        func run(_ arguments: [String]) throws -> CommandLineRun { try CommandLineRun(arguments + ["-o", path]) }

        /// A run of weights with its id.
        func calibrate(_ device: String, _ arguments: [String]) throws -> String {
            let run = try run(
                ["calibrate", "run", "--device", device, "--dwell", "1", "--latitude", "52", "--height", "0"]
                    + ["--temperature", "20", "--humidity", "50", "--pressure", "1013", "--yes"] + arguments)
            try #require(run.code == 0, "\(run.words)")
            let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("Run: ") })
            return String(line.dropFirst(5))
        }

        func json(_ arguments: [String]) throws -> [String: Any] {
            let run = try run(arguments + ["--format", "json"])
            try #require(run.code == 0, "\(run.words)")
            return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        }

        /// A recording with its path and what was said.
        func record(_ arguments: [String]) throws -> (path: String, words: String) {
            let run = try run(["record", "--test", "cmj"] + arguments)
            try #require(run.code == 0, "\(run.words)")
            return (String(try #require(run.output.split(separator: "\n").last)), run.words)
        }
    }

    private static let grid = "-160:240,0:240,160:240,-160:0,160:0,-160:-240,0:-240,160:-240"
    private static let corners = ["--mass", "W1=40,u=1g,cert=C", "--kind", "corners", "--positions=\(grid)"]
    private static let four = ["CH0,CH1,CH2,CH3", "CH4,CH5,CH6,CH7"]

    /// A column of a recording's rows, by name, the empty ones left out.
    private static func column(_ name: String, _ path: String, _ rows: Range<Int>) throws -> [Double] {
        let text = try String(contentsOfFile: path + "/trial.csv", encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        let at = try #require(lines.first?.split(separator: ",").firstIndex { $0 == name })
        return rows.compactMap {
            $0 + 1 < lines.count
                ? Double(lines[$0 + 1].split(separator: ",", omittingEmptySubsequences: false)[at]) : nil
        }
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    @Test func fourUnequalCellsAreCalibratedAndUsed() throws {
        let folder = Folder()
        // 400 N give 1 V by the data sheet; the cells show 10 % too much, 10 % too little, 5 % too little, 5 % too much.
        let plate = "virtual:usb1608fsplus,cells=400x600,uneven=10"
        var sets: [String] = []
        for (side, channels) in zip(["left", "right"], Self.four) {
            let id = try folder.calibrate(
                plate + ",gain=0", Self.corners + ["--channels", channels, "--side", side])
            let fit = try folder.json([
                "calibrate", "fit", id, "--cells=-200:300,200:300,-200:-300,200:-300", "--save",
            ])
            let set = try #require(fit["set"] as? [String: Any])
            let cells = try #require(set["cells"] as? [String: Any])
            let gains = try #require(cells["gains"] as? [Double])
            for (gain, part) in zip(gains, [0.1, -0.1, -0.05, 0.05]) {
                #expect(abs(gain / (400 / (1 + part)) - 1) < 2e-3, "\(side) \(gains)")
            }
            #expect(try #require(cells["largest_position_residual_mm"] as? Double) < 1)
            sets.append(try #require(set["id"] as? String))
        }
        let person = plate + ",person=cmj,asymmetry=8,pace=max"
        let bound = try folder.run(
            [
                "rig", "set", "--device", person, "--left", Self.four[0], "--right", Self.four[1], "--four-cell",
                "400x600",
            ]
                + ["--spacing", "420"])
        try #require(bound.code == 0, "\(bound.words)")
        let used = try folder.record(["--sides-confirmed"])
        #expect(used.words.contains("calibration \(sets[0])") && used.words.contains("calibration \(sets[1])"))
        let header = try String(contentsOfFile: used.path + "/trial.csv", encoding: .utf8)
        #expect(header.contains("# scale_left: id=\(sets[0]) ") && header.contains("register_entry=1:"))
        #expect(header.contains("register_entry=2:"))
        // The foot stands 20 mm outside the middle of a plate that is 210 mm left of the common origin.
        let standing = 5500..<6500
        #expect(abs(Self.mean(try Self.column("left_copx_mm", used.path, standing)) + 230) < 0.5)
        #expect(abs(Self.mean(try Self.column("right_copx_mm", used.path, standing)) - 230) < 0.5)
        // Without the sets the place is wrong by half a centimetre, which the bytes of the devices can undo.
        let other = Folder()
        let copy = try other.run(
            [
                "rig", "set", "--device", person, "--left", Self.four[0], "--right", Self.four[1], "--four-cell",
                "400x600",
            ]
                + ["--spacing", "420"])
        try #require(copy.code == 0)
        let plain = try other.record(["--sides-confirmed"])
        #expect(abs(Self.mean(try Self.column("left_copx_mm", plain.path, standing)) + 230) > 3)
        let anew = try CommandLineRun([
            "analyze", plain.path, "--calibration", "left=\(sets[0])", "--calibration", "right=\(sets[1])", "--data",
            folder.path, "--all",
        ])
        #expect(anew.code == 0, "\(anew.words)")
        #expect(anew.words.contains("from the journal"), "\(anew.words)")
        #expect(anew.words.contains("The left side is computed anew with the set \(sets[0])"))
        // What was recorded with the sets and what was computed with them later are the same numbers.
        func table(_ path: String, _ more: [String] = []) throws -> [Substring] {
            let run = try CommandLineRun(["analyze", path, "--format", "csv"] + more)
            return run.output.split(separator: "\n").map { $0.drop { $0 != "," } }
        }
        let later = try table(
            plain.path,
            ["--calibration", "left=\(sets[0])", "--calibration", "right=\(sets[1])", "--data", folder.path])
        #expect(try table(used.path) == later)
        // The cells stand in the journal alone.
        try FileManager.default.removeItem(atPath: plain.path + "/raw.pcapng")
        let gone = try CommandLineRun([
            "analyze", plain.path, "--calibration", "left=\(sets[0])", "--data", folder.path,
        ])
        #expect(gone.code == 64 && gone.words.contains("raw.pcapng"), "\(gone.code ?? -1) \(gone.words)")
    }

    @Test func aPairOfPlatesOnCellsIsCorrected() throws {
        let folder = Folder()
        let plates = "virtual:usb1608fsplus,cells=400x600,mismatch=1.5,pace=max"
        func bind(_ device: String) throws {
            let run = try folder.run([
                "rig", "set", "--device", device, "--left", Self.four[0], "--right", Self.four[1], "--four-cell",
                "400x600",
            ])
            try #require(run.code == 0, "\(run.words)")
        }
        try bind(plates + ",hand=step")
        let pair = try folder.json(["calibrate", "pair", "--correct"])
        #expect(abs(try #require(pair["mismatch_percent"] as? Double) - 1.5) < 0.2)
        try bind(plates + ",person=cmj,asymmetry=4")
        let run = try folder.record(["--sides-confirmed"])
        let header = try String(contentsOfFile: run.path + "/trial.csv", encoding: .utf8)
        #expect(header.contains("+pair") && header.contains("# gain_ratio_u: "), "\(run.words)")
        let standing = 5500..<6500
        let left = Self.mean(try Self.column("left_N", run.path, standing))
        let right = Self.mean(try Self.column("right_N", run.path, standing))
        #expect(abs(100 * (right - left) / (right + left) - 4) < 0.15)
    }

    @Test func theMatrixOfAPlateIsFoundAndUsed() throws {
        let folder = Folder()
        // Channels show Fz/2, 2 Mx + 0.02 Fz and 2 My, wrong by -1, 1 and 1.5 %; 400 N give 1 V.
        let plate = "virtual:usb1608fsplus,six=40,uneven=2"
        let channels = "CH0,CH1,CH2,CH3,CH4,CH5"
        var sets: [String] = []
        for serial in ["11111111", "22222222"] {
            let id = try folder.calibrate(
                plate + ",gain=0,serial=\(serial),seed=\(serial.prefix(1))",
                Self.corners + ["--channels", channels, "--side", "left"])
            let fit = try folder.json([
                "calibrate", "fit", id, "--six", "--height", "40", "--channels", "3,4,5", "--save",
            ])
            let set = try #require(fit["set"] as? [String: Any])
            let matrix = try #require(set["matrix"] as? [String: Any])
            #expect(matrix["components"] as? [String] == ["fz", "mx", "my"])
            let rows = try #require(matrix["rows"] as? [[Double]])
            #expect(abs(rows[0][0] / (800 / 0.99) - 1) < 2e-3, "\(rows)")
            #expect(abs(rows[1][1] / (200 / 1.01) - 1) < 2e-3)
            #expect(abs(rows[1][0] / (-8 / 0.99) - 1) < 0.05)
            #expect(abs(rows[2][2] / (200 / 1.015) - 1) < 2e-3)
            sets.append(try #require(set["id"] as? String))
        }
        // The maker's matrix knows the crosstalk and not the channels' errors.
        let maker = folder.path + "/maker.csv"
        try """
        400,0,-8,0,0,0
        0,400,0,0,0,0
        0,0,800,0,0,0
        0,0,-8,200,0,0
        0,0,0,0,200,0
        0,0,0,0,0,200
        """.write(toFile: maker, atomically: true, encoding: .utf8)
        let person = plate + ",person=cmj,asymmetry=8,pace=max,serial="
        let bound = try folder.run(
            ["rig", "set", "--left-device", person + "11111111", "--right-device", person + "22222222"]
                + ["--left", channels, "--right", channels, "--matrix-left", maker, "--matrix-right", maker]
                + ["--surface", "40"])
        try #require(bound.code == 0, "\(bound.words)")
        let used = try folder.record(["--sides-confirmed"])
        #expect(used.words.contains("calibration \(sets[0])"), "\(used.words)")
        let header = try String(contentsOfFile: used.path + "/trial.csv", encoding: .utf8)
        #expect(header.contains("# scale_left: id=\(sets[0]) ") && header.contains("register_entry="))
        let lines = header.split(separator: "\n").filter { !$0.hasPrefix("#") }.count
        let standing = (lines / 2)..<(lines / 2 + 200)
        let place = try Self.column("left_copx_mm", used.path, standing)
        #expect(!place.isEmpty && abs(Self.mean(place) + 20) < 1, "\(Self.mean(place))")
    }

    @Test func zeroAndSpanOfTheSecondSensorFindItsGain() throws {
        let folder = Folder()
        let id = try folder.calibrate(
            "virtual:u6,gain=3", ["--mass", "W1=40,u=1g,cert=C", "--channel", "AIN2", "--side", "right"])
        let fit = try folder.json(["calibrate", "fit", id, "--zero-span"])
        let set = try #require(fit["set"] as? [String: Any])
        let gain = try #require((set["coefficients"] as? [Double])?.last)
        #expect(abs(gain / (200_000 / 1.03) - 1) < 1e-3, "\(gain)")
        #expect(set["interim"] as? Bool == true)
    }

    @Test func temperatureOfTheSpanIsFoundAndPrinted() throws {
        let folder = Folder()
        var ids: [String] = []
        let masses = (1...5).flatMap { ["--mass", "W\($0)=20,u=1g,cert=C"] }
        // A kelvin changes the span by 200 ppm.
        for (warmer, celsius) in [(0, "20"), (-5, "15"), (5, "25")] {
            let run = try folder.run(
                [
                    "calibrate", "run", "--device", "virtual:u6,gain=0,noise=0.05,warmer=\(warmer)", "--dwell", "1",
                    "--yes",
                ]
                    + [
                        "--rotations", "0", "--preloads", "0", "--latitude", "52", "--height", "0", "--temperature",
                        celsius,
                    ]
                    + ["--temperature-uncertainty", "0.4"] + masses)
            try #require(run.code == 0, "\(run.words)")
            ids.append(
                String(try #require(run.output.split(separator: "\n").first { $0.hasPrefix("Run: ") }).dropFirst(5)))
        }
        let fit = try folder.json(["calibrate", "fit"] + ids + ["--temperature"])
        let set = try #require(fit["set"] as? [String: Any])
        let model = try #require(set["temperature"] as? [String: Any])
        let span = try #require(model["span_per_K"] as? Double)
        #expect(abs(span - 2e-4) < 2e-5, "\(span)")
        let printed = try folder.run(
            ["calibrate", "certificate", ids[0], "--temperature", ids[1], "--temperature", ids[2]]
                + ["--temperature-limit", "300"])
        try #require(printed.code == 0, "\(printed.words)")
        let path = try #require(printed.output.split(separator: "\n").first).description
        let page = try String(contentsOfFile: path, encoding: .utf8)
        for item in [
            "Runs at other temperatures", ids[1], ids[2], "Span per kelvin", "± 0.4 °C (k = 2)", "Temperature of use",
            "not stated: not counted as 0",
        ] { #expect(page.contains(item), "\(item)") }
        // Without runs at other temperatures the limit of use and the stated coefficient stand there.
        let alone = try folder.run([
            "calibrate", "certificate", ids[0], "--id", "alone", "--temperature-limit", "300",
        ])
        try #require(alone.code == 0, "\(alone.words)")
        let second = try String(contentsOfFile: folder.path + "/calibrations/records/alone.html", encoding: .utf8)
        #expect(second.contains("within 5 K of 20 °C") && second.contains("300 ppm/K as stated"))
    }

    @Test func aSensorFoundWrongNamesTheRecordingsMadeWithIt() throws {
        let folder = Folder()
        let masses = (1...5).flatMap { ["--mass", "W\($0)=20,u=1g,cert=C"] }
        let short = ["--rotations", "0", "--preloads", "0"]
        let first = try folder.calibrate("virtual:u6,gain=0", masses + short)
        let set = try #require(
            try folder.json(["calibrate", "fit", first, "--save"])["set"] as? [String: Any])
        let id = try #require(set["id"] as? String)
        let recorded = try folder.record(["--device", "virtual:u6,person=cmj,pace=max"])
        #expect(recorded.words.contains("calibration \(id)"))
        // A year later it shows 3 % too much.
        let found = try folder.calibrate("virtual:u6,gain=3", masses + short + ["--as-found"])
        let left = try folder.calibrate("virtual:u6,gain=0.1", masses + short + ["--as-left"])
        let kept = try folder.run(["calibrate", "fit", left, "--save", "--as-found", found])
        #expect(kept.code == 0 && kept.words.contains("As found, by \(id): fail"), "\(kept.words)")
        let affected = try folder.run(["calibrate", "affected"])
        #expect(affected.output.contains(recorded.path), "\(affected.output)")
        let list = try folder.run(["calibrate", "list"])
        #expect(list.output.contains("as found outside its limits: set \(id)"), "\(list.output)")
        let printed = try folder.run([
            "calibrate", "certificate", left, "--as-found", found, "--previous", id,
        ])
        try #require(printed.code == 0, "\(printed.words)")
        let path = try #require(printed.output.split(separator: "\n").first).description
        let page = try String(contentsOfFile: path, encoding: .utf8)
        for item in ["As found against the set in use", id, "beyond the limit", "As found, before the adjustment"] {
            #expect(page.contains(item), "\(item)")
        }
    }

    @Test func theNumberOfCellsHasToFitTheRun() throws {
        let folder = Folder()
        let id = try folder.calibrate("virtual:u6,gain=0", ["--mass", "W1=40,u=1g,cert=C"])
        let run = try folder.run(["calibrate", "fit", id, "--cells=-200:300,200:300,-200:-300,200:-300"])
        #expect(run.code == 65)
        #expect(run.words.contains("4 places") && run.words.contains("1 channel:"), "\(run.words)")
        #expect(run.words.contains("calibrate run --channels") && !run.words.contains("measure it again"))
    }
}
