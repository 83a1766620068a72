import Foundation

/// One run of the built program.
struct CommandLineRun {
    /// Exit code; nil where a signal ended it.
    let code: Int32?
    /// Standard output.
    let output: String
    /// Standard error.
    let words: String

    /// Runs `bilanx` and waits for its end; `input` is its standard input.
    ///
    /// What it remembers for the user goes to a folder of the tests.
    ///
    /// - Parameters:
    ///   - interruptAfter: seconds after which it gets what Ctrl-C sends.
    ///   - environment: variables beside those of the tests.
    init(
        _ arguments: [String], input: String = "", interruptAfter: TimeInterval? = nil,
        environment: [String: String] = [:]
    ) throws {
        let process = Process()
        process.executableURL = try Self.program()
        process.arguments = arguments
        let own = ["XDG_STATE_HOME": FileManager.default.temporaryDirectory.appending(path: "bilanx-state").path]
        process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }.merging(environment) { $1 }
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files instead of pipes: a full pipe would stop the program, and nobody would read it.
        func file(_ name: String, _ content: String = "") throws -> URL {
            let url = folder.appending(path: name)
            try Data(content.utf8).write(to: url)
            return url
        }
        let output = try file("output")
        let words = try file("words")
        process.standardInput = try FileHandle(forReadingFrom: try file("input", input))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: words)
        try process.run()
        if let interruptAfter {
            Thread.sleep(forTimeInterval: interruptAfter)
            process.interrupt()
        }
        process.waitUntilExit()
        code = process.terminationReason == .exit ? process.terminationStatus : nil
        self.output = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        self.words = String(decoding: try Data(contentsOf: words), as: UTF8.self)
    }

    /// The program lies beside the test bundle.
    static func program() throws -> URL {
        let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
        for start in bundles + [URL(filePath: CommandLine.arguments[0]), Bundle.main.bundleURL] {
            let candidate = start.deletingLastPathComponent().appending(path: "bilanx")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
        }
        throw CocoaError(.fileNoSuchFile)
    }
}

/// A new folder of its own.
func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bilanx-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}
