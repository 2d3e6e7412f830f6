import JSON
import Testing

/// The worked example through the executable: figures of the reference document, §8.2 to §8.4.
/// `Tests/Python` and the engine's own tests hold the whole of them; here are those that a person
/// would look for.
@Suite("the example, evaluated")
struct ExampleTests {
    @Test("its overlaps and gaps are those of the reference, each with its gravity, none more")
    func findings() throws {
        try Workspace.use { place in
            let evaluation = try place.maillage("evaluate", place.territory, "-o", "json").json()
            #expect(evaluation["at"]?.stringValue == "2026-06-15")
            let findings = (evaluation["verdicts"]?.items ?? []).filter {
                $0["role"]?.stringValue == "finding" && $0["verdict"]?.stringValue != "no"
                    && $0["verdict"]?.stringValue != "not_applicable"
            }
            #expect(findings.allSatisfy { $0["verdict"]?.stringValue == "yes" })
            let shown = findings.filter { $0["absorbed_by"]?.items.isEmpty == true }.map(described)
            #expect(
                shown.sorted() == [
                    "carence jeunesse E: moyenne", "chevauchement_competence K1 X2: critique",
                    "chevauchement_equipement A1 B1: haute", "chevauchement_equipement A1 C1: moyenne",
                    "chevauchement_equipement B1 C1: haute", "chevauchement_equipement C1 F1: haute",
                    "chevauchement_public A1 F1: info", "postes_fractionnes SC SF: moyenne",
                    "qualification_insuffisante SC: moyenne", "sous_utilisation B1: moyenne",
                    "sous_utilisation C1: moyenne", "usage_sans_accord jeunesse D: info",
                ])
            let folded = findings.filter { $0["absorbed_by"]?.items.isEmpty == false }.map(described)
            let pairs = ["A1 B1", "A1 C1", "B1 C1", "C1 F1"]
            #expect(
                folded.sorted()
                    == ["chevauchement_horaires", "chevauchement_public"].flatMap { rule in
                        pairs.map { "\(rule) \($0): info" }
                    })
        }
    }

    private func described(_ finding: JSONValue) -> String {
        "\(finding["rule"]?.stringValue ?? "") \(finding.subjectKeys): \(finding["gravity"]?.stringValue ?? "?")"
    }

    @Test("the gravest overlaps come first, the absorbed ones folded")
    func overlaps() throws {
        try Workspace.use { place in
            let reply = try place.offline(["overlaps", "-o", "json"]).json()
            let gravities = (reply["findings"]?.items ?? []).compactMap { $0["gravity"]?.stringValue }
            let order = ["critique", "haute", "moyenne", "info"]
            #expect(gravities == gravities.sorted { order.firstIndex(of: $0)! < order.firstIndex(of: $1)! })
            #expect(gravities.count == 12)
            #expect(reply["absorbed"]?.intValue == 8)
            #expect(try place.offline(["overlaps", "--all", "-o", "json"]).json()["findings"]?.items.count == 20)
        }
    }

    @Test(
        "derived figures",
        arguments: [
            ("capacite_horaire", "A1", 40_000), ("capacite_horaire", "C1", 6_400),
            ("capacite_horaire", "F1", 3_600), ("charges_nettes", "SF", 15_000), ("part_qualifiee", "SF", 1),
            ("capacite_totale", "jeunesse", 65_600), ("taux_occupation", "B1", 0.45),
            ("taux_occupation_moyen", "jeunesse", 36_880 / 65_600.0), ("charges_nettes", "SA", 105_000),
            ("charges_nettes_totales", "jeunesse", 176_600), ("part_qualifiee_moyenne", "jeunesse", 0.6),
        ] as [(String, String, Double)])
    func figures(_ rule: String, _ subject: String, _ expected: Double) throws {
        try Workspace.use { place in
            let reply = try place.offline(["values", "--rule", rule, "-o", "json"]).json()
            let item = try #require(
                reply["values"]?.items.first { $0.subjectKeys.split(separator: " ").contains(Substring(subject)) })
            #expect(item["certain"]?.boolValue == true)
            #expect(abs(try #require(item["value"]?.number) - expected) < 1e-9 * max(1, expected))
        }
    }

    @Test("the project is ready between 76.875 % and 84.375 %, although two answers are unknown")
    func readiness() throws {
        try Workspace.use { place in
            let outcome = try place.offline(["readiness", "--verdict", "-o", "json"])
            #expect(outcome.code == 0)
            let assessment = try #require(try outcome.json().at("assessments.0"))
            #expect(assessment.at("verdict")?.stringValue == "yes")
            #expect(assessment.at("mean.lower")?.number == 0.76875)
            #expect(assessment.at("mean.upper")?.number == 0.84375)
            #expect(assessment.at("completeness")?.number == 0.9375)
            let groups = (assessment["groups"]?.items ?? []).map {
                [$0["group"]?.stringValue ?? "", $0.at("mean.lower")?.numberText ?? ""]
            }
            let means = Dictionary(uniqueKeysWithValues: groups.map { ($0[0], Double($0[1]) ?? -1) })
            #expect(means["besoins"] == 1)
            #expect(abs((means["contenu"] ?? 0) - 2.5 / 3) < 1e-12)
            #expect(means["budget"] == 0.5)
            #expect(means["diagnostic"] == 0.875)
            #expect(means["portage"] == 0.5)
            #expect(means["plus_value"] == 0.8)
            #expect((assessment["gates"]?.items ?? []).allSatisfy { $0["verdict"]?.stringValue == "yes" })
        }
    }

    @Test("a verdict is explained down to the cells of the files and the rule's place")
    func why() throws {
        try Workspace.use { place in
            let text = try place.offline(["why", "chevauchement_equipement", "A1", "B1", "--lang", "en"]).output
            #expect(text.contains("equipements.csv"))
            #expect(text.contains("trajets.csv"))
            #expect(text.contains("rules/recouvrements/recouvrements.yaml"))
        }
    }
}
