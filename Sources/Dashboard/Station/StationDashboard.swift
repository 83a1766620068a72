import Acquisition
import Assessments
import LiveSession
import SignalCore
import Transport

/// A station as the dashboard sees it: its board as JSON, its commands from JSON.
public final class StationDashboard: DashboardStation {
    private let station: Station
    /// The roster, for its page.
    public let roster: RosterDesk?

    /// Of a running station.
    ///
    /// - Parameter roster: nil for none.
    public init(_ station: Station, roster: RosterDesk? = nil) {
        self.station = station
        self.roster = roster
    }

    /// The state, where it is newer than `version`.
    public func state(after version: UInt64?) -> DashboardState? {
        guard station.board.version != version else { return nil }
        let (number, json) = station.board.document()
        return DashboardState(version: number, json: Array(json.utf8))
    }

    /// The newest picture, where it is newer than `number`.
    public func frame(after number: UInt64) -> DashboardFrame? {
        guard let picture = station.board.picture, picture.number != number else { return nil }
        // Stamps of links are of the raw clock, which no time server bends; the page is timed by the other one.
        let stamp = picture.stamp &+ (Monotonic.nanoseconds &- MonotonicClock.now)
        return DashboardFrame(number: picture.number, stamp: stamp, json: Array(picture.json.utf8))
    }

    /// What was said after `id`.
    public func announcements(after id: UInt64) -> [DashboardAnnouncement] {
        station.board.said(after: id).map { said in
            DashboardAnnouncement(id: said.id, json: Array(said.words.json(id: said.id).utf8))
        }
    }

    /// Hands a command over; nil where it was taken.
    public func command(_ json: [UInt8], from client: String) async -> String? {
        let command: LoopCommand
        do throws(LoopRefusal) { command = try CommandText.read(json, main: station.board.main) } catch {
            return error.words
        }
        return await station.obey(command)
    }

    /// A document that is made on request.
    public func document(_ request: DashboardDocument) async -> [UInt8]? {
        let text: String? =
            switch request {
            case .curve(let trial, let points): station.board.curve(of: trial, points: points)
            case .spread(let trial): station.board.spread(of: trial, test: station.board.test)
            case .tests: StationBoard.tests()
            case .results: station.board.results
            }
        return text.map { Array($0.utf8) }
    }
}
