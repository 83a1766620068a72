import Dispatch
import Synchronization

/// Encodes the parts of one block of rows on several threads and hands them to the file in their order.
///
/// A thread takes the next part, makes its text and the text's sum, waits until the part before is written, and writes its
/// own: while one writes, the others encode. Parts are taken in order by threads that run, so somebody always has the turn.
struct ParallelWriting {
    /// Rows of a part: some hundred kilobytes, which stay near the processor.
    static let part = 8192

    let encoder: TrialRowEncoder
    let descriptor: Int32
    let path: String

    /// What the turn hands on.
    private struct Written {
        var crc: CRC32
        var failure: RecordingError?
    }

    /// Writes all rows; returns the sum of the file so far.
    ///
    /// - Parameters:
    ///   - count: rows, all of them in `rows`.
    ///   - crc: the sum of what was written before.
    func write(_ rows: TrialRows, count: Int, crc: CRC32, threads: Int) throws(RecordingError) -> CRC32 {
        let parts = (count + Self.part - 1) / Self.part
        let turns = (0...parts).map { _ in DispatchSemaphore(value: 0) }
        let next = Atomic(0)
        let written = Mutex(Written(crc: crc))
        turns[0].signal()
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var buffer = ByteBuffer(capacity: 1 << 19)
            while true {
                let k = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard k < parts else { return }
                let range = (k * Self.part)..<min((k + 1) * Self.part, count)
                buffer.removeAll()
                encoder.encode(rows, range, from: encoder.next + range.lowerBound, into: &buffer)
                var sum = CRC32()
                buffer.withBytes { sum.update($0) }
                turns[k].wait()
                written.withLock { written in
                    guard written.failure == nil else { return }
                    do throws(RecordingError) {
                        try FileAccess.write(buffer, to: descriptor, path: path)
                        written.crc.append(sum, count: buffer.count)
                    } catch {
                        written.failure = error
                    }
                }
                turns[k + 1].signal()
            }
        }
        let end = written.withLock { $0 }
        if let failure = end.failure { throw failure }
        return end.crc
    }
}
