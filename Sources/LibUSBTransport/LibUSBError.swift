import CLibUSB
import Transport

extension TransportError {
    /// Puts a libusb error code into words.
    ///
    /// - Parameters:
    ///   - code: one of `LIBUSB_ERROR_*`, a negative number.
    ///   - device: which device, in words.
    ///   - action: what was being done, such as `claiming interface 0`.
    init(libusb code: Int32, device: String, action: String) {
        let kind: Kind
        let reason: String
        switch code {
        case LIBUSB_ERROR_ACCESS.rawValue:
            (kind, reason) = (.accessDenied, "the system does not permit it")
        case LIBUSB_ERROR_BUSY.rawValue:
            (kind, reason) = (.busy, "another program or a driver of the system holds it")
        case LIBUSB_ERROR_NO_DEVICE.rawValue:
            (kind, reason) = (.disconnected, "the device is gone")
        case LIBUSB_ERROR_NOT_FOUND.rawValue:
            (kind, reason) = (.notFound, "there is no such device, interface or endpoint")
        case LIBUSB_ERROR_NO_MEM.rawValue:
            (kind, reason) = (.noMemory, "the system has no memory for USB transfers left (usbfs_memory_mb)")
        case LIBUSB_ERROR_TIMEOUT.rawValue:
            (kind, reason) = (.timedOut, "no answer")
        case LIBUSB_ERROR_PIPE.rawValue:
            (kind, reason) = (.stalled, "the device refused")
        case LIBUSB_ERROR_IO.rawValue, LIBUSB_ERROR_OVERFLOW.rawValue:
            (kind, reason) = (.busFault, "the transfer failed on the bus")
        case LIBUSB_ERROR_INVALID_PARAM.rawValue:
            (kind, reason) = (.misuse, "a parameter is not valid")
        default:
            (kind, reason) = (.library, "libusb failed")
        }
        self.init(kind, device: device, detail: "\(action): \(reason) (\(String(cString: libusb_error_name(code))))")
    }
}

extension TransferStatus {
    /// The status that libusb gave a transfer that came back; one that it does not define counts as a bus error.
    init(_ status: libusb_transfer_status) {
        switch status {
        case LIBUSB_TRANSFER_COMPLETED: self = .completed
        case LIBUSB_TRANSFER_TIMED_OUT: self = .timedOut
        case LIBUSB_TRANSFER_CANCELLED: self = .cancelled
        case LIBUSB_TRANSFER_STALL: self = .stall
        case LIBUSB_TRANSFER_NO_DEVICE: self = .noDevice
        case LIBUSB_TRANSFER_OVERFLOW: self = .overflow
        default: self = .error
        }
    }
}
