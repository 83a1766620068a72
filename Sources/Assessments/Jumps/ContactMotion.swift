import SignalCore

/// Motion during a contact that begins with an unknown velocity (formulas B.5 b and c).
enum ContactMotion {
    /// From touchdown on, back from the quiet stand after the last landing; where there is none, from the time of the
    /// flight after the contact.
    ///
    /// - Parameter stand: nil where nobody stands still after the landing.
    /// - Returns: nil without a flight time, and where a sample is missing that either way needs.
    static func find(
        _ frame: TrialFrame, _ contact: GroundContact, stand: LandingStand?, weight: Double, gravity: Double
    ) -> JumpKinematics? {
        if let stand,
            let motion = JumpKinematics(
                frame, from: contact.touchdown, toRestAt: stand.end, weight: stand.weight, gravity: gravity)
        {
            return motion
        }
        let window = contact.touchdown...contact.takeoff
        guard let landing = contact.landing, frame.check(window).status == .ok else { return nil }
        let takeoffVelocity = gravity * Double(landing - contact.takeoff) / frame.rate / 2
        let gained = Integration.trapezoid(frame.total, window, rate: frame.rate, minus: weight) * gravity / weight
        return JumpKinematics(
            frame.total, from: contact.touchdown, segmentEnd: frame.segmentStart(after: contact.touchdown),
            rate: frame.rate, weight: weight, gravity: gravity, velocity: takeoffVelocity - gained)
    }
}
