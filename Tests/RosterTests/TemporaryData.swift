import Foundation
import Recordings

@testable import Roster

/// A data folder that goes away with the test.
final class TemporaryData {
    let path = NSTemporaryDirectory() + "bilanx-roster-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var data: DataDirectory { DataDirectory(path: path) }

    func log(_ station: String = "gym-1") -> ChangeLog { ChangeLog(data: data, station: .madeValid(station)) }

    /// Every plain file below it.
    func files() -> [String] {
        let all = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return all.map { path + "/" + $0 }.filter { file in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }

    /// The files that hold a text, whatever they are.
    func filesHolding(_ text: String) throws -> [String] {
        try files().filter { try Data(contentsOf: URL(filePath: $0)).firstRange(of: Data(text.utf8)) != nil }
    }
}
