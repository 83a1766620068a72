import ArgumentParser
import Foundation

/// Results to stdout, words to stderr.
enum Output {
    /// Makes a reader that goes away (`| head`) an error of write(2) instead of a signal.
    ///
    /// A signal would end the program in the middle of a recording.
    ///
    /// A file that may not grow further is an error in the same way.
    static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Writes results.
    ///
    /// A reader that has gone away ends the program quietly, as done; any other failure throws.
    static func results(_ text: String) throws {
        switch write(text, to: STDOUT_FILENO) {
        case 0: return
        case EPIPE: throw ExitCode(Exit.done)
        case let code:
            words("standard output could not be written: \(String(cString: strerror(code)))")
            throw ExitCode(Exit.failed)
        }
    }

    /// Writes one line of words to stderr, with the program's name before it; nobody may be listening.
    static func words(_ text: String) { _ = write("bilanx: " + text + "\n", to: STDERR_FILENO) }

    /// Writes to stderr as it is; nobody may be listening.
    static func raw(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// Writes all bytes; returns 0 or the system's error number.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            let put = bytes.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress.map { $0 + at }, buffer.count - at)
            }
            if put < 0 {
                if errno == EINTR { continue }
                return errno
            }
            at += put
        }
        return 0
    }
}
