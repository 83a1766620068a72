import CDashboardPage

/// The files of the page, from the binary: a fixed table, so that no path can lead anywhere else.
struct PageFiles: Sendable {
    /// One file with what a browser must know of it.
    struct File: Sendable {
        var type: String
        var tag: String
        var bytes: [UInt8]
    }

    private var files: [String: File] = [:]

    /// The table of what was built in.
    ///
    /// - Parameter home: the file that `/` gives.
    init(home: String = "index.html") {
        var index: UInt = 0
        while let name = bilanx_page_file_at(index).name {
            let file = bilanx_page_file_at(index)
            add(String(cString: name), Array(UnsafeBufferPointer(start: file.bytes, count: Int(file.count))))
            index += 1
        }
        files["/"] = files["/" + home]
    }

    /// A table of these files, for tests.
    init(_ named: [String: [UInt8]]) {
        for (name, bytes) in named { add(name, bytes) }
    }

    /// The file at a path; `/` is the page itself.
    subscript(path: String) -> File? { files[path] }

    private mutating func add(_ name: String, _ bytes: [UInt8]) {
        // FNV-1a: tells one build's file from another's, nothing more.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let file = File(type: Self.type(of: name), tag: "\"" + String(hash, radix: 16) + "\"", bytes: bytes)
        files["/" + name] = file
        if name == "index.html" { files["/"] = file }
    }

    private static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml; charset=utf-8"
        case "png": "image/png"
        case "json", "webmanifest": "application/json; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
