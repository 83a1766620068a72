import SignalCore

extension MetricTable {
    /// Relates every metric per kilogram to the person's own mass.
    ///
    /// Analyses divide by the mass that was weighed, which holds the load. People compare N/kg and W/kg by body mass and
    /// `BW` by the weighed system (formulas B.14): one rule for all, in this one place.
    mutating func relateToBodyMass(of test: TestID, _ weighing: Weighing?, _ settings: AnalysisSettings) {
        guard settings.loadKilograms != 0, let weighing = weighing?.usable else { return }
        let weighed = weighing.weight / settings.gravity
        for definition in MetricCatalogue.metrics(of: test) where definition.unit.hasSuffix("/kg") {
            guard let value = values[definition.id], value.status.carriesValue else { continue }
            values[definition.id] =
                weighing.bodyMass(settings).map { value.divided(by: $0 / weighed) }
                ?? LimbValues(status: .undefined, lost: value.lost)
        }
    }
}
