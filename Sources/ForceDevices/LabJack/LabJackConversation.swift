import Transport

/// Commands and answers over the pipes that U3 and U6 share.
struct LabJackConversation {
    static let commandOut = EndpointAddress(0x01)
    static let commandIn = EndpointAddress(0x82)
    static let streamIn = EndpointAddress(0x83)
    /// Bytes of a transfer: one full-speed packet.
    static let packetSize = 64
    private static let second: UInt64 = 1_000_000_000

    /// The device in words.
    var name: String

    /// Sends a command and reads an answer of at least `count` bytes.
    func exchange(_ link: any DeviceLink, _ command: [UInt8], count: Int) throws(DeviceError) -> [UInt8] {
        do throws(TransportError) {
            try link.write(Self.commandOut, command, timeout: Self.second)
            let answer = try link.read(Self.commandIn, length: Self.packetSize, timeout: Self.second / 2)
            guard answer.count >= count else { throw TransportError(.busFault, device: name, detail: "a short answer") }
            return answer
        } catch { throw DeviceError(error) }
    }

    /// Sends an extended command; the error code in byte 6 of its answer must be 0, unless `judgesError` is false.
    func ask(
        _ link: any DeviceLink, _ command: [UInt8], number: UInt8, count: Int, judgesError: Bool = true
    ) throws(DeviceError) -> [UInt8] {
        let answer = try exchange(link, command, count: min(count, 8))
        guard LabJackFrame.isAnswer(answer, to: number, count: count) else {
            throw unexpected("command \(String(number, radix: 16))")
        }
        guard !judgesError || answer[6] == 0 else {
            throw DeviceError(
                device: name, detail: "it answered command \(String(number, radix: 16)) with error \(answer[6])",
                remedy: "Unplug it, wait two seconds and plug it in again.")
        }
        return answer
    }

    /// The serial number in an answer to the configuration command.
    static func serial(_ answer: [UInt8]) -> UInt32 {
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(answer[15 + $1]) << (8 * UInt32($1)) }
    }

    /// Firmware in words from the same answer.
    static func firmware(_ answer: [UInt8]) -> String {
        "\(answer[10]).\(answer[9] < 10 ? "0" : "")\(answer[9])"
    }

    /// Stops a stream that an interrupted program left running, and empties the pipes: a full buffer is 41 packets.
    func stopStale(_ link: any DeviceLink) {
        _ = try? exchange(link, LabJackFrame.streamStop, count: 4)
        for endpoint in [Self.streamIn, Self.commandIn] {
            link.readAway(endpoint, length: Self.packetSize, atMost: 64)
        }
    }

    /// Configures the stream, puts transfers in flight, then starts it.
    ///
    /// - Parameter judge: throws for an error code of the device, naming what it refused.
    func begin(
        _ link: any DeviceLink, configuration: [UInt8], packetTime: Double,
        judge: (_ code: UInt8, _ what: String) throws(DeviceError) -> Void
    ) throws(DeviceError) {
        let answer = try ask(link, configuration, number: 0x11, count: 8, judgesError: false)
        try judge(answer[6], "its stream configuration")
        let transfers = min(max(8, Int((0.2 / packetTime).rounded(.up))), 32)
        do throws(TransportError) {
            // Before the start: a device that sends while nobody reads loses the first samples.
            try link.startStream(Self.streamIn, length: Self.packetSize, transfers: transfers)
        } catch { throw DeviceError(error) }
        do throws(DeviceError) {
            let started = try exchange(link, LabJackFrame.streamStart, count: 4)
            guard started[1] == 0xA9 else { throw unexpected("the start of the stream") }
            try judge(started[2], "the start of the stream")
        } catch {
            link.stopStream { _, _ in }
            throw error
        }
    }

    /// Ends a stream: takes what has come, tells the device to stop, and takes what still comes.
    func end(_ link: any DeviceLink, _ body: TransferObserver) {
        // What the device holds is gone once it has stopped.
        _ = link.receive(until: link.now, body)
        _ = try? exchange(link, LabJackFrame.streamStop, count: 4)
        _ = link.receive(until: link.now, body)
        link.stopStream(body)
    }

    /// True for a completion of the stream that says something: bytes, or that some were dropped.
    static func isOfStream(_ header: TransferHeader, _ bytes: Span<UInt8>) -> Bool {
        header.phase == .complete && header.endpoint == streamIn && (bytes.count > 0 || header.droppedBefore > 0)
    }

    /// What a device's error code means for a stream; nil for none.
    func refusal(_ code: UInt8, _ what: String, rate: Double, largestRate: Int) -> DeviceError? {
        switch code {
        case 0: nil
        case LabJackFrame.ErrorCode.scanOverlap:
            DeviceError(
                device: name, detail: "it cannot scan its inputs \(Int(rate)) times a second at these settings",
                remedy: "Lower --rate; by the maker's table these inputs allow \(largestRate).")
        default:
            DeviceError(
                device: name, detail: "it refused \(what) with error \(code)",
                remedy: "Look the number up in the maker's list of low-level error codes; unplug and replug it.")
        }
    }

    /// The input that marks rows; nil where none is asked for.
    func trigger(_ text: String?) throws(DeviceError) -> LabJackTrigger? {
        guard let text else { return nil }
        if let trigger = LabJackTrigger(text) { return trigger }
        throw DeviceError(
            device: name, detail: "`\(text)` is no digital input",
            remedy: "Name FIO0 to FIO7, EIO0 to EIO7, CIO0 to CIO3, with ! in front for a switch to ground: !FIO0.",
            isUsage: true)
    }

    private func unexpected(_ what: String) -> DeviceError {
        DeviceError(
            device: name, detail: "its answer to \(what) is damaged or of another command",
            remedy: "Unplug it, wait two seconds and plug it in again; try another cable.")
    }
}
