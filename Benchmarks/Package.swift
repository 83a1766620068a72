// swift-tools-version: 6.2
import PackageDescription

// Its own package, so that nobody needs the benchmark tool to build Bilanx: `make bench` runs all of it.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func bilanx(_ products: String...) -> [Target.Dependency] { products.map { .product(name: $0, package: "bilanx") } }

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "bilanx", path: ".."),
        // Without its traits, which replace malloc and the runtime's reference counting.
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        // What is measured, and the clocks that it is measured with.
        .target(
            name: "Workloads",
            dependencies: bilanx(
                "Acquisition", "Recordings", "Assessments", "ForceDevices", "Transport", "Simulation", "SignalCore",
                "Statistics"),
            swiftSettings: strict),
        // Sixteen devices at 10 kHz, the live path of one, and every workload beside its yardstick.
        .executableTarget(
            name: "load", dependencies: ["Workloads"] + bilanx("ForceDevices"), path: "Sources/Load",
            swiftSettings: strict),
        // Reading, writing and analysis alone, for compare.py, which runs others beside them.
        .executableTarget(
            name: "beside", dependencies: bilanx("Recordings", "Assessments", "SignalCore", "Simulation"),
            path: "Sources/Beside", swiftSettings: strict),
        // Every question to the roster among ten million results.
        .executableTarget(
            name: "roster", dependencies: ["Workloads"] + bilanx("Roster", "Recordings"),
            path: "Sources/RosterQuestions", swiftSettings: strict),
        // The same workloads under the tool; it looks for them in a folder of the name Benchmarks.
        .executableTarget(
            name: "Figures", dependencies: ["Workloads", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/Figures", swiftSettings: strict,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ]
)
