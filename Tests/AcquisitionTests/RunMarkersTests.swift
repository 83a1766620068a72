import Recordings
import SignalCore
import Testing

@testable import Acquisition

@Suite struct RunMarkersTests {
    @Test func edgesOfTheInputAreMarkedOnce() {
        var markers = RunMarkers()
        let input: [RowFlags] = [[], .trigger, .trigger, [], [], .trigger]
        let edges = input.enumerated().map { markers.take($1, row: $0).isEdge }
        #expect(edges == [false, true, false, false, false, true])
        #expect(markers.found.map(\.row) == [1, 5])
    }

    @Test func theHostsMomentFindsItsRow() {
        var markers = RunMarkers()
        // The newest sample, row 99, came 25 ms before somebody pressed the key; 1000 rows a second.
        markers.add("cough", now: 1_025_000_000, arrival: 1_000_000_000, next: 100, rate: 1000)
        var flagged: [Int] = []
        for row in 100..<200 where markers.take([], row: row).flags.contains(.trigger) { flagged.append(row) }
        #expect(flagged == [124])
        #expect(markers.found == [.init(row: 124, text: "cough")])
    }

    @Test func aRowThatIsRecordedIsNotMarkedAfterwards() {
        var markers = RunMarkers()
        // Pressed in the moment of the newest sample, whose row is written already.
        #expect(markers.add("now", now: 7, arrival: 7, next: 100, made: 100, rate: 1000) == 100)
    }

    @Test func aKeyAndAnEdgeInOneRowAreBothKept() {
        var markers = RunMarkers()
        markers.add("go", now: 0, arrival: 0, next: 4, rate: 1000)
        #expect(markers.take(.trigger, row: 3).isEdge)
        #expect(markers.found.map(\.text) == ["trigger", "go"])
    }
}
