import CAllocationCounter

/// Allocations that `body` makes on this thread; nil where they cannot be counted (sanitizers, other C libraries).
public func allocations(during body: () -> Void) -> Int? {
    let before = bilanx_allocations()
    body()
    return before >= 0 ? bilanx_allocations() - before : nil
}
