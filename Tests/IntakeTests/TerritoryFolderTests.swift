import Diagnostics
import FEEL
import Testing
import World

@testable import Intake

@Suite struct TerritoryFolderTests {
    @Test func wholeFolderIsRead() {
        let (description, diagnostics) = folder([
            "equipements.csv": """
            id;commune;nom;domaine;publics;places;accessible;releve;latitude
            A1;01;"Salle ""Aube"" 1";jeunesse;enfants; ados;12;;;;9
            """,
            "trajets.csv": "de,vers,minutes\n01,02,\"12,5\"\n",
            "projects/jeunesse.yaml": "records:\n  projet:\n    - {id: p1, nom: Jeunesse, territoire: val_clair}\n",
        ])
        // The first file parts codes with the sign that parts cells: its row does not line up.
        #expect(places(diagnostics) == ["F006 equipements.csv:2:54"])
        #expect(description.territory == "val_clair")
        #expect(description.at == CalendarDate("2026-06-15"))
        #expect(description.facts["trajet/01|02", "minutes"] == decimal("12.5"))
        #expect(description.facts["projet/p1", "nom"] == .text("Jeunesse"))
        let fact = description.facts.first { $0.attribute == "minutes" }
        #expect(fact?.source == "trajets.csv")
        #expect(fact?.origin == "trajets.csv:2:7")
    }

    @Test func eachTypeIsReadFromItsCell() {
        let (description, diagnostics) = folder([
            "equipements.csv": """
            id;commune;nom;domaine;publics;places;accessible;releve;latitude
            A1;01;"Salle ""Aube"" 1";jeunesse;"enfants; ados";1 200;OUI;2026-01-31;-0,5
            A2;02;;;;;faux;;

            """
        ])
        #expect(diagnostics.isEmpty)
        let facts = description.facts
        #expect(facts["equipement/A1", "nom"] == .text("Salle \"Aube\" 1"))
        #expect(facts["equipement/A1", "domaine"] == .text("jeunesse"))
        #expect(facts["equipement/A1", "publics"] == .codes(["enfants", "ados"]))
        #expect(facts["equipement/A1", "places"] == decimal("1200"))
        #expect(facts["equipement/A1", "accessible"] == .boolean(true))
        #expect(facts["equipement/A1", "releve"] == CalendarDate("2026-01-31").map { .date($0) })
        #expect(facts["equipement/A1", "latitude"] == decimal("-0.5"))
        #expect(facts["equipement/A2", "accessible"] == .boolean(false))
        #expect(facts.filter { $0.record.key == "A2" }.map(\.attribute) == ["", "id", "commune", "accessible"])
    }

    @Test func wordsThatTakeTheValuesPlace() {
        let (description, diagnostics) = folder([
            "equipements.csv": "id,places,domaine,accessible,releve\nA1,nsp,refus,a_verifier,sans_objet\n"
        ])
        #expect(diagnostics.isEmpty)
        #expect(description.facts["equipement/A1", "places"] == .withheld(.dontKnow))
        #expect(description.facts["equipement/A1", "domaine"] == .withheld(.refused))
        #expect(description.facts["equipement/A1", "accessible"] == .withheld(.toVerify))
        #expect(description.facts["equipement/A1", "releve"] == .notApplicable)
    }

    @Test func everyWrongCellIsSaidAndNoneBecomesAValue() {
        let (description, diagnostics) = folder([
            "equipements.csv": """
            id,commune,domaine,publics,places,accessible,releve,latitude
            A1,01,jeunese,enfants;adultes,douze,peut-être,15/06/2026,
            A2,01,sport,,5001,1,2026-02-30,"12,345"
            A3,01,sport,,12,oui,2026-02-28,48.4

            """
        ])
        #expect(
            places(diagnostics) == [
                "F115 equipements.csv:2:7", "F115 equipements.csv:2:15", "F110 equipements.csv:2:31",
                "F113 equipements.csv:2:37", "F114 equipements.csv:2:47", "F112 equipements.csv:3:14",
                "F114 equipements.csv:3:21", "F111 equipements.csv:3:32",
            ])
        #expect(diagnostics.first?.help?.en == "write 'jeunesse'")
        let facts = description.facts
        #expect(facts.filter { $0.record.key == "A1" }.map(\.attribute) == ["", "id", "commune"])
        #expect(
            facts.filter { $0.record.key == "A2" }.map(\.attribute) == ["", "id", "commune", "domaine", "accessible"])
        #expect(facts.filter { $0.record.key == "A3" }.count == 8)
    }

    @Test func rowsWithoutKeyAndDuplicatesAreRefused() {
        let (description, diagnostics) = folder([
            "equipements.csv": "id,places\nA1,1\n,2\nA1,3\nnsp,4\nA2,5\n"
        ])
        #expect(
            places(diagnostics) == [
                "F103 equipements.csv:3:1", "F104 equipements.csv:4:1", "F103 equipements.csv:5:1",
            ])
        #expect(diagnostics[1].secondary.first?.location.origin == "equipements.csv:2:1")
        #expect(description.facts["equipement/A1", "places"] == decimal("1"))
        #expect(description.facts["equipement/A2", "places"] == decimal("5"))
        #expect(
            description.facts.recordNames.filter { $0.hasPrefix("equipement/") } == ["equipement/A1", "equipement/A2"])
    }

    @Test func twoSourcesOfOneFileAreBothKept() {
        let (description, diagnostics) = folder([
            "equipements.csv":
                "id,places,source,valid_from,valid_to\nA1,1,mairie,2026-01-01,\nA1,3,visite,,2026-12-31\n"
        ])
        #expect(diagnostics.isEmpty)
        let places = description.facts.filter { $0.attribute == "places" }
        #expect(places.map(\.source) == ["equipements.csv#mairie", "equipements.csv#visite"])
        #expect(places.map(\.validFrom) == [CalendarDate("2026-01-01"), nil])
        #expect(places.map(\.validTo) == [nil, CalendarDate("2026-12-31")])
    }

    @Test func wrongValidityRefusesTheRow() {
        let (description, diagnostics) = folder([
            "equipements.csv": "id,valid_from,valid_to\nA1,2026-02-01,2026-01-01\nA2,hier,\n"
        ])
        #expect(places(diagnostics) == ["F118 equipements.csv:2:15", "F114 equipements.csv:3:4"])
        #expect(!description.facts.recordNames.contains { $0.hasPrefix("equipement/") })
    }

    @Test func unknownNamesAreSuggested() {
        let (_, diagnostics) = folder([
            "equipement.csv": "id\nA1\n",
            "equipements.csv": "id,plases,id,Domaine\nA1,3,A9,sport\n",
            "projects/a.yaml":
                "records:\n  projets: []\n  commune: {id: x}\n  projet:\n    - {id: p, nome: x}\n    - p2\n",
        ])
        #expect(
            places(diagnostics) == [
                "F101 equipement.csv:1:1", "F102 equipements.csv:1:4", "F005 equipements.csv:1:11",
                "F102 equipements.csv:1:14", "F108 projects/a.yaml:2:3", "F109 projects/a.yaml:3:12",
                "F102 projects/a.yaml:5:15", "F109 projects/a.yaml:6:7",
            ])
        #expect(diagnostics[0].help?.en == "name it 'equipements.csv'")
        #expect(diagnostics[1].help?.en == "write 'places'")
        #expect(diagnostics[3].help?.en == "write 'domaine'")
    }

    @Test func danglingReferencesAreWarnedOnce() {
        let (description, diagnostics) = folder(["equipements.csv": "id,commune\nA1,03\nA2,03\nA3,01\n"])
        #expect(places(diagnostics) == ["F117 equipements.csv:2:4"])
        #expect(diagnostics.first?.severity == .warning)
        #expect(description.facts["equipement/A1", "commune"] == .text("03"))
    }

    @Test func partsOfACensusKeyMayBeEmptyAndOthersNot() {
        let (description, diagnostics) = folder([
            "recensements.csv": "commune,genre,domaine,nombre\n01,equipement,,4\n01,,sport,2\n",
            "trajets.csv": "de,vers,minutes\n01,,3\n0|1,02,3\n",
        ])
        #expect(description.facts["recensement/01|equipement|", "nombre"] == decimal("4"))
        #expect(places(diagnostics) == ["F103 recensements.csv:3:1", "F103 trajets.csv:2:1", "F119 trajets.csv:3:1"])
    }

    @Test func territoryHasToBeNamed() {
        let (description, diagnostics) = folder(["communes.csv": "id,nom\n01,Aube\n"], territory: false)
        #expect(places(diagnostics) == ["F107 -"])
        #expect(description.territory.isEmpty)
        #expect(description.facts.recordNames == ["commune/01"])
        #expect(
            description.changes(
                against: FactBase(territory: ""), author: Author(uid: 0, name: "root"), reason: "", recordedAt: ""
            ).isEmpty)
    }

    @Test func otherFilesAreLeftAlone() {
        let (_, diagnostics) = folder([
            "imports/communes.yaml": "format: import/1\nimport: x\n", "raw/anything.csv": "a;b\n", "README.md": "# x",
        ])
        #expect(diagnostics.isEmpty)
    }

    @Test func byteOrderMarkAndWindowsLineEnds() {
        let (description, diagnostics) = folder(["communes.csv": "\u{FEFF}id;population\r\n03;1 200\r\n\r\n04;\r\n"])
        #expect(diagnostics.isEmpty)
        #expect(description.facts["commune/03", "population"] == decimal("1200"))
        #expect(description.facts.recordNames.contains("commune/04"))
    }

    @Test func everyDiagnosticIsInBothLanguages() {
        let (_, diagnostics) = folder([
            "equipements.csv": "id,commune,domaine,places,accessible,releve\nA1,09,x,y,z,t\nA1,,,,,\n,,,,,\nA2\n"
        ])
        #expect(diagnostics.count > 6)
        for diagnostic in diagnostics {
            #expect(!diagnostic.headline.fr.isEmpty && diagnostic.headline.fr != diagnostic.headline.en)
            #expect(DiagnosticCatalogue.page(for: diagnostic.code) != nil)
        }
    }
}
