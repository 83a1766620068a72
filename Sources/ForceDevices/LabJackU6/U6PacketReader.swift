/// The reader of a U6's stream: both inputs on one gain.
typealias U6PacketReader = LabJackPacketReader<U6Calibration.Line>

extension LabJackPacketReader where Line == U6Calibration.Line {
    init(configuration: U6Protocol.StreamConfiguration, line: U6Calibration.Line, trigger: LabJackTrigger? = nil) {
        self.init(
            layout: LabJackStreamLayout(
                rate: configuration.rate, samplesPerPacket: Int(configuration.samplesPerPacket), trigger: trigger),
            left: line, right: line)
    }
}
