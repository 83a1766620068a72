import SignalCore

/// A calibration as it was done: every reading, by whom, with which weights, where and in which climate.
///
/// It can be stopped and resumed: the next step is the first that has no reading that counts.
public struct CalibrationRun: Sendable, Hashable, Codable {
    /// In which state the device was.
    public enum Phase: String, Sendable, Hashable, CaseIterable, Codable {
        /// Before any change.
        case asFound
        /// After the adjustment.
        case asLeft
    }

    /// Names the run in files.
    public var id: String
    /// Time stamp of its beginning, `2026-11-22T14:30:12Z`.
    public var started: String
    /// State of the device.
    public var phase: Phase
    /// What is calibrated.
    public var device: CalibrationDevice
    /// The person's side on which it is used; nil where it has none yet.
    public var side: Side?
    /// Who did it.
    public var operatorName: String
    /// Where.
    public var site: CalibrationSite
    /// In which climate.
    public var climate: Climate
    /// With which weights.
    public var masses: [ReferenceMass]
    /// Minutes that the device had been on before the first reading; nil where nobody said.
    public var warmUp: Double?
    /// What is to be done.
    public var plan: CalibrationPlan
    /// What was read, in the order of reading.
    public var readings: [StepReading]
    /// Remarks, in their order.
    public var notes: [String]

    /// Makes a run without readings.
    public init(
        id: String, started: String, phase: Phase = .asFound, device: CalibrationDevice, side: Side? = nil,
        operatorName: String, site: CalibrationSite, climate: Climate = Climate(), masses: [ReferenceMass],
        warmUp: Double? = nil, plan: CalibrationPlan, readings: [StepReading] = [], notes: [String] = []
    ) {
        self.id = id
        self.started = started
        self.phase = phase
        self.device = device
        self.side = side
        self.operatorName = operatorName
        self.site = site
        self.climate = climate
        self.masses = masses
        self.warmUp = warmUp
        self.plan = plan
        self.readings = readings
        self.notes = notes
    }

    /// Day on which it began; nil for a time stamp that is none.
    public var day: CalendarDay? { CalendarDay(started) }

    /// The reading of a step that counts: the last that was not declared void.
    public func reading(_ step: Int) -> StepReading? { readings.last { $0.step == step && $0.void == nil } }

    /// Number of the first step without a reading that counts; nil where all have one.
    public var nextStep: Int? { plan.steps.indices.first { reading($0) == nil } }

    /// Steps that have a reading.
    public var done: Int { plan.steps.indices.count { reading($0) != nil } }

    /// Declares the reading of a step void, so that the step comes again; the reading stays.
    public mutating func void(_ step: Int, because reason: String) {
        guard let last = readings.lastIndex(where: { $0.step == step && $0.void == nil }) else { return }
        readings[last].void = reason
    }

    /// The force that a step puts on; 0 N without weights, nil where a weight is unknown.
    public func load(_ step: CalibrationStep) -> DeadWeight? {
        var stack: [ReferenceMass] = []
        for name in step.masses {
            guard let mass = masses.first(where: { $0.id == name }) else { return nil }
            stack.append(mass)
        }
        return DeadWeight(stack, gravity: site.gravity, air: climate.air)
    }

    /// What stands against trusting the run: weights overdue or implausible, unknown weights, no place for gravity.
    public var concerns: [String] {
        var list: [String] = []
        for mass in masses {
            if !mass.isPlausible { list.append("weight \(mass.id) has numbers that no weight has") }
            if let day, mass.isOverdue(on: day) {
                list.append("the certificate of weight \(mass.id) ended on \(mass.due?.description ?? "")")
            }
            if mass.certificate == nil { list.append("weight \(mass.id) has no certificate") }
        }
        for name in plan.unknownMasses(masses) { list.append("weight \(name) is in the plan and not in the list") }
        if site.surveyed == nil, site.latitude == nil {
            list.append("no place is given: gravity may be off by 0.3 %")
        }
        if warmUp.map({ $0 < Self.warmUp }) ?? true {
            list.append("the device was not on for \(Int(Self.warmUp)) minutes before, or nobody said so")
        }
        return list
    }

    /// Minutes for which a device should be on before (project convention).
    public static let warmUp = 15.0
}
