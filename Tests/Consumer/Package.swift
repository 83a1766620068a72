// swift-tools-version: 6.2
import PackageDescription

// Another program that uses the engine: it must build and run where libusb is not installed.
let package = Package(
    name: "Consumer",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "bilanx", path: "../..")],
    targets: [
        .executableTarget(
            name: "Consumer",
            dependencies: [
                .product(name: "Assessments", package: "bilanx"), .product(name: "Symmetry", package: "bilanx"),
                .product(name: "SignalCore", package: "bilanx"),
            ])
    ]
)
