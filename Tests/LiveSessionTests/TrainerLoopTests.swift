import Assessments
import SignalCore
import Statistics
import Testing

@testable import LiveSession

private func jump(_ index: Int, height: Double = 0.3, status: MeasureStatus = .ok, limb: Side? = nil) -> TrialResult {
    TrialResult(
        index: index, window: (index * 1000)...(index * 1000 + 900), kept: true, status: status,
        reasons: status == .ok ? [] : ["noQuietLanding"],
        events: [TrialEvent("takeoff", index: index * 1000 + 500)],
        metrics: [
            MetricResult(
                id: "jumpHeightIM", unit: "m", method: "", headline: true, status: status, lost: 0, both: height,
                left: nil, right: nil, asymmetry: nil)
        ], limb: limb)
}

/// A loop with a device, and what it has asked for so far.
private struct Face {
    var loop: TrainerLoop
    var effects: [LoopEffect] = []

    init(_ plan: TestProtocol = .usual(of: .cmj)) {
        loop = TrainerLoop(plan: plan)
        take(.devices(problem: nil))
    }

    mutating func take(_ event: LoopEvent) { effects += loop.take(event) }

    mutating func obey(_ command: LoopCommand) throws { effects += try loop.obey(command) }

    /// Through zero and weighing.
    mutating func goOn() throws {
        try obey(.start)
        for phase in [LivePhase.zeroing, .stepOn, .weighing] { take(.phase(phase)) }
        take(.weighed(weight: 735, mass: 75))
        take(.phase(.armed))
    }

    mutating func perform(_ result: TrialResult) {
        take(.phase(.capturing))
        take(.trial(result))
        take(.phase(.armed))
    }

    var said: [String] { effects.compactMap { if case .say(let words) = $0 { words.key } else { nil } } }
    var orders: [LiveOrder] { effects.compactMap { if case .order(let order) = $0 { order } else { nil } } }
    var notes: [LoopNote] { effects.compactMap { if case .note(let note) = $0 { note } else { nil } } }
}

@Suite struct TrainerLoopTests {
    @Test func threeJumpsLeadFromStartToTheNextAthlete() throws {
        var face = Face()
        #expect(face.loop.phase == .ready)
        try face.obey(.athlete(" A 12 "))
        #expect(face.loop.athlete == "A 12")
        try face.goOn()
        #expect(face.loop.phase == .armed)
        face.perform(jump(1))
        #expect(face.loop.phase == .between)
        face.perform(jump(2))
        face.perform(jump(3))
        #expect(face.loop.phase == .review)
        #expect(face.loop.isRecording)
        #expect(face.loop.main == .save)
        try face.obey(.save)
        #expect(face.effects.contains(.stop))
        face.take(.ended(folder: "/x", results: [jump(1), jump(2), jump(3)], troubles: []))
        #expect(face.loop.phase == .saved)
        #expect(face.loop.folder == "/x")
        try face.obey(.next)
        #expect(face.loop.phase == .ready)
        #expect(face.loop.athlete == nil)
        #expect(face.loop.athletes == ["A 12"])
    }

    @Test func aRejectedTrialIsKeptAndOneMoreIsAwaited() throws {
        var face = Face()
        try face.goOn()
        face.perform(jump(1))
        face.perform(jump(2, status: .lowQuality))
        face.perform(jump(3))
        #expect(face.loop.trials.count == 3)
        #expect(face.loop.phase == .between)
        #expect(face.said.contains("trialDoubtful"))
        face.perform(jump(4))
        #expect(face.loop.phase == .review)
    }

    @Test func retakeDiscardsTheLastTrialAndGoesOnInTheSameRecording() throws {
        var face = Face()
        try face.goOn()
        for index in 1...3 { face.perform(jump(index)) }
        try face.obey(.retake)
        #expect(face.loop.phase == .between)
        #expect(face.orders == [.discard(trial: 3)])
        #expect(face.notes == [.discard(trial: 3, reason: "retake")])
        face.perform(jump(4))
        #expect(face.loop.phase == .review)
        #expect(face.loop.trials.map(\.isKept) == [true, true, false, true])
        try face.obey(.keep(trial: 3))
        #expect(face.loop.done == 4)
    }

    @Test func trialsFoundAtTheEndAreTakenAgainAsAWhole() throws {
        var face = Face(.usual(of: .hops))
        try face.obey(.start)
        face.take(.phase(.armed))
        face.take(.phase(.capturing))
        try face.obey(.finish)
        face.take(.trial(jump(1)))
        face.take(.trial(jump(2)))
        face.take(.ended(folder: "/x", results: [jump(1), jump(2)], troubles: []))
        #expect(face.loop.phase == .review)
        try face.obey(.retake)
        #expect(face.notes == [.discard(trial: 1, reason: "retake"), .discard(trial: 2, reason: "retake")])
        #expect(face.loop.isRecording)
        #expect(face.loop.trials.isEmpty)
    }

    @Test func limbsGoByTurnsWithRestAndCountdown() throws {
        let plan = try #require(TestProtocol.named("grip3"))
        var face = Face(plan)
        try face.obey(.start)
        #expect(face.loop.limb == .left)
        face.take(.phase(.armed))
        #expect(face.loop.countdown == 3)
        for second in 1...3 { face.take(.time(Double(second), progress: nil, share: nil)) }
        #expect(face.loop.countdown == nil)
        #expect(face.said.filter { $0 == "countdown" }.count == 3)
        #expect(face.said.contains("go"))
        face.take(.phase(.capturing))
        face.take(.time(5, progress: nil, share: nil))
        face.take(.trial(jump(1, limb: .left)))
        #expect(face.loop.limb == .right)
        #expect(face.orders == [.limb(.right)])
        #expect(face.loop.phase == .rest)
        face.take(.time(20, progress: nil, share: nil))
        #expect(face.loop.restLeft == 15)
        face.take(.time(35.1, progress: nil, share: nil))
        #expect(face.loop.phase == .armed)
        #expect(face.said.contains("restOver"))
    }

    @Test func aCountedTestEndsByItself() throws {
        var face = Face(.usual(of: .stance))
        try face.obey(.start)
        face.take(.phase(.capturing))
        face.take(.time(29, progress: LiveProgress(.seconds, 29), share: nil))
        #expect(!face.effects.contains(.stop))
        face.take(.time(30, progress: LiveProgress(.seconds, 30), share: nil))
        #expect(face.effects.contains(.stop))
    }

    @Test func aMovedZeroIsAskedAboutOnce() throws {
        var face = Face()
        try face.goOn()
        face.perform(jump(1))
        face.take(.drift(left: 1, right: -2.9))
        #expect(!face.loop.zeroHasDrifted)
        face.take(.drift(left: 1, right: -3.1))
        face.take(.drift(left: 1, right: -3.2))
        #expect(face.loop.zeroHasDrifted)
        #expect(face.said.filter { $0 == "zeroDrift" }.count == 1)
    }

    @Test func painAndWordsBeforeTheRecordingGoWithIt() throws {
        var face = Face()
        try face.obey(.athlete("A"))
        try face.obey(.pain(.left))
        try face.obey(.note("new shoes", trial: nil))
        #expect(face.notes.isEmpty)
        try face.obey(.start)
        #expect(face.notes == [.pain(.left), .words("new shoes", trial: nil)])
        face.take(.ended(folder: nil, results: [], troubles: []))
        try face.obey(.athlete("B"))
        #expect(face.loop.pain == nil)
    }

    @Test func refusalsSayWhatToDo() throws {
        var face = Face()
        func refusal(_ command: LoopCommand) -> String {
            do throws(LoopRefusal) { _ = try face.loop.obey(command) } catch { return error.words }
            return ""
        }
        #expect(refusal(.finish) == "No test runs.")
        #expect(refusal(.retake) == "There is no trial to retake.")
        #expect(refusal(.save) == "There is nothing to save.")
        try face.goOn()
        #expect(refusal(.athlete("B")).contains("Finish and save it"))
        face.perform(jump(1))
        #expect(refusal(.cancel).contains("Finish the test"))
        #expect(refusal(.weigh).contains("before the first trial"))
        #expect(refusal(.discard(trial: 1, reason: " ")).contains("Say why"))
        #expect(refusal(.discard(trial: 9, reason: "x")) == "There is no trial 9.")
        #expect(refusal(.event("knee", trial: 1, time: 2)).contains("no event of that name"))
        var away = TrainerLoop()
        _ = away.take(.devices(problem: "Plug it in."))
        #expect(throws: LoopRefusal("Plug it in.")) { try away.obey(.start) }
    }

    @Test func outliersAreFarFromTheOthers() {
        #expect(OutlierRule.outliers([0.30, 0.301, 0.299, 0.22]) == [false, false, false, true])
        #expect(OutlierRule.outliers([0.30, 0.301, 0.299, 0.31]) == [false, false, false, false])
        #expect(OutlierRule.outliers([0.30, nil, 0.2]) == [false, false, false])
    }

    @Test func timeInTheZoneIsCounted() {
        var target = TargetBand(45...55)
        target.add(50, at: 1)
        target.add(50, at: 2)
        target.add(60, at: 3)
        target.add(nil, at: 5)
        target.add(50, at: 6)
        #expect(target.inside == 2)
        #expect(target.total == 4)
        #expect(target.isInside == true)
    }

    /// Any order of events and commands: never stuck, no trial lost, no number without its status.
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func anyOrderOfEventsLeavesAWayOn(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        func pick<T>(_ list: [T]) -> T { list[Int(random.next() % UInt64(list.count))] }
        var seen: Set<LoopPhase> = []
        for _ in 0..<150 {
            let plan = pick(TestProtocol.all)
            var face = Face(plan)
            var given: [Int: Double] = [:]
            var isOpen = false
            var next = 1
            for _ in 0..<80 {
                if random.unit() < 0.5 {
                    let command = pick([
                        LoopCommand.athlete(pick(["A", "B", nil])), .test(pick(TestProtocol.all)), .start, .start,
                        .weigh,
                        .finish, .save, .next, .cancel, .retake, .discard(trial: pick([1, 2, 3]), reason: "x"),
                        .keep(trial: pick([1, 2, 3])), .mark("m"), .note("n", trial: pick([1, nil])),
                        .pain(pick(PainReport.allCases)), .event("takeoff", trial: 1, time: 2),
                        .target(pick([45...55, nil])), .limb(pick([.left, .right, nil])),
                        .conditions(TestConditions(load: pick([20, -1]))),
                    ])
                    let before = face.loop
                    do throws(LoopRefusal) {
                        let effects = try face.loop.obey(command)
                        for effect in effects {
                            if case .begin = effect {
                                #expect(!isOpen)
                                isOpen = true
                                given = [:]
                                next = 1
                            }
                        }
                    } catch {
                        #expect(error.words.hasSuffix("."))
                        #expect(face.loop.phase == before.phase)
                        #expect(face.loop.trials == before.trials)
                    }
                } else if isOpen {
                    switch random.next() % 8 {
                    case 0: face.take(.phase(pick([.zeroing, .stepOn, .weighing, .armed, .capturing])))
                    case 1, 2:
                        let height = random.unit()
                        face.take(
                            .trial(
                                jump(
                                    next, height: height, status: pick([.ok, .ok, .lowQuality]),
                                    limb: pick([.left, .right]))))
                        given[next] = height
                        next += 1
                    case 3: face.take(.weighed(weight: 700, mass: 71))
                    case 4: face.take(.drift(left: 4 * random.unit(), right: 0))
                    case 5:
                        face.take(
                            .time(100 * random.unit(), progress: LiveProgress(.hops, 40 * random.unit()), share: 50))
                    case 6: face.take(.notice("x."))
                    default:
                        if random.unit() < 0.5 {
                            face.take(.ended(folder: "/x", results: [], troubles: []))
                            isOpen = false
                        }
                    }
                } else {
                    face.take(.devices(problem: pick([nil, nil, "Plug it in."])))
                }
                #expect(face.loop.isRecording == isOpen)
                seen.insert(face.loop.phase)
                if isOpen {
                    // Every trial that the recording found is there with its own number.
                    #expect(face.loop.trials.count == given.count)
                    for (index, height) in given {
                        #expect(face.loop.trials[index - 1].result?.metric("jumpHeightIM")?.both == height)
                    }
                }
                for trial in face.loop.trials {
                    let result = trial.result ?? trial.provisional?.result
                    #expect(result != nil)
                }
            }
            // From wherever it is, the recording can be ended and the next one begun.
            if isOpen {
                for command in [LoopCommand.finish, .save, .cancel] { _ = try? face.loop.obey(command) }
                face.take(.ended(folder: "/x", results: [], troubles: []))
            }
            face.take(.devices(problem: nil))
            #expect(face.loop.allows(.next))
            _ = try face.loop.obey(.next)
            #expect(face.loop.phase == .ready)
            #expect(face.loop.allows(.start))
        }
        #expect(
            seen.isSuperset(of: [.ready, .zeroing, .armed, .capturing, .between, .rest, .review, .saved, .disconnected])
        )
    }
}
