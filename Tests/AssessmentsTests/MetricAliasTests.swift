import Testing

@testable import Assessments

@Suite struct MetricAliasTests {
    /// Metrics that other parts of the catalogue bring; their names wait here.
    @Test func aliasesBelongToMetrics() {
        for id in MetricAlias.all.keys { #expect(MetricCatalogue.metric(id) != nil, "\(id)") }
        for metric in MetricCatalogue.all {
            #expect(Set(metric.aliases).count == metric.aliases.count, "\(metric.id)")
            #expect(metric.aliases.allSatisfy { !$0.name.isEmpty })
        }
    }

    @Test func usersOfOtherSystemsFindTheirMetric() {
        #expect(MetricCatalogue.named("jump_height_imp_mom").map(\.id) == ["jumpHeightIM"])
        #expect(MetricCatalogue.named("Peak Propulsive Force").map(\.id) == ["propPeakForce"])
        // One name, two metrics: of a countermovement and of a contact.
        #expect(Set(MetricCatalogue.named("Stiffness").map(\.id)) == ["stiffness", "legStiffness"])
        #expect(MetricCatalogue.named("nothing of that name").isEmpty)
    }
}
