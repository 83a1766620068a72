/// The stream of an emulated U3 or U6: takes scans, buffers packets, overflows and recovers.
struct VirtualLabJackStream {
    let startedAt: UInt64
    let rate: Double
    let samplesPerScan: Int
    let samplesPerPacket: Int
    /// Scans taken so far, dropped ones too.
    private(set) var scans = 0

    private var waiting: [Packet] = []
    private var building = Packet()
    private var counter: UInt8 = 0
    private var isRecovering = false
    private var dropped = 0

    private struct Packet {
        var samples: [UInt16] = []
        /// Scans dropped before this packet; nil for a packet that reports nothing.
        var report: Int?
    }

    init(startedAt: UInt64, rate: Double, samplesPerScan: Int, samplesPerPacket: Int) {
        self.startedAt = startedAt
        self.rate = rate
        self.samplesPerScan = samplesPerScan
        self.samplesPerPacket = samplesPerPacket
    }

    /// Takes every scan that is due; when the buffer is full, scans are dropped until it has been read empty.
    mutating func take(until now: UInt64, sample: (_ scan: Int, _ samples: inout [UInt16]) -> Void) {
        guard now >= startedAt else { return }
        let capacity = LabJackFrame.bufferSamples / samplesPerPacket
        let due = Int((Double(now - startedAt) * 1e-9 * rate).rounded(.down)) + 1
        while scans < due {
            if !isRecovering, waiting.count >= capacity { isRecovering = true }
            if isRecovering {
                // The device's report has two bytes.
                dropped = min(dropped + 1, 65_535)
            } else {
                sample(scans, &building.samples)
                if building.samples.count >= samplesPerPacket {
                    waiting.append(building)
                    building = Packet()
                }
            }
            scans += 1
        }
    }

    /// The oldest packet; nil where none is whole yet.
    mutating func nextPacket() -> [UInt8]? {
        guard !waiting.isEmpty else { return nil }
        let packet = waiting.removeFirst()
        var bytes = [UInt8](repeating: 0, count: 14 + 2 * samplesPerPacket)
        bytes[1] = 0xF9
        bytes[2] = 4 + UInt8(samplesPerPacket)
        bytes[3] = 0xC0
        if let report = packet.report {
            bytes[6] = UInt8(truncatingIfNeeded: report)
            bytes[7] = UInt8(truncatingIfNeeded: report >> 8)
            bytes[11] = LabJackFrame.ErrorCode.autoRecoverReport
        } else if isRecovering {
            bytes[11] = LabJackFrame.ErrorCode.autoRecoverActive
        }
        bytes[10] = counter
        for (i, sample) in packet.samples.enumerated() {
            bytes[12 + 2 * i] = UInt8(truncatingIfNeeded: sample)
            bytes[13 + 2 * i] = UInt8(truncatingIfNeeded: sample >> 8)
        }
        bytes[12 + 2 * samplesPerPacket] = UInt8(min(waiting.count, 255))
        counter &+= 1
        if isRecovering, waiting.isEmpty {
            // A scan of all ones separates old from new; the report counts it among the dropped ones.
            isRecovering = false
            building = Packet(samples: [UInt16](repeating: .max, count: samplesPerScan), report: dropped)
            dropped = 0
        }
        LabJackFrame.seal(&bytes)
        return bytes
    }

    /// When a packet is whole.
    func nextRead(at now: UInt64) -> UInt64 {
        if !waiting.isEmpty { return now }
        let missing = (samplesPerPacket - building.samples.count) / samplesPerScan
        let last = scans + missing - 1
        return max(now, startedAt + UInt64((Double(last) / rate * 1e9).rounded(.up)) + 1)
    }
}
