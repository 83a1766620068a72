import ForceDevices
import SignalCore
import Testing
import Transport

@testable import SerialTransport

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A board at the other end of a pseudo-terminal that writes lines with its own time, in the host's time.
private final class Board: @unchecked Sendable {
    // Written before the thread starts and read by it alone.
    let master: Int32
    let period: UInt64
    let lines: Int
    /// Numbers of the lines that never leave the board.
    let skipped: ClosedRange<Int>

    init(master: Int32, period: UInt64, lines: Int, skipped: ClosedRange<Int>) {
        self.master = master
        self.period = period
        self.lines = lines
        self.skipped = skipped
    }

    func run() {
        let start = MonotonicClock.now
        for i in 0..<lines where !skipped.contains(i) {
            MonotonicClock.sleep(until: start + UInt64(i) * period)
            let line = Array("\(UInt64(i) * period / 1000),\(i),\(-i)\r\n".utf8)
            _ = line.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
        }
    }
}

#if os(Linux)
    private func runBoard(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        Unmanaged<Board>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }

    @Suite struct LineOverTerminalTests {
        /// The whole way of a reading, from the board's write to the scan, through a real tty.
        @Test func readingsOfATerminalBecomeScansWithTheirGap() throws {
            let terminal = try PseudoTerminal()
            let link = try SerialLink(path: terminal.path)
            var profile = LineProfile(name: "board", title: "Board", columns: [.microseconds, .left, .right])
            profile.unit = .newton
            profile.rate = 200
            let driver = LineDriver(profile: profile, family: "serial")
            let board = Board(master: terminal.master, period: 5_000_000, lines: 500, skipped: 350...353)
            var thread = pthread_t()
            try #require(pthread_create(&thread, nil, runBoard, Unmanaged.passRetained(board).toOpaque()) == 0)
            let info = try driver.open(link)
            #expect(info.product == "Board over serial port")
            #expect(info.name == "serial@\(terminal.path)")
            let stream = try driver.start(link, StreamRequest(rate: 200, left: "left", right: "right"))
            #expect(stream.rate == 200)
            var block = ScanBlock(channels: 2)
            let end = link.now + 2_500_000_000
            while link.now < end, (block.raw.last ?? 0) > -498 {
                let state = link.receive(until: min(link.now + 10_000_000, end)) { header, bytes in
                    driver.decode(header, bytes, into: &block)
                }
                guard state == .running else { break }
            }
            driver.stop(link, into: &block)
            pthread_join(thread, nil)
            terminal.hangUp()
            // Four lines never came; the one before them could not be confirmed.
            #expect(driver.loss.missing == 4)
            #expect(driver.loss.corrupt == 1)
            #expect(driver.loss.exact)
            let present = block.flags.indices.filter { !block.flags[$0].contains(.missing) }
            let first = Int(block.raw[2 * present[0]])
            #expect(present.allSatisfy { block.values[2 * $0] == Double(first + $0) })
            #expect(present.allSatisfy { block.values[2 * $0 + 1] == -Double(first + $0) })
            #expect(present.count > 200)
        }
    }
#endif
