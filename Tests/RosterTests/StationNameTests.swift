import Roster
import Testing

@Suite("Names of stations")
struct StationNameTests {
    @Test("Only names that are folders everywhere", arguments: ["", "-a", "a-", "A", "a/b", "..", "ä", "a b"])
    func refused(_ text: String) { #expect(StationName(text) == nil) }

    @Test("Sorted by bytes")
    func order() throws {
        let names = try ["gym-2", "gym-10", "a"].map { try #require(StationName($0)) }
        #expect(names.sorted().map(\.text) == ["a", "gym-10", "gym-2"])
    }
}
