import Acquisition
import ArgumentParser
import Foundation
import StreamOutlet
import Synchronization
import Transport

/// Rows of a running test for other programs of the lab, over the lab streaming layer where its library is installed.
///
/// A row's stamp is the start of the rows on the machine's clock plus its number by the device's rate: the device's own clock,
/// without the jitter of arrivals.
final class LabStream: Sendable {
    private struct State {
        var outlet: StreamOutlet?
        var start: UInt64 = 0
        var rate = 1000.0
    }

    private let library: StreamLibrary
    private let name: String
    private let state = Mutex(State())

    /// Loads the library.
    ///
    /// - Throws: exit code 1 after words where it is not there.
    init(name: String) throws {
        self.name = name
        do throws(StreamLibraryMissing) { library = try StreamLibrary.load() } catch {
            Output.words(error.description)
            throw ExitCode(Exit.failed)
        }
    }

    /// Watches for the beginning of rows; the stream is made then, for the rate is known.
    func see(_ output: LiveOutput) {
        guard case .rowsBegin(let stamp, let rate) = output else { return }
        state.withLock { state in
            if state.outlet == nil || state.rate != rate {
                state.outlet = StreamOutlet(
                    library: library, name: name, rate: rate,
                    channels: [.init(label: "left", unit: "N"), .init(label: "right", unit: "N")],
                    sourceID: "bilanx-\(name)")
            }
            // The outlet counts by the clock that time servers bend; over a test the two differ by nothing that matters.
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            let bent = UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
            state.start = stamp &+ (bent &- MonotonicClock.now)
            state.rate = rate
        }
    }

    /// Sends rows; the library keeps them for whoever listens and waits for nobody.
    func send(_ left: [Double], _ right: [Double], first: Int) {
        state.withLock { state in
            guard let outlet = state.outlet, !left.isEmpty else { return }
            var values: [Double] = []
            values.reserveCapacity(2 * left.count)
            var stamps: [UInt64] = []
            stamps.reserveCapacity(left.count)
            for i in left.indices {
                values.append(left[i])
                values.append(right[i])
                stamps.append(state.start + UInt64((Double(first + i + 1) / state.rate * 1e9).rounded()))
            }
            _ = outlet.push(values, stamps: stamps)
        }
    }
}
