/// The reader of a U6's stream: all inputs on one gain.
typealias U6PacketReader = LabJackPacketReader<U6Calibration.Line>

extension LabJackPacketReader where Line == U6Calibration.Line {
    init(configuration: U6Protocol.StreamConfiguration, line: U6Calibration.Line, trigger: LabJackTrigger? = nil) {
        self.init(
            layout: LabJackStreamLayout(
                rate: configuration.rate, samplesPerPacket: Int(configuration.samplesPerPacket), trigger: trigger),
            lines: [U6Calibration.Line](
                repeating: line, count: max(configuration.channels.count - (trigger == nil ? 0 : 1), 1)))
    }
}
