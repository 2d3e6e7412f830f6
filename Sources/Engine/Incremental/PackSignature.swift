import FEEL
import Packs
import World

/// What of a pack, under the law of a day and on a day, decides the results of each rule.
///
/// Two packs that share their ``Frame`` differ in no more than what rules and assessments say; then whatever a
/// rule's ``Part`` does not tell apart gives the same results.
struct PackSignature {
    let frame: Frame
    /// By id.
    let rules: [String: Part]
    let assessments: [String: Part]
    let functions: [String: Part]

    init(_ pack: Pack, today: CalendarDate, lawDate: CalendarDate) {
        frame = Frame(pack)
        let names = Names(pack, today: today)
        rules = Dictionary(
            pack.rules.map { ($0.id, Part(rule: $0, names, lawDate: lawDate)) }, uniquingKeysWith: { first, _ in first }
        )
        assessments = Dictionary(
            pack.assessments.map { ($0.id, Part(assessment: $0, names)) }, uniquingKeysWith: { first, _ in first })
        functions = names.functions.mapValues { Part(function: $0, names) }
    }

    /// What is read otherwise than before.
    ///
    /// - Precondition: the frames are the same.
    func changes(since old: PackSignature) -> [ReadKey] {
        rules.filter { old.rules[$0.key]?.isIdentical(to: $0.value) != true }.map { ReadKey.rule($0.key) }
            + assessments.filter { old.assessments[$0.key]?.isIdentical(to: $0.value) != true }
            .map { ReadKey.assessment($0.key) }
            + functions.filter { old.functions[$0.key]?.isIdentical(to: $0.value) != true }
            .map { ReadKey.function($0.key) }
    }

    /// Names and types: what expressions compile against, and for whom rules are evaluated.
    struct Frame: Equatable {
        private var lines: [String]

        init(_ pack: Pack) {
            let vocabulary = pack.vocabulary
            var lines: [String] = []
            for kind in vocabulary.sortedKinds {
                lines.append(
                    "kind \(kind.name) \(kind.plural) \(kind.pluralWithFringe ?? "-") key \(kind.key) parent "
                        + "\(kind.parent ?? "-") census \(kind.censusBy)")
                if let position = kind.position {
                    let radii = position.radii.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.description)" }
                    lines.append(
                        "position \(position.latitude) \(position.longitude) \(position.precision ?? "-") \(radii)")
                }
                for attribute in kind.attributes {
                    lines.append(
                        "attribute \(attribute.name) \(attribute.type) \(attribute.mayNotApply) "
                            + "\(attribute.staleAfter.map { String($0.months) } ?? "-") \(text(attribute.range))")
                }
            }
            for list in vocabulary.codeLists.values.sorted(by: { $0.name < $1.name }) {
                lines.append("codes \(list.name) \(list.entries.map(\.code))")
            }
            for measure in vocabulary.measures.values.sorted(by: { $0.name < $1.name }) {
                let via = measure.via.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                let speeds = measure.fromDistance.map {
                    "\($0.fastest.description) \($0.slowest.description) \($0.detour.description)"
                }
                lines.append(
                    "measure \(measure.name) \(measure.isSymmetric) \(measure.kind) \(measure.ends) \(measure.value) "
                        + "\(via) \(speeds ?? "-") \(text(measure.range))")
            }
            let census = vocabulary.census.map { "\($0.kind) \($0.of) \($0.count)" }
            lines.append("territory \(vocabulary.territoryKind) census \(census ?? "-")")
            for variable in pack.globals { lines.append("global \(variable.name) \(variable.type)") }
            for function in pack.functions { lines.append("function \(function.name) \(function.body.type)") }
            for rule in pack.rules {
                lines.append(
                    "rule \(rule.id) \(rule.role) \(rule.subject) value \(rule.value.map { "\($0.type)" } ?? "-") "
                        + "details \(rule.role == .finding ? rule.details.map(\.name) : []) \(rule.answer != nil)")
            }
            for assessment in pack.assessments { lines.append("assessment \(assessment.id) \(assessment.subject)") }
            self.lines = lines
        }
    }

    /// What a rule, an assessment or a function says, and what the names in it stand for.
    struct Part {
        private var words: [String] = []
        private var trees: [Expression] = []
        /// Of the parameters it names, and of the day where it names the day.
        private var values: [Value] = []

        init(rule: Rule, _ names: Names, lawDate: CalendarDate) {
            let force = rule.force(at: lawDate)
            words = [force.rawValue, rule.absorbedBy.joined(separator: " ")]
            // Nothing of a rule that is not in force is read, but for whom it is.
            let expressions: [(String, CompiledExpression?)] =
                [
                    ("same", rule.sameExpression), ("applies", rule.applies), ("when", rule.when),
                    ("value", rule.value),
                    ("score", rule.score), ("gravity", rule.gravity),
                ] + rule.details.map { ("detail \($0.name)", $0.expression) }
            add(expressions, names)
        }

        init(assessment: Assessment, _ names: Names) {
            words = [
                assessment.scope.joined(separator: " "), assessment.groups.joined(separator: " "),
                assessment.bands.map { "\($0.id) \($0.from.description)" }.joined(separator: " "),
                assessment.completeness.description,
            ]
            add(assessment.gates.map { ("gate \($0.id)", $0.condition) }, names)
        }

        init(function: PackFunction, _ names: Names) {
            add([(function.name, function.body)], names)
        }

        private mutating func add(_ expressions: [(String, CompiledExpression?)], _ names: Names) {
            var uses = Names.Uses()
            for (role, expression) in expressions {
                guard let expression else { continue }
                words += [role, expression.source.text, "\(expression.type)"]
                trees.append(expression.tree)
                uses.formUnion(names.uses(of: expression.tree))
            }
            for function in uses.functions.sorted() {
                guard let body = names.functions[function]?.body else { continue }
                words += [function, body.source.text]
                trees.append(body.tree)
            }
            for parameter in uses.parameters.sorted(by: { ($0.group, $0.name) < ($1.group, $1.name) }) {
                words.append("\(parameter.group).\(parameter.name)")
                values.append(names.value(parameter))
            }
            if uses.isDated {
                words.append("today")
                values.append(.date(names.today))
            }
        }

        func isIdentical(to other: Part) -> Bool {
            words.count == other.words.count && zip(words, other.words).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
                && trees == other.trees && values.count == other.values.count
                && zip(values, other.values).allSatisfy { $0.isIdentical(to: $1) }
        }
    }

    /// What the names that every expression sees stand for.
    struct Names {
        struct Parameter: Hashable {
            var group: String
            /// Empty for the group as a whole.
            var name: String
        }

        struct Uses {
            var functions: Set<String> = []
            var parameters: Set<Parameter> = []
            var isDated = false

            mutating func formUnion(_ other: Uses) {
                functions.formUnion(other.functions)
                parameters.formUnion(other.parameters)
                isDated = isDated || other.isDated
            }
        }

        let today: CalendarDate
        let functions: [String: PackFunction]
        private let groups: [String: ContextValue]
        private var known: [String: Uses] = [:]

        init(_ pack: Pack, today: CalendarDate) {
            self.today = today
            functions = Dictionary(pack.functions.map { ($0.name, $0) }) { first, _ in first }
            groups = Dictionary(pack.parameters.map { ($0.name, $0.context) }) { first, _ in first }
            // A function uses only those before it.
            for function in pack.functions { known[function.name] = uses(of: function.body.tree) }
        }

        /// A name that a loop or a function takes for its own counts too: at worst one evaluation too many.
        func uses(of tree: Expression) -> Uses {
            var uses = Uses()
            add(tree, &uses)
            return uses
        }

        private func add(_ tree: Expression, _ uses: inout Uses) {
            switch tree.kind {
            case .path(let base, let member):
                if case .name(let group) = base.kind, groups[group] != nil {
                    uses.parameters.insert(Parameter(group: group, name: member.text))
                    return
                }
            case .name(let name):
                if name == "today" { uses.isDated = true }
                if groups[name] != nil { uses.parameters.insert(Parameter(group: name, name: "")) }
                if functions[name] != nil {
                    uses.functions.insert(name)
                    if let more = known[name] { uses.formUnion(more) }
                }
            default: break
            }
            for part in tree.parts { add(part, &uses) }
        }

        func value(_ parameter: Parameter) -> Value {
            guard let group = groups[parameter.group] else { return .null }
            return parameter.name.isEmpty ? .context(group) : group[parameter.name] ?? .null
        }
    }
}

private func text(_ range: Interval<Number>?) -> String {
    guard let range else { return "-" }
    func end(_ end: Interval<Number>.End?) -> String {
        end.map { "\($0.value.description)\($0.isIncluded)" } ?? "-"
    }
    return "\(end(range.lower))…\(end(range.upper))"
}
