import CUMockdev
import Glibc

/// The device node as a pipe that is writable exactly while something can be reaped.
///
/// libusb waits for "writable" on a usbfs node. A plain file would always say so, and libusb would never sleep.
final class ReadinessNode {
    private let path: String
    private var descriptor: Int32
    private var ready = true

    /// Makes the node; nil where the system refuses.
    init?(_ path: String) {
        self.path = path
        guard mkfifo(path, 0o600) == 0, chmod(path, 0o666) == 0 else { return nil }
        descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        // One page, so that one byte in it leaves no room.
        guard mock_shrink_pipe(descriptor) > 0 else { return nil }
        set(false)
    }

    deinit { close(descriptor) }

    /// Wakes the host, or lets it sleep.
    func set(_ ready: Bool) {
        guard ready != self.ready else { return }
        self.ready = ready
        var byte: UInt8 = 0
        if ready { read(descriptor, &byte, 1) } else { write(descriptor, &byte, 1) }
    }

    /// Sets who may open it.
    func permit(_ mode: mode_t) { chmod(path, mode) }
}
