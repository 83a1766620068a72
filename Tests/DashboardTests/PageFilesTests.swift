import Foundation
import Testing

@testable import Dashboard

@Suite struct PageFilesTests {
    /// A file of the page that the binary does not have is a page that does not work.
    @Test func theBinaryHasEveryFileOfThePage() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Dashboard/Page")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count > 10)
        let files = PageFiles()
        for name in names {
            let own = try Data(contentsOf: folder.appending(path: name))
            let served = try #require(files["/" + name], "\(name)")
            #expect(served.bytes == Array(own), "\(name)")
        }
    }
}
