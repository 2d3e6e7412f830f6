import FEEL
import Packs
import Testing
import World

@testable import Engine

/// Each legal form on small territories: a case that is yes, one that is no, one that is unknown.
///
/// - Source: the domain reference, §2.2 to §2.4.
@Suite struct LegalFormTests {
    /// A territory of three communes (a: 600, b: 300, c: 200 inhabitants) beside another one's x.
    struct Setting: CustomTestStringConvertible, Sendable {
        var type: String? = "CC"
        var domain = "jeunesse"
        /// How far the project's subject is transferred; `none`: it is not; nil: nobody counted the competences.
        var transfer: String? = "none"
        /// Votes by commune; an empty vote is not known.
        var parties: [String: String] = ["a": "", "b": ""]
        var community: Bool? = true
        var others = 0
        /// More attributes of the scenario.
        var more: [String: String] = [:]
        var isCounted = true

        var testDescription: String { "\(transfer ?? "?") \(parties.keys.sorted()) \(more)" }

        var text: String {
            var lines = [
                "  territoire:", "    - {id: T\(type.map { ", type: \($0)" } ?? "")}", "    - {id: U, type: CC}",
            ]
            lines += ["  commune:"]
            for (id, territory, population) in [("a", "T", 600), ("b", "T", 300), ("c", "T", 200), ("x", "U", 100)] {
                lines.append("    - {id: \(id), territoire: \(territory), population: \(population)}")
            }
            lines += ["  projet:", "    - {id: P, territoire: T, domaine: \(domain), objet: accueil_jeunes}"]
            var scenario = "    - {id: S, projet: P, epci_associes: \(others)"
            if let community { scenario += ", epci_partie: \(community ? "oui" : "non")" }
            for (name, value) in more.sorted(by: { $0.key < $1.key }) { scenario += ", \(name): \(value)" }
            lines += ["  scenario:", scenario + "}"]
            if !parties.isEmpty { lines.append("  partie:") }
            for (commune, vote) in parties.sorted(by: { $0.key < $1.key }) {
                lines.append("    - {scenario: S, commune: \(commune)\(vote.isEmpty ? "" : ", vote: \(vote)")}")
            }
            if let transfer, transfer != "none" {
                lines += [
                    "  competence:",
                    "    - {id: K, territoire: T, objet: accueil_jeunes, domaine: \(domain), transfert: \(transfer)}",
                ]
            }
            lines += [
                "  equipement:", "    - {id: e, commune: a, domaine: \(domain)}", "  recensement:",
                "    - {id: r1, genre: territoire, nombre: 2}",
                "    - {id: r2, genre: commune, territoire: T, nombre: 3}",
                "    - {id: r3, genre: commune, territoire: U, nombre: 1}",
                "    - {id: r4, genre: scenario, projet: P, nombre: 1}",
            ]
            if isCounted { lines.append("    - {id: r5, genre: partie, scenario: S, nombre: \(parties.count)}") }
            if let transfer {
                let count = transfer == "none" ? 0 : 1
                lines.append("    - {id: r6, genre: competence, territoire: T, nombre: \(count)}")
            }
            return lines.joined(separator: "\n")
        }
    }

    static let all = ["a": "oui", "b": "oui", "c": "silence"]
    static let cooperation = ["interet_general_seul": "oui", "part_marche": "0.1"]

    static let cases: [(form: String, yes: Setting, no: Setting, unknown: Setting)] = [
        (
            "transfert_competence", Setting(parties: all), Setting(parties: ["a": "non", "b": "oui", "c": "oui"]),
            Setting(parties: ["a": "", "b": "oui", "c": "oui"])
        ),
        (
            "transfert_a_la_carte", Setting(parties: ["a": "oui", "b": "oui"], more: ["criteres_objectifs": "oui"]),
            Setting(parties: ["a": "oui", "b": "oui"], more: ["criteres_objectifs": "non"]),
            Setting(parties: ["a": "oui", "b": "oui"])
        ),
        (
            "restitution_competence", Setting(transfer: "complet", parties: all), Setting(parties: all),
            Setting(transfer: nil, parties: all)
        ),
        ("service_commun", Setting(), Setting(transfer: "partiel"), Setting(transfer: nil)),
        ("mad_service_ascendante", Setting(transfer: "partiel"), Setting(transfer: "complet"), Setting(transfer: nil)),
        ("mad_service_descendante", Setting(), Setting(parties: ["a": "", "x": ""]), Setting(community: nil)),
        (
            "mad_individuelle", Setting(more: ["accord_agents": "oui"]), Setting(more: ["accord_agents": "non"]),
            Setting()
        ),
        (
            "convention_gestion", Setting(parties: ["x": ""], more: cooperation),
            Setting(more: ["interet_general_seul": "oui", "part_marche": "0.2"]), Setting(more: ["part_marche": "0.1"])
        ),
        ("prestation_horizontale", Setting(), Setting(parties: ["a": ""]), Setting(transfer: nil)),
        (
            "service_unifie", Setting(community: false), Setting(parties: ["a": "", "x": ""]),
            Setting(community: false, isCounted: false)
        ),
        (
            "entente", Setting(parties: ["a": "", "x": ""], community: false), Setting(community: true),
            Setting(transfer: nil, community: false)
        ),
        ("delegation_competence", Setting(), Setting(transfer: "complet"), Setting(transfer: nil)),
        (
            "groupement_commandes", Setting(), Setting(parties: [:]), Setting(parties: ["a": ""], community: nil)
        ),
        ("biens_partages", Setting(transfer: "complet"), Setting(type: "SYNDICAT"), Setting(type: nil)),
        (
            "usage_equipement", Setting(), Setting(parties: ["x": ""], community: false),
            Setting(parties: ["a": ""], community: nil)
        ),
        (
            "syndicat_communes", Setting(parties: all, more: ["conforme_schema_departemental": "oui"]),
            Setting(parties: all, more: ["conforme_schema_departemental": "non"]), Setting(parties: all)
        ),
        (
            "syndicat_mixte", Setting(more: ["conforme_schema_departemental": "oui"]),
            Setting(community: false, more: ["conforme_schema_departemental": "oui"]), Setting()
        ),
        ("petr", Setting(parties: [:], others: 1), Setting(others: 1), Setting(type: nil, parties: [:], others: 1)),
        ("spl", Setting(more: ["capital_public": "oui"]), Setting(more: ["capital_public": "non"]), Setting()),
        (
            "gip", Setting(community: false, more: ["convention_approuvee": "oui"]),
            Setting(community: false, more: ["convention_approuvee": "non"]), Setting(community: false)
        ),
        (
            "ciais", Setting(domain: "dev_social", transfer: "complet"), Setting(transfer: "complet"),
            Setting(domain: "dev_social", transfer: nil)
        ),
        (
            "police_pluricommunale",
            Setting(domain: "police_municipale", parties: ["a": "", "x": ""], more: ["communes_limitrophes": "oui"]),
            Setting(domain: "police_municipale", transfer: "complet"),
            Setting(domain: "police_municipale", parties: ["a": "", "x": ""])
        ),
    ]

    @Test func everyFormOfTheListHasItsRuleAndItsCases() throws {
        let pack = try #require(Repository.pack.0)
        let codes = try #require(pack.vocabulary.codeLists["formes"]?.entries.map(\.code))
        #expect(codes.count == 22)
        #expect(Self.cases.map(\.form).sorted() == codes.sorted())
        for code in codes {
            let rule = try #require(pack.rule("forme_\(code)"))
            #expect(rule.source != nil && rule.tag != nil)
            #expect(rule.particulars.map(\.0) == Rule.Particular.allCases, "\(code)")
        }
    }

    @Test(arguments: cases.map(\.form))
    func yesNoUnknown(_ form: String) throws {
        let entry = try #require(Self.cases.first { $0.form == form })
        for (world, expected) in [(entry.yes, Verdict.yes), (entry.no, .no), (entry.unknown, .unknown)] {
            let cells = try TerritoryText.evaluation(world.text).cells(of: "forme_\(form)")
            #expect(cells.map(\.verdict) == [expected], "\(world)")
            #expect(cells.allSatisfy { $0.failure == nil })
            if expected == .unknown { #expect(cells.allSatisfy { !$0.missing.isEmpty }) }
        }
    }

    // MARK: Qualified majority (§2.2): 1,100 inhabitants, a holds more than a quarter

    @Test(
        arguments: [
            ("oui", "oui", "oui", Verdict.yes),
            // Two communes of three, 900 of 1,100.
            ("oui", "oui", "non", .yes),
            // Two communes of three, 500 of 1,100, and the most populous refuses.
            ("non", "oui", "oui", .no),
            // One commune of three only.
            ("oui", "non", "non", .no),
            ("oui", "silence", "non", .yes),
            ("oui", "", "non", .unknown),
            // The two unknown votes can't outweigh the refusal of the most populous.
            ("non", "", "", .no),
        ])
    func majority(_ a: String, _ b: String, _ c: String, _ expected: Verdict) throws {
        let world = Setting(parties: ["a": a, "b": b, "c": c], more: ["forme": "transfert_competence"])
        let cells = try TerritoryText.evaluation(world.text).cells(of: "majorite_qualifiee")
        #expect(cells.map(\.verdict) == [expected])
    }

    // MARK: Law in time

    @Test(
        arguments: [
            ("schema_mutualisation_obligatoire", "2014-02-28", Rule.Force.notYet),
            ("schema_mutualisation_obligatoire", "2014-03-01", .inForce),
            ("schema_mutualisation_obligatoire", "2019-12-28", .inForce),
            ("schema_mutualisation_obligatoire", "2019-12-29", .noLonger),
            ("schema_mutualisation_facultatif", "2019-12-28", .notYet),
            ("schema_mutualisation_facultatif", "2019-12-29", .inForce),
            ("petite_enfance_quatre_devoirs", "2024-12-31", .notYet),
            ("petite_enfance_quatre_devoirs", "2025-01-01", .inForce),
            ("forme_transfert_a_la_carte", "2022-02-22", .notYet),
            ("forme_transfert_a_la_carte", "2022-02-23", .inForce),
        ])
    func inForce(_ id: String, _ day: String, _ expected: Rule.Force) throws {
        let date = try #require(CalendarDate(day))
        let world = Setting(parties: ["a": "oui", "b": "oui"], more: ["criteres_objectifs": "oui"])
        let evaluation = try TerritoryText.evaluation(world.text, lawDate: date)
        let rule = try #require(evaluation.pack.rule(id))
        #expect(rule.force(at: date) == expected)
        let cells = evaluation.cells(of: id)
        #expect(!cells.isEmpty)
        for cell in cells {
            #expect((cell.verdict == .notApplicable) == (expected != .inForce), "\(cell.name)")
            let parts = try #require(evaluation.explain(id, cell.subject)).parts
            #expect(parts.isEmpty == (expected != .inForce))
        }
    }

    @Test func lawDateIsTheSnapshotsByDefault() throws {
        let day = try #require(CalendarDate("2022-02-22"))
        let evaluation = try TerritoryText.evaluation(Setting().text, at: day)
        #expect(evaluation.lawDate == day)
        #expect(evaluation.cells(of: "forme_transfert_a_la_carte").map(\.verdict) == [.notApplicable])
    }

    @Test(arguments: [(3500, "no", "no"), (3501, "yes", "no"), (10_000, "yes", "no"), (10_001, "yes", "yes")])
    func earlyChildhood(_ population: Int, _ four: String, _ plan: String) throws {
        let evaluation = try TerritoryText.evaluation(
            "  territoire:\n    - {id: T}\n  commune:\n    - {id: a, territoire: T, population: \(population)}")
        #expect(evaluation.cells(of: "petite_enfance_devoirs_de_toutes").map(\.verdict) == [.yes])
        #expect(evaluation.cells(of: "petite_enfance_quatre_devoirs").map { $0.verdict?.rawValue } == [four])
        #expect(evaluation.cells(of: "petite_enfance_schema_et_relais").map { $0.verdict?.rawValue } == [plan])
    }
}
