import Foundation
import Recordings
import Roster
import Statistics
import Testing

@Suite("Files of changes")
struct ChangeLogTests {
    private func draft(_ name: String) -> ChangeDraft {
        ChangeDraft(.athlete, "p", person: "p", field: "name", value: .text(name))
    }

    @Test("A line reads back as it was written")
    func lines() throws {
        let values: [ChangeValue] = [
            .text("Zoë \"Z\"\n\u{1F3CB}"), .number(71.25), .number(-0.1), .flag(false), .nothing,
        ]
        for value in values {
            let change = Change(
                id: "1", station: "gym-1", number: 7, time: HybridTime(milliseconds: 12, count: 3), kind: .bodyMass,
                entity: "m", person: "p", field: "kg", value: value, replaces: ["a", "b"])
            let text = ChangeLine.text(change)
            #expect(!text.contains("\n"))
            #expect(ChangeLine.read(Array(text.utf8)) == change)
            #expect(ChangeLine.read(Array(ChangeLine.text(change.redacted).utf8)) == change.redacted)
        }
    }

    @Test("A flipped bit anywhere in a line is found")
    func flippedBits() {
        let line = Array(
            ChangeLine.text(
                Change(
                    id: "1", station: "gym-1", number: 7, time: .zero, kind: .athlete, entity: "p", field: "name",
                    value: .text("Ana"))
            ).utf8)
        for at in line.indices {
            for bit in 0..<8 {
                var bad = line
                bad[at] ^= 1 << UInt8(bit)
                #expect(ChangeLine.read(bad) == nil, "byte \(at), bit \(bit)")
            }
        }
    }

    @Test("A file torn at any byte costs the torn line only, and the whole file brings it back")
    func tornAtEveryByte() throws {
        let folder = try TemporaryData()
        let log = folder.log()
        let written = try log.append([draft("Ana"), draft("Bea"), draft("Cleo")])
        let path = try #require(log.files().first)
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        for cut in 0...bytes.count {
            let reading = LogReading(Array(bytes[..<cut]))
            let whole = bytes[..<cut].count { $0 == 0x0A }
            #expect(reading.changes == Array(written.prefix(whole)), "cut at \(cut)")
            let isTorn = cut > 0 && bytes[cut - 1] != 0x0A
            #expect(reading.damage == (isTorn ? [LogReading(Array(bytes[..<cut])).damage[0]] : []))
            if isTorn { #expect(reading.damage.first?.isTorn == true && reading.damage.first?.line == whole + 1) }
            let rest = LogReading(Array(bytes[reading.consumed...]), firstLine: whole + 1)
            #expect(reading.changes + rest.changes == written)
        }
    }

    @Test("Writing goes on after a cut at any byte of the last line")
    func appendAfterTear() throws {
        let folder = try TemporaryData()
        let log = folder.log()
        let written = try log.append([draft("Ana"), draft("Bea")], wall: 1_795_354_212_000)
        let path = try #require(log.files().first)
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        let second = try #require(bytes.firstIndex(of: 0x0A)) + 1
        for cut in second..<bytes.count {
            try Data(bytes[..<cut]).write(to: URL(filePath: path))
            let next = try log.append([draft("Cleo")], wall: 1_795_354_212_000)
            let (changes, damage) = try log.readAll()
            // All but the line feed of the second had arrived: then it is whole.
            let kept = cut == bytes.count - 1 ? written : [written[0]]
            #expect(changes == kept + next, "cut at \(cut)")
            #expect(damage.values.flatMap { $0.map(\.line) } == (kept.count == 2 || cut == second ? [] : [2]))
            #expect(try #require(next.first).number == kept.count + 1)
        }
    }

    @Test("Numbers and moments of a station only grow, whatever its clock says")
    func clock() throws {
        let folder = try TemporaryData()
        let log = folder.log()
        let walls: [Int64] = [1_795_354_212_000, 1_000_000_000_000, 1_795_354_212_000, 4_000_000_000_000, 5]
        for wall in walls { try log.append([draft("\(wall)")], wall: wall) }
        let changes = try log.readAll().changes.sorted { $0.number < $1.number }
        #expect(changes.map(\.number) == [1, 2, 3, 4, 5])
        #expect(zip(changes, changes.dropFirst()).allSatisfy { $0.time < $1.time })
        let seen = HybridTime(milliseconds: 9_000_000_000_000)
        #expect(try #require(try log.append([draft("x")], seen: seen, wall: 6).first).time > seen)
    }

    @Test("Damage in the middle is told by line, and the rest is read")
    func damage() throws {
        let folder = try TemporaryData()
        let log = folder.log()
        let written = try log.append((1...5).map { draft("n\($0)") })
        let path = try #require(log.files().first)
        var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        lines[2] = lines[2].replacing("n3", with: "n9")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
        let (changes, damage) = try log.readAll()
        #expect(changes == written.enumerated().filter { $0.offset != 2 }.map(\.element))
        #expect(damage[path]?.map(\.line) == [3])
    }

    @Test("Taking values out leaves every other line as it is")
    func redact() throws {
        let folder = try TemporaryData()
        let log = folder.log()
        let written = try log.append([draft("Ana"), draft("Bea"), draft("Cleo")])
        #expect(try log.redact { $0.value == .text("Bea") } == 1)
        #expect(try log.readAll().changes == [written[0], written[1].redacted, written[2]])
        #expect(try folder.filesHolding("Bea").isEmpty)
        #expect(try log.redact { $0.value == .text("Bea") } == 0)
    }

    @Test("Names of machines become names of stations")
    func machineNames() {
        #expect(StationName.madeValid("Gym PC 2.local").text == "gym-pc-2")
        #expect(StationName.madeValid("---").text == "station")
        #expect(StationName.madeValid(String(repeating: "a", count: 70)).text.count == 32)
    }
}
