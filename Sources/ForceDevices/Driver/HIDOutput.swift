import Transport

/// How reports reach a HID device: through its interrupt OUT endpoint, or by SET_REPORT where it has none (HID 1.11, 4.4
/// and 7.2.2).
struct HIDOutput: Sendable, Hashable {
    /// Number of the interface.
    let interface: UInt8
    /// The endpoint; nil where reports go over endpoint 0.
    let endpoint: EndpointAddress?
    /// `wValue` of SET_REPORT: report type in the high byte, report id in the low one.
    let reportValue: UInt16

    /// Looks for the endpoint in the descriptors.
    init(_ descriptors: DeviceDescriptors, interface: UInt8, reportValue: UInt16) {
        self.interface = interface
        self.reportValue = reportValue
        endpoint =
            descriptors.endpoints.first { $0.interface == interface && $0.kind == .interrupt && !$0.address.isIn }?
            .address
    }

    /// The interrupt IN endpoint of the same interface; nil where the descriptors have none.
    static func input(_ descriptors: DeviceDescriptors, interface: UInt8) -> EndpointAddress? {
        descriptors.endpoints.first { $0.interface == interface && $0.kind == .interrupt && $0.address.isIn }?.address
    }

    /// Sends one report.
    func send(_ link: any DeviceLink, _ report: [UInt8], timeout: UInt64) throws(TransportError) {
        if let endpoint {
            try link.write(endpoint, report, timeout: timeout)
        } else {
            let setup = ControlSetup(
                requestType: 0x21, request: 0x09, value: reportValue, index: UInt16(interface),
                length: UInt16(report.count))
            _ = try link.control(setup, data: report, timeout: timeout)
        }
    }
}
