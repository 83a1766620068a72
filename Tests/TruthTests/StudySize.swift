import Foundation

/// How many people a study asks, and where their chances begin.
enum StudySize {
    /// People of each test; `make truth` asks for 2000.
    static let people = number("BILANX_TRUTH_PEOPLE", 200)
    /// Start of the random numbers, printed with every table.
    static let seed = UInt64(number("BILANX_TRUTH_SEED", 20_261_122))

    private static func number(_ name: String, _ standard: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
    }

    /// The results of `body` for 0..<count in order, over all cores.
    static func parallel<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> T) async -> [T] {
        let chunk = 8
        return await withTaskGroup(of: (Int, [T]).self) { group in
            var parts: [(Int, [T])] = []
            let workers = ProcessInfo.processInfo.activeProcessorCount
            var next = 0
            func start() {
                guard next < count else { return }
                let range = next..<min(next + chunk, count)
                next = range.upperBound
                group.addTask { (range.lowerBound, range.map(body)) }
            }
            for _ in 0..<workers { start() }
            while let part = await group.next() {
                parts.append(part)
                start()
            }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}
