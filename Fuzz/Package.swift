// swift-tools-version: 6.2
import PackageDescription

// A package of its own: libFuzzer brings the `main` of the program, and instruments all it is linked with.
let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "maillage", path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [.product(name: "Probes", package: "maillage")],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("ExistentialAny"),
                .treatAllWarnings(as: .error),
            ])
    ]
)
