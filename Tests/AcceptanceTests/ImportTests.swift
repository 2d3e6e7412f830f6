import JSON
import Testing

/// Real open data, through mappings written in YAML, over the socket.
@Suite("a real territory", .enabled(if: Files.exists(Place.realTerritory + "/communes.csv")))
struct ImportTests {
    private static let tables: [(mapping: String, table: String, rows: Int)] = [
        ("communes", "communes", 27), ("competences", "competences", 29), ("france_services", "france-services", 3),
        ("installations_sportives", "sport-installations", 96),
    ]

    @Test("imported, it has its communes, its population, its competences and its facilities; distances are right")
    func bocageMayennais() throws {
        try Workspace.use { place in
            #expect(try place.run("mkdir", ["bocage"]).code == 0)
            try Files.write(
                place.file("bocage/territory.yaml"),
                """
                format: territory/1
                territory: bocage_mayennais
                at: 2026-06-15
                records:
                  territoire:
                    - id: bocage_mayennais
                      nom: Communauté de communes du Bocage Mayennais
                      type: CC
                  recensement:
                    - {id: R1, genre: commune, territoire: bocage_mayennais, nombre: 27, date_recensement: 2026-01-01}
                    - {id: R2, genre: competence, territoire: bocage_mayennais, nombre: 29, date_recensement: 2026-01-01}

                """)
            _ = try place.daemon(territory: place.file("bocage"))
            for (mapping, table, rows) in Self.tables {
                // 4,560 pairs of facilities are judged before the answer, here by a build for debugging.
                let arguments = [
                    "import", "\(Place.root)/imports/\(mapping).yaml", "\(Place.realTerritory)/\(table).csv", "-o",
                    "json",
                ]
                let outcome = try place.run(Place.maillage, arguments, patience: 600)
                #expect(outcome.code == 0, "\(mapping): \(outcome.error)")
                let report = try #require(try outcome.json()["report"])
                #expect(report["rows_read"]?.intValue == rows, "\(mapping)")
                #expect(report["rows_taken"]?.intValue == rows, "\(mapping)")
                #expect(report["refused"]?.items.isEmpty == true, "\(mapping)")
                // Once more changes nothing.
                let again = try place.run(Place.maillage, arguments, patience: 600).json()
                #expect(again["stated"]?.intValue == 0, "\(mapping)")
            }
            #expect(try value(place, "count(territoire.communes)").number == 27)
            #expect(try value(place, "sum(territoire.communes.population)").number == 18_607)
            #expect(try value(place, "count(territoire.competences)").number == 29)
            #expect(try count(place, "france_services") == 3)
            #expect(try count(place, "installation_sportive") == 96)
            try distances(place)
        }
    }

    /// All pairs in one question, against the table computed apart from the same town halls.
    private func distances(_ place: Workspace) throws {
        let query = """
            for i in 1..27, j in 1..27 return if i < j
            then [territoire.communes[i].id, territoire.communes[j].id, distance(territoire.communes[i], territoire.communes[j])]
            else null
            """
        var found: [String: Double] = [:]
        for triple in try value(place, query).items where !triple.isNull {
            let codes = triple.items.prefix(2).compactMap(\.stringValue).sorted().joined(separator: " ")
            found[codes] = try #require(triple[2]?.number)
        }
        let table = try #require(Files.read(Place.realTerritory + "/distances-vol-oiseau.csv"))
        var compared = 0
        for line in table.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",").map(String.init)
            let expected = try #require(Double(cells[3]))
            let kilometres = try #require(found[cells[0...1].sorted().joined(separator: " ")])
            #expect(abs(kilometres - expected) <= 0.05, "\(line)")
            compared += 1
        }
        #expect(compared == 351)
    }

    private func value(_ place: Workspace, _ expression: String) throws -> JSONValue {
        let outcome = try place.maillage("query", expression, "-o", "json")
        #expect(outcome.code == 0, "\(outcome.error)")
        return try #require(try outcome.json()["value"])
    }

    /// How many facilities of a type are stated: without a census, a list that may hold more.
    private func count(_ place: Workspace, _ type: String) throws -> Int? {
        try place.maillage(
            "query", "territoire.equipements[type = \"\(type)\"]", "-o", "json"
        ).json().at("bounds.at_least")?.intValue
    }
}
