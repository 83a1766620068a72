import SignalCore
import TestSupport
import Testing

@testable import Recordings

/// Reading costs in proportion to length: no row may copy what was read before it.
@Suite struct ReadingCostTests {
    private func allocationsPerFile(_ rows: Int, _ read: ([UInt8]) throws -> Int) -> Int? {
        var text = "# bilanx recording 1\n# id: 019ab7e2-4c00-7abc-8def-0123456789ab\n# test: free\n"
        text += "# started: 2026-11-22T14:30:12Z\n# rate_hz: 1000\ntime_s,left_N,right_N,left_raw,flags\n"
        var buffer = ByteBuffer(capacity: 1 << 20)
        buffer.append(text)
        for i in 0..<rows {
            buffer.append(atMost: 32) { FixedDecimals.write(Double(i) / 1000, decimals: 6, to: $0) }
            buffer.append(",1.0000,2.0000,3,0\n")
        }
        let bytes = buffer.bytes
        var count = 0
        var failure: (any Error)?
        let made = allocations {
            do { count = try read(bytes) } catch { failure = error }
        }
        #expect(failure == nil)
        #expect(count == rows)
        return made
    }

    @Test func ofRecordingsOfOurs() {
        _ = allocationsPerFile(10) { try TrialFileReader.read($0, name: "t").file.record.count }
        if let made = allocationsPerFile(20_000, { try TrialFileReader.read($0, name: "t").file.record.count }) {
            #expect(made < 2000)
        }
    }

    /// Debug builds allocate for unspecialised loops over collections; releases are what counts.
    private static var isOptimized: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }

    @Test(.enabled(if: isOptimized)) func ofText() {
        let options = TextOptions(left: "2", right: "3", time: "1")
        _ = allocationsPerFile(10) { try TextReader.read($0, name: "t", options: options).record.count }
        if let made = allocationsPerFile(
            20_000, { try TextReader.read($0, name: "t", options: options).record.count })
        {
            // The search for the layout looks at 400 lines in ten ways.
            #expect(made < 15_000)
        }
    }
}
