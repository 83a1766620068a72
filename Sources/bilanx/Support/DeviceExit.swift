import ArgumentParser
import ForceDevices
import Transport

extension Exit {
    /// The code of a device's failure.
    static func code(_ error: DeviceError) -> Int32 {
        switch error.transport?.kind {
        case .accessDenied: noPermission
        case .misuse, .library: failed
        case nil: error.isUsage ? usage : unavailable
        default: unavailable
        }
    }
}
