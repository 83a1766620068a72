extension DeviceError {
    /// Refuses the trigger of a request where the device has no input for one.
    ///
    /// - Parameter remedy: what to do instead.
    static func refuseTrigger(
        _ request: StreamRequest, device: String, remedy: String = "Leave --trigger out."
    ) throws(DeviceError) {
        guard let trigger = request.trigger else { return }
        throw DeviceError(
            device: device, detail: "`\(trigger)` cannot be read: this device has no such input", remedy: remedy,
            isUsage: true)
    }
}
