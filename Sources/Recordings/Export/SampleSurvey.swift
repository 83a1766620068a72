import Assessments
import SignalCore

/// What a file must say of its samples before they come.
struct SampleSurvey {
    /// Rows of the recording.
    var rows = 0
    /// Stretches of missing samples.
    var gaps: [Loss.Gap] = []
    /// What stands below the rows.
    var trailer = TrialTrailer()

    /// Reads a recording once to its end.
    init(_ opened: SampleSource) throws(RecordingError) {
        var source = opened
        while try source.next() {
            for i in 0..<source.block.count where source.block.flags(i).contains(.missing) {
                let row = source.block.first + i
                if let last = gaps.last, last.from + last.count == row {
                    gaps[gaps.count - 1].count += 1
                } else {
                    gaps.append(Loss.Gap(from: row, count: 1))
                }
            }
        }
        rows = source.count
        trailer = source.trailer
    }
}
