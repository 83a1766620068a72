extension DeviceDescriptors {
    /// The interface that controls `interface`, by the union descriptor of the communication class; nil for none.
    ///
    /// A modem has its bytes on one interface and its settings on another; a driver has to claim both (CDC 1.2, 5.2.3.2).
    public func controlInterface(of interface: UInt8) -> UInt8? {
        var at = 0
        while at + 2 <= configuration.count {
            let length = Int(configuration[at])
            guard length >= 2, at + length <= configuration.count else { return nil }
            if configuration[at + 1] == 0x24, length >= 5, configuration[at + 2] == 6,
                configuration[(at + 4)..<(at + length)].contains(interface)
            {
                return configuration[at + 3]
            }
            at += length
        }
        return nil
    }
}
