import CLibUSB
import Transport

/// One libusb context with its event thread and its hotplug callback; lives as long as the bus or a link needs it.
///
/// Sendable without the compiler's proof: nothing in it changes after `init`, and libusb lets any thread use a context.
final class USBContext: @unchecked Sendable {
    let pointer: OpaquePointer
    /// What came and went.
    let hotplug = HotplugQueue()
    private let events: EventThread
    private let callback: libusb_hotplug_callback_handle

    init() throws(TransportError) {
        var created: OpaquePointer?
        let result = libusb_init(&created)
        guard result == 0, let created else {
            throw TransportError(libusb: result, device: "USB", action: "starting libusb")
        }
        pointer = created
        events = EventThread(created)
        guard libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG.rawValue) != 0 else {
            libusb_exit(created)
            throw TransportError(.library, device: "USB", detail: "this libusb does not report plug and unplug")
        }
        var registered: libusb_hotplug_callback_handle = 0
        let both =
            LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED.rawValue | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT.rawValue
        let any = LIBUSB_HOTPLUG_MATCH_ANY
        let hooked = libusb_hotplug_register_callback(
            created, Int32(both), 0, any, any, any, hotplugChanged, Unmanaged.passUnretained(hotplug).toOpaque(),
            &registered)
        callback = registered
        guard hooked == 0 else {
            libusb_exit(created)
            throw TransportError(libusb: hooked, device: "USB", action: "asking for plug and unplug")
        }
        let started = events.start()
        guard started == 0 else {
            libusb_exit(created)
            throw TransportError(
                .noMemory, device: "USB", detail: "the system gave no thread for USB events (error \(started))")
        }
    }

    deinit {
        libusb_hotplug_deregister_callback(pointer, callback)
        events.stop()
        libusb_exit(pointer)
    }
}
