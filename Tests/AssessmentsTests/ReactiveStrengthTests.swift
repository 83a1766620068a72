import Assessments
import TestSupport
import Testing

/// The formulas of contact and flight by the worked numbers (formulas B.5, B.6).
@Suite struct ReactiveStrengthTests {
    @Test func dropJump() throws {
        let vector = try Vectors()["B.dj"]
        // The flight time of the vector is printed with 6 digits, which is what limits the comparison.
        let flight = 2 * 2.2 / 9.81
        let contact = vector["CT"].number
        #expect(vector["FT"].matches(flight))
        #expect(vector["JH"].matches(ReactiveStrength.height(flightTime: flight, gravity: 9.81)))
        #expect(
            vector["RSI"].matches(ReactiveStrength.index(contactTime: contact, flightTime: flight, gravity: 9.81)))
        #expect(vector["RSI_ft"].matches(flight / contact))
    }

    static let contacts = [0.212, 0.205, 0.198, 0.201, 0.260, 0.195, 0.203, 0.199, 0.207, 0.196]
    static let flights = [0.455, 0.470, 0.481, 0.476, 0.480, 0.462, 0.478, 0.490, 0.466, 0.474]

    @Test func tenHops() throws {
        let vector = try Vectors()["B.hop105"]
        let hops = zip(Self.contacts, Self.flights).map { (contactTime: $0, flightTime: $1) }
        for (k, hop) in hops.enumerated() {
            let index = ReactiveStrength.index(
                contactTime: hop.contactTime, flightTime: hop.flightTime, gravity: 9.81)
            #expect(vector["rsi"][k].matches(index), "hop \(k + 1)")
        }
        #expect(vector["mean"].matches(try #require(ReactiveStrength.bestFive(hops, gravity: 9.81))))
    }

    @Test func fewerThanFiveGiveNone() {
        let hop = (contactTime: 0.2, flightTime: 0.5)
        let slow = (contactTime: 0.25, flightTime: 0.5)
        #expect(ReactiveStrength.bestFive([hop, hop, hop, hop], gravity: 9.81) == nil)
        #expect(ReactiveStrength.bestFive([hop, hop, hop, hop, slow], gravity: 9.81) == nil)
        #expect(ReactiveStrength.bestFive([hop, hop, hop, hop, hop], gravity: 9.81) != nil)
    }
}
