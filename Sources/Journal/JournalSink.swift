import CZlib
import Transport

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A journal's file: takes events, writes them in large pieces, keeps the first failure.
///
/// The file is locked for as long as it is open, so that another program can tell a running recording from one that was
/// cut off.
final class JournalSink {
    private var writer: PcapngWriter
    private var descriptor: Int32
    private let path: String
    private var isOpen = true
    private var isDirty = false
    /// Of everything written so far.
    private var checksum: UInt = 0
    private var count = 0
    private(set) var failure: JournalError?
    /// True once the file was removed by somebody and written again.
    private(set) var wasRescued = false

    /// Creates the file; it must not exist.
    init(path: String, writer: PcapngWriter) throws(JournalError) {
        self.path = path
        self.writer = writer
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw JournalError(path: path, detail: String(cString: strerror(errno))) }
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
    }

    /// Opens an existing path for writing: devices, for tests of what a full disk does.
    init(descriptorPath path: String, writer: PcapngWriter) throws(JournalError) {
        self.path = path
        self.writer = writer
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw JournalError(path: path, detail: String(cString: strerror(errno))) }
    }

    deinit { closeFile() }

    func add(_ header: TransferHeader, _ bytes: Span<UInt8>) {
        if JournalMarker.isMarker(header) {
            writer.mark(JournalMarker.text(bytes))
        } else {
            writer.add(header, bytes, interface: Int(header.device))
        }
        if writer.bytes.count >= 1 << 16 { flush() }
    }

    func flush() {
        guard failure == nil, isOpen, !writer.bytes.isEmpty else { return }
        isDirty = true
        do throws(JournalError) {
            try writer.drain { (buffer) throws(JournalError) in
                try write(all: buffer)
                checksum = crc32(checksum, buffer.bindMemory(to: UInt8.self).baseAddress, UInt32(buffer.count))
                count += buffer.count
            }
        } catch { failure = error }
    }

    /// Makes what was written durable, so that it survives a power cut.
    func sync() {
        guard failure == nil, isOpen, isDirty else { return }
        isDirty = false
        #if canImport(Darwin)
            let result = fsync(descriptor)
        #else
            let result = fdatasync(descriptor)
        #endif
        if result != 0 { failure = JournalError(path: path, detail: String(cString: strerror(errno))) }
    }

    /// Writes what is left and makes it durable.
    func close() {
        writer.flushMarkers()
        rescue()
        flush()
        // Packets have their own hashes; stamps and lengths around them have only this.
        writer.mark(JournalEnd(checksum: UInt32(truncatingIfNeeded: checksum), count: count).text)
        writer.flushMarkers()
        flush()
        guard isOpen else { return }
        if fsync(descriptor) != 0, failure == nil {
            failure = JournalError(path: path, detail: String(cString: strerror(errno)))
        }
        closeFile()
    }

    /// Where somebody has removed the file, makes its folder anew and writes everything again from the open one, which the
    /// system keeps until it is closed.
    func rescue() {
        var status = stat()
        guard failure == nil, isOpen, fstat(descriptor, &status) == 0, status.st_nlink == 0,
            status.st_mode & S_IFMT == S_IFREG
        else { return }
        do throws(JournalError) {
            makeFolder(path)
            let copy = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            guard copy >= 0 else {
                throw JournalError(path: path, detail: "it was removed, and \(String(cString: strerror(errno)))")
            }
            let old = descriptor
            descriptor = copy
            defer { closeDescriptor(old) }
            _ = flock(copy, LOCK_EX | LOCK_NB)
            var at: off_t = 0
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = pread(old, &buffer, buffer.count, at)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw JournalError(
                        path: path, detail: "it was removed and cannot be read (\(String(cString: strerror(errno))))")
                }
                if count == 0 { break }
                try buffer.span.withUnsafeBytes { (bytes) throws(JournalError) in
                    try write(all: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
                }
                at += off_t(count)
            }
            isDirty = true
            wasRescued = true
        } catch { failure = error }
    }

    private func makeFolder(_ path: String) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        if access(folder, F_OK) == 0 { return }
        makeFolder(folder)
        _ = mkdir(folder, 0o755)
    }

    private func closeFile() {
        guard isOpen else { return }
        isOpen = false
        closeDescriptor(descriptor)
    }

    private func write(all buffer: UnsafeRawBufferPointer) throws(JournalError) {
        guard let base = buffer.baseAddress else { return }
        var at = 0
        while at < buffer.count {
            #if canImport(Darwin)
                let count = Darwin.write(descriptor, base + at, buffer.count - at)
            #elseif canImport(Glibc)
                let count = Glibc.write(descriptor, base + at, buffer.count - at)
            #elseif canImport(Musl)
                let count = Musl.write(descriptor, base + at, buffer.count - at)
            #endif
            if count < 0 {
                if errno == EINTR { continue }
                throw JournalError(path: path, detail: String(cString: strerror(errno)))
            }
            at += count
        }
    }
}

/// The system's `close`, which a method of that name would hide.
private func closeDescriptor(_ descriptor: Int32) {
    #if canImport(Darwin)
        Darwin.close(descriptor)
    #elseif canImport(Glibc)
        Glibc.close(descriptor)
    #elseif canImport(Musl)
        Musl.close(descriptor)
    #endif
}

/// Whether a recording's journal is being written by somebody now.
public enum JournalLock {
    /// True where another program, or this one, has the journal of that path open for writing.
    public static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { closeDescriptor(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}

/// A marker on its way through the ring: an event that no device can produce.
enum JournalMarker {
    static func header(_ text: String, stamp: UInt64) -> TransferHeader {
        TransferHeader(
            phase: .submit, kind: .isochronous, endpoint: EndpointAddress(0xFF), status: .pending, id: 0, stamp: stamp,
            length: UInt32(text.utf8.count))
    }

    static func isMarker(_ header: TransferHeader) -> Bool {
        header.kind == .isochronous && header.endpoint.rawValue == 0xFF
    }

    static func text(_ bytes: Span<UInt8>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
