import Acquisition
import ForceDevices
import Foundation
import Recordings
import SignalCore
import Transport

/// The stored rig and the devices that it names.
enum RigStore {
    /// The rig of a data folder; nil where none is stored.
    static func read(_ data: DataDirectory) throws(RecordingError) -> RigFile? {
        try RigFile.read(RigFile.path(in: data))
    }

    /// Opens the devices of a stored rig.
    static func open(_ file: RigFile, _ options: DeviceOptions) throws(DeviceError) -> DeviceOpener.Opened {
        var options = options
        for (side, binding) in [(Side.left, file.left), (.right, file.right)] where binding.geometry != .single {
            throw DeviceError(
                device: "rig.json", detail: "the \(side.rawValue) side is a \(binding.geometry.rawValue) plate",
                remedy: "This version streams single sensors only.", isUsage: true)
        }
        if file.isOneDevice {
            options.device = file.left.device
        } else {
            options.leftDevice = file.left.device
            options.rightDevice = file.right.device
        }
        options.left = options.left ?? file.left.channels.first
        options.right = options.right ?? file.right.channels.first
        options.spanLeft = options.spanLeft ?? file.left.spans.first
        options.spanRight = options.spanRight ?? file.right.spans.first
        options.trigger = options.trigger ?? file.trigger
        var opened = try DeviceOpener.open(options)
        if file.left.inverted { opened.rig.leftScale = opened.rig.leftScale?.inverted }
        if file.right.inverted { opened.rig.rightScale = opened.rig.rightScale?.inverted }
        // Of a rig the binding is the user's, so that a virtual device too has to be pushed on.
        opened.sides = options.sidesConfirmed ? .operator : .no
        let isOperator = options.sidesConfirmed
        opened.rig.judge = { info in
            let places = places(file, info)
            var judged = Rig.Judgement(tap: file.tap(left: places.left, right: places.right))
            if isOperator { return judged }
            if file.isConfirmed(left: places.left, right: places.right) {
                judged.sides = .push
            } else if file.confirmed == nil {
                judged.notice = "The sides of the rig are not confirmed: forces are shown and recorded, symmetry is not. "
                    + "Push on each: bilanx rig confirm."
            } else {
                judged.notice = "A device, socket, channel or sign is not what it was when the sides were confirmed: forces "
                    + "are shown and recorded, symmetry is not. Push again: bilanx rig confirm."
            }
            return judged
        }
        return opened
    }

    /// What each side's confirmation holds for, by the devices that were opened.
    static func places(
        _ file: RigFile, _ info: (Side) -> DeviceInfo
    ) -> (left: String, right: String) {
        (file.place(.left, info(.left)), file.place(.right, info(.right)))
    }
}

extension ForceScale {
    /// The same scale of a sensor that shows load as negative.
    var inverted: ForceScale {
        var copy = self
        copy.coefficients = coefficients.map { -$0 }
        copy.id = "inverted:" + id
        return copy
    }
}
