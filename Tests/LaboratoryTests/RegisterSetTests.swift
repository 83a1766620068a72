import Calibration
import Foundation
import Laboratory
import Recordings
import SignalCore
import Testing

@Suite("Sets in the register")
struct RegisterSetTests {
    private static func set(_ id: String, day: String, channel: String = "AIN0", serial: String? = "7") throws
        -> CalibrationSet
    {
        var text = """
            {"id":"\(id)","run":"r","isInterim":false,"phase":"asLeft","device":{"model":"u6","channels":["\(channel)"],
            "quantity":"V","rate":1000},"coefficients":[0,200000],"coefficientHalfWidths":[1,20],"range":[0,500],
            "budget":{"force":500,"contributions":[],"undetermined":[]},"from":"\(day)","until":"2026-12-31"}
            """
        if let serial { text = text.replacing("\"model\":\"u6\"", with: "\"model\":\"u6\",\"serial\":\"\(serial)\"") }
        return try JSONDecoder().decode(CalibrationSet.self, from: Data(text.utf8))
    }

    @Test("The newest valid set of a sensor counts, and none is ever overwritten")
    func current() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "bilanx-sets-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var register = try Register(CalibrationStore(DataDirectory(path: path)))
        let first = try Self.set("a", day: "2026-01-01")
        for set in [
            first, try Self.set("b", day: "2026-06-01"), try Self.set("c", day: "2026-07-01", channel: "AIN2"),
            try Self.set("d", day: "2026-07-01", serial: nil), try Self.set("a", day: "2026-08-01"),
        ] {
            try register.append(.set(RegisterEntry.NewSet(set: set, rawHash: "00")))
        }
        register = try Register(register.store)
        let plate = PlateIdentity(family: "u6", serial: "7", channels: ["AIN0"])
        let march = try #require(CalendarDay("2026-03-01"))
        let july = try #require(CalendarDay("2026-07-01"))
        let later = try #require(CalendarDay("2027-01-01"))
        #expect(register.current(for: plate, on: march)?.id == "a")
        #expect(register.current(for: plate, on: july)?.id == "b")
        #expect(register.current(for: plate, on: later) == nil)
        #expect(register.newest(for: plate)?.from?.description == "2026-08-01")
        #expect(register.set("a") == first)
        #expect(
            register.current(for: PlateIdentity(family: "u6", serial: "", channels: ["AIN0"]), on: july) == nil)
        try register.append(.retire(RegisterEntry.Retired(id: "b", reason: "dropped")))
        #expect(register.current(for: plate, on: july)?.id == "a")
    }
}
