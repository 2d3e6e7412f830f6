import Diagnostics
import FEEL
import Testing
import World

@testable import Intake

@Suite struct ImportTests {
    private func run(_ mapping: String, _ table: String, territory: String = "t1") throws -> ImportReport {
        let (read, diagnostics) = ImportMapping.read(
            SourceText(name: "mapping.yaml", text: mapping), vocabulary: vocabulary)
        #expect(diagnostics.isEmpty)
        return Importer.run(
            try #require(read), table: SourceText(name: "table.csv", text: table), vocabulary: vocabulary,
            territory: territory)
    }

    private func lines(_ report: ImportReport) -> [String] {
        report.refused.map { "\($0.line) \($0.column ?? "-") \($0.reason.code)" }
    }

    @Test func communes() throws {
        let report = try run(
            """
            format: import/1
            labels: {fr: Communes, en: Communes}
            kind: commune
            source: cog_2026
            licence: Licence Ouverte 2.0
            valid: {from: 2026-01-01}
            missing: [nan]
            key: {id: {column: code_insee, pad: 5}}
            columns:
              nom: nom
              population: {column: ptot, decimal: ","}
              territoire: {constant: from_territory}
              latitude: lat
            where: {siren: {territory: true}}
            expect: {taken: 3, sums: {population: 1236}}
            """,
            """
            code_insee,nom,ptot,siren,lat
            1001,"L'Abergement, dit le Clos","1,5",t1,46.15
            01002,Brecé,"1.234,5",t1,nan
            2A004,Ajaccio,,t1,91
            99999,Ailleurs,3,t2,0

            """)
        #expect(report.source == "import:cog_2026")
        #expect((report.rowsRead, report.rowsTaken, report.rowsFiltered, report.rowsRefused) == (4, 3, 1, 0))
        #expect(lines(report) == ["4 lat F112"])
        #expect(report.diagnostics.isEmpty)
        #expect(report.facts.recordNames == ["commune/01001", "commune/01002", "commune/2A004"])
        #expect(report.facts["commune/01001", "population"] == decimal("1.5"))
        #expect(report.facts["commune/01001", "territoire"] == .text("t1"))
        #expect(report.facts["commune/01002", "latitude"] == nil)
        #expect(report.facts["commune/2A004", "population"] == nil)
        #expect(report.facts.allSatisfy { $0.validFrom == CalendarDate("2026-01-01") && $0.source == report.source })
        #expect(report.facts.first { $0.attribute == "latitude" }?.origin == "table.csv:2:43")
    }

    private let facilities = """
        format: import/1
        kind: equipement
        source: sport_2015
        separator: ";"
        key: {id: {column: "Numéro de l'installation", prefix: "res-"}}
        columns:
          commune: {column: code}
          nom: "Nom usuel de l'installation"
          domaine: {constant: sport}
          places: {column: "Emprise", scale: 0.01, round: 1}
          accessible: {column: "Accessibilité"}
          publics: {column: public}
          releve: {column: Date, date: "dd/MM/yyyy HH:mm"}
          precision_position: {constant: commune}
        codes:
          publics: {"Jeunes": ados, "Tous": enfants;ados;aines, "*": ""}
          accessible: {"O": oui, "N": non}
        """

    @Test func dirtyRowsAreRefusedWithTheirLineAndColumn() throws {
        let report = try run(
            facilities,
            """
            Numéro de l'installation;Nom usuel de l'installation;code;Emprise;Accessibilité;public;Date
            1;Stade;53003;1 250,5;O;Tous;22/06/2015 00:00
            2;Salle;53003;12,345;X;?;2015-06-22
            ;Sans numéro;53003;;;;
            2;Deux fois;53003;;;;
            3;Trop;de;cellules;N;Jeunes;22/06/2015 00:00;encore
            4;"Piscine; couverte";;900000;N;Jeunes;31/02/2015 00:00

            """)
        #expect((report.rowsRead, report.rowsTaken, report.rowsRefused) == (6, 3, 3))
        #expect(
            lines(report) == [
                "3 Accessibilité F132", "3 Date F114", "3 Emprise F111", "4 - F103",
                "5 Numéro de l'installation F104", "6 - F006", "7 Date F114", "7 Emprise F112",
            ])
        let facts = report.facts
        #expect(facts["equipement/res-1", "places"] == decimal("12.5"))
        #expect(facts["equipement/res-1", "accessible"] == .boolean(true))
        #expect(facts["equipement/res-1", "publics"] == .codes(["enfants", "ados", "aines"]))
        #expect(facts["equipement/res-1", "releve"] == CalendarDate("2015-06-22").map { .date($0) })
        #expect(facts["equipement/res-1", "precision_position"] == .text("commune"))
        #expect(
            facts.filter { $0.record.key == "res-2" }.map(\.attribute) == [
                "", "id", "commune", "nom", "domaine", "precision_position",
            ])
        #expect(facts["equipement/res-4", "nom"] == .text("Piscine; couverte"))
        #expect(facts["equipement/res-4", "publics"] == .codes(["ados"]))
    }

    @Test func missingColumnsAreSuggestedAndAKeyStopsTheImport() throws {
        let report = try run(
            facilities,
            "Numero de l'installation;Nom usuel de l'installation;code;Emprise;Accessibilité;public;Date\n1;a;b;1;O;Tous;\n"
        )
        #expect(report.facts.isEmpty)
        #expect(report.diagnostics.map(\.code) == [IntakeCode.missingColumn])
        #expect(report.diagnostics.first?.help?.en == "write 'Numero de l'installation'")
        #expect(
            report.changes(
                against: FactBase(territory: "t1"), author: Author(uid: 0, name: "root"), reason: "", recordedAt: "")
                == nil)

        let other = try run(facilities, "Numéro de l'installation;code\n1;53003\n")
        #expect(other.rowsTaken == 1)
        #expect(other.diagnostics.count == 5)
    }

    @Test func filtersAndJoinedKeys() throws {
        let report = try run(
            """
            format: import/1
            kind: competence
            source: banatic
            key: {id: {columns: [siren, code], join: "-"}}
            columns: {libelle: libelle}
            where: {code: {not_in: ["1510"]}, siren: ["1", "2"], libelle: {present: true}}
            expect: {taken: 9}
            """,
            "siren,code,libelle\n1,1030,Énergies\n1,1510,Déchets\n3,1030,Énergies\n2,1030,\n2,,Rien\n")
        #expect(report.facts.recordNames == ["competence/1-1030"])
        #expect((report.rowsFiltered, report.rowsRefused) == (3, 1))
        #expect(report.diagnostics.map(\.code) == [IntakeCode.unexpectedTotal])
        #expect(report.diagnostics.first?.severity == .warning)
    }

    @Test func runningAgainChangesNothingAndAnEmptyTableWithdrawsNothing() throws {
        let mapping = "format: import/1\nkind: commune\nsource: s\nkey: {id: id}\ncolumns: {nom: nom}\n"
        var base = FactBase(territory: "t1")
        let author = Author(uid: 0, name: "root")
        func changes(_ table: String) throws -> ChangeSet? {
            try run(mapping, table).changes(against: base, author: author, reason: "", recordedAt: "")
        }
        if let first = try changes("id,nom\n1,A\n2,B\n") { base.apply(first) }
        #expect(base.records.count == 2)
        #expect(try changes("id,nom\n2,B\n1,A\n") == nil)
        #expect(try changes("id,nom\n") == nil)
        #expect(
            try changes("id,nom\n1,A\n")?.operations == [
                .withdraw(record: RecordID(kind: "commune", key: "2"), attribute: "")
            ])
    }

    @Test func otherEncodings() throws {
        let mapping =
            "format: import/1\nkind: commune\nsource: s\nencoding: ENCODING\nkey: {id: id}\ncolumns: {nom: nom}\n"
        let bytes: [UInt8] = Array("id;nom\n1;Brec".utf8) + [0xE9, 0x20, 0x9C, 0x0A]
        for (encoding, name) in [("windows-1252", "Brecé œ"), ("iso-8859-15", "Brecé \u{9C}")] {
            let (read, _) = ImportMapping.read(
                SourceText(name: "m.yaml", text: mapping.replacing("ENCODING", with: encoding)), vocabulary: vocabulary)
            let report = Importer.run(
                try #require(read), table: SourceText(name: "t.csv", bytes: bytes), vocabulary: vocabulary,
                territory: "t1")
            #expect(report.facts["commune/1", "nom"] == .text(name))
        }
        let (guessed, diagnostics) = TerritoryFolder.read(
            files: [head, SourceText(name: "communes.csv", bytes: bytes)], vocabulary: vocabulary)
        #expect(guessed.facts["commune/1", "nom"] == .text("Brecé œ"))
        #expect(diagnostics.map(\.severity) == [.warning])
    }

    @Test func everyFaultOfAMappingIsSaidAtOnce() {
        let (mapping, diagnostics) = ImportMapping.read(
            SourceText(
                name: "m.yaml",
                text: """
                    format: import/2
                    kind: equipement
                    source: s
                    encoding: ascii
                    separator: ";;"
                    colums: {}
                    columns:
                      nom: {column: a, constant: b}
                      plases: p
                      places: {constant: 9999}
                      domaine: {constant: sports}
                      releve: {column: d, date: "d/M"}
                      accessible: {column: x, scale: 2}
                    codes:
                      domaine: {a: sport, b: spor}
                    where:
                      x: {equals: 3}
                    """), vocabulary: vocabulary)
        #expect(mapping == nil)
        #expect(
            places(diagnostics).map { String($0.split(separator: ":").dropLast().joined(separator: ":")) } == [
                "F130 m.yaml:1", "F130 m.yaml:1", "F130 m.yaml:4", "F130 m.yaml:5", "F109 m.yaml:6", "F130 m.yaml:8",
                "F102 m.yaml:9", "F112 m.yaml:10", "F115 m.yaml:11", "F130 m.yaml:12", "F130 m.yaml:13",
                "F115 m.yaml:15",
                "F130 m.yaml:17", "F109 m.yaml:17",
            ])
    }

    @Test(
        "date patterns",
        arguments: [
            ("dd/MM/yyyy", "22/06/2015", "2015-06-22"), ("d/M/yyyy", "2/6/2015", "2015-06-02"),
            ("yyyyMMdd", "20150622", "2015-06-22"), ("dd/MM/yyyy HH:mm", "22/06/2015 00:00", "2015-06-22"),
            ("dd/MM/yyyy", "2/06/2015", ""), ("dd/MM/yyyy", "22/06/2015 ", ""), ("yyyy-MM-dd", "2015-02-29", ""),
        ])
    func datePatterns(pattern: String, text: String, date: String) {
        #expect(DatePattern(pattern)?.date(text)?.description ?? "" == date)
    }

    @Test(arguments: ["", "yy/MM/dd", "MM/yyyy", "dd/MM/yyyy yyyy", "ddd/MM/yyyy"])
    func wrongDatePatterns(pattern: String) {
        #expect(DatePattern(pattern) == nil)
    }
}
