import Foundation
import Testing

@testable import StreamOutlet

@Suite("Lab streaming layer", .serialized)
struct StreamOutletTests {
    /// The library, where `BILANX_LIBLSL` names one; tests must not depend on what else this computer has.
    private static var library: StreamLibrary? {
        guard ProcessInfo.processInfo.environment[StreamLibrary.variable] != nil else { return nil }
        return try? StreamLibrary.load()
    }

    private static let channels = [
        StreamOutlet.Channel(label: "left", unit: "N"), StreamOutlet.Channel(label: "right", unit: "N"),
    ]

    @Test func saysWhatIsMissing() {
        let error = #expect(throws: StreamLibraryMissing.self) { try StreamLibrary.load(["/nowhere/liblsl.so"]) }
        #expect(error?.description.contains("/nowhere/liblsl.so") == true)
        #expect(error?.description.contains(StreamLibrary.variable) == true)
    }

    #if os(Linux)
        @Test func refusesAnotherLibrary() {
            let error = #expect(throws: StreamLibraryMissing.self) { try StreamLibrary.load(["libc.so.6"]) }
            #expect(error?.description.hasPrefix("libc.so.6 is no liblsl") == true)
        }
    #endif

    @Test(.enabled(if: library != nil, "needs liblsl: .ci/lsl brings one"))
    func refusesWhatDoesNotFit() throws {
        let library = try #require(Self.library)
        #expect(library.version >= 113)
        #expect(StreamOutlet(library: library, name: "x", rate: 1000, channels: [], sourceID: "bilanx-test-0") == nil)
        let outlet = try #require(
            StreamOutlet(library: library, name: "x", rate: 1000, channels: Self.channels, sourceID: "bilanx-test-0"))
        #expect(!outlet.hasConsumers)
        #expect(outlet.push([1, 2, 3, 4], stamps: [1, 2]) && outlet.push([], stamps: []))
        #expect(!outlet.push([1, 2, 3], stamps: [1, 2]) && !outlet.push([1, 2], stamps: [1, 2]))
        // Both clocks run alike: a second is a second, and now is now.
        #expect(abs(outlet.seconds(at: 5_000_000_000) - outlet.seconds(at: 4_000_000_000) - 1) < 1e-9)
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let ours = outlet.seconds(at: UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec))
        #expect(abs(ours - library.clock()) < 0.1)
    }

    /// Sends to a program of another language, which .ci/lsl starts and which compares what it got with the file that
    /// this writes.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["BILANX_LSL_PROOF"] != nil, "run by .ci/lsl"))
    func sendsToAnotherProcess() async throws {
        let folder = try #require(ProcessInfo.processInfo.environment["BILANX_LSL_PROOF"])
        let library = try #require(Self.library)
        let outlet = try #require(
            StreamOutlet(
                library: library, name: "Bilanx proof", rate: 1000, channels: Self.channels, sourceID: "bilanx-proof"))
        for _ in 0..<300 where !outlet.hasConsumers { try await Task.sleep(for: .milliseconds(100)) }
        try #require(outlet.hasConsumers)
        // The receiver is listed a moment before it receives.
        try await Task.sleep(for: .milliseconds(500))

        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let start = UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
        var lines = ""
        var index = 0
        // Chunks of changing size, as a device's packets come; stamps as the device's clock gives them, 1 ms apart.
        for size in [1, 7, 16, 100, 3] + Array(repeating: 50, count: 60) {
            var values: [Double] = []
            var stamps: [UInt64] = []
            for _ in 0..<size {
                let left = 400.0001 + Double(index) / 7
                let right = index % 97 == 5 ? Double.nan : -3.25 * Double(index)
                let stamp = start + UInt64(index) * 1_000_137
                values += [left, right]
                stamps.append(stamp)
                lines += "\(stamp),\(left),\(right)\n"
                index += 1
            }
            #expect(outlet.push(values, stamps: stamps))
            try await Task.sleep(for: .milliseconds(5))
        }
        try lines.write(toFile: folder + "/sent.csv.part", atomically: false, encoding: .utf8)
        try FileManager.default.moveItem(atPath: folder + "/sent.csv.part", toPath: folder + "/sent.csv")
        // What an outlet has not sent when it goes is lost; the receiver says when it has all.
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: folder + "/received") {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(FileManager.default.fileExists(atPath: folder + "/received"))
    }
}
