import SignalCore

/// The impact and the rebound of one contact: when its peak comes, and how much of the fall comes back.
struct ContactDetail {
    let frame: TrialFrame
    let contact: GroundContact
    /// Motion over the contact; nil where it is not known.
    let motion: JumpKinematics?
    /// Put before every id, which then goes on with a capital.
    var prefix = ""

    /// Part of the contact in which a peak is one of the impact.
    static let impactPart = 0.2

    private func id(_ name: String) -> String {
        prefix.isEmpty ? name : prefix + name.prefix(1).uppercased() + name.dropFirst()
    }

    func fill(_ table: inout MetricTable) {
        let window = contact.touchdown...contact.takeoff
        let impact = contact.touchdown...(contact.touchdown + Int(Self.impactPart * Double(window.count - 1)))
        let top = TrialFrame.indexOfMaximum(frame.total, window)
        table[id("timeToPeakContact")] = frame.single(window) {
            Double(top - contact.touchdown) / frame.rate
        }
        table[id("impactPeak")] = frame.single(window) { impact.contains(top) ? 1 : 0 }
        table[id("impactPeakForce")] = frame.split(impact, floorScale: 1) { force, _ in
            impact.map { force[$0] }.max()
        }
        guard let motion else { return }
        table[id("restitution")] = frame.single(window) {
            guard let down = motion.v(contact.touchdown), let up = motion.v(contact.takeoff), down < 0, up > 0 else {
                return nil
            }
            return up / -down
        }
    }
}
