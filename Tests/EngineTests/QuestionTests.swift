import FEEL
import Packs
import Testing
import World

@testable import Engine

/// The catalogue of questions: complete, and nothing unknown ever counts as an answer.
///
/// - Source: the domain reference, §3.
@Suite struct QuestionTests {
    @Test func sixtyNineQuestionsAreComplete() throws {
        let pack = try #require(Repository.pack.0)
        let questions = pack.rules.filter { $0.role == .question }
        #expect(questions.count == 69)
        for question in questions {
            #expect(question.score != nil, "\(question.id)")
            for (name, text) in [
                ("ask", question.wording), ("help", question.help), ("evidence", question.evidence),
                ("good", question.good), ("bad", question.bad),
            ] {
                #expect(text?.fr.isEmpty == false && text?.en.isEmpty == false, "\(question.id): \(name)")
            }
            #expect(question.group != nil && question.source != nil && question.tag != nil)
            // What a person answers has a respondent and takes time; what data answer names its facts.
            if question.answer != nil {
                #expect(question.askedOf != nil && question.minutes != nil, "\(question.id)")
            } else {
                #expect(!question.settledBy.isEmpty, "\(question.id)")
            }
        }
        #expect(Set(questions.compactMap(\.group)).count == 11)
    }

    /// A territory of which nothing but a project is known answers nothing well.
    @Test func nothingKnownIsNothingAnswered() throws {
        let evaluation = try TerritoryText.evaluation(
            "  territoire:\n    - {id: T}\n  projet:\n    - {id: P, territoire: T}")
        for rule in evaluation.pack.rules where rule.role == .question {
            let cells = evaluation.cells(of: rule.id)
            #expect(cells.count == 1)
            for cell in cells {
                let isKnown = cell.score?.isCertain == true && cell.score?.isNotApplicable == false
                #expect(!isKnown, "\(cell.name): \(cell.score?.shown ?? "")")
                #expect(cell.failure == nil, "\(cell.name)")
                #expect(!cell.missing.isEmpty, "\(cell.name)")
            }
        }
    }

    /// Questions that data answer for the example, and the score they give.
    @Test(
        arguments: [
            ("nature_service", "1"), ("domaine_concerne", "1"), ("delegation_developpement_animation", "1"),
            ("strategie_point_depart", "1"), ("titulaire_competence", "1"), ("carence_service", "1"),
            ("ressources_territoires", "1"), ("temps_acces_usagers", "0.5"), ("effet_ac_cif", "1"),
            ("existant_territoire", "1"), ("agents_qualification", "0.8"), ("equipements_existants", "1"),
            ("equipements_usage", "1"), ("horaires_publics", "1"), ("budgets_alloues", "1"),
            ("retour_investissement", "1"), ("elus_rencontres", "0"), ("caf_rencontree", "0"),
            ("scenarios_nombre", "1"), ("entite_encadrante", "1"), ("derniere_activite", "0"),
            ("noyau_communes", "1"), ("projet_plus_vaste", "1"), ("contrat_ville_vecteur", "null"),
            ("contrat_ville_politiques", "null"),
        ])
    func derived(_ id: String, _ score: String) throws {
        let cell = try #require(ValClairTests.evaluation?.cells(of: id).first)
        #expect(cell.score?.shown == score)
    }
}
