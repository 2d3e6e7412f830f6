import Alerts
import Diagnostics
import FEEL
import JSON
import Packs
import Testing
import World

@testable import Engine
@testable import Queries

/// From what was chosen to what becomes of it, over the worked example.
@Suite("undertakings") struct UndertakingTests {
    private static func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    private static func fact(_ record: String, _ attribute: String, _ value: FactValue) throws -> Supposition {
        Supposition(record: try #require(RecordID(record)), attribute: attribute, value: value)
    }

    /// S2 chosen, to begin on 1 September 2027.
    private static func chosen() throws -> [Supposition] {
        [
            try fact("scenario/S2", "date_choix", .date(date("2026-06-01"))),
            try fact("scenario/S2", "date_demarrage", .date(date("2027-09-01"))),
        ]
    }

    private static func answer(
        _ topic: String, _ parameters: [String: String] = [:], _ facts: [Supposition], baseline: Baseline? = nil
    ) throws -> JSONValue {
        let evaluation = try #require(ValClairTests.evaluation).supposing(facts)
        guard case .found(let reply) = Answers(evaluation, baseline: baseline).answer(topic, parameters) else {
            Issue.record("\(topic): refused")
            return .null
        }
        return reply
    }

    @Test("nothing is to be done before a choice; a choice that is not stated is told as possible")
    func unchosen() throws {
        let reply = try Self.answer("actions", [:], [])
        #expect(reply["records"] == [])
        #expect(reply["perhaps_chosen"]?.arrayValue?.contains { $0["record"] == "scenario/S2" } == true)
    }

    @Test("an action unblocks itself when what it needs is so")
    func unblocks() throws {
        func state(_ facts: [Supposition]) throws -> JSONValue? {
            let reply = try Self.answer("actions", ["record": "S2"], try Self.chosen() + facts)
            return try StudyTests.item(reply["records"]?[0]?["actions"], "action", "saisir_cst")["state"]
        }
        // Nobody says how many clauses there are.
        #expect(try state([]) == "unknown")
        let none = [
            try Self.fact("recensement/clauses", "genre", .text("clause")),
            try Self.fact("recensement/clauses", "scenario", .text("S2")),
            try Self.fact("recensement/clauses", "nombre", .number(.zero)),
        ]
        #expect(try state(none) == "blocked")
        let sheet = [
            try Self.fact("clause/K1", "scenario", .text("S2")),
            try Self.fact("clause/K1", "nature", .text("fiche_impact")),
            try Self.fact("recensement/clauses", "genre", .text("clause")),
            try Self.fact("recensement/clauses", "scenario", .text("S2")),
            try Self.fact("recensement/clauses", "nombre", .number(.one)),
        ]
        #expect(try state(sheet) == "ready")
    }

    @Test(
        "a stated action waits for its own condition",
        arguments: [("economie > 8000", "ready"), ("economie > 9000", "blocked"), ("poids_usage <", "unknown")])
    func condition(_ condition: String, _ expected: String) throws {
        let facts =
            try Self.chosen() + [
                Self.fact("action_projet/P1", "scenario", .text("S2")),
                Self.fact("action_projet/P1", "intitule", .text("Ouvrir le site")),
                Self.fact("action_projet/P1", "responsable", .text("Mme Martin")),
                Self.fact("action_projet/P1", "echeance", .date(Self.date("2026-01-31"))),
                Self.fact("action_projet/P1", "budget", .number(Number(12_000))),
                Self.fact("action_projet/P1", "condition", .text(condition)),
                Self.fact("action_projet/P1", "date_realisation", .notApplicable),
            ]
        let reply = try Self.answer("actions", ["record": "S2"], facts)
        let action = try StudyTests.item(reply["records"]?[0]?["actions"], "action", "action_projet/P1")
        #expect(action["state"]?.stringValue == expected)
        #expect(action["overdue"]?.boolValue == true && action["owner"]?["fr"] == "Mme Martin")
        #expect(action["budget"]?["value"]?.numberText == "12000")
    }

    @Test(
        "the budget has its fixed day, later in a year of municipal elections; a transfer has its report, others none",
        arguments: [("2027-09-01", "2027-04-15"), ("2032-01-01", "2032-04-30")])
    func budgetDay(_ start: String, _ due: String) throws {
        let reply = try Self.answer(
            "actions", ["record": "S2,S3"],
            try ["scenario/S2", "scenario/S3"].map {
                try Self.fact($0, "date_demarrage", .date(Self.date(start)))
            })
        func actions(_ record: String) throws -> JSONValue? {
            try StudyTests.item(reply["records"], "record", record)["actions"]
        }
        #expect(
            try StudyTests.item(actions("scenario/S2"), "action", "voter_budget")["due"]?["value"]?.stringValue == due)
        #expect(try actions("scenario/S2")?.arrayValue?.contains { $0["action"] == "rapport_clect" } == false)
        let report = try StudyTests.item(actions("scenario/S3"), "action", "communes_clect")["due"]?["value"]
        #expect(report?.stringValue == "\((Int(start.prefix(4)) ?? 0) + 1)\(start.dropFirst(4))")
    }

    @Test("the checklist depends on the form; a clause is absent only where a census says so")
    func checklist() throws {
        let reply = try Self.answer("checklist", ["record": "S0,S1,S2"], [])
        let records = try #require(reply["records"]?.arrayValue)
        #expect(records.map { $0["record"]?.stringValue } == ["scenario/S1", "scenario/S2"])
        let ids = records.map { Set(($0["items"]?.arrayValue ?? []).compactMap { $0["item"]?.stringValue }) }
        #expect(ids[0].contains("conference") && !ids[0].contains("fiche_impact"))
        #expect(ids[1].isSuperset(of: ["fiche_impact", "cout_unitaire", "imputation_ac"]))
        #expect(records[1]["absent"]?.intValue == 0 && records[1]["present"]?.intValue == 0)
        let source = try StudyTests.item(records[1]["items"], "item", "cout_unitaire")["source"]?.stringValue
        #expect(source?.contains("D5211-16") == true)
    }

    private static func results(_ gross: Int) throws -> [Supposition] {
        try chosen() + [
            fact("resultat_annuel/S2|2027", "scenario", .text("S2")),
            fact("resultat_annuel/S2|2027", "annee", .number(Number(2027))),
            fact("resultat_annuel/S2|2027", "charges_brutes", .number(Number(gross))),
            fact("resultat_annuel/S2|2027", "recettes", .number(Number(80_000))),
        ]
    }

    @Test(
        "a promise is kept, missed, or unknown with what is missing",
        arguments: [(240_000, "kept"), (260_000, "missed")])
    func benefits(_ gross: Int, _ expected: String) throws {
        let reply = try Self.answer("benefits", ["record": "S2"], try Self.results(gross))
        let measures = reply["records"]?[0]?["years"]?[0]?["measures"]
        let cost = try StudyTests.item(measures, "measure", "cout_net")
        #expect(cost["promised"]?["value"]?.numberText == "168000" && cost["outcome"]?.stringValue == expected)
        let hours = try StudyTests.item(measures, "measure", "heures")
        #expect(hours["outcome"] == "unknown" && hours["measured"]?["missing"]?.arrayValue?.isEmpty == false)
        #expect(reply["records"]?[0]?["unmeasured"]?.arrayValue?.isEmpty == false && reply["baseline"] == .null)
    }

    @Test("what is not known is never told as kept otherwise, as not measured or as not promised")
    func unknownIsNoOutcome() throws {
        let results = try Self.results(240_000)
        var (seen, lost) = (0, 0)
        for attribute in [
            "charges_brutes", "recettes", "heures", "heures_reference", "public_couvert", "reference_nette",
        ] {
            for record in ["scenario/S2", "resultat_annuel/S2|2027"] {
                let withdrawn = Supposition(record: try #require(RecordID(record)), attribute: attribute, value: nil)
                let before = try Self.answer("benefits", ["record": "S2"], results)
                let after = try Self.answer("benefits", ["record": "S2"], results + [withdrawn])
                let measures = after["records"]?[0]?["years"]?[0]?["measures"]?.arrayValue ?? []
                for (old, new) in zip(before["records"]?[0]?["years"]?[0]?["measures"]?.arrayValue ?? [], measures) {
                    let sides = ["promised", "measured"].map { new[$0]?["certain"]?.boolValue }
                    seen += 1
                    guard sides.contains(false) else { continue }
                    lost += 1
                    let outcome = new["outcome"]?.stringValue ?? ""
                    #expect(
                        outcome == "unknown" || outcome == old["outcome"]?.stringValue,
                        "\(record).\(attribute): \(new["measure"]?.stringValue ?? "") \(outcome)")
                }
            }
        }
        #expect(seen == 60 && lost > 20, "\(seen) \(lost)")
    }

    @Test("what may be no number, or any number, is an unknown outcome; what certainly is none is told")
    func outcomes() throws {
        let five: Value = .number(Number(5))
        func unknown(_ range: Interval<Number>, orNull: Bool) -> Value {
            .unknown(Unknown(.number(range, orNull: orNull), .one(Cause(.missingFact, subject: "x/1", member: "y"))))
        }
        let low = unknown(.closed(Number(1), Number(4)), orNull: false)
        let perhapsNone = unknown(.closed(Number(1), Number(4)), orNull: true)
        for (measured, promised, outcome) in [
            (five, five, "kept"), (low, five, "kept"), (five, low, "missed"), (perhapsNone, five, "unknown"),
            (five, perhapsNone, "unknown"), (.null(nil), five, "not_measured"), (five, .null(nil), "not_promised"),
            (.unknown(Unknown(.any(type: nil), Causes())), five, "unknown"),
        ] as [(Value, Value, String)] {
            #expect(Answers.outcome(measured, promised, false) == outcome, "\(measured.shown) \(promised.shown)")
        }
        #expect(Answers.outcome(low, five, true) == "missed" && Answers.outcome(five, low, true) == "kept")
    }

    @Test("an expression that fails decides nothing")
    func failures() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let id = try #require(RecordID("scenario/S2"))
        let scope = Scope(
            variables: evaluation.pack.globals + [.init(name: "scenario", type: .any)], types: evaluation.pack.types)
        func doubt(_ text: String) throws -> Causes? {
            let compiled = try #require(CompiledExpression.compile(EmbeddedText(standalone: text), scope: scope).0)
            return evaluation.doubt(compiled, about: id)
        }
        #expect(try doubt("scenario.charges_brutes / 0")?.isEmpty == false)
        #expect(try doubt("scenario.charges_brutes > 0") == Causes())
        #expect(try doubt("scenario.charges_brutes < 0") == nil && doubt("null") == nil)
        // A text that is a fact is evaluated at each change: it may use a hundredth of what a rule may.
        func condition(_ text: String) throws -> Verdict? {
            try evaluation.supposing([Self.fact("partie/S2|A", "condition", .text(text))])
                .condition(
                    "condition", of: #require(RecordID("partie/S2|A")), within: #require(RecordID("partie/S2|A")))?
                .verdict
        }
        #expect(try condition("count(for a in 1..100, b in 1..100 return a) > 0") == .yes)
        #expect(try condition("count(for a in 1..600, b in 1..600 return a) > 0") == .unknown)
    }

    @Test("what was sealed stays what was promised, whatever the facts become")
    func baseline() throws {
        let base = try #require(ValClairTests.evaluation)
        let sealed = Baseline(base.supposing(try Self.chosen()), name: "choix", seal: .null)
        let later = try Self.results(240_000) + [Self.fact("scenario/S2", "recettes", .number(Number(10_000)))]
        func promised(_ baseline: Baseline?) throws -> JSONValue {
            let reply = try Self.answer("benefits", ["record": "S2"], later, baseline: baseline)
            let measures = reply["records"]?[0]?["years"]?[0]?["measures"]
            return try StudyTests.item(measures, "measure", "cout_net")["promised"]?["value"] ?? .null
        }
        #expect(try promised(sealed).numberText == "168000")
        #expect(try promised(nil).numberText == "238000")
        let refusal = Answers(base).answer("benefits", ["baseline": "choix"])
        guard case .refused(let diagnostics) = refusal else {
            Issue.record("answered")
            return
        }
        #expect(diagnostics.map(\.code) == ["A090"])
    }

    @Test("the status quo and less pooling are among what is compared, stated or derived, by the same rules")
    func always() throws {
        let base = try #require(ValClairTests.evaluation)
        let withdrawn = Supposition(record: try #require(RecordID("scenario/S0")), attribute: "", value: nil)
        let reply = try Self.answer("compare", ["record": "S2"], [withdrawn])
        let records = try #require(reply["records"]?.arrayValue)
        #expect(records.map { $0["always"] } == [.null, "moins_mutualise", "statu_quo"])
        #expect(records.map { $0["derived"]?.boolValue } == [false, true, true])
        #expect(reply["reference"] == "scenario/jeunesse~statu_quo")
        let net = try StudyTests.item(reply["figures"], "figure", "charges_nettes_prevues")
        let cell = try StudyTests.item(net["cells"], "record", "scenario/jeunesse~statu_quo")
        #expect(cell["value"]?.numberText == "176600")
        let stated = try Self.answer("compare", ["record": "S2"], [])
        #expect(stated["reference"] == "scenario/S0")
        // What is derived is nobody's statement: it is not in the world.
        #expect(base.records(of: "scenario").records.count == 5)
    }

    @Test("every legal form has its line, whatever its state")
    func forms() throws {
        let reply = try Self.answer("vehicles", ["record": "S2"], [])
        let forms = try #require(reply["records"]?[0]?["forms"]?.arrayValue)
        #expect(forms.count == 22)
        for form in forms {
            #expect(form["source"] != .null && form["particulars"]?["decisions"] != nil, "\(form["form"] ?? .null)")
            switch form["state"]?.stringValue {
            case "closed": #expect(form["failing"] != nil || form["reason"] != nil)
            case "unknown": #expect(form["missing"]?.arrayValue?.isEmpty == false)
            default: break
            }
        }
    }

    @Test("alerts: a last day nears, a condition breaks, an action unblocks")
    func alerts() throws {
        let base = try #require(ValClairTests.evaluation)
        func seen(_ facts: [Supposition], _ alert: String) -> [Observation] {
            base.supposing(facts).sight().observations.values.filter { $0.alert == alert }
        }
        let soon = try [
            Self.fact("scenario/S2", "date_demarrage", .date(Self.date("2026-12-15")))
        ]
        #expect(seen(soon, "dernier_jour").contains { $0.condition == .yes })
        // Without a day to count back from, nothing is said.
        #expect(!seen([], "dernier_jour").contains { $0.condition == .yes })
        func vote(_ condition: String) throws -> [Supposition] {
            try [
                Self.fact("partie/S3|A", "vote", .text("sous_condition")),
                Self.fact("partie/S3|A", "condition", .text(condition)),
            ]
        }
        func broken(_ condition: String) throws -> [Observation] {
            seen(try vote(condition), "condition_rompue").filter { $0.subject == ["partie/S3|A"] }
        }
        #expect(try broken("variation_charge < 0").map(\.condition) == [.yes])
        #expect(try broken("variation_charge <= 0").map(\.before) == [.yes])
        #expect(try broken("usage_prevu > 10").map(\.condition) == [.unknown])
        #expect(!seen(try Self.chosen(), "action_debloquee").isEmpty)
    }

    @Test("what an alert watches of a confidential position closes it to those who may not read it")
    func closed() throws {
        let (territory, _) = try Repository.territory(Repository.example)
        func closed(_ facts: [(record: String, attribute: String, value: FactValue)]) throws -> Set<String> {
            var base = territory.factBase
            base.apply(
                ChangeSet(
                    territory: base.territory, source: "mairie", author: Author(uid: 0, name: "essai"), reason: "",
                    recordedAt: "2026-06-15T08:00:00Z",
                    operations: try facts.map {
                        .state(
                            Fact(
                                record: try #require(RecordID($0.record)), attribute: $0.attribute, value: $0.value,
                                source: "mairie"))
                    }))
            let pack = try #require(Repository.pack.0)
            let redaction = Redaction(vocabulary: pack.vocabulary, clearance: .levels([]), marking: [base])
            return try Evaluation(redaction.applied(to: base).base).alertsReadingWithheld
        }
        let said: [(record: String, attribute: String, value: FactValue)] = [
            ("partie/S2|A", "vote", .text("sous_condition")),
            ("partie/S2|A", "condition", .text("variation_par_habitant <= 12")),
        ]
        #expect(try !closed(said).contains("condition_rompue"))
        #expect(try closed(said + [("partie/S2|A", "visibilite", .text("confidentiel"))]).contains("condition_rompue"))
        // A vote alone: that there may be a condition is already too much.
        let vote: [(record: String, attribute: String, value: FactValue)] = [
            ("partie/S2|A", "vote", .text("oui")), ("partie/S2|A", "visibilite", .text("confidentiel")),
        ]
        #expect(try closed(vote).contains("condition_rompue"))
        // Not what no position goes into.
        #expect(try !closed(said).contains("dernier_jour") && !closed(vote).contains("dernier_jour"))
    }

    /// A step of S2's clock, nil where it has none.
    private static func step(_ name: String, of record: String, _ facts: [Supposition]) throws -> JSONValue? {
        let reply = try answer("clock", ["record": record], facts)
        return reply["clocks"]?[0]?["steps"]?.arrayValue?.first { $0["step"]?.stringValue == name }
    }

    private static func starts(_ day: String, _ record: String = "S2") throws -> [Supposition] {
        [try fact("scenario/\(record)", "date_demarrage", .date(date(day)))]
    }

    @Test("councils are summoned within the step that decides: clear days leave out the summons and the sitting")
    func summons() throws {
        let facts = try Self.starts("2027-09-01")
        let decisions = try Self.step("deliberations", of: "S2", facts)
        let five = try Self.step("convocation", of: "S2", facts)
        let three = try Self.step("convocation_petites_communes", of: "S2", facts)
        #expect(decisions?["ends_by"] == "2027-08-04")
        #expect(five?["begins_by"] == "2027-07-29" && five?["ends_by"] == decisions?["ends_by"])
        // Saturday 31 July is no day to send it.
        #expect(three?["begins_by"] == "2027-07-30" && three?["ends_by"] == decisions?["ends_by"])
        // A transfer: the community council, then the communes in their three months.
        let transfer = try Self.starts("2028-09-01", "S3")
        for (summons, council) in [
            ("convocation", "conseil_communautaire"), ("convocation_petites_communes", "conseils_municipaux"),
        ] {
            let ends = try Self.step(council, of: "S3", transfer)?["ends_by"]
            let summoned = try Self.step(summons, of: "S3", transfer)?["ends_by"]
            #expect(ends?.stringValue != nil && summoned == ends, "\(summons)")
        }
    }

    @Test("three clear days are those of small communes only; without a population, nobody says whose they are")
    func smallCouncils() throws {
        let facts = try Self.starts("2026-06-30")
        let communes = try ["A", "B", "C", "D"].map { try #require(RecordID("commune/\($0)")) }
        func small(_ population: [FactValue?]) throws -> JSONValue? {
            try Self.step(
                "convocation_petites_communes", of: "S2",
                facts + zip(communes, population).map { Supposition(record: $0, attribute: "population", value: $1) })
        }
        func all(_ population: Int) -> [FactValue?] { communes.map { _ in .number(Number(population)) } }
        #expect(try small(all(3500)) == nil)
        #expect(try small(all(3499))?["state"] == "late")
        let unknown = try small([nil] + all(3500).dropFirst())
        #expect(unknown?["state"] == "unknown" && unknown?["missing"]?[0]?["member"] == "population")
    }

    @Test(
        "the summons for the budget has a day of its own, which delays nothing",
        arguments: [
            ("2027-09-01", "2027-04-09", "2027-04-15"), ("2028-01-01", "2028-04-07", "2028-04-15"),
            ("2032-01-01", "2032-04-23", "2032-04-30"),
        ])
    func budgetSummons(_ start: String, _ begins: String, _ ends: String) throws {
        let budget = try Self.step("budget", of: "S2", Self.starts(start))
        #expect(budget?["begins_by"]?.stringValue == begins && budget?["ends_by"]?.stringValue == ends)
        let dayless = try Self.step("budget", of: "S2", [])
        #expect(dayless?["begins_by"] == .null && dayless?["missing"]?[0]?["member"] == "date_demarrage")
        let voted = try [
            Self.fact("etape/ETA1", "nature", .text("budget")),
            Self.fact("etape/ETA1", "date_cloture", .date(Self.date("2026-04-01"))),
        ]
        #expect(try Self.step("budget", of: "S2", Self.starts(start) + voted)?["state"] == "done")
    }

    @Test("the last day of a summons, and of the budget's, is told ahead; without a start, nothing is")
    func noticeAlerts() throws {
        let base = try #require(ValClairTests.evaluation)
        func told(_ facts: [Supposition]) -> [String: Truth] {
            var found: [String: Truth] = [:]
            for seen in base.supposing(facts).sight().observations.values
            where seen.alert == "dernier_jour" && seen.subject[0] == "scenario/S2" {
                found[seen.subject[1]] = seen.condition
            }
            return found
        }
        let soon = told(try Self.starts("2026-08-10"))
        #expect(soon["service_commun/convocation"] == .yes && soon["service_commun/budget"] == .yes)
        let later = told(try Self.starts("2029-09-01"))
        #expect(later["service_commun/convocation"] == .no && later["service_commun/budget"] == .no)
        let dayless = told([])
        #expect(dayless["service_commun/convocation"] == .unknown && dayless["service_commun/budget"] == .unknown)
    }

    @Test("a clock that may not be a record's own, or has no day to count back from, raises no alert")
    func doubtfulClock() throws {
        let base = try #require(ValClairTests.evaluation)
        let soon = try Self.fact("scenario/S2", "date_demarrage", .date(Self.date("2026-12-15")))
        func seen(_ facts: [Supposition]) -> [Observation] {
            base.supposing(facts).sight().observations.values
                .filter { $0.alert == "dernier_jour" && $0.subject[0] == "scenario/S2" }
        }
        #expect(seen([soon]).contains { $0.condition == .yes })
        let withdrawn = try Supposition(
            record: #require(RecordID("scenario/S2")), attribute: "forme", value: nil)
        let doubtful = seen([soon, withdrawn])
        #expect(!doubtful.isEmpty && !doubtful.contains { $0.condition == .yes || $0.clearing == .yes })
        #expect(doubtful.allSatisfy { !$0.missing.isEmpty })
        let dayless = seen([])
        #expect(!dayless.isEmpty && dayless.allSatisfy { $0.condition == .unknown })
    }

    @Test("each figure and verdict that is compared is explained, of derived records too")
    func explained() throws {
        let reply = try Self.answer("compare", ["record": "S2", "explain": "true"], [])
        let trees = try #require(reply["explanations"]?.arrayValue)
        let study = try #require(ValClairTests.evaluation?.pack.studies.first)
        // What a person states is a fact, and no rule's.
        let derivedFigures = study.figures.filter { ValClairTests.evaluation?.pack.rule($0) != nil }
        #expect(trees.count == 3 * (derivedFigures.count + study.criteria.count) && derivedFigures.count == 15)
        let derived = trees.first {
            $0["rule"] == "charges_nettes_prevues" && $0["subject"] == ["scenario/jeunesse~moins_mutualise"]
        }
        #expect(derived?["value"]?.numberText == "176600", "\(derived ?? .null)")
        #expect(try Self.answer("compare", ["record": "S2"], [])["explanations"] == nil)
    }

    @Test("each wave is judged on its own day")
    func dated() throws {
        let base = try #require(ValClairTests.evaluation)
        // From 2028 on, a third commune no longer wants to start.
        let refusing = base.supposing([
            try Self.fact("avis/jeunesse|C", "volonte_demarrer", .boolean(false))
        ])
        let change = try Self.date("2028-01-01")
        let answers = Answers(base, elsewhen: { $0 < change ? base : refusing })
        guard case .found(let reply) = answers.answer("waves", ["core": "A,B", "from": "2027-01-01", "exit_year": "3"])
        else {
            Issue.record("refused")
            return
        }
        let joined = (reply["sequences"]?.arrayValue ?? []).flatMap { $0.arrayValue ?? [] }
            .flatMap { $0["joins"]?.arrayValue ?? [] }
        #expect(!joined.isEmpty && !joined.contains("commune/C"))
        #expect(reply["sequences"]?[0]?[0]?["totals"]?["equipe"]?["at_least"]?["value"]?.numberText == "3")
        let rehearsal = try #require(reply["rehearsals"]?[0])
        #expect(rehearsal["from"] == "2030-01-01")
        #expect(try StudyTests.item(rehearsal["exits"], "record", "commune/A")["breaks"]?.arrayValue?.isEmpty == false)
    }

    @Test("numbers moved together: the ends, and the fewest that make the figure turn")
    func together() throws {
        let reply = try Self.answer("robustness", ["record": "S2"], [])
        let together = try #require(reply["records"]?[0]?["together"])
        // 8,600 less a tenth of 248,000, of 176,600 and of 80,000, and the contrary.
        #expect(together["low"]?["value"]?.numberText == "-41860" && together["high"]?["value"]?.numberText == "59060")
        #expect(together["turns_with"]?.arrayValue?.map { $0["attribute"] } == ["charges_brutes"])
    }
}
