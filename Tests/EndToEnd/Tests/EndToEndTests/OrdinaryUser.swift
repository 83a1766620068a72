import CUMockdev
import Glibc

/// Runs `body` with the rights to files of somebody who is not root; only this thread is affected.
func asOrdinaryUser(_ body: () throws -> Void) rethrows {
    guard getuid() == 0 else { return try body() }
    setfsuid(65_534)
    defer { setfsuid(0) }
    try body()
}
