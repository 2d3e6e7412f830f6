import Diagnostics
import Engine
import FEEL
import Packs
import World

/// How what is missing is put to a person.
struct QuestionForms {
    let evaluation: Evaluation

    private var vocabulary: Vocabulary { evaluation.pack.vocabulary }

    /// - Returns: Nil when no answer can state it: a kind that no census counts, a place without a name.
    func form(_ target: OpenQuestion.Target) -> QuestionForm? {
        switch target {
        case .fact(let record, let attribute): fact(record, attribute)
        case .count(let kind, let parent, let slice): count(kind, parent, slice)
        case .pair(let measure, let first, let second): pair(measure, first, second)
        }
    }

    private func fact(_ record: RecordID, _ name: String) -> QuestionForm? {
        guard let attribute = vocabulary.kinds[record.kind]?.attribute(name) else { return nil }
        var form = form(
            of: attribute, [QuestionForm.Statement(record: record, attribute: name)], labels: attribute.labels)
        if let rule = evaluation.pack.rule(name), rule.role == .question, rule.answer != nil {
            form.labels = rule.labels
            form.askedOf = rule.askedOf
            form.minutes = rule.minutes
            form.validity = rule.validity
            form.texts = [
                ("ask", rule.wording), ("help", rule.help), ("evidence", rule.evidence), ("good", rule.good),
                ("bad", rule.bad),
            ].compactMap { name, text in text.map { (name, $0) } }
        }
        return form
    }

    private func form(
        of attribute: Attribute, _ statements: [QuestionForm.Statement], labels: Localized
    ) -> QuestionForm {
        var form = QuestionForm(labels: labels, answer: attribute.type.name, statements: statements)
        form.askedOf = attribute.askedOf
        form.minutes = attribute.minutes
        form.unit = attribute.unit
        form.range = attribute.range
        form.mayNotApply = attribute.mayNotApply
        form.attribute = attribute
        switch attribute.type {
        case .code(let list), .codes(let list): form.options = vocabulary.codeLists[list]?.entries ?? []
        default: break
        }
        return form
    }

    private func pair(_ name: String, _ first: RecordID, _ second: RecordID) -> QuestionForm? {
        guard let measure = vocabulary.measures[name], let kind = vocabulary.kinds[measure.kind],
            let attribute = kind.attribute(measure.value)
        else { return nil }
        let ends = [measure.ends.first: first.key, measure.ends.second: second.key]
        guard let record = record(of: kind, ends, otherwise: "\(first.key)_\(second.key)") else { return nil }
        var statements = ends.sorted { $0.key < $1.key }.map { end in
            QuestionForm.Statement(record: record, attribute: end.key, value: .text(end.value))
        }
        statements.append(QuestionForm.Statement(record: record, attribute: measure.value))
        return form(of: attribute, statements, labels: measure.labels)
    }

    // MARK: Lists

    private func count(_ name: String, _ parent: RecordID?, _ slice: String?) -> QuestionForm? {
        guard let census = vocabulary.census, let kind = vocabulary.kinds[name],
            let counting = vocabulary.kinds[census.kind], let attribute = counting.attribute(census.count),
            isCode(name, counting.attribute(census.of))
        else { return nil }
        let slices = kind.censusBy.filter { $0 != kind.parent }
        guard slices.count <= 1 else { return nil }
        let stated = evaluation.snapshot.censuses(of: name).filter { statement in
            guard let parentName = kind.parent, kind.censusBy.contains(parentName) else { return true }
            return statement.scope[parentName] == parent?.key
        }
        let present = records(kind, parent)
        func described(_ value: String?) -> Int {
            guard let value, let attribute = slices.first else { return present.count }
            return present.count { $0.text(attribute) == value }
        }
        let list = kind.labels
        // A census that counts more than is described: it is counted anew, or the rest is described.
        let known = stated.filter { statement in
            slice == nil || slices.first.map { statement.scope[$0] == slice } ?? false
        }
        if let statement = known.first, slices.isEmpty || slice != nil {
            let labels = Localized(
                fr: "\(list.fr)\(suffix(slice)) : \(statement.count) comptés, \(described(slice)) décrits ; combien ?",
                en: "\(list.en)\(suffix(slice)): \(statement.count) counted, \(described(slice)) described; how many?")
            return form(
                of: attribute,
                known.map { QuestionForm.Statement(record: $0.record, attribute: census.count) }, labels: labels)
        }
        guard let slicing = slices.first else {
            guard let statements = statement(census, counting, kind, parent, nil, count: nil) else { return nil }
            let labels = Localized(
                fr: "\(list.fr) : \(present.count) décrits ; combien en tout ?",
                en: "\(list.en): \(present.count) described; how many in all?")
            return form(of: attribute, statements, labels: labels)
        }
        guard case .code(let codes)? = kind.attribute(slicing)?.type, let entries = vocabulary.codeLists[codes]?.entries
        else { return nil }
        let counted = Set(stated.compactMap { $0.scope[slicing] })
        let statements = entries.filter { !counted.contains($0.code) }.compactMap { entry in
            statement(census, counting, kind, parent, entry.code, count: described(entry.code))
        }.flatMap { $0 }
        guard !statements.isEmpty else { return nil }
        let labels = Localized(
            fr: "\(list.fr) : \(present.count) décrits ; est-ce tout ?",
            en: "\(list.en): \(present.count) described; is that all?")
        var form = QuestionForm(labels: labels, answer: QuestionForm.confirm, statements: statements)
        form.askedOf = attribute.askedOf
        form.minutes = attribute.minutes
        return form
    }

    private func suffix(_ slice: String?) -> String { slice.map { " (\($0))" } ?? "" }

    private func isCode(_ name: String, _ attribute: Attribute?) -> Bool {
        guard let attribute else { return false }
        guard case .code(let list) = attribute.type else { return true }
        return vocabulary.codeLists[list]?.contains(name) ?? true
    }

    private func records(_ kind: Kind, _ parent: RecordID?) -> [Record] {
        guard let parent else { return evaluation.snapshot.records[kind.name] ?? [] }
        return evaluation.snapshot.children(of: parent.key, kind: kind.name)
    }

    /// What a census record of this list states; nil when its record cannot be named.
    private func statement(
        _ census: Census, _ counting: Kind, _ kind: Kind, _ parent: RecordID?, _ slice: String?, count: Int?
    ) -> [QuestionForm.Statement]? {
        var attributes = [census.of: kind.name]
        for name in kind.censusBy {
            guard let value = name == kind.parent ? parent?.key : slice else { return nil }
            attributes[name] = value
        }
        let name = [kind.plural, parent?.key, slice].compactMap { $0 }.joined(separator: "_")
        guard let record = record(of: counting, attributes, otherwise: name) else { return nil }
        let scope = attributes.sorted { $0.key < $1.key }.map { attribute in
            QuestionForm.Statement(record: record, attribute: attribute.key, value: .text(attribute.value))
        }
        return scope + [
            QuestionForm.Statement(
                record: record, attribute: census.count, value: count.map { .number(Number($0)) })
        ]
    }

    /// The record whose key these attributes make; a part that they do not give is `otherwise`.
    private func record(of kind: Kind, _ attributes: [String: String], otherwise: String) -> RecordID? {
        let parts = kind.key.map { attributes[$0] ?? otherwise }
        guard parts.count == 1 || parts.allSatisfy({ !$0.contains("|") }) else { return nil }
        return RecordID(kind: kind.name, key: parts.joined(separator: "|"))
    }
}

extension QuestionForm {
    /// The answer of a question that a yes answers whole.
    static let confirm = "confirm"
}

extension Attribute.ValueType {
    /// As written in a vocabulary.
    var name: String {
        switch self {
        case .number: "number"
        case .boolean: "boolean"
        case .text: "text"
        case .date: "date"
        case .code: "code"
        case .codes: "codes"
        case .reference: "reference"
        }
    }
}
