/// A file format that Bilanx reads: how it is told apart, and what its reader was made from.
public enum ImportFormat: String, Sendable, Hashable, CaseIterable {
    /// A recording of Bilanx.
    case bilanx
    /// An OpenSim storage file: `.sto`, `.mot`.
    case opensim
    /// C3D with force platforms.
    case c3d
    /// Text export of Kistler BioWare.
    case bioware
    /// Text export of AMTI NetForce.
    case netforce
    /// Any other delimited text.
    case text

    /// The name in `--from` and in results.
    public var id: String { rawValue }

    /// What its files are, in a few words.
    public var title: String {
        switch self {
        case .bilanx: "recording of Bilanx"
        case .opensim: "OpenSim storage file (.sto, .mot)"
        case .c3d: "C3D with force platforms of types 1 to 4"
        case .bioware: "Kistler BioWare text export"
        case .netforce: "AMTI NetForce text export, 6 columns a plate"
        case .text: "any delimited text"
        }
    }

    /// What in its content it is recognised by; names of files never count.
    public var signature: String {
        switch self {
        case .bilanx: "a first line `\(TrialHeader.magic)`"
        case .opensim: "a line `endheader` above columns such as ground_force_vy"
        case .c3d: "80 as its second byte, and a parameter section of an Intel, DEC or MIPS processor"
        case .bioware: "a first line that begins with `BioWare`"
        case .netforce: "an empty first line above 12 columns without names, separated by commas"
        case .text: "lines of numbers"
        }
    }

    /// The real files and the descriptions that its reader was made from.
    public var citation: String {
        switch self {
        case .bilanx: "this program"
        case .opensim:
            "opensim-models: Gait2354_Simbody/subject01_walk1_grf.mot, Pipelines/Rajagopal/ExpData/grf_run.mot; "
                + "opensim-core 0435b081: std_walking2_grfs.sto; ACL_squat_jump 6b525710: BFR003, BFR010"
        case .c3d:
            "c3d.org, The C3D File Format; opensim-core 0435b081: walking2.c3d (type 2, floating point); biomdp 0.11.2: "
                + "kistler_CMJ_1plate.c3d, kistler_DJ_2plates.c3d (type 3, integer); types 1 and 4: layout not seen, made "
                + "from the description and compared with ezc3d"
        case .bioware: "biomdp 0.11.2: kistler_CMJ_1plate.txt, kistler_DJ_2plates.txt (BioWare 5.6.1)"
        case .netforce: "jumpmetrics 0.2.0: F02_CTRL1.txt"
        case .text: "the recordings of bmc, gidiel-machado, isometric_analyzer and jumpmetrics"
        }
    }

    /// The format of these bytes, unpacked; `.text` where no other is recognised.
    public static func recognize(_ bytes: [UInt8]) -> ImportFormat {
        if TrialFileReader.recognizes(bytes) { return .bilanx }
        if C3DFile.recognizes(bytes) { return .c3d }
        let head = TextHead(bytes)
        if BioWareText.recognizes(head) { return .bioware }
        if OpenSimStorage.recognizes(head) { return .opensim }
        if NetForceText.recognizes(head) { return .netforce }
        return .text
    }

    /// The format of that name; what is known is listed where there is none.
    public static func named(_ name: String) throws(RecordingError) -> ImportFormat {
        guard let format = ImportFormat(rawValue: name.lowercased()) else {
            throw RecordingError(
                .needsOption, file: "--from \(name)", problem: "no format has that name",
                remedy: "choose one of \(list)")
        }
        return format
    }

    /// `bilanx (recording of Bilanx), opensim (…)`.
    public static var list: String { allCases.map { "\($0.id) (\($0.title))" }.joined(separator: ", ") }

    /// What was looked for in a file that is none of these, and what to do.
    static var tried: String {
        let looked = allCases.filter { $0 != .text }.map { "\($0.id) by \($0.signature)" }
        return "tried " + looked.joined(separator: "; ")
            + "; if it is one of them all the same, name it with --from; any other text with lines of numbers is read "
            + "with --left COLUMN --right COLUMN and --time COLUMN or --rate HZ"
    }
}
