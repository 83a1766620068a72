// swift-tools-version: 6.2
import PackageDescription

// Its own package, so that nobody needs umockdev to build Bilanx:
//     swift build --build-tests && umockdev-wrapper swift test --skip-build
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "EndToEnd",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "bilanx", path: "../..")],
    targets: [
        .systemLibrary(name: "CUMockdev", pkgConfig: "umockdev-1.0", providers: [.apt(["libumockdev-dev"])]),
        // A link to the folder in Tests/: it counts by replacing malloc, so it has to be part of this test program.
        .target(name: "CAllocationCounter"),
        .target(
            name: "MockUSB", dependencies: ["CUMockdev", .product(name: "Transport", package: "bilanx")],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "MockUSB", "CAllocationCounter", .product(name: "Transport", package: "bilanx"),
                .product(name: "LibUSBTransport", package: "bilanx"),
                .product(name: "ForceDevices", package: "bilanx"), .product(name: "SignalCore", package: "bilanx"),
                .product(name: "Simulation", package: "bilanx"), .product(name: "Statistics", package: "bilanx"),
            ],
            swiftSettings: strict),
    ]
)
