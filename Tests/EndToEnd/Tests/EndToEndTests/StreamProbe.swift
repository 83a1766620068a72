import Foundation
import Transport

@testable import LibUSBTransport

/// What holds a stream's memory, to see when it is freed.
typealias StreamTransfersProbe = StreamTransfers

extension USBLink {
    /// The transfers of the open stream.
    var probe: StreamTransfersProbe? { stream?.transfers }

    /// Takes the stream's transfers back behind the link's back.
    func cancelUnasked() { stream?.transfers.cancelAll() }
}

/// Number of files that this process has open.
func openFiles() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
