import Foundation
import SignalCore
import TestSupport
import Testing

@testable import Recordings

/// Places and moments of C3D platforms.
@Suite struct C3DSurfaceTests {
    /// A force that acts at a place of a surface, in the plate's own axes from its middle.
    private struct Push {
        var place: SIMD2<Double>
        var force: SIMD3<Double>
    }

    private static let pushes = [
        Push(place: SIMD2(120, -80), force: SIMD3(30, -45, 640)),
        Push(place: SIMD2(-60, 150), force: SIMD3(-12, 25, 820)),
        Push(place: SIMD2(5, -170), force: SIMD3(0, 60, 55)), Push(place: SIMD2(-200, 10), force: SIMD3(44, 8, 310)),
    ]

    /// The channels that a plate of a type gives, by mechanics: the moment about its origin is (place − origin) × force.
    private static func channels(_ type: Int, _ push: Push, depth: Double) -> [Double] {
        let (p, f) = (push.place, push.force)
        // z points down, so the origin lies at +depth.
        let moment = SIMD3(p.y * f.z + depth * f.y, -depth * f.x - p.x * f.z, p.x * f.y - p.y * f.x)
        switch type {
        case 1: return [f.x, f.y, f.z, p.x, p.y, 0]
        case 3:
            let x = moment.x / 200
            let y = moment.y / 120
            let s = f.z
            // The sensors along x are 200 off the middle, and their difference twists.
            let twist = moment.z / 200
            let along = [(f.x - twist) / 2, (f.x + twist) / 2, 0.5 * f.y, 0.5 * f.y]
            return along + [(s + x - y) / 4, (s + x + y) / 4, (s - x + y) / 4, (s - x - y) / 4]
        case 4: return [f.x, f.y, f.z, moment.x, moment.y, moment.z].map { $0 / 4 }
        default: return [f.x, f.y, f.z, moment.x, moment.y, moment.z]
        }
    }

    /// A file of one plate whose z points down, at 1000, 2000 in a laboratory whose z points up.
    private func sample(_ type: Int, originSign: Float = 1) -> C3DSample {
        let rows = Self.pushes.map { Self.channels(type, $0, depth: 40) }
        let raw = rows[0].indices.map { k in rows.map { Float($0[k]) } }
        var plate = C3DSample.Plate(type: type, channels: Array(1...raw.count))
        plate.corners = [1250, 1800, 0, 750, 1800, 0, 750, 2200, 0, 1250, 2200, 0]
        plate.origin = type == 3 ? [120, 200, -40] : [0, 0, -40 * originSign]
        for k in 0..<6 { plate.calibration[7 * k] = 4 }
        var sample = C3DSample(raw: raw, plates: [plate])
        sample.units = ["N", "N", "N"] + (type == 1 ? ["mm", "mm", "Nmm"] : ["Nmm", "Nmm", "Nmm"])
        if type == 3 { sample.units = [String](repeating: "N", count: 8) }
        return sample
    }

    private func options(_ facing: String?) -> TextOptions {
        var options = TextOptions(total: "1")
        options.pressure.facing = facing
        return options
    }

    @Test(arguments: 1...4, [Float(1), -1]) func everyTypeGivesThePlace(_ type: Int, _ sign: Float) throws {
        let bytes = sample(type, originSign: sign).bytes
        let opened = try RecordingReader.read(bytes, name: "a.c3d", options("+y"))
        let path = try #require(opened.record.pressure.both)
        for (i, push) in Self.pushes.enumerated() {
            // y of the plate runs against y of the laboratory, x along it.
            #expect(abs(path.x[i] - (1000 + push.place.x)) < 2e-3, "\(path.x[i])")
            #expect(abs(path.y[i] - (2000 - push.place.y)) < 2e-3, "\(path.y[i])")
        }
        #expect(opened.notices.contains { $0.hasSuffix("of a person who faces +y.") })
        let turned = try RecordingReader.read(bytes, name: "a.c3d", options("-x")).record.pressure.both
        #expect(turned?.x == path.y && turned?.y == path.x.map { -$0 })
        let file = try C3DFile(bytes, name: "a")
        let plate = try C3DPlate.all(file)[0]
        let surface = try #require(C3DSurface(plate, millimetresPerUnit: 1))
        let forces = try C3DPlateForces(plate, file)
        for (i, push) in Self.pushes.enumerated() {
            #expect((surface.force(forces, i) - SIMD3(push.force.x, -push.force.y, -push.force.z)).max() < 1e-3)
            #expect(abs(surface.freeMoment(forces, i).z) < 0.5)
        }
    }

    @Test func withoutAWordItIsLeftOutAndSaid() throws {
        let silent = try RecordingReader.read(sample(2).bytes, name: "a.c3d", options(nil))
        #expect(silent.record.pressure.isEmpty)
        #expect(silent.notices.contains { $0.contains("its centres of pressure were left out") })
        for word in ["+z", "north", "y", "-q"] {
            let error = #expect(throws: RecordingError.self) {
                try RecordingReader.read(sample(2).bytes, name: "a.c3d", options(word))
            }
            #expect(error?.problem.contains("is no axis along the floor") == true)
        }
        var volts = sample(2)
        volts.units = ["N", "N", "N", "V", "V", "V"]
        #expect(try RecordingReader.read(volts.bytes, name: "a.c3d", options(nil)).notices.count == 1)
        let error = #expect(throws: RecordingError.self) {
            try RecordingReader.read(volts.bytes, name: "a.c3d", options("+y"))
        }
        #expect(error?.problem.contains("units of its moments") == true)
    }

    /// Corners that cross each other, as BioWare writes them of its second plate, place nothing.
    @Test func cornersThatAreNoRectangle() throws {
        var crossed = sample(2)
        let corners = crossed.plates[0].corners
        crossed.plates[0].corners = Array(corners[0..<6] + corners[9..<12] + corners[6..<9])
        #expect(try RecordingReader.read(crossed.bytes, name: "a.c3d", options(nil)).notices.count == 1)
        #expect(throws: RecordingError.self) { try RecordingReader.read(crossed.bytes, name: "a.c3d", options("+y")) }
        // A type 3 counts z downwards, whatever its corners say.
        var upwards = sample(3)
        upwards.plates[0].corners = [0, 0, 0, 600, 0, 0, 600, 900, 0, 0, 900, 0]
        #expect(throws: RecordingError.self) { try RecordingReader.read(upwards.bytes, name: "a.c3d", options("+y")) }
    }

    /// Walking over two AMTI plates: all of force, place and free moment against the table that OpenSim's authors made.
    @Test func walkingAgreesInAllSixComponents() throws {
        guard let url = Repository.recording("opensim/walking2.c3d.gz"),
            let table = Repository.recording("opensim/std_cop_walking2_grfs.sto.gz")
        else {
            print("recording test skipped: opensim/std_cop_walking2_grfs.sto.gz")
            return
        }
        let file = try C3DFile(try Gzip.inflate(try FileAccess.read(url.path), name: "w"), name: "w")
        let text = try FileAccess.read(table.path)
        func column(_ name: String) throws -> [Double] {
            try TextReader.read(text, name: "t", options: TextOptions(total: name, rate: 20)).record.total
        }
        var loaded = 0
        for (k, plate) in try C3DPlate.all(file).enumerated() {
            let forces = try C3DPlateForces(plate, file)
            let surface = try #require(C3DSurface(plate, millimetresPerUnit: C3DLength.millimetres(file)))
            let force = try (1...3).map { try column("f\(k + 1)_\($0)") }
            let place = try (1...2).map { try column("p\(k + 1)_\($0)") }
            let twist = try column("m\(k + 1)_3")
            for row in force[0].indices where row * 100 < forces.force[2].count {
                let i = row * 100
                for axis in 0..<3 { #expect(abs(surface.force(forces, i)[axis] - force[axis][row]) < 2e-4) }
                let point = surface.place(forces, i)
                guard point.x.isFinite else { continue }
                loaded += 1
                // Floats have seven digits: half a newton millimetre of a moment of some hundred thousand.
                for axis in 0..<2 {
                    #expect(abs(point[axis] - place[axis][row]) < 5e-3, "\(point[axis]) \(place[axis][row])")
                }
                #expect(
                    abs(surface.freeMoment(forces, i).z - twist[row]) < 1,
                    "\(surface.freeMoment(forces, i)) \(twist[row])")
            }
        }
        #expect(loaded > 20)
        print("recording test ran: opensim/std_cop_walking2_grfs.sto.gz, \(loaded) loaded frames")
    }

    /// Kistler plates against the places that BioWare's text of the same trials gives.
    @Test(arguments: [("kistler_CMJ_1plate", 0, 17), ("kistler_DJ_2plates", 0, 17), ("kistler_DJ_2plates", 1, 34)])
    func kistlerAgreesWithBioWare(_ file: String, _ index: Int, _ column: Int) throws {
        guard let c3d = Repository.recording("biomdp/\(file).c3d.gz"),
            let text = Repository.recording("biomdp/\(file).txt.gz")
        else {
            print("recording test skipped: place of biomdp/\(file)")
            return
        }
        let opened = try C3DFile(try Gzip.inflate(try FileAccess.read(c3d.path), name: "k"), name: "k")
        var plate = try C3DPlate.all(opened)[index]
        // The text is not zeroed.
        plate.zero = nil
        let forces = try C3DPlateForces(plate, opened)
        let asWritten = try #require(C3DSurface(plate, millimetresPerUnit: C3DLength.millimetres(opened)))
        #expect(!asWritten.isPlaced)
        // The C3D files put the sensors 58 mm under the surface, the text of the same trials was computed with 52 mm.
        #expect(plate.origin == [210, 350, 58])
        plate.origin[2] = 52
        let surface = try #require(C3DSurface(plate, millimetresPerUnit: C3DLength.millimetres(opened)))
        var options = TextOptions(total: String(17 * index + 4))
        options.pressure.both = "\(column),\(column + 1)"
        options.pressure.unit = "m"
        let expected = try TextReader.read(try FileAccess.read(text.path), name: "t", options: options).record
        let path = try #require(expected.pressure.both)
        var worst = 0.0
        var compared = 0
        for i in 0..<8000 where expected.total[i] > 300 && path.x[i].isFinite {
            let point = surface.point(forces, i)
            // Each sensor of the C3D file has steps of 0.16 N and is up to one and a half of them off; arms are 350 mm.
            let allowed = (4 * 1.5 * 0.16 * 350 + 6 * 0.16 * 52) / expected.total[i]
            worst = max(worst, max(abs(point.x - path.x[i]), abs(point.y - path.y[i])) / allowed)
            compared += 1
            let shift = asWritten.point(forces, i) - point
            let lean = SIMD2(forces.force[0][i], forces.force[1][i]) / forces.force[2][i]
            #expect(abs(shift.x + 6 * lean.x) < 1e-6 && abs(shift.y + 6 * lean.y) < 1e-6)
        }
        #expect(compared > 1000)
        #expect(worst <= 1, "\(worst)")
        print(
            "recording test ran: place of biomdp/\(file), plate \(index + 1), \(compared) samples, \(worst) of the limit"
        )
    }

    /// Volts of a Kistler plate become newtons by the scales of the channels and moments by the sensors' places, as the
    /// authors' own function computes them; their correction of the place, in mixed units, is left out.
    @Test func voltsOfAKistlerPlate() throws {
        guard let data = Repository.recording("bmc/kistler_fp_data.txt"),
            let table = Repository.recording("bmc/kistler_fp_expected_from_kistler_fp_cal.csv.gz")
        else {
            print("recording test skipped: bmc/kistler_fp_data.txt")
            return
        }
        let volts = try FileAccess.read(data.path)
        let raw = try (2...9).map { column in
            try String(decoding: volts, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().map { line in
                try #require(Float(line.split(separator: "\t")[column - 1]))
            }
        }
        let sensitivity: [Float] = [38.117, 37.723, 38.062, 38.008, 3.898, 3.889, 3.885, 3.891]
        let plate = C3DSample.Plate(type: 3, channels: Array(1...8), origin: [120, 200, -48])
        var sample = C3DSample(raw: raw, scales: sensitivity.map { 1000 / $0 }, plates: [plate])
        sample.plates[0].corners = [300, -200, 0, -300, -200, 0, -300, 200, 0, 300, 200, 0]
        let file = try C3DFile(sample.bytes, name: "v")
        let forces = try C3DPlateForces(try C3DPlate.all(file)[0], file)
        let surface = try #require(C3DSurface(try C3DPlate.all(file)[0], millimetresPerUnit: 1))
        let text = try Gzip.inflate(try FileAccess.read(table.path), name: "e")
        let rows = String(decoding: text, as: UTF8.self).split(separator: "\n").dropFirst()
        #expect(rows.count == raw[0].count)
        for (i, row) in rows.enumerated() where i < forces.force[0].count {
            let expected = row.split(separator: ",").dropFirst().compactMap { Double($0) }
            try #require(expected.count == 8)
            let moment = surface.moment(forces, i) / 1000
            for axis in 0..<3 {
                // Volts have six decimals, which is 0.13 mN, and floats seven digits.
                #expect(abs(forces.force[axis][i] - expected[axis]) < 1e-3)
                if axis < 2 { #expect(abs(moment[axis] - expected[3 + axis]) < 1e-3, "\(moment) \(expected)") }
            }
        }
        print("recording test ran: bmc/kistler_fp_data.txt")
    }
}
