import SignalCore

/// Search for steps in a whole recording.
enum GaitTrials {
    /// One trial a contact, in the order in which the feet came down.
    ///
    /// A step's trial reaches from the initial contact of the other foot before it to the next one of its own foot, as far as
    /// there are such, so that it holds everything that is measured of it: trials of walking overlap, as steps do. Contacts
    /// that are no steps are trials of their foot too, so that each is seen with its reason; both feet that come down in the
    /// same sample are one trial of neither.
    static func findTrials(_ record: ForceRecord) -> [TrialWindow] {
        let frame = TrialFrame(record)
        guard frame.hasSides, frame.count > 0 else { return [] }
        let contacts = GaitAnalysis.contacts(frame)
        let least = max(frame.samples(GaitContact.shortest), 1)
        func row(_ time: Double) -> Int { Int((time * frame.rate).rounded()) }
        /// Trial of the contacts that began in a row and are no steps.
        var twins: [Int: Int] = [:]
        var trials: [TrialWindow] = []
        for (i, contact) in contacts.enumerated() {
            let initial = contact.initialContact.map(row) ?? 0
            var from = initial - 1
            var to = contact.toeOff.map(row) ?? frame.count - 1
            if contact.isWhole {
                if let start = GaitStep.before(contacts, i)?.initialContact { from = row(start) - 1 }
                if let off = GaitStep.before(contacts, i)?.toeOff { to = max(to, row(off)) }
                // As much of the next contact as makes it one.
                if let next = GaitStep.next(contacts, i)?.initialContact { to = max(to, row(next) + least - 1) }
            }
            from = record.firstIndex + max(from, 0)
            to = record.firstIndex + min(to, frame.count - 1)
            if !contact.isWhole {
                if let k = twins[initial] {
                    trials[k] = TrialWindow(from...max(to, trials[k].window.upperBound))
                    continue
                }
                twins[initial] = trials.count
            }
            trials.append(TrialWindow(from...max(from, to), limb: contact.side))
        }
        return trials
    }
}
