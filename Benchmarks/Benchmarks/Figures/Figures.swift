import Benchmark
import Workloads

/// The workloads as benchmarks of the tool, which compares two states of the code: `swift package benchmark baseline`.
let benchmarks: @Sendable () -> Void = {
    let workloads: [Workload]
    do { workloads = try SignalWorkloads.all() + FileWorkloads().all() } catch {
        preconditionFailure("the benchmarks cannot be set up: \(error)")
    }
    for workload in workloads {
        let processor = BenchmarkMetric.custom("processor time in µs")
        let ratio = BenchmarkMetric.custom("% of " + workload.yardstickName, useScalingFactor: false)
        // Its counts of allocations read 0 where malloc is not replaced, and its processor time comes in steps of 10 ms.
        let configuration = Benchmark.Configuration(
            metrics: [.wallClock, .peakMemoryResident, processor, ratio], warmupIterations: 2, maxDuration: .seconds(3),
            maxIterations: 200)
        Benchmark(workload.name, configuration: configuration) { benchmark in
            do {
                benchmark.startMeasurement()
                let work = try ThreadClock.seconds(workload.run)
                benchmark.stopMeasurement()
                let yardstick = try ThreadClock.seconds(workload.yardstick)
                benchmark.measurement(processor, Int((1e6 * work).rounded()))
                benchmark.measurement(ratio, Int((100 * work / max(yardstick, 1e-9)).rounded()))
            } catch { benchmark.error("\(error)") }
        }
    }
}
