import Statistics
import Testing

@testable import Roster

@Suite("Verdicts over simulated seasons")
struct SeasonTests {
    private struct Key: Hashable {
        var quantity: ChangeQuantity
        var rule: ChangeRule
        var size = 0.0
    }

    @Test(
        "At no true change at most one verdict in twenty is real, whatever people's noise",
        arguments: SimulatedSeason.Noise.allCases)
    func rates(_ noise: SimulatedSeason.Noise) throws {
        var random = SplitMix64(seed: 20_261_123)
        let seasons = 400
        var alarms: [Key: ClusteredShare] = [:]
        var found: [Key: ClusteredShare] = [:]
        for _ in 0..<seasons {
            let season = SimulatedSeason(noise, &random)
            // Of an athlete and a rule: verdicts, and how many were real.
            var counts = [[Key: (Int, Int)]](repeating: [:], count: SimulatedSeason.athletes)
            season.verdicts { athlete, quantity, session, rule, verdict in
                let person = season.people[athlete]
                let real = verdict == .real ? 1 : 0
                if !person.changes(quantity) || session < person.step {
                    let key = Key(quantity: quantity, rule: rule)
                    let before = counts[athlete][key] ?? (0, 0)
                    counts[athlete][key] = (before.0 + real, before.1 + 1)
                } else if session == person.step {
                    found[Key(quantity: quantity, rule: rule, size: person.size), default: ClusteredShare()]
                        .add(hits: real, of: 1)
                }
            }
            for athlete in counts {
                for (key, count) in athlete {
                    alarms[key, default: ClusteredShare()].add(hits: count.0, of: count.1)
                }
            }
        }
        for quantity in SimulatedSeason.quantities {
            for rule in [ChangeRule.individualBand, .squadError] {
                let key = Key(quantity: quantity, rule: rule)
                let share = try #require(alarms[key])
                print(
                    "season, \(noise.rawValue) noise, \(quantity.rawValue), \(rule.rawValue): real at no change \(share.text)"
                )
                #expect(share.share <= 0.05 + 3 * share.standardError, "\(noise) \(quantity) \(rule)")
                #expect(share.count > 10_000)
            }
        }
        for quantity in [ChangeQuantity.right, .index] {
            for rule in [ChangeRule.individualBand, .squadError] {
                var last = 0.0
                for size in SimulatedSeason.sizes {
                    let share = try #require(found[Key(quantity: quantity, rule: rule, size: size)])
                    print(
                        "season, \(noise.rawValue) noise, \(quantity.rawValue), \(rule.rawValue): a true change of \(Int(100 * size)) % is found in \(share.text)"
                    )
                    // A larger change is found more often; the largest nearly always.
                    #expect(share.share > last - 3 * share.standardError)
                    last = share.share
                }
                #expect(last > 0.6)
            }
        }
    }

    @Test("The share of clusters has the error of the clusters, not of the verdicts")
    func clusters() {
        var same = ClusteredShare()
        for k in 0..<100 { same.add(hits: k % 2 == 0 ? 10 : 0, of: 10) }
        #expect(same.share == 0.5 && same.count == 1000)
        #expect(abs(same.standardError - (0.25 / 99).squareRoot()) < 1e-12)
    }
}
