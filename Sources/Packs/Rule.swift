public import Diagnostics
public import FEEL
public import World

/// A named decision of the pack, checked and compiled.
public struct Rule: Sendable {
    /// What a rule is for.
    public enum Role: String, Sendable, CaseIterable {
        /// A derived attribute of a kind.
        case value
        /// A verdict worth a person's attention when it is yes.
        case finding
        /// A verdict that is no alert.
        case decision
        /// A verdict with a nature: blocking, required, desirable or informative.
        case criterion
        /// A verdict or a value with a wording, a respondent and a score.
        case question
    }

    /// Never averaged together.
    public enum Nature: String, Sendable, CaseIterable {
        case blocking, required, desirable, informative
    }

    /// Which subjects a rule is evaluated for.
    public enum SubjectShape: Sendable, Hashable {
        /// Each of the territory's own records of a kind.
        case one(String)
        /// Pairs of distinct records of a kind, at least one of them the territory's own; both orders
        /// when `ordered`. The variables are `a` and `b`.
        case pair(String, ordered: Bool)
        /// Every combination of own records: variable names and kinds.
        case product([Factor])
    }

    public struct Factor: Sendable, Hashable {
        public var variable: String
        public var kind: String

        public init(variable: String, kind: String) {
            self.variable = variable
            self.kind = kind
        }
    }

    /// What a question accepts as an answer.
    public struct Answer: Sendable {
        public var type: Attribute.ValueType
        public var unit: String
        /// The values a number may take; nil when nothing bounds it.
        public var range: Interval<Number>?
        /// The codes of a choice with their labels, in order; empty for other types.
        public var options: [CodeList.Entry]

        public init(
            type: Attribute.ValueType, unit: String = "", range: Interval<Number>? = nil,
            options: [CodeList.Entry] = []
        ) {
            self.type = type
            self.unit = unit
            self.range = range
            self.options = options
        }
    }

    /// An attribute whose fact helps settle a question.
    public struct Settling: Sendable, Hashable {
        public var kind: String
        public var attribute: String

        public init(kind: String, attribute: String) {
            self.kind = kind
            self.attribute = attribute
        }
    }

    public struct Detail: Sendable {
        public var name: String
        public var expression: CompiledExpression

        public init(name: String, expression: CompiledExpression) {
            self.name = name
            self.expression = expression
        }
    }

    public var id: String
    /// The rule set it stands in.
    public var pack: String
    public var role: Role
    public var labels: Localized
    /// How a question is put to a person.
    public var wording: Localized?
    public var subject: SubjectShape
    /// Attributes whose equality makes a pair a subject at all.
    public var same: [String] = []
    /// `a.domaine = b.domaine and …`; certainly false or null: the pair is no subject.
    public var sameExpression: CompiledExpression?
    /// Certainly false: the rule is not applicable to the subject.
    public var applies: CompiledExpression?
    public var when: CompiledExpression?
    public var value: CompiledExpression?
    /// Over the extra variable `value` (derived) or `answer` (asked).
    public var score: CompiledExpression?
    public var gravity: CompiledExpression?
    public var details: [Detail] = []
    public var absorbedBy: [String] = []
    public var unit: String = ""
    public var group: String?
    public var nature: Nature?
    public var answer: Answer?
    public var askedOf: String?
    public var minutes: Int?
    public var evidence: Localized?
    public var help: Localized?
    public var settledBy: [Settling] = []
    public var source: RuleSource?
    public var tag: Confidence?
    /// How long an answer holds from the day it is dated of, as an ISO 8601 duration in months; nil when it
    /// does not age.
    public var validity: String?
    /// What answers score 1 and 0, in words.
    public var good: Localized?
    public var bad: Localized?
    /// What goes with the conclusion and no expression decides, in the order of `Particular`.
    public var particulars: [(Particular, Localized)] = []
    /// When the rule is in force, both days included; nil is unbounded.
    public var inForce: (from: CalendarDate?, to: CalendarDate?) = (nil, nil)
    public var location: Location

    public init(id: String, pack: String, role: Role, labels: Localized, subject: SubjectShape, location: Location) {
        self.id = id
        self.pack = pack
        self.role = role
        self.labels = labels
        self.subject = subject
        self.location = location
    }

    /// Where a date stands to the days on which a rule is in force.
    public enum Force: String, Sendable {
        case inForce = "in_force"
        case notYet = "not_yet_in_force"
        case noLonger = "no_longer_in_force"
    }

    /// What a rule may tell of its conclusion in words, besides what it computes.
    public enum Particular: String, Sendable, CaseIterable {
        /// Who may take part.
        case participants
        /// What has to hold beforehand.
        case condition
        /// What has to be decided, by whom and after whose opinion.
        case decisions
        case staff, money, duration
    }

    public func force(at date: CalendarDate) -> Force {
        if let from = inForce.from, date < from { return .notYet }
        if let to = inForce.to, to < date { return .noLonger }
        return .inForce
    }

    /// Whether the rule gives a verdict, which expressions read as a truth value: null when it does not apply.
    public var concludes: Bool { role == .finding || role == .decision || role == .criterion }

    /// The subject's variables, in slot order after the globals.
    public var factors: [Factor] {
        switch subject {
        case .one(let kind): [Factor(variable: kind, kind: kind)]
        case .pair(let kind, _): [Factor(variable: "a", kind: kind), Factor(variable: "b", kind: kind)]
        case .product(let factors): factors
        }
    }
}
