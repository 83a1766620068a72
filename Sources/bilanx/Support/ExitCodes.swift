import ArgumentParser
import Recordings

/// What the program tells the shell; the numbers are those of sysexits.h where it has them.
enum Exit {
    /// It was done.
    static let done: Int32 = 0
    /// It failed for a reason that none of the others names.
    static let failed: Int32 = 1
    /// The command line does not say enough, or says it wrongly.
    static let usage: Int32 = 64
    /// What was read is not what its format says.
    static let badData: Int32 = 65
    /// A device is absent, busy or lost.
    static let unavailable: Int32 = 69
    /// The system does not permit it.
    static let noPermission: Int32 = 77

    /// The code of a failed file.
    static func code(_ error: RecordingError) -> Int32 {
        switch error.kind {
        case .badData: badData
        case .needsOption: usage
        case .noPermission: noPermission
        case .notFound, .diskFull, .exists, .failed: failed
        }
    }

    /// The code of several failures: their common one, else bad data where any is that, else failed.
    static func code(of codes: [Int32]) -> Int32 {
        guard let first = codes.first else { return done }
        if codes.allSatisfy({ $0 == first }) { return first }
        return codes.contains(badData) ? badData : failed
    }
}
