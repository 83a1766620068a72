/// What an emulated device does with a request.
public enum ModelReply: Sendable, Equatable {
    /// Taken; `bytes` answer an IN data stage.
    case done([UInt8])
    /// Refused.
    case stall
    /// Nothing to give yet.
    case notReady
}

/// An emulated device, independent of what carries its bytes: the in-process link, USB/IP into a real kernel, and the
/// test bed under the real libusb put the same model behind different fronts.
///
/// A model is told the time with every call (nanoseconds since it was plugged in, never going back) and has no clock
/// of its own. It belongs to one thread at a time.
public protocol DeviceModel: AnyObject {
    /// Its descriptors.
    var descriptors: DeviceDescriptors { get }

    /// A class or vendor control request; a front answers the standard ones from the descriptors.
    func control(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply

    /// Bytes for an OUT endpoint.
    func write(_ endpoint: EndpointAddress, _ bytes: [UInt8], at now: UInt64) -> ModelReply

    /// One transfer's worth from an IN endpoint: whole packets until one is shorter than the endpoint's largest or
    /// `length` is reached. More bytes than `length` mean that the front has to report an overflow.
    func read(_ endpoint: EndpointAddress, length: Int, at now: UInt64) -> ModelReply

    /// When ``read(_:length:at:)`` will next have something if nobody writes meanwhile: `now` or later; nil for never.
    func nextRead(_ endpoint: EndpointAddress, at now: UInt64) -> UInt64?

    /// Nanoseconds after which the demonstration is over; nil for an endless one.
    var end: UInt64? { get }
}

extension DeviceModel {
    /// Answers the standard requests that every device knows, from the descriptors; others go to the model (USB 2.0, 9.4).
    public func standardControl(_ setup: ControlSetup, data: [UInt8], at now: UInt64) -> ModelReply {
        guard setup.requestType & 0x60 == 0 else { return control(setup, data: data, at: now) }
        switch (setup.requestType, setup.request) {
        case (0x80, 6):
            let bytes: [UInt8]
            switch setup.value >> 8 {
            case 1: bytes = descriptors.device
            case 2 where setup.value & 0xFF == 0: bytes = descriptors.configuration
            case 3:
                let index = UInt8(truncatingIfNeeded: setup.value)
                if index == 0 {
                    bytes = [4, 3, 0x09, 0x04]
                } else if let text = descriptors.strings[index] {
                    let units = text.utf16.prefix(126).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
                    bytes = [UInt8(2 + units.count), 3] + units
                } else {
                    return .stall
                }
            default: return control(setup, data: data, at: now)
            }
            return .done(Array(bytes.prefix(Int(setup.length))))
        case (0x80, 0), (0x81, 0), (0x82, 0):
            return .done(Array([UInt8](repeating: 0, count: 2).prefix(Int(setup.length))))
        case (0x80, 8): return .done([1])
        case (0x81, 10): return .done([0])
        case (0x00, 9), (0x01, 11), (0x00, 5), (0x02, 1), (0x00, 1), (0x00, 3): return .done([])
        default: return control(setup, data: data, at: now)
        }
    }
}
