extension TestDefinition {
    /// No test: forces and shares of whatever was recorded.
    static let free = TestDefinition(
        .free, "free record", surface: .plates, movement: .whole, isWeighed: false,
        notes: [MethodNote(subject: "window", text: "The whole record, without events.", source: "design, test ids")],
        findTrials: { record, _, _ in wholeRecord(record) },
        analyze: { frame, _, settings in FreeAnalysis.analyze(frame, settings: settings) })
}
