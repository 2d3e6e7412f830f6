public import Diagnostics
public import FEEL

/// How records of a kind are set side by side: what is told of each, and of what belongs to it.
///
/// A study decides nothing and ranks nothing: it says which figures and verdicts stand beside each other.
public struct Study: Sendable {
    /// What is told of the records that belong to each: who bears what.
    public struct Members: Sendable {
        public var kind: String
        /// Attributes and values.
        public var figures: [String]
        /// The figure whose sign tells who gains and who loses; nil when none does.
        public var change: String?
    }

    /// A total shared out by weighted shares: what a search for keys varies.
    public struct Key: Sendable {
        public struct Term: Sendable {
            /// An attribute or a value of the record: how much the share weighs.
            public var weight: String
            /// An attribute or a value of the member: what part of the total is its own under this term alone.
            public var share: String
        }

        public var total: String
        public var terms: [Term]
        /// What each member bears now.
        public var today: String
        /// Weights are multiples of one over this, 1...100.
        public var steps: Int
    }

    /// Who has a say, and which verdicts it makes.
    public struct Consent: Sendable {
        /// Of members.
        public var attribute: String
        /// The code that says yes.
        public var yes: String
        /// Rules about the record.
        public var rules: [String]
        /// A text of members: FEEL over the member's own names, that has to hold for its yes.
        public var condition: String?
        /// The code that says yes on that condition.
        public var conditional: String?
    }

    /// A record that is always among the others: taken from what is known where nobody states one.
    public struct Always: Sendable {
        public var id: String
        public var labels: Localized
        /// Over a record: true for one that is it.
        public var test: CompiledExpression
        /// Attributes, each FEEL over the record that the derived one belongs to; what is unknown there stays unstated.
        public var states: [(attribute: String, value: CompiledExpression)]
    }

    public var id: String
    public var labels: Localized
    public var kind: String
    /// Over a record: true for the one that the others are compared with.
    public var reference: CompiledExpression?
    public var figures: [String]
    /// The value whose robustness is told first; nil for the first derived one.
    public var pivot: String?
    /// Verdicts about the record.
    public var criteria: [String]
    /// Verdicts about the record that say which forms are open to it, with their particulars.
    public var forms: [String]
    public var members: Members?
    public var key: Key?
    public var consent: Consent?
    /// In their order.
    public var always: [Always] = []
}

/// A search among candidates for those that together fulfil constraints, and are best by objectives.
///
/// Everything is FEEL over one candidate (`x`), or two (`a`, `b`), and the record it is searched for: evaluated once each, whatever
/// the number of sets looked at.
public struct Search: Sendable {
    public struct Constraint: Sendable {
        public enum Form: Sendable {
            case each(CompiledExpression)
            case pairs(CompiledExpression)
            case linked(CompiledExpression)
            case core(CompiledExpression)
            case total(CompiledExpression, atLeast: CompiledExpression?, atMost: CompiledExpression?)
        }

        public var id: String
        public var labels: Localized
        public var form: Form
        public var source: RuleSource?
        public var tag: Confidence?
    }

    public struct Objective: Sendable {
        public var id: String
        public var labels: Localized
        public var amount: CompiledExpression
        public var divisor: CompiledExpression?
        public var prefersMore: Bool
        public var unit: String
    }

    public var id: String
    public var labels: Localized
    /// The kind of the record that it is searched for.
    public var kind: String
    /// A list of records.
    public var candidates: CompiledExpression
    public var constraints: [Constraint]
    public var objectives: [Objective]
}
