import Calibration
import Foundation

/// The register held against everything that quotes it: runs, printed records, recordings.
public struct RegisterAudit: Sendable {
    /// Somebody who quotes an entry.
    public struct Witness: Sendable, Hashable {
        /// What an entry is for a witness.
        public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
            /// The entry is what is quoted.
            case holds
            /// An entry of this number is there and is another one.
            case differs
            /// There is no entry of this number.
            case missing
            /// The raw readings of the run are not those from which the set stems.
            case rawChanged
            /// The run is not in this data folder, so that nobody can tell.
            case noRun
        }

        /// Path or name of the place.
        public var place: String
        /// Number and hash that it quotes.
        public var quotation: String
        /// How it stands.
        public var outcome: Outcome

        /// True where it speaks against the register.
        public var isSerious: Bool { outcome != .holds && outcome != .noRun }
    }

    /// What is wrong with the register by itself.
    public let damage: [RegisterDamage]
    /// Every place that quotes an entry.
    public let witnesses: [Witness]

    /// Looks at all runs and records of a store.
    ///
    /// - Parameter others: places outside, such as recordings, with what they quote.
    public init(_ register: Register, others: [(place: String, quotation: String)] = []) {
        damage = register.damage
        var found: [Witness] = []
        let entries = Dictionary(register.entries.map { ($0.number, $0.hash) }) { first, _ in first }
        func judge(_ quotation: String) -> Witness.Outcome {
            let parts = quotation.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let number = Int(parts[0]), let hash = entries[number] else { return .missing }
            return hash == parts[1] ? .holds : .differs
        }
        for id in RunFolder.list(register.store) {
            let folder = RunFolder(register.store, id: id)
            for line in folder.registrations {
                found.append(Witness(place: "run \(id)", quotation: line.quotation, outcome: judge(line.quotation)))
            }
        }
        for entry in register.entries {
            guard case .set(let new) = entry.content else { continue }
            let folder = RunFolder(register.store, id: new.set.run)
            let outcome: Witness.Outcome
            if !FileManager.default.fileExists(atPath: folder.runPath) {
                outcome = .noRun
            } else {
                outcome = (try? folder.read().rawHash) == new.rawHash ? .holds : .rawChanged
            }
            found.append(Witness(place: "readings of \(new.set.run)", quotation: entry.quotation, outcome: outcome))
        }
        let records = RecordFolder(register.store).path
        for name in ((try? FileManager.default.contentsOfDirectory(atPath: records)) ?? []).sorted() {
            guard name.hasSuffix(".json"), let data = FileManager.default.contents(atPath: records + "/" + name),
                let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
                let quotation = document["register_entry"] as? String
            else { continue }
            found.append(Witness(place: "record \(name)", quotation: quotation, outcome: judge(quotation)))
        }
        for other in others {
            found.append(Witness(place: other.place, quotation: other.quotation, outcome: judge(other.quotation)))
        }
        witnesses = found
    }

    /// True where nothing speaks against the register.
    public var isWhole: Bool {
        !damage.contains(where: \.isSerious) && !witnesses.contains(where: \.isSerious)
    }
}
