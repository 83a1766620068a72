import Foundation
import Laboratory
import Recordings
import Testing

@Suite("The end of the register is remembered")
struct RegisterAnchorTests {
    /// A data folder with this machine's own folder beside it; both go away.
    private final class Folder {
        let root = FileManager.default.temporaryDirectory.appending(path: "bilanx-anchor-\(UUID().uuidString)")
        var data: URL { root.appending(path: "data") }
        var store: CalibrationStore {
            CalibrationStore(DataDirectory(path: data.path), memory: root.appending(path: "state").path)
        }
        /// The same folder, as a machine sees it that was never here.
        var stranger: CalibrationStore { CalibrationStore(DataDirectory(path: data.path)) }
        deinit { try? FileManager.default.removeItem(at: root) }

        func lines() throws -> [[UInt8]] {
            try Data(contentsOf: URL(filePath: store.registerPath)).split(separator: 0x0A).map { Array($0) }
        }
        func write(lines: [[UInt8]]) throws {
            try Data(lines.flatMap { $0 + [0x0A] }).write(to: URL(filePath: store.registerPath))
        }
        func head() throws -> Data { try Data(contentsOf: URL(filePath: store.headPath)) }
        func write(head: Data) throws { try head.write(to: URL(filePath: store.headPath)) }
        func forgetHead() throws { try FileManager.default.removeItem(atPath: store.headPath) }

        func notes(_ count: Int = 4) throws {
            var register = try Register(store)
            for k in 1...count { try register.append(.note("note \(k)")) }
        }

        /// What somebody writes who knows how hashes are made: these lines and another last one, with a head that fits.
        func forge(_ lines: [[UInt8]]) throws -> (lines: [[UInt8]], head: Data) {
            let other = Folder()
            try FileManager.default.createDirectory(atPath: other.store.path, withIntermediateDirectories: true)
            try other.write(lines: lines)
            var register = try Register(other.stranger)
            #expect(register.damage.isEmpty)
            try register.append(.note("another truth"))
            return (try other.lines(), try other.head())
        }
    }

    private static func notes(_ register: Register) -> [String] {
        register.entries.compactMap { if case .note(let text) = $0.content { text } else { nil } }
    }

    @Test("A last line rewritten with a hash that fits is noticed")
    func rewrittenLast() throws {
        let folder = Folder()
        try folder.notes()
        let forged = try folder.forge(Array(try folder.lines().prefix(3)))
        try folder.write(lines: forged.lines)
        for store in [folder.store, folder.stranger] {
            let damage = try Register(store).damage
            #expect(damage.map(\.kind) == [.rewritten])
            #expect(damage.first?.number == 4 && damage.first?.line == 4)
            #expect(damage.first?.description.contains("backup") == true)
        }
        #expect(try Register(folder.store).damageNote != nil)
    }

    @Test("Lines cut off the end are noticed", arguments: 0...3)
    func cut(_ left: Int) throws {
        let folder = Folder()
        try folder.notes()
        try folder.write(lines: Array(try folder.lines().prefix(left)))
        let damage = try Register(folder.store).damage
        #expect(damage.map(\.kind) == [.cut])
        #expect(damage.first?.number == left + 1 && damage.first?.through == 4)
        #expect(try Register(folder.store).damageNote?.contains("gone from the end") == true)
    }

    @Test("A register that was taken away whole is noticed, with its head gone too")
    func gone() throws {
        let folder = Folder()
        try folder.notes()
        try FileManager.default.createDirectory(
            at: folder.data.appending(path: "recordings"), withIntermediateDirectories: true)
        try FileManager.default.removeItem(atPath: folder.store.registerPath)
        #expect(try Register(folder.stranger).damage.map(\.kind) == [.cut])
        try folder.forgetHead()
        #expect(try Register(folder.store).damage.contains { $0.kind == .cut && $0.through == 4 })
    }

    @Test("What came of a crash between a line and its head is no tampering, and is caught up")
    func lagging() throws {
        let folder = Folder()
        try folder.notes(2)
        let old = try folder.head()
        var register = try Register(folder.store)
        for k in 3...4 { try register.append(.note("note \(k)")) }
        let new = try folder.head()
        #expect(old != new)
        try folder.write(head: old)
        #expect(try Register(folder.store).damage.isEmpty)
        #expect(try folder.head() == new)
        // From then on the caught up lines cannot be cut off either.
        try folder.write(lines: Array(try folder.lines().prefix(3)))
        #expect(try Register(folder.stranger).damage.map(\.kind) == [.cut])
    }

    @Test("Who rewrites register and head is found by what this machine remembers")
    func bothRewritten() throws {
        let folder = Folder()
        try folder.notes()
        let forged = try folder.forge(Array(try folder.lines().prefix(2)))
        try folder.write(lines: forged.lines)
        try folder.write(head: forged.head)
        #expect(try Register(folder.store).damage.map(\.kind) == [.cut])
        // A machine that was never here sees a whole register: the limit that the documentation states.
        #expect(try Register(folder.stranger).damage.isEmpty)
        try folder.forgetHead()
        #expect(try Register(folder.store).damage.map(\.kind) == [.cut, .headLost])
    }

    @Test("A head that is gone or no head is told and keeps nothing from working")
    func lostHead() throws {
        let folder = Folder()
        try folder.notes()
        try folder.forgetHead()
        var register = try Register(folder.store)
        #expect(register.damage.map(\.kind) == [.headLost])
        #expect(register.damageNote == nil)
        try register.append(.note("again"))
        #expect(try Register(folder.store).damage.isEmpty)
        try folder.write(head: Data("{".utf8))
        #expect(try Register(folder.store).damage.map(\.kind) == [.headLost])
    }

    @Test("An entry appended after tampering keeps the trace in the chain itself", arguments: [true, false])
    func lasting(_ isCut: Bool) throws {
        let folder = Folder()
        try folder.notes()
        let kept = Array(try folder.lines().prefix(isCut ? 2 : 3))
        try folder.write(lines: isCut ? kept : try folder.forge(kept).lines)
        var register = try Register(folder.store)
        try register.append(.note("why it is so"))
        // Without any head, on another machine, for ever.
        try folder.forgetHead()
        let damage = try Register(folder.stranger).damage
        #expect(damage.map(\.kind) == [isCut ? .removed : .changed])
        #expect(damage.first.map { (3...4).contains($0.number) } == true)
        #expect(Self.notes(try Register(folder.stranger)).last == "why it is so")
        // A later entry is an ordinary one.
        try register.append(.note("later"))
        #expect(try Register(folder.stranger).damage.count == 1)
    }

    @Test("A data folder that was emptied and begun anew is no cut register")
    func begunAnew() throws {
        let folder = Folder()
        try folder.notes()
        try FileManager.default.removeItem(at: folder.data)
        var register = try Register(folder.store)
        #expect(register.damage.isEmpty && register.entries.isEmpty)
        try register.append(.note("first"))
        let again = try Register(folder.store)
        #expect(again.damage.isEmpty && again.entries.map(\.number) == [1])
    }

    @Test("An older register without a head is read, and remembered from then on")
    func withoutHead() throws {
        let folder = Folder()
        try folder.notes()
        try folder.forgetHead()
        try FileManager.default.removeItem(at: folder.root.appending(path: "state"))
        #expect(try Register(folder.store).damage.isEmpty)
        try folder.write(lines: Array(try folder.lines().prefix(3)))
        #expect(try Register(folder.store).damage.map(\.kind) == [.cut])
        #expect(try Register(folder.stranger).damage.map(\.kind) == [.cut])
    }

    @Test("The user's folder follows the XDG Base Directory")
    func place() {
        #expect(CalibrationStore.userMemory(environment: ["XDG_STATE_HOME": "/s"], home: "/h") == "/s/bilanx")
        #expect(
            CalibrationStore.userMemory(environment: ["XDG_STATE_HOME": "s"], home: "/h") == "/h/.local/state/bilanx")
    }
}
