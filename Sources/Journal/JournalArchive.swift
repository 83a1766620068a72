import Foundation
import Transport

/// A journal on disk, gone through once: what its packets say, with their bytes left in the file.
///
/// Takes about 100 bytes of memory a completed transfer, whatever the transfers carry.
public struct JournalArchive: Sendable {
    /// One completed transfer.
    struct Entry: Sendable {
        var header: TransferHeader
        var payload: Range<Int>
    }

    /// The file.
    public let path: String
    /// The section's comment: JSON with everything beside the packets.
    public let comment: String
    /// Names of the interfaces, in order.
    public let interfaces: [String]
    /// What cannot be read, place by place; empty for a whole file.
    public let damages: [JournalDamage]
    /// Packets that can be read.
    public let packets: Int
    /// Events that the writer had to throw away, since the disk was too slow.
    public let dropped: Int
    /// Nanoseconds since 1970 of the first packet and the last one; nil for none.
    public let span: ClosedRange<UInt64>?
    /// Comments of packets in their order, markers among them.
    public let markers: [String]
    /// The descriptors of each interface's device as the host read them.
    public let descriptors: [DeviceDescriptors]

    /// Completed transfers of all interfaces in the order in which they were learned of.
    let entries: [Entry]
    /// How many entries stand before the marker `start`: what was said while the devices were opened.
    let start: Int
    /// How many entries stand before the marker `stop`; all of them where it is not there.
    let stop: Int
    let data: Data

    /// True where the recording was ended and not cut off.
    public let isEnded: Bool

    /// Goes through a journal.
    ///
    /// - Throws: where the file cannot be read; damage inside is told in ``damages``.
    public init(path: String) throws(JournalError) {
        self.path = path
        let data: Data
        do { data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) } catch {
            let missing = !FileManager.default.fileExists(atPath: path)
            throw JournalError(
                path: path,
                detail: missing ? "there is no such file" : "it cannot be read (\(error.localizedDescription))",
                remedy: "Give the path of a recording's folder or of its raw.pcapng.")
        }
        self.data = data
        var entries: [Entry] = []
        var markers: [String] = []
        var start: Int?
        var stop: Int?
        var packets = 0
        var dropped = 0
        var first: UInt64?
        var last: UInt64 = 0
        var described: [Int: DeviceDescriptors] = [:]
        let frame = data.withUnsafeBytes { raw in
            PcapngReader.scan(raw) { found in
                packets += 1
                first = min(first ?? found.time, found.time)
                last = max(last, found.time)
                dropped += Int(found.header.droppedBefore)
                markers += found.comments
                if found.comments.contains("start") { start = start ?? entries.count }
                if found.comments.contains("stop") { stop = stop ?? entries.count }
                guard found.header.phase == .complete, found.hashFits != false else { return }
                guard found.header.id < PcapngWriter.firstExchange else {
                    // The exchange in which a host reads the descriptors was made up by the writer.
                    let bytes = Array(raw[found.payload])
                    var known = described[found.interface] ?? DeviceDescriptors(device: [], configuration: [])
                    if bytes.count > 1, bytes[1] == 1 { known.device = bytes }
                    if bytes.count > 1, bytes[1] == 2 { known.configuration = bytes }
                    described[found.interface] = known
                    return
                }
                var header = found.header
                header.device = UInt8(truncatingIfNeeded: found.interface)
                entries.append(Entry(header: header, payload: found.payload))
            }
        }
        comment = frame.comment
        interfaces = frame.interfaces
        damages = frame.damages
        descriptors = frame.interfaces.indices.map {
            described[$0] ?? DeviceDescriptors(device: [], configuration: [])
        }
        self.entries = entries
        self.markers = markers
        self.packets = packets
        self.dropped = dropped
        span = first.map { $0...max($0, last) }
        self.start = start ?? 0
        self.stop = stop ?? entries.count
        isEnded = stop != nil
    }

    /// The bytes of an entry.
    func bytes(_ entry: Entry) -> [UInt8] {
        data.withUnsafeBytes { Array($0[entry.payload]) }
    }
}
