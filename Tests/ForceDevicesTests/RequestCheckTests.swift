import SignalCore
import Testing
import Transport

@testable import ForceDevices

/// What `start` refuses of a request, `check` refuses in the same words, without a link to ask.
@Suite struct RequestCheckTests {
    static let ids = DeviceCatalogue.families.map(\.id)

    private func usual(_ family: DeviceFamily) -> StreamRequest {
        StreamRequest(
            rate: family.defaultRate, left: family.defaultChannels.left, right: family.defaultChannels.right)
    }

    /// Requests that no device of the family can meet.
    private func bad(_ family: DeviceFamily) -> [StreamRequest] {
        let good = usual(family)
        var requests: [StreamRequest] = []
        for rate in [0, -1, .nan, .infinity] {
            var request = good
            request.rate = rate
            requests.append(request)
        }
        var request = good
        request.trigger = "nonsense"
        requests.append(request)
        request = good
        request.left = "nonsense"
        requests.append(request)
        guard family.channels == 2 else { return requests }
        request = good
        request.right = "nonsense"
        requests.append(request)
        request = good
        request.right = request.left
        requests.append(request)
        if !family.isGeneric {
            request = good
            request.rate = 1e7
            requests.append(request)
        }
        return requests
    }

    private func refusal(_ body: () throws(DeviceError) -> Void) -> DeviceError? {
        do throws(DeviceError) {
            try body()
            return nil
        } catch { return error }
    }

    @Test(arguments: ids) func checkAndStartRefuseTheSameInTheSameWords(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let device = family.makeVirtual(NoLoad(), VirtualOptions())
        let link = InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible)
        let driver = family.makeDriver()
        _ = try driver.open(link)
        var events = 0
        link.observer = { _, _ in events += 1 }
        for request in bad(family) {
            let checked = refusal { () throws(DeviceError) in try driver.check(request) }
            let started = refusal { () throws(DeviceError) in _ = try driver.start(link, request) }
            #expect(checked != nil, "\(request)")
            #expect(checked == started, "\(request)")
            #expect(checked?.isUsage == true, "\(request)")
        }
        // A refused start says nothing to the device.
        #expect(events == 0)
        try driver.check(usual(family))
        _ = try driver.start(link, usual(family))
    }

    @Test(arguments: ids) func beforeOpeningTheFamilyAloneIsChecked(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let driver = family.makeDriver()
        try driver.check(usual(family))
        for rate in [0, -1, Double.nan] {
            var request = usual(family)
            request.rate = rate
            #expect(throws: DeviceError.self) { try driver.check(request) }
        }
        var request = usual(family)
        request.trigger = "nonsense"
        #expect(throws: DeviceError.self) { try driver.check(request) }
    }

    @Test(arguments: ["godirect", "golink", "chronojump"]) func aDeviceWithOneChannelNeedsNoRight(id: String) throws {
        let family = try #require(DeviceCatalogue.family(id))
        let device = family.makeVirtual(NoLoad(), VirtualOptions())
        let link = InProcessLink(device.model, serial: device.serial, pace: .asFastAsPossible)
        let driver = family.makeDriver()
        _ = try driver.open(link)
        for right in ["", "force", "anything"] {
            try driver.check(StreamRequest(rate: family.defaultRate, left: "force", right: right))
        }
        _ = try driver.start(link, StreamRequest(rate: family.defaultRate, left: "force", right: ""))
    }

    @Test func aProfileThatCannotBeRightIsRefused() {
        var profile = LineProfile.arduinoPair
        profile.columns = [.left, .left]
        let driver = LineDriver(profile: profile, family: "ftdi")
        #expect(throws: DeviceError.self) {
            try driver.check(StreamRequest(rate: 80, left: "left", right: "right"))
        }
    }

    @Test func aTriggerThatTheDeviceTellsOfCanBeAskedFor() throws {
        let driver = LineDriver(profile: .chronojump, family: "chronojump")
        try driver.check(StreamRequest(rate: 84.75, left: "force", right: "", trigger: "trigger"))
        let models = MCCDriver.usb20X()
        // One of the family can: which it is, opening tells.
        try models.check(StreamRequest(rate: 100_000, left: "CH0", right: "CH1", trigger: "CH2"))
        #expect(throws: DeviceError.self) {
            try models.check(StreamRequest(rate: 1000, left: "CH0", right: "CH1", trigger: "CH1"))
        }
        do throws(DeviceError) {
            try models.check(StreamRequest(rate: 1000, left: "CH0", right: "CH1", trigger: "DIO0"))
        } catch { #expect(error.remedy.contains("CH2")) }
    }
}
