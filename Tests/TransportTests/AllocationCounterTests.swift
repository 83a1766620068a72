import Foundation
import TestSupport
import Testing

@Suite struct AllocationCounterTests {
    /// A counter that sees nothing would let every zero-allocation test pass.
    @Test func theCounterSeesAnAllocation() {
        var kept: [[Int]] = []
        kept.reserveCapacity(4)
        let count = allocations { kept.append([Int](repeating: 1, count: 1000)) }
        #if os(Linux)
            if ProcessInfo.processInfo.environment["BILANX_SANITIZER"] == nil { #expect((count ?? 0) >= 1) }
        #endif
        #expect(kept.count == 1)
    }
}
