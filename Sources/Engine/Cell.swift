public import FEEL
public import World

/// What a rule concludes about a subject.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    case yes, no, unknown
    case notApplicable = "not_applicable"
}

/// Which records a rule is evaluated for, in the order of the rule's variables.
public struct Subject: Hashable, Sendable, Comparable {
    public let records: [RecordID]

    public init(_ records: [RecordID]) {
        self.records = records
    }

    public static func < (left: Subject, right: Subject) -> Bool {
        left.records.lexicographicallyPrecedes(right.records)
    }
}

/// One rule evaluated for one subject.
public struct Cell: Sendable {
    public let rule: String
    public let subject: Subject
    /// Nil for a value, which is no judgement.
    public let verdict: Verdict?
    /// The figure of a value, the answer of a question, the figure beside a decision.
    public let value: Value?
    /// How grave a finding is: a gravity's id, or an unknown among several; nil when it is not one.
    public let gravity: Value?
    /// Rules whose verdict *yes* on the same subject makes this one fold in lists.
    public let absorbedBy: [String]
    /// What the rule says besides, in its order.
    public let details: [Detail]
    /// What the verdict, or the value, lacks to be certain; empty when it is.
    public let missing: Causes
    /// A question's score, 0...1, or an unknown; nil when it has none.
    public let score: Value?
    /// Why an evaluation failed, when it did: a defect of the rule, which leaves the verdict unknown.
    public let failure: NullReason?

    public struct Detail: Sendable {
        public let name: String
        public let value: Value

        public init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    public init(
        rule: String, subject: Subject, verdict: Verdict?, value: Value? = nil, gravity: Value? = nil,
        absorbedBy: [String] = [], details: [Detail] = [], missing: Causes = Causes(), score: Value? = nil,
        failure: NullReason? = nil
    ) {
        self.rule = rule
        self.subject = subject
        self.verdict = verdict
        self.value = value
        self.gravity = gravity
        self.absorbedBy = absorbedBy
        self.details = details
        self.missing = missing
        self.score = score
        self.failure = failure
    }
}
