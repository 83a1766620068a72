// swift-tools-version: 6.2
import PackageDescription

// A device that does not exist, complete: the pattern for a new one (docs/adding-a-device.md), kept true by CI.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "Skeleton",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "bilanx", path: "../..")],
    targets: [
        .target(
            name: "ExamplePlate",
            dependencies: [
                .product(name: "ForceDevices", package: "bilanx"), .product(name: "Transport", package: "bilanx"),
                .product(name: "SignalCore", package: "bilanx"), .product(name: "Statistics", package: "bilanx"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ExamplePlateTests",
            dependencies: [
                "ExamplePlate", .product(name: "ForceDevices", package: "bilanx"),
                .product(name: "Transport", package: "bilanx"), .product(name: "SignalCore", package: "bilanx"),
                .product(name: "Statistics", package: "bilanx"),
            ],
            swiftSettings: strict),
    ]
)
