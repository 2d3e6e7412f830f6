public import Diagnostics
public import FEEL
public import World

/// A checked and compiled set of vocabulary, rules and policies: what the engine evaluates.
///
/// Immutable; the same files give the same pack and the same ``hash``.
public struct Pack: Sendable {
    /// What rules may ask of the engine: raised when a format gains what an earlier engine would not read.
    public static let engine = 1

    /// The vocabulary, with the attributes that hold the answers to questions.
    public let vocabulary: Vocabulary
    /// Of the files' names and bytes: 64-bit FNV-1a twice, 32 hexadecimal digits. It tells packs
    /// apart; it is no seal against forgery.
    public let hash: String
    /// Sorted by name.
    public let parameters: [ParameterGroup]
    /// In an order in which each uses only those before it.
    public let functions: [PackFunction]
    /// Sorted by id.
    public let rules: [Rule]
    /// In display order.
    public let groups: [Group]
    /// Gravest first.
    public let gravities: [Gravity]
    public let assessments: [Assessment]
    /// Sorted by kind and attribute.
    public let levers: [Lever]
    /// The names and types every expression sees before its own variables, in slot order.
    public let globals: [Scope.Variable]
    /// What expressions may ask of each kind.
    public let types: PackTypes
    /// Alerts, whom they tell, and the calendar they follow.
    public let alerting: Alerting
    /// What is set side by side, sorted by id.
    public internal(set) var studies: [Study] = []
    /// What is searched for, sorted by id.
    public internal(set) var searches: [Search] = []
    /// What is counted back from a day, sorted by id.
    public internal(set) var clocks: [ProcedureClock] = []
    /// Which groups write within which records, in the order of the files.
    public internal(set) var grants: [WriteGrant] = []
    /// What has to be there before something is signed, sorted by id.
    public internal(set) var checklists: [Checklist] = []
    /// What is to be done once something was chosen, sorted by id.
    public internal(set) var frameworks: [Framework] = []
    /// What was promised and what became of it, sorted by id.
    public internal(set) var benefits: [Benefits] = []
    private let index: [String: Int]
    private let valuesByKind: [String: [String: Int]]

    public init(
        vocabulary: Vocabulary, hash: String, parameters: [ParameterGroup], functions: [PackFunction], rules: [Rule],
        groups: [Group], gravities: [Gravity], assessments: [Assessment], levers: [Lever] = [],
        globals: [Scope.Variable], types: PackTypes, alerting: Alerting = Alerting()
    ) {
        self.vocabulary = vocabulary
        self.hash = hash
        self.parameters = parameters
        self.functions = functions
        self.rules = rules.sorted { $0.id < $1.id }
        self.groups = groups
        self.gravities = gravities
        self.assessments = assessments
        self.levers = levers.sorted { ($0.kind, $0.attribute) < ($1.kind, $1.attribute) }
        self.globals = globals
        self.types = types
        self.alerting = alerting
        var index: [String: Int] = [:]
        var values: [String: [String: Int]] = [:]
        for (position, rule) in self.rules.enumerated() {
            index[rule.id] = position
            if rule.role == .value || rule.concludes, case .one(let kind) = rule.subject,
                vocabulary.kinds[kind]?.attribute(rule.id) == nil
            {
                values[kind, default: [:]][rule.id] = position
            }
        }
        self.index = index
        self.valuesByKind = values
    }

    /// The pack with another rule of the same id, with what it compiles to; nothing is checked again.
    public func replacing(_ rule: Rule) -> Pack {
        changed(rules: rules.map { $0.id == rule.id ? rule : $0 })
    }

    /// The pack with another function of the same name; nothing is checked again.
    public func replacing(_ function: PackFunction) -> Pack {
        changed(functions: functions.map { $0.name == function.name ? function : $0 })
    }

    /// The pack with another value of a parameter, of the same type.
    public func replacing(_ parameter: String, of group: String, with value: Value) -> Pack {
        var parameters = parameters
        for position in parameters.indices where parameters[position].name == group {
            for index in parameters[position].parameters.indices
            where parameters[position].parameters[index].name == parameter {
                parameters[position].parameters[index].value = value
            }
        }
        return changed(parameters: parameters)
    }

    private func changed(
        parameters: [ParameterGroup]? = nil, functions: [PackFunction]? = nil, rules: [Rule]? = nil
    ) -> Pack {
        Pack(
            vocabulary: vocabulary, hash: hash, parameters: parameters ?? self.parameters,
            functions: functions ?? self.functions, rules: rules ?? self.rules, groups: groups, gravities: gravities,
            assessments: assessments, globals: globals, types: types)
    }

    public func rule(_ id: String) -> Rule? { index[id].map { rules[$0] } }

    /// The rule whose result is a member of a kind's records: one that derives it, or concludes it.
    public func value(_ name: String, of kind: String) -> Rule? {
        valuesByKind[kind]?[name].map { rules[$0] }
    }

    public func valueNames(of kind: String) -> [String] {
        valuesByKind[kind]?.keys.sorted() ?? []
    }
}

/// Constants of the rules, seen by expressions as one context: `seuils.surface`.
public struct ParameterGroup: Sendable {
    public struct Parameter: Sendable {
        public var name: String
        public var value: Value
        public var labels: Localized
        public var unit: String
        public var source: RuleSource?
        public var tag: Confidence?
        /// The local choice that replaced the pack's value, if one did.
        public var override: Override?
        public var location: Location?

        public init(
            name: String, value: Value, labels: Localized, unit: String, source: RuleSource? = nil,
            tag: Confidence? = nil, override: Override? = nil, location: Location? = nil
        ) {
            self.name = name
            self.value = value
            self.labels = labels
            self.unit = unit
            self.source = source
            self.tag = tag
            self.override = override
            self.location = location
        }
    }

    public var name: String
    public var parameters: [Parameter]

    public init(name: String, parameters: [Parameter]) {
        self.name = name
        self.parameters = parameters
    }

    /// What expressions read.
    public var context: ContextValue {
        ContextValue(parameters.map { ContextValue.Entry($0.name, $0.value) })
    }
}

/// A local choice: never without a reason, an author and a date.
public struct Override: Sendable, Hashable {
    public var reason: Localized
    public var author: String
    public var date: CalendarDate

    public init(reason: Localized, author: String, date: CalendarDate) {
        self.reason = reason
        self.author = author
        self.date = date
    }
}

/// A function of the pack, seen by every expression under its name.
public struct PackFunction: Sendable {
    public var name: String
    /// A FEEL function literal over the globals.
    public var body: CompiledExpression
    /// What the body is made from, where it is a decision table.
    public var table: FunctionTable?

    public init(name: String, body: CompiledExpression, table: FunctionTable? = nil) {
        self.name = name
        self.body = body
        self.table = table
    }
}

/// How sure the source of a rule or a threshold is.
public enum Confidence: String, Sendable, CaseIterable {
    /// Read in the text itself.
    case sure
    /// Well known, not read again.
    case likely
    /// To be confirmed by a lawyer or a data owner before use.
    case check
    /// A choice of ours, neither law nor a sourced norm.
    case `default`
}

/// Where a rule comes from: an article of law, a part of a guide, a study.
public struct RuleSource: Sendable, Hashable {
    /// Short, as it is cited: `CGCT, art. L5211-4-2`.
    public var citation: String
    /// The quoted passage or a remark; may be empty.
    public var note: String

    public init(citation: String, note: String = "") {
        self.citation = citation
        self.note = note
    }
}

/// A phase, a step, a difficulty: what questions are grouped by.
public struct Group: Sendable {
    public var id: String
    public var labels: Localized

    public init(id: String, labels: Localized) {
        self.id = id
        self.labels = labels
    }
}

public struct Gravity: Sendable {
    public var id: String
    public var labels: Localized

    public init(id: String, labels: Localized) {
        self.id = id
        self.labels = labels
    }
}

/// How the scores of questions say whether a project is ready.
///
/// The mean of the scores in scope is an interval: every unknown counts as nothing, then as all.
public struct Assessment: Sendable {
    public struct Band: Sendable {
        public var id: String
        public var labels: Localized
        /// The lowest mean of the band, 0...1.
        public var from: Number

        public init(id: String, labels: Localized, from: Number) {
            self.id = id
            self.labels = labels
            self.from = from
        }
    }

    public struct Gate: Sendable {
        public var id: String
        public var labels: Localized
        public var condition: CompiledExpression

        public init(id: String, labels: Localized, condition: CompiledExpression) {
            self.id = id
            self.labels = labels
            self.condition = condition
        }
    }

    public var id: String
    public var labels: Localized
    /// The kind that is assessed.
    public var subject: String
    /// Question ids.
    public var scope: [String]
    /// Group ids, in display order.
    public var groups: [String]
    /// Highest first; the last one's `from` is 0.
    public var bands: [Band]
    /// The share of questions that must have at least part of an answer, 0...1.
    public var completeness: Number
    public var gates: [Gate]

    public init(
        id: String, labels: Localized, subject: String, scope: [String], groups: [String], bands: [Band],
        completeness: Number, gates: [Gate]
    ) {
        self.id = id
        self.labels = labels
        self.subject = subject
        self.scope = scope
        self.groups = groups
        self.bands = bands
        self.completeness = completeness
        self.gates = gates
    }
}
