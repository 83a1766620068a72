import Benchmark
import Workloads

/// The workloads as benchmarks of the tool, which compares two states of the code: `swift package benchmark baseline`.
let benchmarks: @Sendable () -> Void = {
    let workloads: [Workload]
    do { workloads = try SignalWorkloads.all() + FileWorkloads().all() } catch {
        preconditionFailure("the benchmarks cannot be set up: \(error)")
    }
    for workload in workloads {
        let ratio = BenchmarkMetric.custom("% of " + workload.yardstickName, useScalingFactor: false)
        // Its counts of allocations read 0 where malloc is not replaced, so they are not asked for.
        let configuration = Benchmark.Configuration(
            metrics: [.cpuTotal, .wallClock, .peakMemoryResident, ratio], warmupIterations: 2, maxDuration: .seconds(3),
            maxIterations: 200)
        Benchmark(workload.name, configuration: configuration) { benchmark in
            do {
                benchmark.startMeasurement()
                let work = try ThreadClock.seconds(workload.run)
                benchmark.stopMeasurement()
                let yardstick = try ThreadClock.seconds(workload.yardstick)
                benchmark.measurement(ratio, Int((100 * work / max(yardstick, 1e-9)).rounded()))
            } catch { benchmark.error("\(error)") }
        }
    }
}
