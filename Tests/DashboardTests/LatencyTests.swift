import Testing

@testable import Dashboard

@Suite("Latency")
struct LatencyTests {
    @Test func knownPercentiles() {
        var histogram = LatencyHistogram()
        #expect(histogram.percentile(0.5) == nil && histogram.count == 0)
        // 0.25, 1.25 … 99.25 ms: the 50th is 49.25, in the class that ends at 49.5; the 99th is 98.25.
        for number in 0..<100 { histogram.add(Double(number) + 0.25) }
        #expect(histogram.count == 100)
        #expect(histogram.percentile(0.5) == 49.5)
        #expect(histogram.percentile(0.99) == 98.5)
        #expect(histogram.percentile(1) == 99.25 && histogram.longest == 99.25)
        #expect(histogram.percentile(0) == 0.5)
    }

    @Test func countsWhatIsBeyondItsClasses() {
        var histogram = LatencyHistogram()
        for _ in 0..<98 { histogram.add(10) }
        histogram.add(700)
        histogram.add(900)
        histogram.add(.nan)
        histogram.add(-1)
        #expect(histogram.count == 100)
        #expect(histogram.percentile(0.98) == 10.5)
        #expect(histogram.percentile(0.99) == 900 && histogram.longest == 900)
    }

    @Test func timesFramesThatAreStillKnown() {
        var ledger = LatencyLedger()
        for number in UInt64(1)...1000 { ledger.sent(number, stamp: number * 16_000_000) }
        #expect(ledger.summary == nil)
        for (number, delay) in [(UInt64(1000), UInt64(20_000_000)), (401, 40_000_000)] {
            let counted = ledger.drawn(number, now: number * 16_000_000 + delay)
            #expect(counted)
        }
        // Long gone, never made, drawn before it was there.
        for number in [UInt64(400), 1001, 0, .max] {
            let counted = ledger.drawn(number, now: 20_000_000_000)
            #expect(!counted)
        }
        let early = ledger.drawn(999, now: 0)
        #expect(!early)
        #expect(ledger.summary == DashboardLatency(count: 2, median: 20.5, p99: 40, longest: 40))
    }

    @Test func aScreenCountsAFrameOnce() throws {
        let desk = ClientDesk(DashboardSettings())
        let client = desk.newClient(address: "127.0.0.1")
        desk.put(DashboardFrame(number: 7, stamp: Monotonic.nanoseconds, json: []))
        for _ in 0..<5 { try client.receive(Array("{\"t\":\"drawn\",\"n\":7,\"ms\":4.2}".utf8)) }
        #expect(desk.latency?.count == 1)
        let other = desk.newClient(address: "127.0.0.1")
        try other.receive(Array("{\"t\":\"drawn\",\"n\":7}".utf8))
        #expect(desk.latency?.count == 2)
    }
}
