import Transport

/// Plays a journal: each of its devices is a link that answers as the device did.
///
/// Transfers come in the order in which the recording's program learned of them, across devices too, and with their own
/// stamps, so that whatever depends on nothing else comes out the same. Time is that of the journal.
public final class JournalReplay {
    /// The journal.
    public let archive: JournalArchive
    /// Nanoseconds to take off a packet's time for the stamp that its event had.
    public let epochOffset: UInt64
    /// Seconds of the journal that pass in one second; nil for as fast as it goes.
    public var speed: Double?

    /// True once the end of the recording has been told to whoever plays it.
    var isEnding = false

    /// Entries that have been played.
    private var played: [Bool]
    /// Where to look for the next unplayed entry of a device and endpoint.
    private var positions: [Key: Int] = [:]
    /// Positions of entries by device and endpoint.
    private var places: [Key: [Int]] = [:]
    private var links: [Weak] = []
    /// Devices that were lost and are waited for, and the entry at which they were last tried.
    private var away: Set<UInt8> = []
    private var attempted: [UInt8: Int] = [:]
    private var wall: (journal: UInt64, host: UInt64)?

    private struct Key: Hashable {
        var device: UInt8
        var endpoint: EndpointAddress
    }

    private struct Weak {
        weak var link: ReplayLink?
    }

    /// The moment that the replay has reached: stamp of the newest event played, or what somebody has waited for.
    public private(set) var now: UInt64

    /// Prepares a journal.
    ///
    /// - Parameter epochOffset: as the section's comment tells it.
    public init(_ archive: JournalArchive, epochOffset: UInt64) {
        self.archive = archive
        self.epochOffset = epochOffset
        played = [Bool](repeating: false, count: archive.entries.count)
        now = archive.entries.first.map { $0.header.stamp &- epochOffset } ?? 0
        for (i, entry) in archive.entries.enumerated() {
            places[Key(device: entry.header.device, endpoint: entry.header.endpoint), default: []].append(i)
        }
    }

    /// A link to the device of that number, as it was when it was opened first, or opened again.
    public func link(_ device: UInt8, identity: DeviceIdentity, strings: [UInt8: String]) -> ReplayLink {
        var descriptors = archive.descriptors[Int(device)]
        descriptors.strings = strings
        away.remove(device)
        let link = ReplayLink(self, device: device, identity: identity, descriptors: descriptors)
        links.removeAll { $0.link == nil }
        links.append(Weak(link: link))
        return link
    }

    /// True once a device that was lost has something to say again, and nothing else was learned of before that.
    ///
    /// Where the journal has nothing more of it and nothing else goes on, two minutes pass.
    public func isBack(_ device: UInt8) -> Bool {
        guard let next = nextOfAny(device), next < archive.stop else {
            away.remove(device)
            if isOver { now += 121_000_000_000 }
            return false
        }
        // Nothing came of the attempt before: what it was about is of no use to anybody.
        if away.contains(device), attempted[device] == next {
            played[next] = true
            return false
        }
        away.insert(device)
        for case let link? in links.map(\.link) {
            if let own = link.nextOfStream, own < next { return false }
        }
        attempted[device] = next
        now = max(now, stamp(next))
        return true
    }

    // MARK: What links ask

    func stamp(_ i: Int) -> UInt64 { archive.entries[i].header.stamp &- epochOffset }

    /// The next unplayed completion of an endpoint; nil where there is none.
    func next(_ device: UInt8, _ endpoint: EndpointAddress) -> Int? {
        let key = Key(device: device, endpoint: endpoint)
        guard let list = places[key] else { return nil }
        var at = positions[key] ?? 0
        while at < list.count, played[list[at]] { at += 1 }
        positions[key] = at
        return at < list.count ? list[at] : nil
    }

    /// The next unplayed completion of a device on any endpoint but `except`; nil where there is none.
    func nextOfAny(_ device: UInt8, except: EndpointAddress? = nil) -> Int? {
        var earliest: Int?
        for key in places.keys where key.device == device && key.endpoint != except {
            guard let own = next(device, key.endpoint) else { continue }
            earliest = min(earliest ?? own, own)
        }
        return earliest
    }

    /// The completion behind `i` on the same endpoint.
    func following(_ i: Int) -> Int? {
        let header = archive.entries[i].header
        guard let list = places[Key(device: header.device, endpoint: header.endpoint)] else { return nil }
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle] <= i { low = middle + 1 } else { high = middle }
        }
        return low < list.count ? list[low] : nil
    }

    /// An open stream's completion that was learned of before entry `i` and has not been played; nil for none.
    func blocker(of i: Int, for asking: ReplayLink) -> Int? {
        var earliest: Int?
        for case let link? in links.map(\.link) where link !== asking {
            guard let own = link.nextOfStream, own < i, own < archive.stop else { continue }
            earliest = min(earliest ?? own, own)
        }
        for device in away {
            guard let own = nextOfAny(device), own < i, own < archive.stop else { continue }
            earliest = min(earliest ?? own, own)
        }
        return earliest
    }

    /// True where no open stream has anything left before the recording's end.
    var isOver: Bool {
        !links.contains { weak in
            guard let own = weak.link?.nextOfStream else { return false }
            return own < archive.stop
        }
    }

    func play(_ i: Int) -> (header: TransferHeader, bytes: [UInt8]) {
        played[i] = true
        var header = archive.entries[i].header
        header.stamp = stamp(i)
        pass(to: header.stamp)
        return (header, archive.bytes(archive.entries[i]))
    }

    /// Lets time pass, with the host's clock where a speed is asked for.
    func pass(to moment: UInt64) {
        guard moment > now else { return }
        now = moment
        guard let speed, speed > 0 else { return }
        let begin = wall ?? (moment, MonotonicClock.now)
        wall = begin
        guard moment > begin.journal else { return }
        MonotonicClock.sleep(until: begin.host + UInt64(Double(moment - begin.journal) / speed))
    }
}
