// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that building Maillage does not build its benchmarks.
let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "maillage", path: "..")],
    targets: [
        .executableTarget(
            name: "bench",
            dependencies: [.product(name: "FEEL", package: "maillage")],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("ExistentialAny"),
                .treatAllWarnings(as: .error),
            ]),
        .executableTarget(
            name: "territories",
            dependencies: [.product(name: "Columnar", package: "maillage")],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("ExistentialAny"),
                .treatAllWarnings(as: .error),
            ]),
    ]
)
