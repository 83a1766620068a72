import Acquisition
import ForceDevices
import SignalCore
import Statistics

/// Filters, decimation and pairing over one second of a fast plate and more.
public enum SignalWorkloads {
    private static let count = 1 << 16
    private static let rate = 1000.0

    /// All of them.
    public static func all() throws -> [Workload] {
        var random = SplitMix64(seed: 1)
        let force = (0..<count).map { _ in 800 + 50 * (random.unit() - 0.5) }
        let cascade = try Butterworth(order: 4, cutoff: 50).cascade(rate: rate)
        return [
            oneChannel(force, cascade), pairs(force, cascade), oneByOne(force, cascade), zeroPhase(force, cascade),
            minMax(force), triangles(force), try pairing(),
        ]
    }

    /// A pass that scales every sample in place: what touching the data costs at least.
    private static func scaling(_ force: [Double], channels: Int = 1) -> () -> Void {
        var samples = force
        return {
            for _ in 0..<channels {
                var span = samples.mutableSpan
                for i in 0..<span.count { span[i] = 0.999 * span[i] + 0.8 }
                keep(samples[samples.count - 1])
            }
        }
    }

    private static func oneChannel(_ force: [Double], _ cascade: BiquadCascade) -> Workload {
        var samples = force
        var state = cascade.emptyState
        return Workload(
            "filter, one channel", .samples(count),
            run: {
                var span = samples.mutableSpan
                cascade.process(&span, state: &state)
                keep(samples[samples.count - 1])
            }, against: "scaling it", scaling(force))
    }

    private static func pairs(_ force: [Double], _ cascade: BiquadCascade) -> Workload {
        var samples = force.map { SIMD2($0, $0) }
        var state = BiquadCascade.PairState(left: cascade.emptyState, right: cascade.emptyState)
        return Workload(
            "filter, left and right together", .samples(count),
            run: {
                var span = samples.mutableSpan
                cascade.process(&span, state: &state)
                keep(samples[samples.count - 1])
            }, against: "scaling both", scaling(force, channels: 2))
    }

    private static func oneByOne(_ force: [Double], _ cascade: BiquadCascade) -> Workload {
        var state = cascade.emptyState
        return Workload(
            "filter, sample by sample", .samples(count),
            run: {
                var last = 0.0
                for sample in force { last = cascade.process(sample, state: &state) }
                keep(last)
            }, against: "scaling it", scaling(force))
    }

    private static func zeroPhase(_ force: [Double], _ cascade: BiquadCascade) -> Workload {
        Workload(
            "filter forwards and backwards", .samples(count), run: { keep(try cascade.zeroPhase(force)) },
            against: "scaling it", scaling(force))
    }

    private static func minMax(_ force: [Double]) -> Workload {
        Workload(
            "minima and maxima for 1000 columns", .samples(count),
            run: { keep(MinMax.columns(force.span, count: 1000)) }, against: "scaling it", scaling(force))
    }

    private static func triangles(_ force: [Double]) -> Workload {
        Workload(
            "1000 points by largest triangles", .samples(count),
            run: { keep(LargestTriangles.indices(force.span, count: 1000)) }, against: "scaling it", scaling(force))
    }

    private static func pairing() throws -> Workload {
        var random = SplitMix64(seed: 2)
        var scans = ScanBlock(channels: 2, capacity: count)
        for _ in 0..<count {
            scans.append(random.unit(), raw: 1)
            scans.append(random.unit(), raw: 1)
            scans.endScan([])
        }
        let scale = ForceScale(spanNewtons: 2000, at: 5, unit: "V")
        let stream = StreamInfo(
            rate: rate, quantity: "V", range: -10...10, channelDelay: 1e-5, channelDelayUncertainty: 1e-6)
        var stage = PairStage(left: scale, right: scale, stream: stream)
        var block = PairBlock(capacity: count)
        return Workload(
            "scans to pairs in newtons", .samples(count),
            run: {
                stage.process(scans, into: &block)
                keep(block.left[block.count - 1])
            }, against: "scaling both", scaling(scans.values))
    }
}
