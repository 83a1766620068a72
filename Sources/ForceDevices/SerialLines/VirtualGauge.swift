import SignalCore
import Statistics

/// The program of a device that writes lines: starts, takes commands, samples with its own clock.
///
/// It knows nothing of the bridge before it. Times are nanoseconds since the plug-in.
final class VirtualGauge {
    /// What hangs on the cells and how the device departs from the ideal one.
    struct Wiring: Sendable, Hashable {
        /// Counts a newton, for devices that give counts.
        var countsPerNewton = 500.0
        /// Standard deviation of each reading in newtons.
        var noise = 0.4
        /// Departure of its clock from the true one, in parts per million.
        var clockError = 0.0
        /// Start of the noise.
        var seed: UInt64 = 1
        /// The side that loads a device with one cell.
        var side = Side.left
        /// When the person's time begins, in nanoseconds since it was plugged in; nil for when somebody looks.
        var personBegins: UInt64?
        /// Device time at the start, so that its wrapping can be met.
        var firstMicroseconds: UInt64 = 0
        /// Seconds of the person's time at which the trigger input changes, first to on.
        var triggerEdges: [Double] = []
    }

    let profile: LineProfile
    private let source: any ForceSource
    private let wiring: Wiring
    private let text: LineText
    private let factor: Double

    private var isPowered = false
    private var bootedAt: UInt64 = 0
    private var streamBegan: UInt64?
    private var sent = 0
    private var edges = 0
    private var replies: [(at: UInt64, bytes: [UInt8])] = []
    private var command: [UInt8] = []
    private(set) var personBegan: UInt64?

    init(profile: LineProfile, source: any ForceSource, wiring: Wiring = Wiring()) {
        self.profile = profile
        self.source = source
        self.wiring = wiring
        text = LineText(profile: profile)
        // A device that states its unit in the line has one of its own.
        let stated: ForceUnit = profile.unitFollows ? .newton : profile.columns.contains(.unit) ? .kilogram : .count
        factor = (profile.unit ?? stated).newtons.map { 1 / $0 } ?? wiring.countsPerNewton
    }

    /// When the person is done; nil before somebody looked and for an endless person.
    var end: UInt64? {
        guard let personBegan, source.duration.isFinite else { return nil }
        return personBegan + UInt64(source.duration * 1e9)
    }

    /// Lines a second of the true clock.
    var rate: Double { profile.rate * (1 + wiring.clockError * 1e-6) }

    // MARK: Inputs

    /// The line was opened: the device starts.
    func restart(at now: UInt64) {
        isPowered = true
        bootedAt = now + UInt64(profile.bootTime * 1e9)
        streamBegan = profile.start == nil && profile.poll == nil ? bootedAt : nil
        sent = 0
        replies.removeAll()
        command.removeAll()
        personBegan = wiring.personBegins ?? bootedAt + lead
    }

    /// Somebody looks: the person's time begins once the program has measured the rate.
    func watch(at now: UInt64) {
        personBegan = wiring.personBegins ?? max(now, bootedAt) + lead
        edges = 0
    }

    private var lead: UInt64 {
        UInt64((LineRate.seconds(profile) + (profile.start == nil ? 0 : commandTime)) * 1e9)
    }

    /// Seconds from a command to its answer: a device that waits for more text first takes a second.
    private var commandTime: Double { profile.replyTime > 1 ? 1 : 0.002 }

    /// Takes bytes from the host.
    func receive(_ bytes: [UInt8], at now: UInt64) {
        guard isPowered, now >= bootedAt else { return }
        command += bytes
        let answerAt = now + UInt64(commandTime * 1e9)
        func isCommand(_ request: String?) -> Bool { request.map { command == Array($0.utf8) } ?? false }
        if isCommand(profile.poll?.request) {
            replies.append((answerAt, reading(at: now, count: 0)))
        } else if isCommand(profile.start?.request) {
            answer(profile.start?.reply, " ...", answerAt)
            streamBegan = answerAt
            sent = 0
            edges = 0
        } else if streamBegan != nil, isCommand(profile.stop?.request) {
            // It stops at once and says so when it has done with the command.
            flush(until: now)
            if profile.start != nil { streamBegan = nil }
            answer(profile.stop?.reply, ":", answerAt)
        } else if isCommand(profile.identify?.request) {
            answer(profile.identify?.reply, profile.name == "chronojump" ? "0.6" : "", answerAt)
        } else if command.last == 0x0A || command.last == 0x0D {
            if profile.identify != nil { answer("Not a valid command", "", answerAt) }
        } else {
            return
        }
        command.removeAll()
    }

    private func answer(_ reply: String?, _ rest: String, _ at: UInt64) {
        guard let reply, !reply.isEmpty else { return }
        replies.append((at, Array("\(reply)\(rest)\r\n".utf8)))
    }

    // MARK: Outputs

    private var waiting: [(at: UInt64, bytes: [UInt8])] = []

    /// The oldest text that has been written by `now`, with its moment.
    func next(at now: UInt64) -> (at: UInt64, bytes: [UInt8])? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        let sample = sampleTime
        if let reply = replies.first, reply.at <= now, reply.at <= sample ?? .max {
            replies.removeFirst()
            return reply
        }
        guard let sample, sample <= now else { return nil }
        return (sample, takeSample(sample))
    }

    /// When ``next(at:)`` will have something; nil for never.
    func nextTime() -> UInt64? {
        if let first = waiting.first { return first.at }
        return [replies.first?.at, sampleTime].compactMap { $0 }.min()
    }

    private var sampleTime: UInt64? {
        streamBegan.map { $0 + UInt64((Double(sent) / rate * 1e9).rounded(.up)) }
    }

    private func flush(until now: UInt64) {
        while let sample = sampleTime, sample <= now { waiting.append((sample, takeSample(sample))) }
    }

    private func takeSample(_ at: UInt64) -> [UInt8] {
        defer { sent += 1 }
        var bytes: [UInt8] = []
        let person = personTime(at)
        while edges < wiring.triggerEdges.count, wiring.triggerEdges[edges] <= person {
            if !profile.triggerOn.isEmpty { bytes += text.edge(isOn: edges % 2 == 0, microseconds: deviceTime) }
            edges += 1
        }
        return bytes + reading(at: at, count: sent)
    }

    /// The device's own time of the next sample.
    private var deviceTime: UInt64 { wiring.firstMicroseconds + UInt64(Double(sent) / profile.rate * 1e6) }

    private func reading(at now: UInt64, count: Int) -> [UInt8] {
        text.line(
            value(profile.channels == 1 ? wiring.side : .left, at: now), value(.right, at: now),
            microseconds: deviceTime, count: UInt64(count),
            isTriggered: edges % 2 == 1)
    }

    /// What a cell shows: newtons with noise, in the line's unit.
    private func value(_ side: Side, at now: UInt64) -> Double {
        let key = SplitMix64.mix(
            wiring.seed &* 0x9E37_79B9_7F4A_7C15 &+ (side == .left ? 0 : 1) << 56 &+ now)
        var random = SplitMix64(seed: key)
        let force = source.force(side, at: personTime(now)) + wiring.noise * random.gaussian()
        return force * factor
    }

    private func personTime(_ now: UInt64) -> Double {
        guard let personBegan, now > personBegan else { return 0 }
        return Double(now - personBegan) * 1e-9
    }
}
