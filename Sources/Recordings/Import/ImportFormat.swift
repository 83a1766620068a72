/// A file format that Bilanx reads: how it is told apart, and what its reader was made from.
public enum ImportFormat: String, Sendable, Hashable, CaseIterable {
    /// A recording of Bilanx.
    case bilanx
    /// An OpenSim storage file: `.sto`, `.mot`.
    case opensim
    /// C3D with force platforms.
    case c3d
    /// Extensible Data Format of the Lab Streaming Layer.
    case xdf
    /// Text export of Kistler BioWare.
    case bioware
    /// Text export of AMTI NetForce.
    case netforce
    /// Export of PASCO Capstone.
    case pasco
    /// Recording of Chronojump's force sensor.
    case chronojump
    /// Export of the Tindeq app.
    case tindeq
    /// Download of Grip Connect.
    case gripconnect
    /// Force-time data of Hawkin Dynamics.
    case hawkin
    /// Trace of VALD ForceDecks; layout not seen.
    case vald
    /// Export of Bertec Digital Acquire; layout not seen.
    case bertec
    /// Table of an LSL stream; layout not seen.
    case labrecorder
    /// Comma-separated output of sigrok.
    case sigrok
    /// Any other delimited text.
    case text

    /// The name in `--from` and in results.
    public var id: String { rawValue }

    /// What its files are, in a few words.
    public var title: String { facts.title }

    /// What in its content it is recognised by; names of files never count.
    ///
    /// Nil where it must be named with `--from`.
    public var signature: String? { facts.signature }

    /// The endings that its files commonly have; they are a hint for people and never looked at.
    public var extensions: [String] { facts.extensions }

    /// The real files and the descriptions that its reader was made from.
    public var citation: String { facts.citation }

    /// True where a real file or a published reader or writer of it was seen; false for a preset made from hearsay.
    public var isSeen: Bool { facts.isSeen }

    /// The format of these bytes, unpacked and in UTF-8 where they are text; `.text` where no other is recognised.
    public static func recognize(_ bytes: [UInt8]) -> ImportFormat {
        if TrialFileReader.recognizes(bytes) { return .bilanx }
        if XDFFile.recognizes(bytes) { return .xdf }
        if C3DFile.recognizes(bytes) { return .c3d }
        let head = TextHead(bytes)
        if BioWareText.recognizes(head) { return .bioware }
        if OpenSimStorage.recognizes(head) { return .opensim }
        if SigrokText.recognizes(head) { return .sigrok }
        if PascoText.recognizes(head) { return .pasco }
        if ChronojumpText.recognizes(head) { return .chronojump }
        if TindeqText.recognizes(head) { return .tindeq }
        if HawkinExport.recognizes(head) || HawkinExport.recognizesJSON(head) { return .hawkin }
        if GripConnectExport.recognizes(head) || GripConnectExport.recognizesDocument(head) { return .gripconnect }
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
        let looked = allCases.compactMap { format in
            format == .text ? nil : format.signature.map { "\(format.id) (it lacks \($0))" }
        }
        let unseen = allCases.filter { $0.signature == nil }.map(\.id).joined(separator: ", ")
        return "tried " + looked.joined(separator: "; ")
            + "; if it is one of them all the same, or of \(unseen), name it with --from; any other text with lines of "
            + "numbers is read with --left COLUMN --right COLUMN and --time COLUMN or --rate HZ"
    }
}
