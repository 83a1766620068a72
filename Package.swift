// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "bilanx",
    platforms: [.macOS(.v15)],
    products: [
        // Stable: another Swift program may depend on these.
        .library(name: "Statistics", targets: ["Statistics"]),
        .library(name: "SignalCore", targets: ["SignalCore"]),
        .library(name: "Symmetry", targets: ["Symmetry"]),
        .library(name: "Assessments", targets: ["Assessments"]),
        .library(name: "Transport", targets: ["Transport"]),
        .library(name: "ForceDevices", targets: ["ForceDevices"]),
        .library(name: "Journal", targets: ["Journal"]),
        .library(name: "Recordings", targets: ["Recordings"]),
        .library(name: "Calibration", targets: ["Calibration"]),
        // Not stable: products only because the packages under Tests/ and Benchmarks/ can import nothing else.
        .library(name: "LibUSBTransport", targets: ["LibUSBTransport"]),
        .library(name: "SerialTransport", targets: ["SerialTransport"]),
        .library(name: "Simulation", targets: ["Simulation"]),
        .library(name: "USBIPServer", targets: ["USBIPServer"]),
        .library(name: "LiveSession", targets: ["LiveSession"]),
        .library(name: "Acquisition", targets: ["Acquisition"]),
        .library(name: "Laboratory", targets: ["Laboratory"]),
        .library(name: "Roster", targets: ["Roster"]),
        .library(name: "Dashboard", targets: ["Dashboard"]),
        .library(name: "StreamOutlet", targets: ["StreamOutlet"]),
        .executable(name: "bilanx", targets: ["bilanx"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .target(name: "Statistics", swiftSettings: strict),
        .target(name: "Markup", swiftSettings: strict),
        .target(name: "SignalCore", dependencies: ["Statistics"], swiftSettings: strict),
        .target(name: "Symmetry", dependencies: ["SignalCore", "Statistics"], swiftSettings: strict),
        .target(
            name: "Assessments", dependencies: ["Symmetry", "SignalCore", "Statistics", "Markup"], swiftSettings: strict
        ),
        .target(name: "Transport", swiftSettings: strict),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"]), .brew(["libusb"])]),
        .target(name: "LibUSBTransport", dependencies: ["Transport", "CLibUSB"], swiftSettings: strict),
        .target(name: "SerialTransport", dependencies: ["Transport"], swiftSettings: strict),
        .target(name: "ForceDevices", dependencies: ["Transport", "SignalCore", "Statistics"], swiftSettings: strict),
        .target(name: "Journal", dependencies: ["Transport", "CZlib"], swiftSettings: strict),
        .target(name: "Simulation", dependencies: ["SignalCore", "Statistics"], swiftSettings: strict),
        .target(name: "Calibration", dependencies: ["Markup", "SignalCore", "Statistics"], swiftSettings: strict),
        .target(name: "USBIPServer", dependencies: ["Transport"], swiftSettings: strict),
        .target(
            name: "Recordings", dependencies: ["Assessments", "Symmetry", "SignalCore", "CZlib"], swiftSettings: strict),
        .target(
            name: "LiveSession", dependencies: ["Assessments", "Symmetry", "SignalCore", "Statistics"],
            swiftSettings: strict),
        .target(
            name: "Acquisition",
            dependencies: [
                "ForceDevices", "Journal", "Recordings", "LiveSession", "Assessments", "Symmetry", "SignalCore",
                "Transport",
            ],
            swiftSettings: strict),
        .target(
            name: "Laboratory",
            dependencies: [
                "Calibration", "Acquisition", "ForceDevices", "Recordings", "Simulation", "SignalCore", "Statistics",
                "Transport", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "Roster",
            dependencies: [
                "Recordings", "Assessments", "Symmetry", "SignalCore", "Statistics", "Markup",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(name: "CDashboardPage"),
        .target(
            name: "Dashboard",
            dependencies: [
                "Laboratory", "Roster", "Calibration", "Acquisition", "LiveSession", "Recordings", "Assessments",
                "Symmetry", "SignalCore", "Transport", "CDashboardPage",
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ], exclude: ["Page"], swiftSettings: strict),
        .target(name: "StreamOutlet", swiftSettings: strict),
        .executableTarget(
            name: "bilanx",
            dependencies: [
                "Dashboard", "Laboratory", "Roster", "Calibration", "StreamOutlet", "Acquisition", "LiveSession",
                "Recordings", "Journal", "ForceDevices",
                "Simulation", "LibUSBTransport", "SerialTransport", "USBIPServer", "Transport", "Assessments",
                "Symmetry", "SignalCore", "Statistics",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Tests
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        .target(
            name: "TestSupport", dependencies: ["CAllocationCounter", "Statistics"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SignalCoreTests", dependencies: ["SignalCore", "Statistics", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SymmetryTests", dependencies: ["Symmetry", "SignalCore", "Statistics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "AssessmentsTests",
            dependencies: ["Assessments", "Symmetry", "SignalCore", "Statistics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TransportTests", dependencies: ["Transport", "Statistics", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SerialTransportTests",
            dependencies: ["SerialTransport", "ForceDevices", "Transport", "SignalCore", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ForceDevicesTests",
            dependencies: ["ForceDevices", "Simulation", "Transport", "SignalCore", "Statistics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "JournalTests", dependencies: ["Journal", "Transport", "Statistics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["Simulation", "SignalCore", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "CalibrationTests",
            dependencies: ["Calibration", "Simulation", "Symmetry", "SignalCore", "Statistics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TruthTests",
            dependencies: ["Assessments", "Simulation", "Symmetry", "SignalCore", "Statistics"],
            swiftSettings: strict),
        .testTarget(
            name: "USBIPServerTests",
            dependencies: ["USBIPServer", "ForceDevices", "Transport", "SignalCore", "Statistics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "RecordingsTests",
            dependencies: ["Recordings", "Assessments", "Symmetry", "SignalCore", "Statistics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "LiveSessionTests",
            dependencies: [
                "LiveSession", "Assessments", "Symmetry", "Simulation", "SignalCore", "Statistics", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AcquisitionTests",
            dependencies: [
                "Acquisition", "ForceDevices", "Simulation", "Recordings", "LiveSession", "Assessments", "Symmetry",
                "Journal", "Transport", "SignalCore", "Statistics", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LaboratoryTests",
            dependencies: [
                "Laboratory", "Calibration", "Acquisition", "ForceDevices", "Recordings", "Simulation", "Symmetry",
                "SignalCore", "Statistics", "Transport", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RosterTests",
            dependencies: [
                "Roster", "Recordings", "Assessments", "Symmetry", "SignalCore", "Statistics", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DashboardTests",
            dependencies: ["Dashboard", "Assessments", .product(name: "FlyingSocks", package: "FlyingFox")],
            swiftSettings: strict),
        .testTarget(name: "StreamOutletTests", dependencies: ["StreamOutlet"], swiftSettings: strict),
        .testTarget(
            name: "BilanxTests",
            dependencies: [
                "bilanx", "Laboratory", "Calibration", "Journal", "Recordings", "Roster", "SignalCore", "Statistics",
                "TestSupport",
            ],
            swiftSettings: strict),
    ]
)

// The sanitizers look at what shares memory between threads; building the rest under them would take most of their time.
if Context.environment["BILANX_SANITIZER"] != nil {
    let kept: Set = [
        "Statistics", "SignalCore", "Transport", "CZlib", "ForceDevices", "Journal", "Simulation", "SerialTransport",
        "USBIPServer", "CAllocationCounter", "TestSupport", "TransportTests", "JournalTests", "ForceDevicesTests",
        "USBIPServerTests",
    ]
    package.targets.removeAll { !kept.contains($0.name) }
    package.products = []
}
