import CLibUSB
import Transport

/// The machine's USB, by libusb: one context, one event thread.
///
/// Belongs to one thread; the links that it opens may each go to another one. The event thread ends when the bus and
/// all its links are gone.
public final class USBBus: DeviceBus {
    private let context: USBContext
    private let ringCapacity: Int

    /// Starts libusb and its event thread.
    ///
    /// - Parameter ringCapacity: bytes that a link's stream may run ahead of its reader; a record takes 56 beside its
    ///   payload. The default holds over 30 s of a 1 kHz pair.
    /// - Throws: `.library` where libusb does not start.
    public init(ringCapacity: Int = 1 << 20) throws(TransportError) {
        context = try USBContext()
        self.ringCapacity = ringCapacity
    }

    /// All devices but hubs, and whether each could be opened.
    ///
    /// Each is opened for a moment, without claiming anything, since only that tells what the system permits. Names and
    /// serial numbers are those that the system has read already; where it tells none, they are read from devices that
    /// can be opened.
    public func devices() throws(TransportError) -> [DeviceListing] {
        try withDevices { devices in
            var listings: [DeviceListing] = []
            for pointer in devices {
                let device = BusDevice(pointer)
                if device.isHub { continue }
                var identity = device.identity
                let view = SystemView(identity)
                var product = view.product
                identity.serial = view.serial
                var access = DeviceListing.Access.open
                var handle: OpaquePointer?
                let result = libusb_open(pointer, &handle)
                if result == 0, let handle {
                    if let holder = view.holder { access = .busy(holder) }
                    let missing = [
                        product.isEmpty ? device.productIndex : 0, identity.serial.isEmpty ? device.serialIndex : 0,
                    ].filter { $0 != 0 }
                    if access == .open, !missing.isEmpty {
                        let strings = Requests(handle: handle, device: "\(identity)", numbers: TransferNumbers())
                            .strings(missing)
                        product = product.isEmpty ? strings[device.productIndex] ?? "" : product
                        identity.serial = identity.serial.isEmpty ? strings[device.serialIndex] ?? "" : identity.serial
                    }
                    libusb_close(handle)
                } else if result == LIBUSB_ERROR_NO_DEVICE.rawValue {
                    continue  // Left while the list was made.
                } else {
                    access = .denied
                }
                listings.append(DeviceListing(identity: identity, product: product, access: access))
            }
            return listings
        }
    }

    /// Opens the device at that address, or the one of that kind in that socket if it was plugged in again since.
    ///
    /// - Throws: `.notFound`, `.accessDenied`, `.busy` (also where a driver of the system does not let go), or what
    ///   else libusb answers.
    public func open(_ identity: DeviceIdentity, interface: UInt8) throws(TransportError) -> any DeviceLink {
        try openLink(identity, interface: interface)
    }

    /// ``open(_:interface:)`` with the link's own type.
    public func openLink(_ identity: DeviceIdentity, interface: UInt8) throws(TransportError) -> USBLink {
        let result = try withDevices { devices -> Result<USBLink, TransportError> in
            let kin = devices.filter {
                let found = BusDevice($0).identity
                return found.vendorID == identity.vendorID && found.productID == identity.productID
                    && found.bus == identity.bus
            }
            let chosen =
                kin.first { BusDevice($0).identity.address == identity.address }
                ?? kin.first { BusDevice($0).identity.portPath == identity.portPath }
            guard let chosen else {
                return .failure(
                    TransportError(.notFound, device: "\(identity)", detail: "opening: it is not connected"))
            }
            return Result { () throws(TransportError) in try link(chosen, interface: interface) }
        }
        return try result.get()
    }

    /// Plug and unplug events since the last call, or since the bus was made.
    public func changes(timeout: UInt64) throws(TransportError) -> [DeviceChange] {
        context.hotplug.take(timeout: timeout)
    }

    private func link(_ pointer: OpaquePointer, interface: UInt8) throws(TransportError) -> USBLink {
        let device = BusDevice(pointer)
        var identity = device.identity
        var opened: OpaquePointer?
        let result = libusb_open(pointer, &opened)
        guard result == 0, let handle = opened else {
            throw TransportError(libusb: result, device: "\(identity)", action: "opening")
        }
        // From before the claim on, so that an unplug in between is noticed.
        let presence = Presence(pointer)
        context.hotplug.watch(presence)
        let numbers = TransferNumbers()
        do throws(TransportError) {
            let strings = Requests(handle: handle, device: "\(identity)", numbers: numbers)
                .strings(device.stringIndices)
            identity.serial = strings[device.serialIndex] ?? ""
            let descriptors = device.descriptors(strings: strings)
            guard !descriptors.configuration.isEmpty else {
                throw TransportError(
                    .notFound, device: "\(identity)", detail: "opening: the device has no active configuration")
            }
            // Not every system can; where it cannot, the claim says whether that matters.
            libusb_set_auto_detach_kernel_driver(handle, 1)
            // The controlling interface first: the system's driver lets go of both with it.
            let companion = descriptors.controlInterface(of: interface).flatMap { $0 == interface ? nil : $0 }
            for number in [companion, interface].compactMap({ $0 }) {
                let claimed = libusb_claim_interface(handle, Int32(number))
                guard claimed == 0 else {
                    throw Self.claimError(claimed, device: "\(identity)", interface: number)
                }
            }
            return USBLink(
                context: context, handle: handle, interface: interface, companion: companion, presence: presence,
                requests: Requests(handle: handle, device: "\(identity)", numbers: numbers), identity: identity,
                descriptors: descriptors, ringCapacity: ringCapacity)
        } catch {
            context.hotplug.forget(presence)
            libusb_close(handle)
            throw error
        }
    }

    private static func claimError(_ code: Int32, device: String, interface: UInt8) -> TransportError {
        let action = "claiming interface \(interface)"
        // What the system answers where its own driver keeps the interface (macOS for HID; a failed detach on Linux).
        guard code == LIBUSB_ERROR_OTHER.rawValue else {
            return TransportError(libusb: code, device: device, action: action)
        }
        return TransportError(
            .busy, device: device, detail: "\(action): a driver of the system does not let go (LIBUSB_ERROR_OTHER)")
    }

    private func withDevices<R>(_ body: (UnsafeBufferPointer<OpaquePointer>) -> R) throws(TransportError) -> R {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = libusb_get_device_list(context.pointer, &list)
        guard count >= 0, let list else {
            throw TransportError(libusb: Int32(count), device: "USB", action: "listing devices")
        }
        defer { libusb_free_device_list(list, 1) }
        // The list ends with a null pointer; what stands before it is none.
        return list.withMemoryRebound(to: OpaquePointer.self, capacity: count) {
            body(UnsafeBufferPointer(start: $0, count: count))
        }
    }
}
