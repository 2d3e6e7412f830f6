import Diagnostics
import Engine
import FEEL
import Foundation
import Intake
import Packs
import Testing
import World

@testable import Trials

/// The repository's own rules by their own tests.
@Suite struct RepositoryTests {
    @Test func everyTestPasses() throws {
        let pack = try #require(Repository.pack.0)
        let (trials, diagnostics) = Repository.tests
        #expect(diagnostics.map(\.headline.en) == [])
        #expect(trials.count > 300)
        let run = TrialRun(trials, pack: pack)
        #expect(run.failures.map(\.headline.en) == [])
    }

    /// Every rule is asked about; every conclusion of a legal form is seen yes, no and unknown.
    @Test func everyRuleIsTestedAndEveryFormHasItsThreeCases() throws {
        let pack = try #require(Repository.pack.0)
        var verdicts: [String: Set<Verdict>] = [:]
        for expectation in Repository.tests.0.flatMap(\.steps).flatMap(\.expectations) {
            guard case .cell(let rule, _) = expectation.object else { continue }
            verdicts[rule, default: []].formUnion([expectation.verdict].compactMap { $0 })
        }
        #expect(pack.rules.map(\.id).filter { verdicts[$0] == nil } == [])
        let forms = try #require(pack.vocabulary.codeLists["formes"]?.entries.map(\.code))
        #expect(forms.count == 22)
        for form in forms {
            #expect(verdicts["forme_\(form)"]?.isSuperset(of: [.yes, .no, .unknown]) == true, "\(form)")
        }
        for rule in pack.rules where rule.concludes {
            #expect(verdicts[rule.id]?.contains(.yes) == true, "\(rule.id) is never yes")
            #expect(
                verdicts[rule.id]?.contains(.no) == true || rule.id == "petite_enfance_devoirs_de_toutes", "\(rule.id)")
            #expect(verdicts[rule.id]?.contains(.unknown) == true, "\(rule.id) is never unknown")
        }
    }

    /// Parameters that a test notices when they are raised and when they are lowered.
    @Test func everyThresholdIsCrossed() throws {
        let pack = try #require(Repository.pack.0)
        let thresholds = Coverage.thresholds(Repository.tests.0, pack)
        #expect(thresholds.filter { !$0.isCrossed }.map(\.name) == [])
    }

    /// A rule that the guide's table names is no ornament: turned round, it changes a result.
    @Test(arguments: RepositoryTests.rulesOfTheGuide)
    func negatingANamedRuleChangesAResult(_ id: String) throws {
        let pack = try #require(Repository.pack.0)
        let rule = try #require(pack.rule(id))
        let negated = Mutant(
            kind: .operator, owner: id, before: id, after: "not \(id)", location: nil,
            make: { $0.replacing(RepositoryTests.negated(rule)) })
        let results = Mutation([negated], of: pack, trials: Repository.tests.0).results
        #expect(results.first?.survives == false)
    }

    /// The names of the table's second column.
    static let rulesOfTheGuide: [String] = {
        let text = (try? String(contentsOfFile: Repository.root + "/docs/guide.md", encoding: .utf8)) ?? ""
        let cells = text.split(separator: "\n").filter { $0.hasPrefix("| ") }
            .compactMap { line in line.split(separator: "|").dropFirst(2).first }
        let names = cells.flatMap { cell in
            cell.split(separator: " ").filter { $0.hasPrefix("`") }.map { $0.dropFirst().prefix { $0 != "`" } }
        }
        return Set(names.map(String.init)).sorted()
    }()

    @Test func theGuideNamesRules() {
        #expect(Self.rulesOfTheGuide.count > 25)
    }

    /// `not(when)`; a figure and one more.
    static func negated(_ rule: Rule) -> Rule {
        var rule = rule
        if let when = rule.when {
            let name = Expression(.name("not"), when.tree.span)
            let call = Expression.Kind.call(callee: name, arguments: [Argument(name: nil, value: when.tree)])
            rule.when = when.replacing(Expression(call, when.tree.span))
        } else if let value = rule.value {
            let one = Expression(.number(.one), value.tree.span)
            rule.value = value.replacing(Expression(.arithmetic(.add, value.tree, one), value.tree.span))
        }
        return rule
    }

    /// The questions of the catalogue whose column "Auto" names data: none of them is left to be asked
    /// where a file states these data.
    ///
    /// - Source: the domain reference, §3.
    static let answeredByData = [
        "nature_service", "delegation_developpement_animation", "strategie_point_depart", "contrat_ville_vecteur",
        "contrat_ville_politiques", "besoins_precis_competence", "besoin_mutualiser_domaine", "titulaire_competence",
        "superposition_existe", "superposition_nature", "carence_service", "demande_insatisfaite",
        "besoins_territoires", "ressources_territoires", "bonne_echelle", "bon_perimetre", "temps_acces_usagers",
        "lien_projet_territoire", "allocation_budgetaire", "fiscalite_soutenable", "lien_pacte_financier_fiscal",
        "effet_ac_cif", "existant_territoire", "agents_nombre", "agents_qualification", "agents_statut_departs",
        "equipements_existants", "equipements_localisation", "equipements_usage", "equipements_rationalisation",
        "horaires_publics", "budgets_alloues", "cout_service", "retour_investissement", "elus_rencontres",
        "caf_rencontree", "departement_rencontre", "volontes_besoins_releves", "scenarios_nombre",
        "scenarios_issus_diagnostic", "scenarios_presentes", "scenarios_debattus", "criteres_comparaison",
        "scenario_retenu", "cadre_strategique", "plan_actions", "entite_encadrante", "impact_personnel_cst",
        "deliberations_concordantes", "cle_repartition", "temps_appropriation", "temps_reflexion",
        "temps_mise_en_oeuvre", "derniere_activite", "elu_porteur", "reunion_elus_communaux",
        "service_mixte_techniciens", "elus_consultes_premiers", "noyau_communes", "interet_par_commune",
        "adhesions_progressives", "communes_exterieures", "projet_plus_vaste",
    ]

    @Test(arguments: answeredByData)
    func dataOfAFileAnswer(_ id: String) throws {
        let pack = try #require(Repository.pack.0)
        let rule = try #require(pack.rule(id))
        #expect(rule.role == .question)
        let isAnswered = Repository.tests.0.flatMap(\.steps).contains { step in
            step.expectations.contains { expectation in
                guard case .cell(id, let subject) = expectation.object else { return false }
                let cell = CellEvaluation(pack: pack, snapshot: step.snapshot, lawDate: step.lawDate).cell(id, subject)
                guard let score = cell?.score, score.isCertain, score.failure == nil else { return false }
                return cell?.missing.isEmpty == true
            }
        }
        #expect(isAnswered)
    }

    /// Without any one fact, no verdict of a test turns from yes to no, or from no to yes.
    ///
    /// Every test in turn with `MAILLAGE_SOAK`, else one in nine.
    @Test func withoutAnyFactNoVerdictIsTurnedRound() throws {
        let pack = try #require(Repository.pack.0)
        let isWhole = ProcessInfo.processInfo.environment["MAILLAGE_SOAK"] != nil
        let stride = isWhole ? 1 : 9
        var compared = 0
        for (position, trial) in Repository.tests.0.enumerated() where position.isMultiple(of: stride) {
            for (number, step) in trial.steps.enumerated() where isWhole || number < 2 {
                compared += try turnedRound(step, pack, trial.name.en)
            }
        }
        #expect(compared > 1000)
    }

    /// - Returns: How many cells were compared.
    private func turnedRound(_ step: Trial.Step, _ pack: Pack, _ name: String) throws -> Int {
        let pack = step.parameters.reduce(pack) { $0.replacing($1.name, of: $1.group, with: $1.value) }
        let asked = step.expectations.compactMap { expectation -> (String, Subject)? in
            if case .cell(let rule, let subject) = expectation.object { (rule, subject) } else { nil }
        }
        let whole = CellEvaluation(pack: pack, snapshot: step.snapshot, lawDate: step.lawDate)
        let before = asked.map { whole.cell($0, $1).flatMap { Judge.verdict(of: $0) } }
        guard before.contains(where: { $0 == .yes || $0 == .no }) else { return 0 }
        var records = FactBase(territory: step.snapshot.territory).records
        for record in step.snapshot.records.values.joined() where record.isDescribed {
            records[record.id] = record.statements
        }
        // The worked example is deleted fact by fact elsewhere.
        guard records.count < 60 else { return 0 }
        var compared = 0
        for (id, statements) in records.sorted(by: { $0.key < $1.key }) {
            for attribute in statements.keys.sorted() {
                var less = records
                if attribute.isEmpty { less[id] = nil } else { less[id]?[attribute] = nil }
                let base = FactBase(territory: step.snapshot.territory, records: less)
                let snapshot = Snapshot(base: base, vocabulary: pack.vocabulary, date: step.snapshot.date)
                let cells = CellEvaluation(pack: pack, snapshot: snapshot, lawDate: step.lawDate)
                for ((rule, subject), old) in zip(asked, before) {
                    let new = cells.cell(rule, subject).flatMap { Judge.verdict(of: $0) }
                    compared += 1
                    let isTurned = (old == .yes && new == .no) || (old == .no && new == .yes)
                    #expect(!isTurned, "\(name): \(rule) \(subject.records) without \(id).\(attribute)")
                }
            }
        }
        return compared
    }
}
