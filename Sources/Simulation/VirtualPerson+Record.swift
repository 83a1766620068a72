import SignalCore
import Statistics

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension VirtualPerson {
    /// The person's forces as paired sensors without faults would record them.
    ///
    /// Sway is turned on from sample to sample, which agrees with ``force(_:at:)`` to a millionth of a newton and costs a
    /// tenth.
    ///
    /// - Parameters:
    ///   - rate: samples a second, > 0.
    ///   - noise: standard deviation in newtons of each side's reading.
    ///   - seed: start of the noise.
    ///   - quantum: newtons of a step of the reading; 0 for none.
    ///   - range: seconds of the person's time; nil for all of it.
    public func record(
        rate: Double, noise: Double = 0, seed: UInt64 = 1, quantum: Double = 0, over range: ClosedRange<Double>? = nil
    ) -> ForceRecord {
        let from = range?.lowerBound ?? 0
        let count = max(Int(((range?.upperBound ?? duration) - from) * rate), 0)
        var random = SplitMix64(seed: seed)
        var left = [Double](repeating: 0, count: count)
        var right = left
        var tones = zip(Self.swayFrequencies, swayPhases).map { frequency, phase in
            Tone(angle: 2 * .pi * frequency * from + phase, step: 2 * .pi * frequency / rate)
        }
        let size =
            settings.sway > 0 && truth.weight > 0
            ? settings.sway * (2 / Double(tones.count)).squareRoot() : 0
        for i in 0..<count {
            let time = from + Double(i) / rate
            var sway = 0.0
            if size > 0 {
                for k in tones.indices { sway += tones[k].next() }
                sway *= size
            }
            var (l, r) = forces(at: time, sway: sway)
            if noise > 0 {
                l += noise * random.gaussian()
                r += noise * random.gaussian()
            }
            if quantum > 0 {
                l = (l / quantum).rounded() * quantum
                r = (r / quantum).rounded() * quantum
            }
            left[i] = l
            right[i] = r
        }
        return ForceRecord(rate: rate, left: left, right: right)
    }

    /// A sine that is turned from sample to sample.
    private struct Tone {
        var s: Double
        var c: Double
        let stepS: Double
        let stepC: Double

        init(angle: Double, step: Double) {
            s = sin(angle)
            c = cos(angle)
            stepS = sin(step)
            stepC = cos(step)
        }

        mutating func next() -> Double {
            let value = s
            (s, c) = (s * stepC + c * stepS, c * stepC - s * stepS)
            return value
        }
    }
}
