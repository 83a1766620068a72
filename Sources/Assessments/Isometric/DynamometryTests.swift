extension TestDefinition {
    /// Isometric squat against a fixed bar, standing on plates.
    static let isometricSquat = isometric(
        .isosquat, "isometric squat", surface: .plates, isWeighed: true,
        notes: MethodNote.weighing(
            choice: "the earliest good second before the first push, since later ones may hold pre-tension")
            + effortNotes(onset: "mean + 5 SD") + [plateauNote])

    /// Squeeze or press apart, a dynamometer a limb.
    static let squeeze = isometric(
        .squeeze, "squeeze", surface: .dynamometers, isWeighed: false, notes: dynamometryNotes + [plateauNote])

    /// Grip strength.
    static let grip = isometric(
        .grip, "grip strength", surface: .dynamometers, isWeighed: false, notes: dynamometryNotes + [plateauNote])

    /// Pull on a dynamometer.
    static let pull = isometric(
        .pull, "pull", surface: .dynamometers, isWeighed: false, notes: dynamometryNotes + [plateauNote])

    /// Rules of efforts on dynamometers.
    static let dynamometryNotes =
        effortNotes(
            onset: "mean + the larger of 5 SD and 5 N",
            efforts:
                "efforts of a recording are told apart at a fifth and a tenth of its largest force over the smallest "
                + "mean of a second; rests under 0.3 s join, efforts under 0.2 s do not count") + [limbNote]

    private static let limbNote = MethodNote(
        subject: "limb",
        text: "Where one side rises by less than a tenth of the other, or less than the floor, the trial is the other "
            + "limb's. Then limbs are compared over the set: PD of their means, Welch's interval of logarithms. Trials of "
            + "one limb and of both do not mix: the more frequent kind counts.",
        source: "formulas A.6, A.7-5a; the tenth is the project's")

    static let plateauNote = MethodNote(
        subject: "plateau",
        text:
            "The half second with the largest mean between onset and end. Fatigue compares it with the last half second "
            + "before the release, in holds of at least 2 s; the hold ends where the force last has 90 % of its mean of the "
            + "half second that ends half a second before the effort.",
        source: "formulas B.8, B.9; the end of the hold is the project's")
}
