import Foundation

/// Work on many items by several threads, whose outcomes come in the order of the items.
///
/// No thread runs further ahead of the outcomes that were taken than a fixed number, so that memory does not grow with
/// the number of items.
final class OrderedWork<Item: Sendable, Outcome: Sendable>: @unchecked Sendable {
    /// What there is to take.
    enum Step {
        /// The outcome of the next item.
        case outcome(Outcome)
        /// Nothing yet.
        case waiting
        /// Every item that was begun is taken, and none will be begun.
        case end
    }

    // Sendable without the compiler's proof: what varies is read and written only while `condition` is locked.
    private let condition = NSCondition()
    private let items: [Item]
    private let ahead: Int
    private let body: @Sendable (Item) -> Outcome
    private var begun = 0
    private var taken = 0
    private var outcomes: [Int: Outcome] = [:]
    private var isStopped = false

    /// Begins the work.
    init(_ items: [Item], threads: Int, body: @escaping @Sendable (Item) -> Outcome) {
        self.items = items
        self.body = body
        ahead = 16 * threads
        for number in 0..<min(threads, items.count) {
            let thread = Thread { [self] in work() }
            thread.name = "bilanx batch \(number + 1)"
            // As large as the main thread's: readers and analyses are the same in both.
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Begins no further item; those that run are finished.
    func stop() {
        condition.withLock {
            isStopped = true
            condition.broadcast()
        }
    }

    /// Takes the next outcome in order, waiting up to `seconds` for it.
    func next(waiting seconds: TimeInterval) -> Step {
        let until = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while true {
                if let outcome = outcomes.removeValue(forKey: taken) {
                    taken += 1
                    condition.broadcast()
                    return .outcome(outcome)
                }
                if taken == items.count || (isStopped && taken == begun) { return .end }
                if !condition.wait(until: until) { return .waiting }
            }
        }
    }

    private func work() {
        while let (place, item) = begin() {
            let outcome = body(item)
            condition.withLock {
                outcomes[place] = outcome
                condition.broadcast()
            }
        }
    }

    private func begin() -> (Int, Item)? {
        condition.withLock {
            while !isStopped, begun < items.count, begun >= taken + ahead { condition.wait() }
            guard !isStopped, begun < items.count else { return nil }
            defer { begun += 1 }
            return (begun, items[begun])
        }
    }
}
