import Diagnostics
import FEEL
import Glibc
import Testing
import World

@testable import Intake

/// Where the real tables are, when they are: `MAILLAGE_SHARED`, or `../shared` beside the package.
let shared: String? = {
    let beside = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let candidates = [getenv("MAILLAGE_SHARED").map { String(cString: $0) }, beside + "/../shared"]
    return candidates.compactMap { $0 }.first { access($0 + "/data/example-territory/communes.csv", R_OK) == 0 }
}()

/// The tables of the example territory, taken whole. They are not part of the package: the suite is
/// skipped, and says so, where they are not beside it.
@Suite(.enabled(if: shared != nil, "the real tables are not there (MAILLAGE_SHARED, ../shared)"))
struct RealTableTests {
    private func run(_ mapping: String, _ table: String) throws -> ImportReport {
        let (read, diagnostics) = ImportMapping.read(
            SourceText(name: "mapping.yaml", text: mapping), vocabulary: vocabulary)
        #expect(diagnostics.isEmpty)
        let path = try #require(shared) + "/data/example-territory/" + table
        let (text, refusals) = FolderReader.readFile(path, name: table)
        #expect(refusals.isEmpty)
        return Importer.run(
            try #require(read), table: try #require(text), vocabulary: vocabulary, territory: "245300389")
    }

    @Test func communes() throws {
        let report = try run(
            """
            format: import/1
            kind: commune
            source: cog_2026
            key: {id: code_insee}
            columns:
              nom: nom
              territoire: {constant: from_territory}
              population: ptot_2023
              superficie: {column: superficie_km2_approx, scale: 100, round: 0}
              latitude: lat_mairie
              longitude: lon_mairie
            where: {epci_siren_2026: {territory: true}}
            expect: {taken: 27, sums: {population: 18607}}
            """, "communes.csv")
        #expect((report.rowsRead, report.rowsTaken, report.refused.count) == (27, 27, 0))
        #expect(report.diagnostics.isEmpty)
        #expect(report.facts["commune/53003", "nom"] == .text("Ambrières-les-Vallées"))
    }

    @Test func competences() throws {
        let report = try run(
            """
            format: import/1
            kind: competence
            source: banatic
            key: {id: {column: competence_code, prefix: "banatic-"}}
            columns: {libelle: libelle, territoire: {constant: from_territory}}
            where: {siren: {territory: true}}
            expect: {taken: 29}
            """, "competences.csv")
        #expect((report.rowsTaken, report.refused.count, report.diagnostics.count) == (29, 0, 0))
    }

    @Test func franceServices() throws {
        let report = try run(
            """
            format: import/1
            kind: equipement
            source: france_services
            key: {id: {column: id_fs, prefix: "fs-"}}
            columns:
              nom: lib_fs
              commune: code_insee_2026
              domaine: {constant: acces_aux_droits}
              latitude: latitude
              longitude: longitude
              precision_position: {constant: adresse}
            expect: {taken: 3}
            """, "france-services.csv")
        #expect((report.rowsTaken, report.refused.count, report.diagnostics.count) == (3, 0, 0))
        #expect(report.facts["equipement/fs-298", "nom"] == .text("France services Gorron"))
    }

    @Test func sportInstallations() throws {
        let report = try run(
            """
            format: import/1
            kind: equipement
            source: res_2015
            key: {id: {column: "Numéro de l'installation", prefix: "res-"}}
            columns:
              nom: "Nom usuel de l'installation"
              commune: code_insee_2026
              domaine: {constant: sport}
              latitude: Latitude
              longitude: Longitude
              precision_position: {constant: commune}
              accessible: "Accessibilité handicapés à mobilité réduite"
              releve: {column: "Date de mise à jour de la fiche installation", date: "dd/MM/yyyy HH:mm"}
            expect: {taken: 96}
            """, "sport-installations.csv")
        #expect((report.rowsTaken, report.refused.count, report.diagnostics.count) == (96, 0, 0))
        let communes = report.facts.compactMap { $0.attribute == "commune" ? $0.value : nil }
        #expect(Set(communes).count == 25)
    }
}
