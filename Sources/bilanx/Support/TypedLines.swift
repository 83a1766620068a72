import Foundation
import Synchronization

/// Lines from standard input, read by a thread of its own, since nobody may wait for a keyboard.
final class TypedLines: Sendable {
    private let lines = Mutex<[String]>([])
    private let ended = Mutex(false)

    /// Begins to read.
    func start(named name: String) {
        let thread = Thread { [self] in
            while let line = readLine() {
                let words = String(line.trimmingCharacters(in: .whitespaces).prefix(600))
                lines.withLock { $0.append(words) }
            }
            ended.withLock { $0 = true }
        }
        thread.name = name
        thread.start()
    }

    /// The next line; nil for none.
    func next() -> String? { lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } }

    /// True once nothing more can come.
    var isAtEnd: Bool { ended.withLock { $0 } && lines.withLock { $0.isEmpty } }
}
