import Foundation
import Statistics
import Testing

@testable import Recordings

@Suite struct FolderTests {
    @Test func identifiersCarryTheirTime() throws {
        var random = SplitMix64(seed: 4)
        var seen: Set<UUIDv7> = []
        for i in 0..<1000 {
            let id = UUIDv7(milliseconds: 1_795_354_212_000 + Int64(i), using: &random)
            #expect(id.milliseconds == 1_795_354_212_000 + Int64(i))
            #expect(UUIDv7(id.description) == id)
            #expect(id.description.dropFirst(14).first == "7")
            #expect(id.shortName.count == 8)
            seen.insert(id)
        }
        #expect(seen.count == 1000)
        // RFC 9562, appendix A.6.
        let example = try #require(UUIDv7("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"))
        #expect(example.milliseconds == 1_645_557_742_000)
        #expect(example.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        // The last 40 bits, 0C0C07398F, five at a time.
        #expect(example.shortName == "1G60EECF")
        #expect(UUIDv7("017F22E2-79B0-4CC3-98C4-DC0C0C07398F") == nil)
        #expect(UUIDv7("017F22E279B07CC398C4DC0C0C07398F") == nil)
        #expect(UUIDv7("+17F22E2-79B0-7CC3-98C4-DC0C0C07398F") == nil)
    }

    @Test func timesWithZone() throws {
        let time = try #require(ZonedTime("2026-11-22T14:30:12.123456+01:00"))
        #expect(time.microseconds == 1_795_354_212_123_456)
        #expect(time.description == "2026-11-22T14:30:12.123456+01:00")
        #expect(time.dateText == "2026-11-22")
        #expect(time.clockText == "143012")
        #expect(ZonedTime("2024-02-29T23:59:59Z")?.description == "2024-02-29T23:59:59.000000+00:00")
        #expect(ZonedTime("1969-12-31T20:00:00.5-05:30")?.description == "1969-12-31T20:00:00.500000-05:30")
        for bad in ["2026-11-22", "2026-11-22T14:30:12", "2026-13-22T14:30:12Z", "2026-11-22T14:30:12Zx", "", "T"] {
            #expect(ZonedTime(bad) == nil, "\(bad)")
        }
        var random = SplitMix64(seed: 9)
        let utc = ISO8601DateFormatter()
        for _ in 0..<300 {
            let seconds = Int64(random.index(6_000_000_000)) - 1_000_000_000
            let time = ZonedTime(microseconds: seconds * 1_000_000, offsetMinutes: random.index(1600) - 800)
            #expect(ZonedTime(time.description) == time)
            let whole = time.description.replacing(".000000", with: "")
            #expect(utc.date(from: whole)?.timeIntervalSince1970 == Double(seconds))
        }
    }

    @Test func theDataDirectoryFollowsThePlatform() {
        #if os(Linux)
            #expect(DataDirectory.standard(environment: [:], home: "/home/a").path == "/home/a/.local/share/bilanx")
        #endif
        #expect(DataDirectory.standard(environment: ["XDG_DATA_HOME": "/d"], home: "/h").path == "/d/bilanx")
        #expect(DataDirectory.standard(environment: ["XDG_DATA_HOME": "rel"], home: "/h").path.hasPrefix("/h/"))
        #expect(DataDirectory(path: "/x").recordings == "/x/recordings")
    }

    @Test func aRecordingIsPartialUntilItIsFinished() throws {
        let temporary = try TemporaryFolder()
        let started = try #require(ZonedTime("2026-11-22T14:30:12+01:00"))
        let id = try #require(UUIDv7("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"))
        let data = DataDirectory(path: temporary.file("data"))
        var folder = try RecordingFolder.create(in: data, started: started, test: "cmj", id: id)
        #expect(folder.path == temporary.path + "/data/recordings/2026-11-22/143012-cmj-1G60EECF.partial")
        #expect(folder.isPartial)
        // The same name is not given twice, neither while it runs nor afterwards.
        var error = #expect(throws: RecordingError.self) {
            try RecordingFolder.create(in: data, started: started, test: "cmj", id: id)
        }
        #expect(error?.kind == .exists)
        try folder.writeResults("{}\n")
        error = #expect(throws: RecordingError.self) { try folder.writeResults("{}\n") }
        #expect(error?.kind == .exists)
        try folder.appendNote("{\"note\":\n\"one\"}")
        try folder.appendNote("{\"note\": \"two\"}")
        #expect(
            try String(contentsOfFile: folder.notes, encoding: .utf8) == "{\"note\": \"one\"}\n{\"note\": \"two\"}\n")
        try folder.finish()
        try folder.finish()
        #expect(folder.path.hasSuffix("/143012-cmj-1G60EECF"))
        #expect(FileManager.default.fileExists(atPath: folder.results))
        error = #expect(throws: RecordingError.self) {
            try RecordingFolder.create(in: data, started: started, test: "cmj", id: id)
        }
        #expect(error?.kind == .exists)
    }

    @Test func finishingNeverReplacesAnotherRecording() throws {
        let temporary = try TemporaryFolder()
        var folder = try RecordingFolder.create(
            in: DataDirectory(path: temporary.path), started: .now(), test: "../x y", id: UUIDv7(milliseconds: 0))
        #expect(folder.path.contains("-___x_y-"))
        let final = String(folder.path.dropLast(".partial".count))
        try FileManager.default.createDirectory(atPath: final, withIntermediateDirectories: false)
        let error = #expect(throws: RecordingError.self) { try folder.finish() }
        #expect(error?.kind == .exists)
        #expect(error?.file == final)
        #expect(folder.isPartial)
    }

    @Test func aFileInTheWayIsNamed() throws {
        let temporary = try TemporaryFolder()
        let blocked = try temporary.write("recordings", "")
        let error = #expect(throws: RecordingError.self) {
            try RecordingFolder.create(
                in: DataDirectory(path: temporary.path), started: .now(), test: "cmj", id: UUIDv7(milliseconds: 0))
        }
        #expect(error?.file.hasPrefix(blocked) == true)
        #expect(error?.kind == .exists)
    }

    @Test(.enabled(if: FileManager.default.isWritableFile(atPath: "/dev/full")))
    func aFullDiskIsNamed() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        defer { close(descriptor) }
        let error = #expect(throws: RecordingError.self) {
            try FileAccess.write([1, 2, 3], to: descriptor, path: "/data/trial.csv")
        }
        #expect(error?.kind == .diskFull)
        #expect(error?.description.contains("/data/trial.csv: could not be written: No space left on device") == true)
    }
}
