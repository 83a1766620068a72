import Transport

extension DeviceLink {
    /// Takes what an open stream still brings until it is quiet for 20 ms, at most half a second.
    func receiveUntilQuiet(_ body: TransferObserver) {
        let deadline = now + 500_000_000
        var came = true
        while came, now < deadline {
            came = false
            let state = receive(until: now + 20_000_000) { header, bytes in
                came = true
                body(header, bytes)
            }
            if state != .running { return }
        }
    }

    /// Reads what waits on an endpoint until nothing comes for 10 ms.
    ///
    /// - Parameters:
    ///   - reports: at most so many transfers.
    ///   - nanoseconds: at most for so long.
    ///   - body: sees each of them.
    func readAway(
        _ endpoint: EndpointAddress, length: Int, atMost reports: Int, for nanoseconds: UInt64 = .max,
        _ body: ([UInt8]) -> Void = { _ in }
    ) {
        let deadline = now.addingReportingOverflow(nanoseconds)
        for _ in 0..<reports where deadline.overflow || now < deadline.partialValue {
            guard let bytes = try? read(endpoint, length: length, timeout: 10_000_000), !bytes.isEmpty else { return }
            body(bytes)
        }
    }
}

/// Transfers that came before the first call of `decode`, such as those with the reply to a start.
struct EarlyTransfers {
    private var events: [(header: TransferHeader, bytes: [UInt8])] = []

    mutating func keep(_ header: TransferHeader, _ bytes: Span<UInt8>) {
        events.append((header, bytes.withUnsafeBufferPointer(Array.init)))
    }

    mutating func forget() { events = [] }

    /// Hands them over, in order and once.
    mutating func take() -> [(header: TransferHeader, bytes: [UInt8])] {
        guard !events.isEmpty else { return [] }
        defer { events = [] }
        return events
    }
}

extension EarlyTransfers {
    /// Hands them over as events.
    mutating func takeEvents() -> [TransferEvent] { take().map { TransferEvent($0.header, bytes: $0.bytes) } }
}

extension TransferHeader {
    /// True for a completed transfer whose bytes are data.
    var carriesData: Bool { phase == .complete && status != .overflow }
}
