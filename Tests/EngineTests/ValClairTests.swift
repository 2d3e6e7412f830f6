import Diagnostics
import FEEL
import Packs
import Testing
import World

@testable import Engine

/// The worked example: every figure, alert, decision and the readiness that its description gives.
///
/// - Source: the domain reference, §8.2 to §8.4, evaluated on 15 June 2026.
@Suite struct ValClairTests {
    static let evaluation: Evaluation? = {
        guard let (territory, _) = try? Repository.territory(Repository.example) else { return nil }
        return try? Evaluation(territory.factBase)
    }()

    @Test func packAndExampleAreReadWithoutAWord() throws {
        #expect(Repository.pack.1.map { "\($0.code) \($0.headline.en)" } == [])
        let (territory, diagnostics) = try Repository.territory(Repository.example)
        #expect(diagnostics.isEmpty)
        #expect(territory.at == Repository.date)
    }

    // MARK: Alerts (§8.3)

    /// Every finding that is yes, with its gravity and the rules that absorb it. No other is.
    static let findings: [String: String] = [
        "chevauchement_equipement A1,B1": "haute",
        "chevauchement_equipement B1,C1": "haute",
        "chevauchement_equipement C1,F1": "haute",
        "chevauchement_equipement A1,C1": "moyenne",
        "chevauchement_public A1,F1": "info",
        "chevauchement_competence K1,X2": "critique",
        "sous_utilisation B1": "moyenne",
        "sous_utilisation C1": "moyenne",
        "postes_fractionnes SC,SF": "moyenne",
        "carence jeunesse,E": "moyenne",
        "usage_sans_accord jeunesse,D": "info",
        "qualification_insuffisante SC": "moyenne",
        "chevauchement_public A1,B1": "info < chevauchement_equipement",
        "chevauchement_public B1,C1": "info < chevauchement_equipement",
        "chevauchement_public C1,F1": "info < chevauchement_equipement",
        "chevauchement_public A1,C1": "info < chevauchement_equipement",
        "chevauchement_horaires A1,B1": "info < chevauchement_equipement",
        "chevauchement_horaires B1,C1": "info < chevauchement_equipement",
        "chevauchement_horaires C1,F1": "info < chevauchement_equipement",
        "chevauchement_horaires A1,C1": "info < chevauchement_equipement",
    ]

    @Test func exactlyTheseFindings() throws {
        let evaluation = try #require(Self.evaluation)
        var found: [String: String] = [:]
        for cell in evaluation.cells where evaluation.pack.rule(cell.rule)?.role == .finding {
            #expect(cell.verdict != .unknown, "\(cell.name)")
            guard cell.verdict == .yes else { continue }
            let absorbed = cell.absorbedBy.isEmpty ? "" : " < " + cell.absorbedBy.joined(separator: " ")
            found[cell.name] = (cell.gravity?.shown ?? "none") + absorbed
        }
        #expect(found == Self.findings)
    }

    /// What an alert says of itself: minutes, shares of ages and of hours.
    static let details: [(cell: String, [String: String])] = [
        ("chevauchement_equipement A1,B1", ["temps": "8", "part_ages": "1", "part_horaires": "0.75"]),
        ("chevauchement_equipement B1,C1", ["temps": "9", "part_ages": "0.5714", "part_horaires": "0.75"]),
        ("chevauchement_equipement C1,F1", ["temps": "7", "part_ages": "0.5714", "part_horaires": "0.6667"]),
        ("chevauchement_equipement A1,C1", ["temps": "12", "part_ages": "0.5714", "part_horaires": "0.5"]),
        ("chevauchement_public A1,F1", ["temps": "13", "part_ages": "1"]),
        ("postes_fractionnes SC,SF", ["temps": "7", "etp": "1"]),
        ("carence jeunesse,E", ["temps": "12", "public": "20"]),
        ("qualification_insuffisante SC", ["part": "0"]),
        ("sous_utilisation B1", ["occupation": "0.45"]),
        ("sous_utilisation C1", ["occupation": "0.35"]),
    ]

    @Test(arguments: details)
    func detailsOf(_ name: String, _ expected: [String: String]) throws {
        let cell = try #require(Self.evaluation?.cells.first { $0.name == name })
        for (detail, text) in expected {
            let value = cell.details.first { $0.name == detail }?.value
            #expect(value?.rounded(to: 4) == text, "\(detail)")
        }
    }

    // MARK: Decisions (§8.3 and §8.5)

    /// Verdict and figure; every other pair is too far to be judged.
    static let absorptions: [String: (Verdict, String)] = [
        "A1,B1": (.no, "0.866"), "B1,A1": (.no, "1.8042"), "B1,C1": (.yes, "0.5667"), "C1,B1": (.no, "1.7"),
        "C1,F1": (.yes, "0.6875"), "F1,C1": (.no, "1.2222"),
    ]

    @Test func absorptionsWithinTenMinutes() throws {
        let evaluation = try #require(Self.evaluation)
        let cells = evaluation.cells(of: "absorption_possible")
        #expect(cells.count == 12)
        for cell in cells {
            let expected = Self.absorptions[cell.keys]
            #expect(cell.verdict == expected?.0 ?? .notApplicable, "\(cell.keys)")
            #expect(cell.value?.rounded(to: 4) == expected?.1, "\(cell.keys)")
        }
    }

    /// Four communes are willing; the fifth has said nothing, so that they are four or five.
    @Test(arguments: [("entente", Verdict.yes), ("service_commun", .yes), ("mad_service_ascendante", .no)])
    func forms(_ rule: String, _ verdict: Verdict) throws {
        let cells = try #require(Self.evaluation).cells(of: rule)
        #expect(cells.map(\.verdict) == [verdict])
        #expect(cells.first?.value?.shownWide == "4…5")
    }

    // MARK: Figures (§8.2 and §8.6)

    static let figures: [(rule: String, subject: String, places: Int, expected: String)] = [
        ("capacite_horaire", "A1", 0, "40000"), ("capacite_horaire", "B1", 0, "19200"),
        ("capacite_horaire", "C1", 0, "6400"),
        // The neighbour's, beside the territory's own.
        ("capacite_horaire", "F1", 0, "3600"), ("taux_occupation", "F1", 4, "0.6"),
        ("charges_nettes", "SF", 0, "15000"), ("cout_horaire_brut", "SF", 2, "9.26"),
        ("cout_par_jeune", "SF", 2, "166.67"), ("part_qualifiee", "SF", 0, "1"),
        ("capacite_totale", "jeunesse", 0, "65600"), ("heures_totales", "jeunesse", 0, "36880"),
        ("taux_occupation", "A1", 4, "0.65"), ("taux_occupation", "B1", 4, "0.45"),
        ("taux_occupation", "C1", 4, "0.35"),
        ("taux_occupation_moyen", "jeunesse", 3, "0.562"),
        ("charges_nettes", "SA", 0, "105000"), ("charges_nettes", "SB", 0, "54000"),
        ("charges_nettes", "SC", 0, "17600"),
        ("charges_brutes_totales", "jeunesse", 0, "244000"), ("charges_nettes_totales", "jeunesse", 0, "176600"),
        ("cout_horaire_brut", "SA", 2, "5.77"), ("cout_horaire_brut", "SB", 2, "8.33"),
        ("cout_horaire_brut", "SC", 2, "9.82"),
        ("cout_horaire_brut_moyen", "jeunesse", 2, "6.62"),
        ("cout_par_jeune", "SA", 2, "233.33"), ("cout_par_jeune", "SB", 2, "240"),
        ("cout_par_jeune", "SC", 2, "130.37"),
        ("cout_par_jeune_moyen", "jeunesse", 2, "196.22"), ("public_total", "jeunesse", 0, "900"),
        ("etp_total", "jeunesse", 1, "5"), ("part_qualifiee_moyenne", "jeunesse", 3, "0.6"),
        ("part_qualifiee", "SA", 3, "0.667"), ("part_qualifiee", "SB", 3, "0.667"),
        ("part_qualifiee", "SC", 3, "0"),
        ("taux_epargne_apres", "PA", 4, "0.1218"), ("taux_epargne_apres", "PB", 4, "0.0951"),
        ("taux_epargne_apres", "PC", 4, "0.1182"), ("taux_epargne_apres", "PD", 4, "0.1065"),
        ("taux_epargne_apres", "PCC", 4, "0.1"),
        ("annees_dette_apres", "PA", 2, "5.97"), ("annees_dette_apres", "PB", 2, "8.49"),
        ("annees_dette_apres", "PC", 2, "5.01"), ("annees_dette_apres", "PD", 2, "4.4"),
        ("part_surcout", "PC", 4, "0.0021"), ("part_surcout", "PD", 4, "0.0211"),
        ("niveau_fiscal_projet", "jeunesse", 0, "1"),
    ]

    @Test(arguments: figures)
    func figure(_ rule: String, _ subject: String, _ places: Int, _ expected: String) throws {
        let cell = try #require(Self.evaluation?.cells(of: rule).first { $0.keys == subject })
        #expect(cell.value?.rounded(to: places) == expected)
        #expect(cell.missing.isEmpty)
    }

    /// Expressions read the neighbour's figures too.
    @Test(
        arguments: [
            ("equipements_alentour[domaine = \"jeunesse\" and id = \"F1\"].capacite_horaire", 0, "3600"),
            ("equipements_alentour[domaine = \"jeunesse\" and id = \"F1\"].taux_occupation", 4, "0.6"),
            ("services_alentour[domaine = \"jeunesse\" and id = \"SF\"].charges_nettes", 0, "15000"),
            ("services_alentour[domaine = \"jeunesse\" and id = \"SF\"].cout_horaire_brut", 2, "9.26"),
            ("services_alentour[domaine = \"jeunesse\" and id = \"SF\"].cout_par_jeune", 2, "166.67"),
            ("services_alentour[domaine = \"jeunesse\" and id = \"SF\"].part_qualifiee", 0, "1"),
        ])
    func neighbour(_ path: String, _ places: Int, _ expected: String) throws {
        let evaluation = try #require(Self.evaluation)
        let (value, diagnostics) = evaluation.evaluate(EmbeddedText(standalone: "territoire.\(path)[1]"))
        #expect(diagnostics.isEmpty)
        #expect(value?.rounded(to: places) == expected)
    }

    // MARK: Readiness (§8.4)

    static let scores: [String: (String, String)] = [
        "besoin_mutualiser_domaine": ("1", "1"), "superposition_existe": ("1", "1"),
        "superposition_nature": ("1", "1"), "bonne_echelle": ("0.5", "0.5"), "lien_projet_territoire": ("1", "1"),
        "besoins_territoires": ("1", "1"), "allocation_budgetaire": ("1", "1"), "fiscalite_soutenable": ("0.5", "0.5"),
        "lien_pacte_financier_fiscal": ("0", "0"), "agents_nombre": ("1", "1"),
        "equipements_localisation": ("1", "1"), "cout_service": ("1", "1"), "departement_rencontre": ("0.5", "0.5"),
        "elu_porteur": ("1", "1"), "service_mixte_techniciens": ("0", "1"), "plus_value_programmes": ("0.8", "1"),
    ]

    @Test func readiness() throws {
        let results = try #require(Self.evaluation).assessments
        #expect(results.count == 1)
        let result = try #require(results.first)
        #expect(result.subject.description == "projet/jeunesse")
        #expect(result.scores.count == Self.scores.count)
        for score in result.scores {
            let expected = try #require(Self.scores[score.question], "\(score.question)")
            #expect(score.score?.lower?.value == Number(expected.0), "\(score.question)")
            #expect(score.score?.upper?.value == Number(expected.1), "\(score.question)")
        }
        #expect(result.mean == .closed(try #require(Number("0.76875")), try #require(Number("0.84375"))))
        #expect(result.completeness == Number("0.9375"))
        #expect(result.band == "pret")
        #expect(result.verdict == .yes)
        #expect(result.gates.map(\.verdict) == [.yes, .yes, .yes])
    }

    /// Lower bounds in percent, to a tenth: P1, P2, P3, D, G, V.
    @Test(
        arguments: [
            ("besoins", "1"), ("contenu", "0.833"), ("budget", "0.5"), ("diagnostic", "0.875"), ("portage", "0.5"),
            ("plus_value", "0.8"),
        ])
    func group(_ id: String, _ lowest: String) throws {
        let result = try #require(Self.evaluation?.assessments.first)
        let group = try #require(result.groups.first { $0.id == id })
        #expect(group.mean.lower.map { Value.number($0.value).rounded(to: 3) } == lowest)
    }

    /// The two questions that remain open are named, and nothing else is missing.
    @Test func whatIsMissing() throws {
        let result = try #require(Self.evaluation?.assessments.first)
        let missing = result.missing.all.map { "\($0.subject).\($0.member)" }
        #expect(missing == ["avis/jeunesse|E.plus_value", "projet/jeunesse.service_mixte_techniciens"])
    }

    @Test func explanationNamesFactsAndThresholds() throws {
        let evaluation = try #require(Self.evaluation)
        let subject = Subject([RecordID(kind: "equipement", key: "A1"), RecordID(kind: "equipement", key: "B1")])
        let explanation = try #require(evaluation.explain("chevauchement_equipement", subject))
        let terms = try #require(explanation.parts.first { $0.role == .when }).terms
        #expect(terms.map(\.value?.shown) == ["true", "true", "true", "true", "true"])
        let reads = terms.flatMap(\.reads)
        #expect(reads.contains { $0.member == "seuils.occupation" })
        #expect(reads.contains { $0.subject == "trajet/A|B" && $0.member == "minutes" && $0.value.shown == "8" })
    }
}

extension Value {
    /// The number at so many places, half up; other values as they are.
    fileprivate func rounded(to places: Int) -> String {
        guard case .number(let number) = self else { return shown }
        return number.rounded(scale: places, mode: .halfUp).description
    }
}
