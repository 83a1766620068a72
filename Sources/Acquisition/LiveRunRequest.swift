import Assessments
import LiveSession
import Recordings
import SignalCore

/// What a live test or an unattended recording is asked for.
public struct LiveRunRequest {
    /// The test.
    public var test: TestID
    /// Scans a second; nil for the family's usual rate.
    public var rate: Double?
    /// Seconds of recorded rows after which it ends; nil to go on until it is stopped.
    public var duration: Double?
    /// Where recordings go.
    public var data: DataDirectory
    /// Athlete's id.
    public var athlete: String?
    /// Barbell or vest in kilograms.
    public var loadKilograms: Double
    /// Gravity at the site in m/s²; nil for the standard one.
    public var gravity: Double?
    /// How it is known that left is left.
    public var sides: TrialHeader.SidesConfirmation
    /// Frames a second for the screen.
    public var frameRate: Double
    /// Name and version of the program.
    public var software: String
    /// Asked a hundred times a second for a marker of somebody at the machine; nil for none.
    public var marker: () -> String? = { nil }
    /// Asked a hundred times a second for a decision of somebody at the machine; nil for none.
    public var order: () -> LiveOrder? = { nil }
    /// Given the newtons of new rows with the number of the first one; nil for nobody.
    ///
    /// Called on the run's thread; must not wait.
    public var rows: ((_ left: [Double], _ right: [Double], _ first: Int) -> Void)?
    /// Height of the box in metres; nil where there is none.
    public var boxHeight: Double?
    /// Distance in metres from the joint to where the force acts; nil where unknown.
    public var leverArm: Double?
    /// What must be alike for tests to be compared, as one line of the header.
    public var conditions: String?
    /// The limb that works first, where one sensor serves both by turns.
    public var limb: Side?
    /// How the last check of the plates stands; nil for virtual plates without one.
    public var check: TrialHeader.Check?
    /// What is known of the ratio of both gains beyond the scales; nil for nothing.
    public var gainRatio: TrialHeader.GainRatio?
    /// What is wrong with the register of calibrations; nil for nothing.
    public var calibrationNote: String?
    /// What a replayed journal says of its recording; nil for devices of now.
    var replayed: ReplayedRecording?

    /// Makes a request.
    public init(
        test: TestID, rate: Double? = nil, duration: Double? = nil, data: DataDirectory, athlete: String? = nil,
        loadKilograms: Double = 0, gravity: Double? = nil, sides: TrialHeader.SidesConfirmation, frameRate: Double = 25,
        software: String
    ) {
        self.test = test
        self.rate = rate
        self.duration = duration
        self.data = data
        self.athlete = athlete
        self.loadKilograms = loadKilograms
        self.gravity = gravity
        self.sides = sides
        self.frameRate = frameRate
        self.software = software
    }
}
