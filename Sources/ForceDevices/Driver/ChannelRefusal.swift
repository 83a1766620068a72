extension DeviceError {
    /// Refuses a request for no channel, for more than `largest`, or for one channel twice.
    ///
    /// - Parameters:
    ///   - numbers: what the names of the request stand for, in their order.
    ///   - example: two channels as the command line names them, such as `--left AIN0 --right AIN2`.
    static func refuseChannels(
        _ request: StreamRequest, _ numbers: [Int], largest: Int, device: String, example: String
    ) throws(DeviceError) {
        try refuseCount(request, largest: largest, device: device)
        for (i, number) in numbers.enumerated() {
            guard let before = numbers[..<i].firstIndex(of: number) else { continue }
            let detail =
                numbers.count == 2
                ? "left and right are both \(request.left)"
                : "\(request.channels[before]) and \(request.channels[i]) are the same channel"
            throw DeviceError(
                device: device, detail: detail,
                remedy: "Give each \(numbers.count == 2 ? "side" : "cell") its own: "
                    + "\(example).", isUsage: true)
        }
    }

    /// Refuses a request for no channel or for more than `largest`.
    static func refuseCount(_ request: StreamRequest, largest: Int, device: String) throws(DeviceError) {
        guard request.channels.isEmpty || request.channels.count > largest else { return }
        throw DeviceError(
            device: device, detail: "\(request.channels.count) channels a scan are outside 1 to \(largest)",
            remedy: "Name at most \(largest), or take a device for each side.", isUsage: true)
    }
}
