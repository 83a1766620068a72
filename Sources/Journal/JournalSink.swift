import Transport

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A journal's file: takes events, writes them in large pieces, keeps the first failure.
final class JournalSink {
    private var writer: PcapngWriter
    private let descriptor: Int32
    private let path: String
    private var isOpen = true
    private(set) var failure: JournalError?

    /// Creates the file; it must not exist.
    init(path: String, writer: PcapngWriter) throws(JournalError) {
        self.path = path
        self.writer = writer
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw JournalError(path: path, detail: String(cString: strerror(errno))) }
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
        do throws(JournalError) {
            try writer.drain { (buffer) throws(JournalError) in try write(all: buffer) }
        } catch { failure = error }
    }

    /// Writes what is left and makes it durable.
    func close() {
        writer.flushMarkers()
        flush()
        guard isOpen else { return }
        if fsync(descriptor) != 0, failure == nil {
            failure = JournalError(path: path, detail: String(cString: strerror(errno)))
        }
        closeFile()
    }

    private func closeFile() {
        guard isOpen else { return }
        isOpen = false
        #if canImport(Darwin)
            Darwin.close(descriptor)
        #elseif canImport(Glibc)
            Glibc.close(descriptor)
        #elseif canImport(Musl)
            Musl.close(descriptor)
        #endif
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
