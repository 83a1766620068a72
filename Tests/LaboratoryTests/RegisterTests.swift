import Calibration
import Foundation
import Laboratory
import Recordings
import SignalCore
import Testing

@Suite("Register of calibrations")
struct RegisterTests {
    /// A data folder that goes away.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appending(path: "bilanx-register-\(UUID().uuidString)").path
        var store: CalibrationStore { CalibrationStore(DataDirectory(path: path)) }
        deinit { try? FileManager.default.removeItem(atPath: path) }

        func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: store.registerPath))) }
        func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: store.registerPath)) }
        func lines() throws -> [[UInt8]] { try bytes().split(separator: 0x0A).map(Array.init) }
        func write(lines: [[UInt8]]) throws { try write(lines.flatMap { $0 + [0x0A] }) }

        /// Four notes.
        func notes() throws {
            var register = try Register(store)
            for k in 1...4 { try register.append(.note("note \(k)")) }
        }
    }

    private static func plates() -> PlatePairIdentity {
        PlatePairIdentity(
            left: PlateIdentity(family: "u6", serial: "1", channels: ["AIN0"]),
            right: PlateIdentity(family: "u6", serial: "1", channels: ["AIN2"]))
    }

    private static func notes(_ register: Register) -> [String] {
        register.entries.compactMap { if case .note(let text) = $0.content { text } else { nil } }
    }

    @Test("What is appended is read again, numbered and whole")
    func roundTrip() throws {
        let folder = Folder()
        var register = try Register(folder.store)
        #expect(register.entries.isEmpty)
        let check = SessionCheck(
            time: "2026-11-22T10:00:00+00:00", operatorName: "a \"b\"\nc",
            plates: [SessionCheck.Plate(side: .left, noise: 0.1, zero: .infinity)])
        let pair = try PlatePair([
            PlatePair.Stand(plate: .left, time: 1, force: 700, uncertainty: 0.1),
            PlatePair.Stand(plate: .right, time: 2, force: 710, uncertainty: 0.1),
        ])
        let contents: [RegisterEntry.Content] = [
            .check(RegisterEntry.Checked(plates: Self.plates(), scales: ["a", "b"], check: check)),
            .pair(RegisterEntry.Compared(plates: Self.plates(), scales: ["a", "b"], pair: pair, isAccepted: true)),
            .asFoundFailure(
                RegisterEntry.FoundWrong(
                    set: "s", run: "r", lastPass: nil, checked: try #require(CalendarDay("2026-11-22")))),
            .note("größer als \u{1F4CF}"), .retire(RegisterEntry.Retired(id: "pair:2", reason: "no")),
        ]
        for content in contents { try register.append(content) }
        let again = try Register(folder.store)
        #expect(again.entries.map(\.content) == contents)
        #expect(again.entries.map(\.number) == [1, 2, 3, 4, 5])
        #expect(again.damage.isEmpty && again.damageNote == nil)
        #expect(again.checks(Self.plates()) == [check])
        // Taken back by the last line.
        #expect(again.comparison(Self.plates()) == nil)
    }

    @Test("A line torn at any byte is told, kept and followed by a whole one")
    func tornTail() throws {
        let folder = Folder()
        var begun = try Register(folder.store)
        for k in 1...3 { try begun.append(.note("note \(k)")) }
        // A line that is being written when the power goes is remembered by nobody yet.
        let head = try Data(contentsOf: URL(filePath: folder.store.headPath))
        try begun.append(.note("note 4"))
        let whole = try folder.bytes()
        let begin = try folder.lines().dropLast().reduce(0) { $0 + $1.count + 1 }
        for end in begin...whole.count {
            try folder.write(Array(whole[..<end]))
            try head.write(to: URL(filePath: folder.store.headPath))
            var register = try Register(folder.store)
            let isWhole = end >= whole.count - 1
            let isGone = end == begin
            #expect(register.damage.map(\.kind) == (isWhole || isGone ? [] : [.torn]), "cut at \(end)")
            #expect(register.damageNote == nil)
            try register.append(.note("after"))
            let again = try Register(folder.store)
            #expect(Self.notes(again) == ["note 1", "note 2", "note 3"] + (isWhole ? ["note 4"] : []) + ["after"])
            #expect(!again.damage.contains(where: { $0.isSerious }), "cut at \(end)")
            #expect(try folder.bytes().starts(with: whole[..<end]))
        }
    }

    @Test("A changed byte in any line but the last is noticed, and its entry named")
    func changed() throws {
        let folder = Folder()
        try folder.notes()
        let lines = try folder.lines()
        for place in 0..<lines.count {
            for at in stride(from: 0, to: lines[place].count, by: 3) {
                var changed = lines
                changed[place][at] ^= 0x01
                try folder.write(lines: changed)
                let register = try Register(folder.store)
                let damage = try #require(register.damage.first(where: { $0.isSerious }), "line \(place) byte \(at)")
                // A changed number is itself what names the entry, so that only its line can be told then.
                let isNumber = at < 12
                #expect(isNumber || damage.number == place + 1 || damage.line == place + 1, "line \(place) byte \(at)")
                #expect(register.damageNote != nil)
            }
        }
    }

    @Test("A forger who takes a line's own hash anew is found by the line after it")
    func forged() throws {
        let folder = Folder()
        try folder.notes()
        let original = try folder.lines()
        let other = Folder()
        var forger = try Register(other.store)
        try forger.append(.note("note 1"))
        try forger.append(.note("another truth"))
        var lines = original
        lines[1] = try other.lines()[1]
        try folder.write(lines: lines)
        #expect(try Register(folder.store).damage.contains { $0.isSerious && (1...2).contains($0.number) })
    }

    @Test("Removed, inserted and exchanged lines are noticed")
    func movedLines() throws {
        let folder = Folder()
        try folder.notes()
        let lines = try folder.lines()
        func damage(_ lines: [[UInt8]]) throws -> [RegisterDamage] {
            try folder.write(lines: lines)
            return try Register(folder.store).damage
        }
        let removed = try damage([lines[0], lines[3]])
        #expect(removed.map(\.kind) == [.removed])
        #expect(removed.first?.number == 2 && removed.first?.through == 3)
        #expect(removed.first?.description.contains("entries 2 to 3") == true)
        #expect(try damage(Array(lines.dropFirst())).map(\.kind) == [.removed])
        #expect(try damage([lines[0], lines[1], lines[0], lines[2], lines[3]]).map(\.kind) == [.inserted])
        #expect(!(try damage([lines[0], lines[2], lines[1], lines[3]])).isEmpty)
        #expect(
            try damage([lines[0], Array("{}".utf8), lines[1], lines[2], lines[3]]).contains(where: { $0.isSerious }))
        // Nothing refuses to work because of it.
        var register = try Register(folder.store)
        try register.append(.note("why"))
        #expect(Self.notes(register).last == "why")
    }

    @Test("Many append at once: no line is lost, and the chain holds")
    func concurrent() async throws {
        let folder = Folder()
        let store = folder.store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    var register = try Register(store)
                    for k in 0..<25 { try register.append(.note("\(writer) \(k)")) }
                }
            }
            try await group.waitForAll()
        }
        let register = try Register(store)
        #expect(register.damage.isEmpty)
        #expect(register.entries.map(\.number) == Array(1...100))
        for writer in 0..<4 {
            #expect(Self.notes(register).filter { $0.hasPrefix("\(writer) ") } == (0..<25).map { "\(writer) \($0)" })
        }
    }
}
