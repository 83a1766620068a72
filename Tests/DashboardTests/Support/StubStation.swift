@testable import Dashboard

/// A station that makes a frame whenever it is asked, and notes how it was asked.
final class StubStation: DashboardStation {
    struct Notes {
        var version: UInt64 = 1
        var state = "{\"schema\":\"bilanx.live/1\",\"phase\":\"ready\"}"
        var frames: UInt64 = 0
        var makesFrames = true
        var filler = String(repeating: "x", count: 400)
        var announcements: [DashboardAnnouncement] = []
        var commands: [(json: String, client: String)] = []
        var refusal: String?
        var lastAsked: UInt64 = 0
        var longestPause: UInt64 = 0
    }
    let notes = Locked(Notes())

    var frames: UInt64 { notes.withLock { $0.frames } }
    var commands: [String] { notes.withLock { $0.commands.map { "\($0.client): \($0.json)" } } }

    func state(after version: UInt64?) -> DashboardState? {
        notes.withLock { notes in
            version == notes.version ? nil : DashboardState(version: notes.version, json: Array(notes.state.utf8))
        }
    }

    func change(state: String) {
        notes.withLock { notes in
            notes.version += 1
            notes.state = state
        }
    }

    func frame(after number: UInt64) -> DashboardFrame? {
        let now = Monotonic.nanoseconds
        return notes.withLock { notes in
            guard notes.makesFrames else { return nil }
            if notes.lastAsked > 0 { notes.longestPause = max(notes.longestPause, now - notes.lastAsked) }
            notes.lastAsked = now
            notes.frames += 1
            let json = "{\"t\":\"frame\",\"n\":\(notes.frames),\"l\":[1,2],\"r\":[3,4],\"filler\":\"\(notes.filler)\"}"
            return DashboardFrame(number: notes.frames, stamp: now, json: Array(json.utf8))
        }
    }

    func announce(_ text: String) {
        notes.withLock { notes in
            let id = UInt64(notes.announcements.count + 1)
            notes.announcements.append(
                DashboardAnnouncement(id: id, json: Array("{\"t\":\"say\",\"id\":\(id),\"text\":\"\(text)\"}".utf8)))
        }
    }

    func announcements(after id: UInt64) -> [DashboardAnnouncement] {
        notes.withLock { $0.announcements.filter { $0.id > id } }
    }

    func command(_ json: [UInt8], from client: String) async -> String? {
        notes.withLock { notes in
            notes.commands.append((String(decoding: json, as: UTF8.self), client))
            return notes.refusal
        }
    }

    func document(_ request: DashboardDocument) async -> [UInt8]? {
        switch request {
        case .curve(let trial, let points) where trial == 1: Array("{\"trial\":1,\"points\":\(points)}".utf8)
        case .spread(let trial) where trial == 1: Array("{\"trial\":1,\"rows\":[]}".utf8)
        case .tests: Array("{\"tests\":[]}".utf8)
        case .results: Array("{\"schema\":\"bilanx.results/1\"}".utf8)
        default: nil
        }
    }
}
