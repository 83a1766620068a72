import Assessments
import SignalCore
import Symmetry

// Two seconds on two plates, the right one carrying 8 % more of the total in the sense of SIs.
let left = [Double](repeating: 46, count: 2000)
let right = [Double](repeating: 54, count: 2000)
let record = ForceRecord(rate: 1000, left: left, right: right)
let result = RecordingAnalysis.analyze(
    record,
    info: RecordingInfo(id: nil, source: "made up", format: "memory", athlete: nil, loss: Loss(evidence: .unknown)),
    test: .free)
guard let peak = result.trials.first?.metric("peakForce")?.asymmetry?.value, abs(peak - 8) < 1e-12 else {
    print("consumer: the difference should be 8 %")
    fatalError("consumer")
}
print("consumer: \(peak) % right, without libusb")
