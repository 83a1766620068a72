#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Who else has a port, as far as this user may see.
enum PortHolder {
    /// Programs of the system that take serial ports unasked, with what stops them.
    static let meddlers: [(process: String, advice: String)] = [
        (
            "ModemManager",
            "ModemManager tries ports for modems: sudo systemctl stop ModemManager, or add "
                + "ENV{ID_MM_DEVICE_IGNORE}=\"1\" to the device's udev rule."
        ),
        (
            "brltty",
            "brltty takes CH340 and CP210x bridges for Braille displays: sudo systemctl disable --now brltty-udev "
                + "brltty, or sudo apt remove brltty; then replug."
        ),
    ]

    /// What to do about a process that has the port.
    static func advice(_ process: String) -> String {
        meddlers.first { process.hasPrefix($0.process) }?.advice ?? "Close \(process), then try again."
    }

    /// The process beside this one that has `path` open, with its number; nil for none that may be seen.
    static func holder(of path: String) -> String? {
        #if os(Linux)
            guard let real = resolved(path) else { return nil }
            let own = "\(getpid())"
            for process in names(in: "/proc") where process != own && process.allSatisfy(\.isNumber) {
                let files = "/proc/\(process)/fd"
                if names(in: files).contains(where: { target(of: "\(files)/\($0)") == real }) {
                    return "\(line(of: "/proc/\(process)/comm")) (process \(process))"
                }
            }
        #endif
        return nil
    }

    /// Those of ``meddlers`` that run, whether or not their files may be seen.
    static func running() -> [String] {
        #if os(Linux)
            let running = Set(
                names(in: "/proc").filter { $0.allSatisfy(\.isNumber) }.map { line(of: "/proc/\($0)/comm") })
            return meddlers.map(\.process).filter { running.contains($0) }
        #else
            return []
        #endif
    }

    #if os(Linux)
        private static func resolved(_ path: String) -> String? {
            guard let real = realpath(path, nil) else { return nil }
            defer { free(real) }
            return String(cString: real)
        }

        private static func line(of path: String) -> String {
            guard let file = fopen(path, "r") else { return "" }
            defer { fclose(file) }
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
                let count = fread(buffer.baseAddress, 1, buffer.count, file)
                return String(decoding: buffer.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self)
            }
        }

        private static func target(of path: String) -> String? {
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
                let count = buffer.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { readlink(path, $0, text.count) } ?? 0
                }
                return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
            }
        }

        static func names(in folder: String) -> [String] {
            guard let directory = opendir(folder) else { return [] }
            defer { closedir(directory) }
            var names: [String] = []
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if !name.hasPrefix(".") { names.append(name) }
            }
            return names
        }
    #endif
}
