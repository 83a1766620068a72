import ForceDevices
import Foundation
import SignalCore
import Statistics
import Testing
import Transport

@testable import Acquisition

/// One force on both sides that swings for ever: how far apart the sides are paired shows as a difference between them.
private struct Swing: ForceSource {
    static let force = 500.0
    static let frequency = 1.0
    func force(_ side: Side, at seconds: Double) -> Double {
        800 + Self.force * sin(2 * .pi * Self.frequency * seconds)
    }
    var duration: Double { .infinity }
}

/// Two virtual devices whose clocks differ, read for half an hour of their time through drivers and pairing.
@Suite struct HalfHourPairTests {
    private struct Course {
        /// Seconds by which pairs were apart, second by second.
        var errors: [(second: Int, late: Double, uncertainty: Double, skew: Double)] = []
        var untold = 0
    }

    /// - Parameters:
    ///   - tapAt: second at which the simulated tap tells the offset, to 0.1 ms; nil for no tap.
    private func course(
        family id: String, rate: Double, errors: (left: Double, right: Double), seconds: Int, tapAt: Int?
    ) throws -> Course {
        let family = try #require(DeviceCatalogue.family(id))
        func device(_ side: Side) -> (RigDevice, ForceScale) {
            var options = VirtualOptions()
            options.side = side
            options.noise = 0
            options.clockError = side == .left ? errors.left : errors.right
            options.personBegins = 0
            let source: any ForceSource = Swing()
            let made = family.makeVirtual(
                side == .right && family.channels == 2 ? SwappedSides(source) : source, options)
            var random = SplitMix64(seed: side == .left ? 11 : 12)
            let constant = side == .left ? 0.6 : 1.9
            let link = InProcessLink(
                made.model, serial: made.serial, address: side == .left ? 1 : 2, pace: .asFastAsPossible,
                delay: { UInt64((constant - 0.5 * log(1 - random.unit())) * 1e6) })
            let usual = family.defaultChannels.left
            return (
                RigDevice(
                    link: link, driver: family.makeDriver(), family: family, left: side == .left ? usual : nil,
                    right: side == .right ? usual : nil, synthetic: "virtual", isRealTime: false), made.leftScale
            )
        }
        let left = device(.left)
        let right = device(.right)
        let stream = try PairStream(
            Rig(left: left.0, right: right.0, leftScale: left.1, rightScale: right.1), rate: rate)
        defer { stream.close() }
        let block = Int(rate)
        var course = Course()
        var rows: [(Double, Double)] = []
        rows.reserveCapacity(block)
        var second = 0
        var isTapped = false
        while second < seconds {
            guard
                try stream.turn({ l, r, flags in
                    guard second < seconds else { return }
                    rows.append((l, r))
                    guard rows.count == block else { return }
                    defer {
                        rows.removeAll(keepingCapacity: true)
                        second += 1
                    }
                    guard case .aligned(let alignment) = stream.clock?.state, !flags.contains(.alignmentUnknown) else {
                        course.untold += 1
                        return
                    }
                    course.errors.append((second, Self.late(rows, rate), alignment.uncertainty, alignment.skew))
                })
            else { break }
            if let tapAt, second == tapAt, !isTapped, let last = course.errors.last {
                isTapped = true
                stream.align(late: last.late + 0.0001, uncertainty: 0.0002)
            }
        }
        return course
    }

    /// Seconds by which the right side is late over one second of pairs: by the swing's phase in each.
    private static func late(_ rows: [(Double, Double)], _ rate: Double) -> Double {
        var l = (sin: 0.0, cos: 0.0)
        var r = (sin: 0.0, cos: 0.0)
        for (i, (a, b)) in rows.enumerated() {
            let angle = 2 * .pi * Swing.frequency * Double(i) / rate
            l.sin += a * sin(angle)
            l.cos += a * cos(angle)
            r.sin += b * sin(angle)
            r.cos += b * cos(angle)
        }
        var phase = atan2(l.cos, l.sin) - atan2(r.cos, r.sin)
        if phase > .pi { phase -= 2 * .pi }
        if phase < -.pi { phase += 2 * .pi }
        return phase / (2 * .pi * Swing.frequency)
    }

    @Test(arguments: [("u6", 1000.0, 1800), ("golink", 100.0, 1800)]) func afterATapPairsStayWithinHalfASample(
        family: String, rate: Double, seconds: Int
    ) throws {
        let course = try course(family: family, rate: rate, errors: (60, -40), seconds: seconds, tapAt: 12)
        #expect(course.errors.count > seconds - 14)
        let after = course.errors.filter { $0.second > 13 }
        let worst = after.map { abs($0.late) }.max() ?? .infinity
        #expect(worst <= 0.5 / rate, "\(worst * 1e3) ms")
        #expect(after.allSatisfy { abs($0.late) <= 2 * $0.uncertainty })
        let skew = course.errors.filter { $0.second >= 62 }.map { abs($0.skew - 100) }.max() ?? .infinity
        #expect(skew <= 2, "off by \(skew) ppm")
    }

    @Test func withoutATapOnlyTheOffsetIsOpen() throws {
        let course = try course(family: "u6", rate: 1000, errors: (-70, 30), seconds: 1800, tapAt: nil)
        #expect(course.untold <= 13)
        let late = course.errors.map(\.late)
        let least = late.min() ?? -.infinity
        let most = late.max() ?? .infinity
        #expect(most - least <= 0.0005, "drifts by \((most - least) * 1e3) ms")
        #expect(course.errors.allSatisfy { abs($0.late) <= 2 * $0.uncertainty })
    }
}
