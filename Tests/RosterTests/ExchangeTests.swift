import Foundation
import Recordings
import Statistics
import Testing

@testable import Roster

@Suite("What comes in and goes out")
struct ExchangeTests {
    private func table(_ text: String) throws(RecordingError) -> TeamTable {
        try TeamTable(Array(text.utf8), name: "team.csv", year: 2026)
    }

    @Test(
        "The same team in three languages and with three separators",
        arguments: [
            "code,name,Birth year,Sex,Body mass (kg),Dominant leg,Team\nA1,\"Bauer, Ana\",1999,F,61.5,left,U21\n",
            "\u{FEFF}Kürzel;Name;Jahrgang;Geschlecht;Gewicht;Sprungbein;Mannschaft\r\nA1;Bauer, Ana;1999;w;61,5 kg;links;U21\r\n",
            "Código\tNombre\tFecha de nacimiento\tSexo\tPeso\tPierna\tEquipo\nA1\tBauer, Ana\t03.02.1999\tmujer\t61,5\tizquierda\tU21",
        ])
    func languages(_ text: String) throws {
        let table = try table(text)
        #expect(table.errors.isEmpty && table.unknownColumns.isEmpty)
        #expect(
            table.lines == [
                TeamTable.Line(
                    number: 2,
                    values: [
                        "code": .text("A1"), "name": .text("Bauer, Ana"), "birthYear": .number(1999),
                        "sex": .text("female"), "bodyMass": .number(61.5), "dominantLeg": .text("left"),
                        "group": .text("U21"),
                    ])
            ])
    }

    @Test("Every bad line is told with its line and column, and the others are read")
    func badLines() throws {
        let table = try table(
            "code,born,leg,shoe\nA1,1999,left,42\nA2,99,left,42\nA3,2000,up,42\n\nA1,2001,right,42\n,2001,right,42\nA5,2001\n"
        )
        #expect(table.lines.map(\.number) == [2])
        #expect(table.errors.map(\.line) == [3, 4, 6, 7, 8])
        #expect(table.errors.map(\.column) == ["born", "leg", nil, nil, nil])
        #expect(table.errors.allSatisfy { !$0.remedy.isEmpty })
        #expect(table.unknownColumns == ["shoe"])
    }

    @Test("What is no team is refused", arguments: ["", "shoe,hat\n1,2\n", "code,code\nA,B\n"])
    func noTable(_ text: String) { #expect(throws: RecordingError.self) { try table(text) } }

    @Test("An import twice changes nothing the second time, and the export reads back")
    func roundTrip() throws {
        let folder = try TemporaryData()
        let index = try RosterIndex(data: folder.data, station: .madeValid("gym"))
        let team = try table("code,name,born,leg,team\nA1,Ana,1999,left,U21\nB2,Bea,2001,right,U21\n")
        try index.apply(index.drafts(team, day: "2026-11-22"))
        #expect(try index.groups().map(\.name) == ["U21"])
        #expect(try index.drafts(team, day: "2026-11-22").isEmpty)
        try SampleRecording.make(in: folder.data, athlete: "A1", day: 0)
        let bundle = try index.export(withRecordings: true)
        let athletes = try #require(bundle.files["athletes.csv"])
        let again = try TeamTable(athletes, name: "athletes.csv", year: 2026)
        #expect(again.errors.isEmpty)
        #expect(try index.drafts(again, day: "2026-11-22").isEmpty)
        let results = String(decoding: try #require(bundle.files["results.csv"]), as: UTF8.self).split(separator: "\n")
        // Three trials of three limbs and one absent metric, and a summary of three limbs.
        #expect(results.count == 1 + 3 * 4 + 3)
        #expect(results.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 19 })
        #expect(bundle.files.keys.contains { $0.hasPrefix("recordings/") && $0.hasSuffix("/trial.csv") })
        #expect(FileBundle(bundle.bytes()) == bundle)
        // One person's export holds nobody else.
        let one = try index.export(athlete: try #require(try index.athlete("B2")).id)
        #expect(!one.files.values.contains { String(decoding: $0, as: UTF8.self).contains("Ana") })
    }

    @Test("A sealed file opens with its passphrase only", arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
    func sealed(_ count: Int) throws {
        var random = SplitMix64(seed: UInt64(count))
        let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let sealed = try SealedFile.seal(bytes, passphrase: "correct horse", logN: 10)
        #expect(try SealedFile.open(sealed, passphrase: "correct horse", name: "x") == bytes)
        let error = #expect(throws: RecordingError.self) {
            try SealedFile.open(sealed, passphrase: "correct house", name: "x")
        }
        #expect(error?.kind == .badData)
        // Cut anywhere near a piece's end, or a piece taken out, put twice or exchanged.
        let piece = 65_536 + 16
        for cut in [0, 8, 44, 45, 60, 45 + piece, sealed.count - 1, sealed.count - 16]
        where cut < sealed.count && cut >= 0 {
            #expect(throws: RecordingError.self) {
                try SealedFile.open(Array(sealed[..<cut]), passphrase: "correct horse", name: "x")
            }
        }
        guard count >= 131_072 else { return }
        let (head, a) = (Array(sealed[..<45]), Array(sealed[45..<(45 + piece)]))
        let (b, rest) = (Array(sealed[(45 + piece)..<(45 + 2 * piece)]), Array(sealed[(45 + 2 * piece)...]))
        for bad in [head + b + a + rest, head + a + rest, head + a + a + b + rest, head + a + b] {
            #expect(throws: RecordingError.self) {
                try SealedFile.open(bad, passphrase: "correct horse", name: "x")
            }
        }
    }

    @Test("A flipped bit in any byte keeps a sealed file shut")
    func flipped() throws {
        let sealed = try SealedFile.seal(Array("the roster".utf8), passphrase: "correct horse", logN: 10)
        for at in sealed.indices {
            var bad = sealed
            // Bit 0 of the cost would only make it twice as slow; any bit of it must fail too.
            bad[at] ^= at == 8 ? 1 : 0x10
            #expect(throws: RecordingError.self, "byte \(at)") {
                try SealedFile.open(bad, passphrase: "correct horse", name: "x")
            }
        }
    }

    @Test("A bundle never writes outside its folder")
    func paths() {
        for path in ["../x", "/x", "a/../../x", ""] {
            var bundle = FileBundle()
            bundle.files[path] = [1]
            #expect(FileBundle(bundle.bytes()) == nil)
        }
    }
}
