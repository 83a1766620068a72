import Crypto
import Foundation
import Recordings

/// The two places that remember a register's end: a file beside it, and one in the user's own folder on this machine.
///
/// Whoever rewrites the register and the file beside it is found by the other one, wherever the data folder lies.
struct RegisterAnchors {
    /// The file beside the register.
    let beside: String
    /// The file of this machine; nil where none is kept.
    let own: String?
    private let register: String

    init(_ store: CalibrationStore) {
        register = Self.canonical(store.registerPath)
        beside = store.headPath
        let path = register
        own = store.memory.map { folder in
            let name = SHA256.hash(data: Array(path.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return folder + "/registers/" + name.prefix(32) + ".json"
        }
    }

    /// What both places say now.
    struct Memory {
        var beside: RegisterHead.Found
        var own: RegisterHead.Found

        /// Heads that can be read.
        var heads: [RegisterHead] { [beside.head, own.head].compactMap { $0 } }
    }

    /// Reads both.
    func read() -> Memory { Memory(beside: RegisterHead.read(beside), own: own.map(RegisterHead.read) ?? .none) }

    /// Remembers an end in both places.
    ///
    /// - Throws: where the file beside the register cannot be written; this machine's own folder may be closed.
    func write(_ number: Int, _ hash: String) throws(RecordingError) {
        try RegisterHead(number: number, hash: hash).write(beside)
        writeOwn(number, hash)
    }

    /// Remembers an end on this machine alone, as far as that can be done.
    func writeOwn(_ number: Int, _ hash: String) {
        guard let own else { return }
        let head = RegisterHead(
            number: number, hash: hash, register: register,
            hasNeighbour: FileManager.default.fileExists(atPath: beside))
        try? head.write(own)
    }

    /// What the heads say against a register, beside what its chain says.
    static func damage(_ chain: RegisterChain, _ memory: Memory) -> [RegisterDamage] {
        var damage: [RegisterDamage] = []
        func add(_ found: RegisterDamage) {
            let isKnown = (chain.damage + damage).contains {
                $0.isSerious && $0.number <= found.through && found.number <= $0.through
            }
            if !isKnown { damage.append(found) }
        }
        for head in memory.heads.sorted(by: { $0.number > $1.number }) {
            switch head.standing(chain) {
            case .holds: break
            case .changed:
                let line = chain.entries.firstIndex { $0.number == head.number }.map { $0 + 1 } ?? chain.hashes.count
                add(RegisterDamage(.rewritten, line: line, number: head.number))
            case .cut:
                add(RegisterDamage(.cut, line: chain.hashes.count, number: chain.next, through: head.number))
            }
        }
        if memory.beside == .unreadable || memory.own == .unreadable
            || memory.beside == .none && memory.own.head?.hasNeighbour == true
        {
            damage.append(RegisterDamage(.headLost, line: chain.hashes.count, number: max(chain.next - 1, 1)))
        }
        return damage
    }

    /// The path without links, as far as it exists: two ways to one folder are one register.
    static func canonical(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let parent = (path as NSString).deletingLastPathComponent
        guard parent != path, !parent.isEmpty else { return path }
        return canonical(parent) + "/" + (path as NSString).lastPathComponent
    }
}
