import Testing

/// Arrows between rooms run one way, and the core touches nothing outside.
@Suite struct ImportTests {
    /// Each room with the rooms it may import: the layers of ARCHITECTURE.md, written out.
    static let rooms: [(name: String, imports: Set<String>)] = {
        let ground: Set<String> = ["JSON", "Diagnostics"]
        let core: Set<String> = ground.union(["FEEL", "World"])
        return [
            ("JSON", []), ("Diagnostics", ["JSON"]), ("YAMLReader", ["Diagnostics", "CLibYAML"]),
            ("CSVReader", ["Diagnostics"]), ("FEEL", ["Diagnostics", "BigInt"]),
            ("World", ground.union(["FEEL", "HashTreeCollections"])),
            ("Alerts", ground.union(["FEEL"])), ("Packs", core.union(["YAMLReader", "Alerts"])),
            ("Engine", core.union(["Packs", "Alerts"])),
            ("Columnar", ["Diagnostics", "FEEL", "World", "Packs", "Engine"]),
            ("Intake", core.union(["YAMLReader", "CSVReader"])),
            ("Store", core.union(["GRDB", "GRDBSQLite", "Crypto"])),
            ("Scenarios", []), ("Queries", core.union(["Packs", "Engine", "Alerts", "Scenarios"])),
            ("Trials", core.union(["Queries", "Engine", "Intake", "Packs", "YAMLReader"])),
            ("Wire", ground.union(["FEEL"])),
            ("Client", ground.union(["Wire"])),
            (
                "Service",
                core.union([
                    "Wire", "Queries", "Engine", "Intake", "Store", "Packs", "Alerts", "Subprocess", "HummingbirdCore",
                    "NIOCore", "NIOPosix",
                    "NIOExtras", "NIOHTTPTypes", "HTTPTypes", "ServiceLifecycle", "UnixSignals", "Logging",
                    "CLinux",
                ])
            ),
            (
                "Console",
                core.union(["Client", "Wire", "Trials", "Queries", "Intake", "Engine", "Packs", "ArgumentParser"])
            ),
            ("maillaged", ground.union(["Service", "Store", "Wire", "ArgumentParser", "Logging"])),
            ("maillage", ["Console"]),
        ]
    }()

    /// Rooms that neither read nor write anything: no file, clock, locale or environment.
    static let pure: Set<String> = [
        "JSON", "Diagnostics", "YAMLReader", "CSVReader", "FEEL", "World", "Alerts", "Packs", "Engine",
        "Scenarios", "Queries", "Trials",
    ]

    @Test func everyRoomIsKnown() {
        let folders = Set(SourceFiles.all.map(\.room))
        #expect(folders.subtracting(Self.rooms.map(\.name)).isEmpty)
        #expect(SourceFiles.all.count > 100)
    }

    @Test(arguments: rooms.map(\.name))
    func importsOnlyWhatStandsBelow(_ room: String) throws {
        let allowed = try #require(Self.rooms.first { $0.name == room }).imports
        let system: Set<String> =
            Self.pure.contains(room)
            ? ["Synchronization"]
            : [
                "Synchronization", "Glibc", "Dispatch",
            ]
        for file in SourceFiles.all where file.room == room {
            for (module, line) in file.imports where !allowed.contains(module) && !system.contains(module) {
                let isException = Self.exceptions.contains { $0.path == file.path && $0.module == module }
                #expect(isException, "\(file.path):\(line): import \(module)")
            }
        }
    }

    /// Imports that a rule above forbids and a reason allows.
    static let exceptions: [(path: String, module: String, reason: String)] = [
        ("Sources/World/Geography.swift", "Glibc", "sine, cosine and arcsine: mathematics, no input or output"),
        ("Sources/Store/Canonical.swift", "Foundation", "canonical equivalence of texts"),
    ]

    /// A room is declared after those it imports: no circle can be written.
    @Test func declaredInOrder() throws {
        var seen: Set<String> = []
        let names = Set(Self.rooms.map(\.name))
        for (name, imports) in Self.rooms {
            #expect(imports.intersection(names).isSubset(of: seen), "\(name)")
            seen.insert(name)
        }
    }

    /// What the package declares is what is allowed here.
    @Test func packageDeclaresTheSame() throws {
        let text = try #require(SourceFiles.read("Package.swift"))
        for match in text.matches(
            of: /(?:room\(|executableTarget\(\s*name: )"(\w+)"(?:,\s*(?:dependencies: )?\[([^\]]*)\])?/)
        {
            let name = String(match.output.1)
            let allowed = try #require(Self.rooms.first { $0.name == name }, "\(name)").imports
            let declared = (match.output.2 ?? "").matches(of: /(?:name: )?"([\w.-]+)"(?:, package)?/).map {
                String($0.output.1)
            }
            let modules = Set(declared).subtracting(Self.packages)
            #expect(modules == allowed, "\(name): \(modules.symmetricDifference(allowed))")
        }
    }

    /// Names of packages beside those of their products.
    static let packages: Set<String> = [
        "GRDB.swift", "hummingbird", "swift-nio", "swift-nio-extras", "swift-http-types", "swift-service-lifecycle",
        "swift-log", "swift-argument-parser", "swift-subprocess", "swift-crypto",
    ]
}
