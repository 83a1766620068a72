/// What the dashboard shows and steers; implemented by the program.
///
/// The dashboard only asks: nothing here may wait for a browser, and no call of the dashboard waits for one while it
/// holds anything of the station. All JSON is UTF-8, an object without white space around it.
public protocol DashboardStation: AnyObject, Sendable {
    /// The file of the page that `/` gives.
    var home: String { get }

    /// The state document without `latency` and `clients`, and a number that grows with every change.
    ///
    /// - Parameter version: what the asker has; nil for nothing.
    /// - Returns: nil where `version` is still the newest. Asked 60 times a second, so cheap without a change.
    func state(after version: UInt64?) -> DashboardState?

    /// The newest frame; nil where there is none newer than `number`.
    func frame(after number: UInt64) -> DashboardFrame?

    /// Announcements with an id greater than `id`, oldest first; as many as the station cares to keep.
    func announcements(after id: UInt64) -> [DashboardAnnouncement]

    /// Carries out or refuses a command.
    ///
    /// - Returns: nil when taken, else plain words.
    func command(_ json: [UInt8], from client: String) async -> String?

    /// The roster, for its page; nil where there is none.
    var roster: RosterDesk? { get }

    /// The JSON of a document; nil where there is none.
    func document(_ request: DashboardDocument) async -> [UInt8]?
}

extension DashboardStation {
    /// The page of the live test.
    public var home: String { "index.html" }

    /// None.
    public var roster: RosterDesk? { nil }
}

/// The state document at one moment.
public struct DashboardState: Sendable {
    /// Grows with every change.
    public var version: UInt64
    /// The document as one JSON object.
    public var json: [UInt8]

    /// A state document with its number.
    public init(version: UInt64, json: [UInt8]) {
        self.version = version
        self.json = json
    }
}

/// One live frame.
public struct DashboardFrame: Sendable {
    /// Grows by one with every frame made.
    public var number: UInt64
    /// Nanoseconds of CLOCK_MONOTONIC at which the frame's newest sample arrived.
    public var stamp: UInt64
    /// The whole message, `{"t":"frame",…}`.
    public var json: [UInt8]

    /// A frame with its number and the arrival of its newest sample.
    public init(number: UInt64, stamp: UInt64, json: [UInt8]) {
        self.number = number
        self.stamp = stamp
        self.json = json
    }
}

/// Something that the page says or sounds.
public struct DashboardAnnouncement: Sendable {
    /// Grows with every announcement.
    public var id: UInt64
    /// The whole message, `{"t":"say",…}`.
    public var json: [UInt8]

    /// An announcement with its number.
    public init(id: UInt64, json: [UInt8]) {
        self.id = id
        self.json = json
    }
}

/// A document that is made on request.
public enum DashboardDocument: Sendable, Equatable {
    /// The force of a trial, decimated to about `points`.
    case curve(trial: Int, points: Int)
    /// How far the method presets lie apart for a trial.
    case spread(trial: Int)
    /// The catalogue of tests and protocols.
    case tests
    /// The results of the current or last recording.
    case results
}
