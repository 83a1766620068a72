import CAllocationCounter

/// Allocations that `body` makes on this thread; nil where they cannot be counted (sanitizers, other C libraries).
public func allocations(during body: () -> Void) -> Int? {
    let before = bilanx_allocations()
    guard before >= 0 else { return nil }
    body()
    return bilanx_allocations() - before
}
