import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

extension Answers {
    /// What is still missing, as questions to people: those that settle most verdicts a minute first.
    ///
    /// With `minutes`, the first of them that fit in that time. `respondents` sums up all of them,
    /// `known` what need not be asked.
    func questions(_ parameters: [String: String]) -> Answer {
        let (found, without) = OpenQuestions(evaluation: evaluation).all()
        if let respondent = parameters["asked_of"], let refusal = unknownRespondent(respondent, found) {
            return .missing([refusal])
        }
        let wanted = found.filter { question in
            parameters["asked_of"].map { $0 == question.form.askedOf } ?? true
        }
        let ranked = NextQuestions(evaluation: evaluation).ranked(wanted)
        var shown = ranked
        if let minutes = parameters["minutes"].flatMap(Int.init) {
            shown = NextQuestions.fitting(minutes, shown)
        }
        if let limit = parameters["limit"].flatMap(Int.init), limit >= 0 { shown = Array(shown.prefix(limit)) }
        return .found(
            .object([
                .init("territory", .string(evaluation.snapshot.territory)),
                .init("at", .string(evaluation.snapshot.date.description)),
                .init("pack", .string(evaluation.pack.hash)),
                .init("total", .int(ranked.count)),
                .init("minutes", .int(shown.reduce(0) { $0 + $1.question.minutes })),
                .init("questions", .array(shown.map(json))),
                .init("respondents", respondents(ranked)),
                .init("without_answer", .int(without)),
                .init("known", known),
            ]))
    }

    /// A role that no question is put to, anywhere in the pack.
    private func unknownRespondent(_ name: String, _ found: [OpenQuestion]) -> Diagnostic? {
        let pack = evaluation.pack
        var roles = Set(pack.rules.compactMap(\.askedOf))
        for kind in pack.vocabulary.sortedKinds { roles.formUnion(kind.attributes.compactMap(\.askedOf)) }
        guard !roles.contains(name) else { return nil }
        let near = NearestName.nearest(to: name, among: roles.sorted())
        return Diagnostic(
            "A404",
            Localized(fr: "rien ne se demande à « \(name) »", en: "nothing is asked of '\(name)'"),
            help: near.map { Localized(fr: "le plus proche est « \($0) »", en: "the nearest is '\($0)'") }
                ?? Localized(
                    fr: "il y a : \(roles.sorted().joined(separator: ", "))",
                    en: "there are: \(roles.sorted().joined(separator: ", "))"))
    }

    /// How much is asked of whom; nobody's questions last.
    private func respondents(_ ranked: [NextQuestions.Ranked]) -> JSONValue {
        var totals: [String?: (questions: Int, minutes: Int, settles: Set<OpenQuestion.Held>)] = [:]
        for item in ranked {
            var total = totals[item.question.form.askedOf] ?? (0, 0, [])
            total.questions += 1
            total.minutes += item.question.minutes
            total.settles.formUnion(item.settled)
            totals[item.question.form.askedOf] = total
        }
        return .array(
            totals.sorted { left, right in
                guard let own = left.key, let other = right.key else { return left.key != nil }
                return (-left.value.minutes, own) < (-right.value.minutes, other)
            }.map { role, total in
                .object([
                    .init("asked_of", role.map { .string($0) } ?? .null), .init("questions", .int(total.questions)),
                    .init("minutes", .int(total.minutes)), .init("settles", .int(total.settles.count)),
                ])
            })
    }

    /// Facts by source and verdicts by kind: what need not be asked.
    private var known: JSONValue {
        var facts: [String: Int] = [:]
        for records in evaluation.snapshot.records.values {
            for record in records {
                for (attribute, statements) in record.statements where !attribute.isEmpty {
                    for fact in statements { facts[fact.source, default: 0] += 1 }
                }
            }
        }
        let verdicts = evaluation.verdictCounts
        return .object([
            .init("facts", .int(facts.values.reduce(0, +))),
            .init(
                "sources",
                .array(
                    facts.sorted { $0.key < $1.key }.map { source, count in
                        .object([.init("source", .string(source)), .init("facts", .int(count))])
                    })),
            .init(
                "verdicts",
                .object(Verdict.allCases.map { .init($0.rawValue, .int(verdicts[$0] ?? 0)) })),
        ])
    }

    // MARK: One question

    private func json(_ ranked: NextQuestions.Ranked) -> JSONValue {
        let question = ranked.question
        let form = question.form
        let cause = question.causes[0]
        var members: [JSONValue.Member] = [
            .init("kind", .string(cause.kind.rawValue)),
            .init("subject", .string(cause.subject)),
            .init("name", .string(question.target.name(in: evaluation))),
            .init("member", .string(cause.member)),
            .init("labels", form.labels.map(ValueJSON.localized) ?? .null),
            .init("asked_of", form.askedOf.map { .string($0) } ?? .null),
            .init("minutes", form.minutes.map { .int($0) } ?? .null),
            .init("answer", .string(form.answer)),
        ]
        if !form.unit.isEmpty { members.append(.init("unit", .string(form.unit))) }
        if let range = form.range { members.append(.init("range", ValueJSON.ends(range) { .number($0.jsonText) })) }
        if !form.options.isEmpty {
            members.append(
                .init(
                    "options",
                    .array(
                        form.options.map { option in
                            .object([
                                .init("code", .string(option.code)),
                                .init("labels", ValueJSON.localized(option.labels)),
                            ])
                        })))
        }
        members += [
            .init("may_not_apply", .bool(form.mayNotApply)),
            .init("holds_up", .int(question.held.count)),
            .init("settles", .int(ranked.settles)),
            .init("changes", .int(ranked.changes)),
            .init("for_instance", ranked.instance.map(\.json) ?? .null),
            .init("why", ValueJSON.localized(reason(ranked))),
            .init("verdicts", .array(question.held.prefix(Self.verdictsNamed).map { .string($0.name) })),
            .init("states", .array(form.statements.map(statement))),
        ]
        members += form.texts.map { .init($0.name, ValueJSON.localized($0.text)) }
        if let validity = form.validity { members.append(.init("validity", .string(validity))) }
        return .object(members + alreadySaid(question))
    }

    /// What the answer is to be stated of; without a value, it takes the answer's own.
    private func statement(_ statement: QuestionForm.Statement) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("record", .string(statement.record.description)), .init("attribute", .string(statement.attribute)),
        ]
        if let value = statement.value { members.append(.init("value", value.json)) }
        return .object(members)
    }

    /// That somebody was asked and gave no value; that sources disagree, and what they say; what was said in words
    /// that the vocabulary no longer has.
    private func alreadySaid(_ question: OpenQuestion) -> [JSONValue.Member] {
        guard case .fact(let id, let attribute) = question.target else { return [] }
        var members: [JSONValue.Member] = []
        let former = evaluation.snapshot.leftovers.filter { $0.fact.record == id && $0.attribute == attribute }
        if !former.isEmpty {
            members.append(
                .init(
                    "formerly",
                    .array(
                        former.map {
                            .object([
                                .init("attribute", .string($0.fact.attribute)), .init("value", $0.fact.value.json),
                                .init("source", .string($0.fact.source)), .init("migration", .string($0.migration)),
                            ])
                        })))
        }
        guard let record = evaluation.snapshot.record(id) else { return members }
        let facts = record.facts(attribute)
        for fact in facts {
            guard case .withheld(let why) = fact.value else { continue }
            members.append(.init("withheld", .string(why.rawValue)))
            break
        }
        if question.causes.contains(where: { $0.kind == .contradiction }) {
            members.append(
                .init(
                    "sources",
                    .array(
                        facts.map {
                            .object([.init("source", .string($0.source)), .init("value", $0.value.json)])
                        })))
        }
        return members
    }

    /// One line: what an answer is worth, in the respondent's minutes.
    private func reason(_ ranked: NextQuestions.Ranked) -> Localized {
        let minutes = ranked.question.minutes
        let isSettling = !ranked.settled.isEmpty
        let count = isSettling ? ranked.settles : ranked.question.held.count
        let told =
            isSettling
            ? ranked.settled.prefix(Self.verdictsTold) : Array(ranked.question.held.prefix(Self.verdictsTold))[...]
        let names = told.map(label)
        func list(_ language: Language, _ more: String) -> String {
            let more = count > names.count ? " " + more : ""
            return names.map { $0[language] }.joined(separator: language == .fr ? " ; " : "; ") + more
        }
        let rest = count - names.count
        let (fr, en) = (list(.fr, "(+\(rest))"), list(.en, "(+\(rest))"))
        let (settles, changes) = (ranked.settles, ranked.changes)
        if settles > 0 {
            return Localized(
                fr: "tranche \(settles) verdict\(settles > 1 ? "s" : "") en \(minutes) min : \(fr)",
                en: "settles \(settles) verdict\(settles > 1 ? "s" : "") in \(minutes) min: \(en)")
        }
        return Localized(
            fr: "précise \(changes) verdict\(changes > 1 ? "s" : "") en \(minutes) min, sans trancher : \(fr)",
            en: "narrows \(changes) verdict\(changes > 1 ? "s" : "") in \(minutes) min, settling none: \(en)")
    }

    private static let verdictsTold = 2
    /// A pair that nobody measured holds up thousands of verdicts in a territory of many sites: `holds_up` says how
    /// many.
    private static let verdictsNamed = 100

    private func label(_ held: OpenQuestion.Held) -> Localized {
        func named(_ labels: Localized?, _ id: String, _ records: [RecordID]) -> Localized {
            let names = records.map(evaluation.displayName).joined(separator: " – ")
            let labels = labels ?? Localized(both: id)
            return Localized(fr: "\(labels.fr) · \(names)", en: "\(labels.en) · \(names)")
        }
        switch held {
        case .cell(let rule, let subject):
            return named(evaluation.pack.rule(rule)?.labels, rule, subject.records)
        case .assessment(let id, let subject):
            return named(evaluation.pack.assessments.first { $0.id == id }?.labels, id, [subject])
        }
    }
}
