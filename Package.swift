// swift-tools-version: 6.2
import PackageDescription

/// `make test` tests the core as people run it, optimised: its tests then take a quarter of the time. Other debug builds
/// stay quick to make and easy to debug.
let optimised: [SwiftSetting] = Context.environment["MAILLAGE_OPTIMISED"] == "1" ? [.unsafeFlags(["-O"])] : []

/// Settings of every target of ours: the Swift 6 language mode, no dependency leaking through a
/// public signature unless it is meant to, and no warning left behind.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

/// A target of ours; its arrows point downwards only (see ARCHITECTURE.md, "Rooms").
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + optimised)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name)] + dependencies,
        swiftSettings: strict
    )
}

let package = Package(
    name: "maillage",
    products: [
        .library(name: "FEEL", targets: ["FEEL"]),
        .executable(name: "maillaged", targets: ["maillaged"]),
        .executable(name: "maillage", targets: ["maillage"]),
        // For the package `Benchmarks/` alone.
        .library(name: "Columnar", targets: ["Columnar", "Engine", "Packs", "World", "Intake", "Diagnostics"]),
        // For the package `Fuzz/` alone.
        .library(name: "Probes", targets: ["Probes"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Ground floor: values and texts.
        room("JSON"),
        room("Diagnostics", ["JSON"]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLinux"),
        room("YAMLReader", ["Diagnostics", "CLibYAML"]),
        room("CSVReader", ["Diagnostics"]),
        room("FEEL", ["Diagnostics", .product(name: "BigInt", package: "BigInt")]),
        tests(of: "JSON"),
        tests(of: "Diagnostics", ["JSON"]),
        tests(of: "YAMLReader", ["Diagnostics"]),
        tests(of: "CSVReader", ["Diagnostics"]),
        tests(of: "FEEL", ["Diagnostics", "Probes"]),

        // What holds of every text: run by the tests and by the fuzzer.
        .target(
            name: "Probes", dependencies: ["FEEL", "YAMLReader", "CSVReader", "Diagnostics", "JSON"],
            path: "Tests/Probes", swiftSettings: strict),
        tests(of: "Probes"),

        // The pure core.
        room(
            "World",
            ["FEEL", "Diagnostics", "JSON", .product(name: "HashTreeCollections", package: "swift-collections")]),
        room("Alerts", ["FEEL", "Diagnostics", "JSON"]),
        tests(of: "Alerts", ["FEEL", "JSON", "Diagnostics"]),
        room("Packs", ["FEEL", "YAMLReader", "Diagnostics", "JSON", "World", "Alerts"]),
        tests(of: "Packs", ["Engine", "FEEL", "YAMLReader", "Diagnostics"]),
        room("Engine", ["World", "Packs", "Alerts", "FEEL", "Diagnostics", "JSON"]),
        tests(of: "Engine", ["Intake", "Packs", "World", "FEEL", "Queries", "Diagnostics", "JSON"]),

        room("Columnar", ["Engine", "World", "Packs", "FEEL", "Diagnostics"]),
        tests(of: "Columnar", ["Engine", "Queries", "World", "Packs", "FEEL", "Diagnostics", "JSON"]),

        // Edges.
        room("Intake", ["World", "YAMLReader", "CSVReader", "FEEL", "Diagnostics", "JSON"]),
        tests(of: "Intake", ["Packs", "World", "FEEL", "CSVReader", "Diagnostics", "JSON"]),
        room(
            "Store",
            [
                "World", "FEEL", "Diagnostics", "JSON",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        tests(of: "Store", ["World", "FEEL", "Diagnostics", "JSON", .product(name: "GRDB", package: "GRDB.swift")]),
        // Sets of candidates and what is best among them: whole numbers, nothing else.
        room("Scenarios"),
        tests(of: "Scenarios"),
        room("Queries", ["Engine", "Scenarios", "World", "Packs", "Alerts", "FEEL", "Diagnostics", "JSON"]),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["Probes", "Queries", "FEEL", "Diagnostics", "JSON"],
            path: "Tests/Conformance",
            exclude: ["ledger", "score"],
            swiftSettings: strict
        ),
        room(
            "Trials",
            ["Queries", "Engine", "Intake", "World", "Packs", "FEEL", "YAMLReader", "Diagnostics", "JSON"]),
        tests(
            of: "Trials", ["Engine", "Intake", "World", "Packs", "FEEL", "YAMLReader", "Diagnostics", "JSON"]),
        room("Wire", ["JSON", "Diagnostics", "FEEL"]),
        tests(of: "Wire", ["JSON", "Diagnostics"]),
        room(
            "Service",
            [
                "Wire", "Queries", "Engine", "Intake", "Store", "World", "Packs", "Alerts", "FEEL", "Diagnostics",
                "JSON", "CLinux",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        room("Client", ["Wire", "JSON", "Diagnostics"]),
        room(
            "Console",
            [
                "Client", "Wire", "Trials", "Queries", "Intake", "Engine", "World", "Packs", "FEEL", "Diagnostics",
                "JSON",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "maillaged",
            dependencies: [
                "Service", "Store", "Wire", "JSON", "Diagnostics",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        tests(
            of: "Service",
            [
                "Client", "Wire", "FEEL", "JSON", "Diagnostics", "maillaged",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        .executableTarget(name: "maillage", dependencies: ["Console"], swiftSettings: strict),
        // Reads the sources: which room imports which, and which words they use.
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        // Runs what the pages show, by the executables built beside it.
        .testTarget(name: "DocumentationTests", dependencies: ["maillage", "maillaged"], swiftSettings: strict),

        // The product as its users meet it: both executables, over the real socket.
        .testTarget(
            name: "AcceptanceTests", dependencies: ["maillage", "maillaged", "JSON"], swiftSettings: strict),
    ]
)
