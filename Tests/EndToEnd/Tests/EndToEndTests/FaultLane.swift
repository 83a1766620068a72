import ForceDevices
import Foundation
import MockUSB
import SignalCore
import Testing

/// A kind of device with what can go wrong on its way, and how well it tells of it.
struct FaultLane: Sendable, CustomTestStringConvertible {
    /// What a fault is, before its size is drawn.
    enum Kind: String, Sendable, CaseIterable {
        case stall, short, overlong, errors, silence, duplicate, swap, flip
    }

    /// How an account of loss was come by, which says how far it may be off.
    enum Account: Sendable {
        /// By numbers in sealed packets: no scan more or less, each kind of loss by its name.
        case exact
        /// By numbers in packets that carry no seal, or in lines, of which one packet may hold parts: so many packets
        /// more than were lost on the way for each fault, since what nothing confirms is not taken; every scan still in
        /// its place.
        case counted(more: Int)
        /// By the moments of arrival: so many scans for each fault.
        case timed(scans: Int)
    }

    let id: String
    let family: DeviceFamily
    let kinds: [Kind]
    let account: Account
    /// Scans of one packet.
    let scans: Int
    /// Seconds of data that wait in the device for a restart: what a serial bridge keeps comes first, and is older.
    var buffer = 0.0
    /// Scans by which a value's own resolution leaves its place open.
    let resolution: Double

    var testDescription: String { id }

    /// Every family whose device sits on USB; a port or pipe of the system has no libusb.
    ///
    /// - Parameter folder: where the profile of the serial lines is kept.
    static func all(_ folder: String) throws -> [FaultLane] {
        func lane(
            _ id: String, _ kinds: [Kind], _ account: Account, scans: Int, resolution: Double,
            settings: [String: String] = [:]
        ) throws -> FaultLane {
            let family = try #require(DeviceCatalogue.family(id)).configured(settings)
            return FaultLane(
                id: id, family: family, kinds: kinds, account: account, scans: scans,
                buffer: family.isGeneric ? 0.25 : 0, resolution: resolution)
        }
        // A copy or a change of order needs numbers to be seen, a turned bit needs a sum; bare integers and reports
        // without either cannot know, and neither can any program. Left out there.
        let bare: [Kind] = [.stall, .short, .overlong, .errors, .silence]
        let numbered = bare + [.duplicate, .swap]
        var lanes = [
            // A sum over header and data, a number in each packet.
            try lane("u6", Kind.allCases, .exact, scans: 12, resolution: 0.6),
            try lane("u3", Kind.allCases, .exact, scans: 12, resolution: 14),
            try lane("usb1608fsplus", bare, .timed(scans: 16), scans: 16, resolution: 2),
            try lane("usb20x", bare, .timed(scans: 16), scans: 16, resolution: 14),
            try lane("phidgetbridge", bare, .timed(scans: 1), scans: 1, resolution: 0.2),
            // Sums, but no number that the maker vouches for.
            try lane("godirect", bare + [.flip], .timed(scans: 2), scans: 2, resolution: 0.2),
            // Numbers, but no sum: a turned bit of a reading is another reading. A packet that its neighbours do not confirm
            // is not taken, so that a packet out of its order costs two.
            try lane("golink", numbered, .counted(more: 1), scans: 3, resolution: 0.3),
        ]
        // The device's time and a sum in every line. A cut line takes the next one along, and the line before a gap is
        // not taken since nothing confirms it.
        let profile = folder + "/faults.json"
        try #"{"columns":["us","left","right"],"unit":"N","decimals":2,"rate":100,"bootTime":0.1,"checksum":"xor"}"#
            .write(toFile: profile, atomically: true, encoding: .utf8)
        for id in ["ftdi", "cdc", "ch340", "cp210x"] {
            lanes.append(
                try lane(
                    id, Kind.allCases, .counted(more: 0), scans: 1, resolution: 0.1, settings: ["profile": profile]))
        }
        return lanes
    }
}
