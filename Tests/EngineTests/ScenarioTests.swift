import FEEL
import Packs
import Testing
import World

@testable import Engine

/// The worked example's scenarios: money, eligibility, majority, stalls.
///
/// - Source: the domain reference, §8.5 to §8.7.
@Suite struct ScenarioTests {
    static let figures: [(rule: String, subject: String, places: Int, expected: String)] = [
        ("charges_nettes_prevues", "S1", 0, "169000"), ("charges_nettes_prevues", "S4", 0, "180000"),
        ("cout_horaire_net", "S0", 2, "4.79"), ("cout_horaire_net", "S1", 2, "4.45"),
        ("cout_horaire_net", "S2", 2, "3.75"), ("cout_horaire_net", "S3", 2, "3.8"),
        ("cout_horaire_net", "S4", 2, "3.77"),
        ("economie", "S0", 0, "0"), ("economie", "S1", 0, "7600"), ("economie", "S2", 0, "8600"),
        ("economie", "S3", 0, "-13400"), ("economie", "S4", 0, "11600"),
        ("annees_retour", "S0", 2, "null"), ("annees_retour", "S1", 2, "0.66"), ("annees_retour", "S2", 2, "2.33"),
        ("annees_retour", "S3", 2, "null"), ("annees_retour", "S4", 2, "2.07"),
        ("rendement", "S1", 2, "8.12"), ("rendement", "S2", 2, "1.58"), ("rendement", "S3", 2, "-3.3"),
        ("rendement", "S4", 2, "1.9"),
        ("part_couverte", "S0", 3, "0.9"), ("part_couverte", "S2", 3, "0.978"), ("part_couverte", "S3", 3, "1"),
        ("part_couverte", "S4", 3, "0.98"),
        ("gain_a_volume_egal", "S2", 0, "46525"),
        ("cif_actuel", "val_clair", 4, "0.3"), ("cif_prevu", "S1", 4, "0.3"), ("cif_prevu", "S2", 4, "0.3187"),
        ("cif_prevu", "S3", 4, "0.3196"),
        ("communes_favorables", "S3", 0, "4"), ("population_favorable", "S3", 0, "5000"),
        ("population_membres", "S3", 0, "10000"),
        ("jours_ouverte", "ETA1", 0, "273"), ("jours_sans_avancee", "jeunesse", 0, "125"),
    ]

    @Test(arguments: figures)
    func figure(_ rule: String, _ subject: String, _ places: Int, _ expected: String) throws {
        let cell = try #require(ValClairTests.evaluation?.cells(of: rule).first { $0.keys == subject })
        let value = try #require(cell.value)
        var shown = value.shown
        if case .number(let number) = value { shown = number.rounded(scale: places, mode: .halfUp).description }
        #expect(shown == expected)
    }

    @Test(
        arguments: [
            ("forme_retenue_possible", "S0", Verdict.notApplicable), ("forme_retenue_possible", "S1", .yes),
            ("forme_retenue_possible", "S2", .yes), ("forme_retenue_possible", "S3", .no),
            ("forme_retenue_possible", "S4", .yes),
            // F can't join the common service: an agreement, which a lawyer has to confirm.
            ("forme_service_commun", "S4", .no), ("forme_convention_gestion", "S4", .yes),
            ("a_confirmer_pour_exterieurs", "S4", .yes), ("a_confirmer_pour_exterieurs", "S2", .notApplicable),
            ("forme_entente", "S1", .yes), ("forme_service_commun", "S2", .yes),
            ("forme_mad_service_ascendante", "S2", .no), ("majorite_qualifiee", "S3", .no),
            ("objet_exclu_du_service_commun", "S2,K1", .yes),
            ("etape_en_retard", "ETA1", .yes), ("projet_inactif", "jeunesse", .yes),
        ])
    func verdict(_ rule: String, _ subject: String, _ expected: Verdict) throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let cell = try #require(evaluation.cells(of: rule).first { $0.keys == subject })
        #expect(cell.verdict == expected)
    }

    @Test func whatALawyerHasToConfirmIsTagged() throws {
        let pack = try #require(Repository.pack.0)
        for id in ["forme_convention_gestion", "a_confirmer_pour_exterieurs", "forme_transfert_a_la_carte"] {
            #expect(pack.rule(id)?.tag == .check, "\(id)")
        }
    }

    /// 270 days after 15 September 2025, the diagnostic is not late yet.
    @Test(arguments: [("2026-06-12", Verdict.no), ("2026-06-13", .yes)])
    func stallBegins(_ day: String, _ expected: Verdict) throws {
        let evaluation = try TerritoryText.evaluation(
            """
              territoire:
                - {id: T}
              projet:
                - {id: P, territoire: T}
              etape:
                - {id: e, projet: P, nature: diagnostic, date_ouverture: 2025-09-15, date_cloture: sans_objet}
            """, at: CalendarDate(day))
        #expect(evaluation.cells(of: "etape_en_retard").map(\.verdict) == [expected])
    }
}
