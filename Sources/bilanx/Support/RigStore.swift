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
        if file.left.inverted, file.left.geometry == .single { opened.rig.leftScale = opened.rig.leftScale?.inverted }
        if file.right.inverted, file.right.geometry == .single {
            opened.rig.rightScale = opened.rig.rightScale?.inverted
        }
        for side in Side.allCases { try put(side == .left ? file.left : file.right, side, into: &opened.rig) }
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
                judged.notice =
                    "The sides of the rig are not confirmed: forces are shown and recorded, symmetry is not. "
                    + "Push on each: bilanx rig confirm."
            } else {
                judged.notice =
                    "A device, socket, channel or sign is not what it was when the sides were confirmed: forces "
                    + "are shown and recorded, symmetry is not. Push again: bilanx rig confirm."
            }
            return judged
        }
        return opened
    }

    /// Gives a side its plate where it is more than one sensor.
    private static func put(
        _ binding: RigFile.SideBinding, _ side: Side, into rig: inout Rig
    ) throws(DeviceError) {
        guard binding.geometry != .single else { return }
        let at = rig.devices.count > 1 && side == .right ? 1 : 0
        let family = rig.devices[at].family
        // A virtual plate knows its own cells.
        let usual = side == .left ? rig.leftScale : rig.rightScale
        // Volts of cells that nobody has calibrated are no newtons: only the register may know them.
        let isUnknown =
            binding.geometry == .fourCell && binding.spans.isEmpty && usual == nil && family.quantity != "N"
        let sensor = isUnknown ? nil : try sensor(binding, family.quantity, usual: usual)
        switch side {
        case .left:
            rig.devices[at].leftChannels = binding.channels
            rig.leftSensor = sensor
            if isUnknown { rig.leftScale = nil }
        case .right:
            rig.devices[at].rightChannels = binding.channels
            rig.rightSensor = sensor
            if isUnknown { rig.rightScale = nil }
        }
    }

    /// What a binding's channels make together.
    ///
    /// - Parameter usual: the scale of a cell for which the binding has no span.
    private static func sensor(
        _ binding: RigFile.SideBinding, _ quantity: String, usual: ForceScale?
    ) throws(DeviceError) -> SideSensor {
        let sign = binding.inverted ? -1.0 : 1
        let place = binding.origin ?? [0, 0]
        let origin = SIMD2(place[0], place[1])
        if binding.geometry == .fourCell, let cells = binding.cells {
            var scales: [ForceScale] = []
            for k in 0..<4 {
                let span = binding.spans.count == 4 ? binding.spans[k] : binding.spans.first
                var scale = usual ?? ForceScale(id: "device", quantity: quantity, coefficients: [0, 1])
                if let span { scale = try SpanText.scale(span, quantity: quantity) }
                scales.append(sign < 0 ? scale.inverted : scale)
            }
            let plate = FourCellPlate(
                scales: scales, x: SIMD4(cells[0][0], cells[1][0], cells[2][0], cells[3][0]),
                y: SIMD4(cells[0][1], cells[1][1], cells[2][1], cells[3][1]), origin: origin)
            if let plate { return .fourCell(plate) }
        }
        if binding.geometry == .sixComponent, let matrix = binding.matrix, let height = binding.surface {
            let plate = SixComponentPlate(
                id: "rig.json", quantity: quantity, matrix: matrix.map { $0.map { sign * $0 } }, height: height,
                origin: origin)
            if let plate { return .sixComponent(plate) }
        }
        throw DeviceError(
            device: "rig.json", detail: "a \(binding.geometry.rawValue) plate has numbers that make none",
            remedy: "Mend the file, or bind the side anew (bilanx rig set).", isUsage: true)
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
