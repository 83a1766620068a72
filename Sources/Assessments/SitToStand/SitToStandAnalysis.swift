import SignalCore

/// Analysis of one rise from a seat.
enum SitToStandAnalysis {
    static func analyze(_ frame: TrialFrame, weighing: Weighing?, settings: AnalysisSettings) -> TrialOutcome {
        var outcome = TrialOutcome()
        outcome.addWeighing(weighing, frame, settings: settings)
        guard let weight = weighing?.usable?.weight else {
            outcome.status = .notDetected
            return outcome
        }
        let rises = Rise.all(frame, weight: weight)
        guard let rise = rises.first else {
            outcome.status = .notDetected
            outcome.add(.noRepetition)
            return outcome
        }
        if rises.count > 1 { outcome.add(.severalRepetitions) }
        let seat = IsometricEffort.baseline(frame, before: rise.loading)
        let onset = seat.flatMap { rise.onset(frame, seated: $0) }
        if seat == nil { outcome.add(.baselineTooShort) } else if onset == nil { outcome.add(.noOnset) }
        let standing = rise.standing(frame, weight: weight)
        if standing == nil { outcome.add(.noStillStand) }
        // Of who does not come to stand still the force up to a second after seat-off counts.
        let end = standing ?? min(rise.seatOff + frame.samples(1000), rise.last)
        let peak = TrialFrame.indexOfMaximum(frame.held, rise.seatOff...end)
        let first = frame.record.firstIndex
        let events: [(String, Int?)] = [
            ("onset", onset), ("seatOff", rise.seatOff), ("peak", peak), ("standing", standing),
        ]
        outcome.events = events.compactMap { name, row in row.map { TrialEvent(name, index: first + $0) } }
        fill(
            frame, seat: seat, onset: onset, seatOff: rise.seatOff, peak: peak, standing: standing, end: end,
            weight: weight, settings: settings, &outcome.table)
        return outcome
    }

    private static func fill(
        _ frame: TrialFrame, seat: IsometricEffort.Baseline?, onset: Int?, seatOff: Int, peak: Int, standing: Int?,
        end: Int, weight: Double, settings: AnalysisSettings, _ table: inout MetricTable
    ) {
        func seconds(_ from: Int, _ to: Int) -> Double { Double(to - from) / frame.rate }
        if let seat { table["seatedForce"] = frame.meanForce(seat.window) }
        if let onset {
            table["seatOffTime"] = frame.single(onset...seatOff) { seconds(onset, seatOff) }
            table["riseTimeToPeak"] = frame.single(onset...peak) { seconds(onset, peak) }
            let time = seconds(onset, peak)
            table["riseRFD"] = frame.split(onset...peak, floorScale: 1 / time) { force, _ in
                (force[peak] - force[onset]) / time
            }
            if let standing { table["riseTime"] = frame.single(onset...standing) { seconds(onset, standing) } }
        }
        let window = seatOff...end
        let top = frame.split(window, floorScale: 1) { force, _ in window.map { force[$0] }.max() }
        table["peakForce"] = top
        table["peakForcePerBW"] = top.divided(by: weight)
        table["peakForcePerKg"] = top.divided(by: weight / settings.gravity)
        let at = TrialFrame.indexOfMaximum(frame.total, window)
        table["forceAtTotalPeak"] = frame.split(window, floorScale: 1) { force, _ in force[at] }
        guard let standing, standing > seatOff else { return }
        let push = seatOff...standing
        let duration = seconds(seatOff, standing)
        table["extensionTime"] = frame.single(push) { duration }
        table["riseMeanForce"] = frame.meanForce(push)
        table["riseShare"] = frame.share(push, settings: settings)
        table["riseImpulse"] = frame.split(push, floorScale: duration) { force, _ in
            Integration.trapezoid(force, push, rate: frame.rate)
        }
    }
}
