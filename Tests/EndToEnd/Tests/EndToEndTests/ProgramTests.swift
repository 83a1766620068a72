import ForceDevices
import Foundation
import MockUSB
import Simulation
import Testing

/// The program under test, as the environment variable BILANX names it.
private let program = ProcessInfo.processInfo.environment["BILANX"]

extension UnderUmockdev {
    @Suite("The program itself", .enabled(if: program != nil, "set BILANX to the path of a built bilanx"))
    struct Program {
        private struct Run {
            let process = Process()
            let output = Pipe()
            let errors = Pipe()

            /// Starts the program as it is: the test bed's library reaches it through the environment.
            init(_ arguments: [String]) throws {
                process.executableURL = URL(filePath: try #require(program))
                process.arguments = arguments
                process.standardOutput = output
                process.standardError = errors
                process.standardInput = FileHandle.nullDevice
                try process.run()
            }

            /// Waits for the end.
            func finish() -> (code: Int32, output: String, words: String) {
                let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                return (process.terminationStatus, text, words)
            }
        }

        private struct Folder: ~Copyable {
            let url = FileManager.default.temporaryDirectory.appending(path: "bilanx-\(UUID().uuidString)")
            init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
            deinit { try? FileManager.default.removeItem(at: url) }
        }

        private func jumper() -> VirtualU6 {
            var settings = PersonSettings(.cmj)
            settings.asymmetry = 8
            return VirtualU6(source: VirtualPerson(settings))
        }

        private func record(_ folder: borrowing Folder) -> [String] {
            [
                "record", "--device", "u6:360012345", "--test", "cmj", "--sides-confirmed", "--span-left",
                "2000N@10mV", "--span-right", "2000N@10mV", "--duration", "14", "-o", folder.url.path,
            ]
        }

        @Test("It lists the device, and nothing after the unplug")
        func devices() throws {
            let bus = try MockBus()
            try bus.plug(jumper())
            let seen = try Run(["devices"]).finish()
            #expect(seen.code == 0, "\(seen.words)")
            #expect(seen.output.contains("u6:360012345"))
            bus.unplug()
            let unseen = try Run(["devices"]).finish()
            #expect(unseen.code == 69)
            #expect(!unseen.output.contains("u6:"))
        }

        @Test("It records a jump without a gap and finds the difference that the person has")
        func recording() throws {
            let folder = try Folder()
            let bus = try MockBus()
            try bus.plug(jumper())
            let run = try Run(record(folder)).finish()
            #expect(run.code == 0, "\(run.words)")
            let path = try #require(run.output.split(separator: "\n").last.map(String.init))
            #expect(path.hasPrefix(folder.url.path) && !path.hasSuffix(".partial"))
            let csv = try String(contentsOfFile: path + "/trial.csv", encoding: .utf8)
            #expect(csv.hasPrefix("# bilanx recording 1\n"))
            let rows = csv.split(separator: "\n").count { $0.first?.isNumber == true }
            #expect(rows > 8000)
            #expect(FileManager.default.fileExists(atPath: path + "/raw.pcapng"))
            let results = try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(filePath: path + "/results.json")))
            let recording = try #require(((results as? [String: Any])?["recordings"] as? [[String: Any]])?.first)
            let loss = try #require(recording["loss"] as? [String: Any])
            #expect(loss["missing"] as? Int == 0)
            #expect(loss["evidence"] as? String == "counted")
            let trial = try #require((recording["trials"] as? [[String: Any]])?.first, "\(run.words)\n\(run.output)")
            let metrics = try #require(trial["metrics"] as? [[String: Any]])
            let peak = try #require(metrics.first { $0["id"] as? String == "peakForce" })
            let asymmetry = try #require(peak["asymmetry"] as? [String: Any])
            let value = try #require(asymmetry["value"] as? Double)
            #expect(abs(value - 8) < 1)
            #expect(asymmetry["larger"] as? String == "right")
        }

        @Test("Unplugged while it records, it waits, goes on in the same file, and marks the gap")
        func replugged() throws {
            let folder = try Folder()
            let bus = try MockBus()
            let device = try bus.plug(jumper())
            let run = try Run(record(folder))
            let limit = Date.now.addingTimeInterval(60)
            while device.counts.reaped < 400, Date.now < limit { usleep(20_000) }
            bus.unplug()
            usleep(1_000_000)
            try bus.plug(jumper())
            let ended = run.finish()
            #expect(ended.code == 0, "\(ended.words)")
            #expect(ended.words.contains("u6:360012345 is back"), "\(ended.words)")
            let path = try #require(ended.output.split(separator: "\n").last.map(String.init))
            let csv = try String(contentsOfFile: path + "/trial.csv", encoding: .utf8)
            let rows = csv.split(separator: "\n").filter { $0.first?.isNumber == true }
            #expect(rows.count == 14_000)
            let missing = rows.indices.filter { Int(rows[$0].split(separator: ",").last ?? "").map { $0 & 1 } == 1 }
            // Unplugged for a second; opening and starting take their time.
            #expect((1_000...4_000).contains(missing.count), "\(missing.count)")
            let first = try #require(missing.first)
            let last = try #require(missing.last)
            #expect(last - first + 1 == missing.count)
            #expect(last < rows.count - 1000)
            #expect(csv.contains("# loss: missing=\(missing.count) "))
        }

        @Test("Unplugged while it records, and interrupted while it waits, it keeps what it has and says what happened")
        func unplugged() throws {
            let folder = try Folder()
            let bus = try MockBus()
            let device = try bus.plug(jumper())
            let run = try Run(record(folder))
            let limit = Date.now.addingTimeInterval(60)
            // 400 transfers are nearly 5 s of the stream.
            while device.counts.reaped < 400, Date.now < limit { usleep(20_000) }
            bus.unplug()
            usleep(1_000_000)
            run.process.interrupt()
            let ended = run.finish()
            #expect(ended.words.localizedCaseInsensitiveContains("unplugged"), "\(ended.words)")
            let path = try #require(
                FileManager.default.enumerator(atPath: folder.url.path)?.compactMap { $0 as? String }
                    .first { $0.hasSuffix("trial.csv") })
            let csv = try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
            #expect(csv.split(separator: "\n").count { $0.first?.isNumber == true } > 500)
            #expect(csv.split(separator: "\n").last?.hasPrefix("# end rows=") == true)
        }

        @Test("It leads a technician through a calibration, and finds what the sensor shows too much")
        func calibration() throws {
            let folder = try Folder()
            let plan = folder.url.appending(path: "plan.json")
            try Data(
                #"""
                {"schema":"bilanx.calibrationplan/1","device":"u6:360012345","channels":["AIN0"],"span":"2000N@10mV",
                 "site":{"name":"laboratory","latitude":52,"height":100},"warmUp":30,
                 "masses":[{"id":"W1","mass":20,"uncertainty":0.001},{"id":"W2","mass":20,"uncertainty":0.001},
                           {"id":"W3","mass":20,"uncertainty":0.001},{"id":"W4","mass":20,"uncertainty":0.001}],
                 "plan":{"kind":"deadWeight","rotations":[0],"preloads":1,"dwell":1}}
                """#.utf8
            ).write(to: plan)
            var faults = VirtualTechnician.Faults()
            faults.gain = 0.03
            let one = 20 * 9.8126 * (1 - 0.00015)
            let loads: [(Double, Bool)] = [
                (4 * one, false), (0, true), (one, false), (2 * one, false), (3 * one, false), (4 * one, false),
                (3 * one, true), (2 * one, true), (one, true), (0, true),
            ]
            let technician = VirtualTechnician(
                loads.map { VirtualTechnician.Step(force: $0.0, isFalling: $0.1, hold: 7) }, faults: faults)
            let bus = try MockBus()
            try bus.plug(VirtualU6(source: technician))
            let run = try Run([
                "calibrate", "run", "--plan", plan.path, "--yes", "-o", folder.url.path, "--format", "json",
            ])
            .finish()
            #expect(run.code == 0, "\(run.words)")
            let result = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
            #expect(result?["done"] as? Int == 10)
            #expect(result?["isFinished"] as? Bool == true)
            let readings = try #require(result?["readings"] as? [[String: Any]])
            let means = try readings.map { try #require(($0["means"] as? [Double])?.first) }
            try #require(means.count == 10, "\(run.words)")
            let shown = (means[3] - means[1]) / 0.01 * 2000
            #expect(abs(shown / (2 * one) - 1.03) < 0.001, "\(shown)")
            let id = try #require(result?["id"] as? String)
            let path = folder.url.path + "/calibrations/runs/" + id
            for name in ["run.json", "readings.jsonl", "device-calibration.json", "plan.json"] {
                #expect(FileManager.default.fileExists(atPath: path + "/" + name))
            }
            let fit = try Run(["calibrate", "fit", id, "--save", "--format", "json", "-o", folder.url.path]).finish()
            #expect(fit.code == 0, "\(fit.words)")
            let made = try Run(["calibrate", "certificate", id, "--lab", "Laboratory", "-o", folder.url.path]).finish()
            #expect(made.code == 0, "\(made.words)")
            let page = try #require(made.output.split(separator: "\n").first { $0.hasSuffix(".html") }.map(String.init))
            #expect(try String(contentsOfFile: page, encoding: .utf8).contains("360012345"))

            // A live test then uses it, where nobody names a span: the left side no longer shows 3 % too much.
            bus.unplug()
            try bus.plug(jumper())
            let test = try Run([
                "record", "--device", "u6:360012345", "--test", "cmj", "--sides-confirmed", "--span-right",
                "2000N@10mV", "--duration", "14", "-o", folder.url.path,
            ])
            .finish()
            #expect(test.code == 0, "\(test.words)")
            let recording = try #require(test.output.split(separator: "\n").last.map(String.init))
            let header = try String(contentsOfFile: recording + "/trial.csv", encoding: .utf8)
                .split(separator: "\n").filter { $0.hasPrefix("# scale_") }
            let left = try #require(header.first { $0.hasPrefix("# scale_left") })
            #expect(left.contains("id=cal:") && left.contains("relative_uncertainty="), "\(left)")
            let numbers = try #require(left.firstMatch(of: /coefficients=(\S+)/)?.1).split(separator: ",")
            let gain = try #require(Double(numbers[1]))
            #expect(abs(gain / 200_000 * 1.03 - 1) < 0.002, "\(left)")
        }
    }
}
