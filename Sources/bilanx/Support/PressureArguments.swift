import ArgumentParser
import Recordings

/// The words that say which columns of a text file give centres of pressure.
struct PressureArguments: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Columns X,Y of the centre of pressure under both feet.",
            discussion: "x to the person's right, y forwards; a minus turns a sign: --cop=-Ax,Ay.", valueName: "x,y"))
    var cop: String?

    @Option(help: ArgumentHelp("Columns X,Y under the left foot; needs --left-at.", valueName: "x,y"))
    var leftCop: String?

    @Option(help: ArgumentHelp("Columns X,Y under the right foot; needs --right-at.", valueName: "x,y"))
    var rightCop: String?

    @Option(help: "Unit of those columns where the file does not say: mm, cm, m.")
    var copUnit: String?

    @Option(
        help: ArgumentHelp(
            "Columns Fx,Fy,Mx,My (or Mx,My) of one plate, beside --total.", valueName: "fx,fy,mx,my"))
    var moments: String?

    @Option(help: ArgumentHelp("The same of the left plate, beside --left.", valueName: "fx,fy,mx,my"))
    var leftMoments: String?

    @Option(help: ArgumentHelp("The same of the right plate, beside --right.", valueName: "fx,fy,mx,my"))
    var rightMoments: String?

    @Option(help: "Unit of moments where the file does not say: Nm, Nmm.")
    var momentUnit: String?

    @Option(
        help: ArgumentHelp(
            "Millimetres of the surface above the origin of the moments; negative where z points down.",
            valueName: "mm"))
    var surfaceHeight: Double?

    @Option(help: ArgumentHelp("Millimetres of the left plate's origin in a frame of both.", valueName: "x,y"))
    var leftAt: String?

    @Option(help: ArgumentHelp("Millimetres of the right plate's origin in a frame of both.", valueName: "x,y"))
    var rightAt: String?

    @Option(
        help: ArgumentHelp(
            "Axis of the laboratory along which the person faces, of C3D files, such as +y or -x.",
            discussion: "Without it their centres of pressure are left out; write --facing=-x.", valueName: "axis"))
    var facing: String?

    /// The same for the reader.
    var options: PressureOptions {
        var options = PressureOptions()
        options.both = cop
        options.left = leftCop
        options.right = rightCop
        options.unit = copUnit
        options.bothMoments = moments
        options.leftMoments = leftMoments
        options.rightMoments = rightMoments
        options.momentUnit = momentUnit
        options.surfaceHeight = surfaceHeight
        options.leftOrigin = leftAt
        options.rightOrigin = rightAt
        options.facing = facing
        return options
    }
}
