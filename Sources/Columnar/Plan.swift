import FEEL
import Packs

/// The records of a territory that aggregates go through, by what they share with a subject.
struct Source: Hashable, Sendable {
    var subjectKind: String
    var kind: String
    /// Over an element and over a subject: what is equal in both; nil when every subject has all elements.
    var elementKey: Program?
    var subjectKey: Program?
    var keyType: ColumnType?
}

/// One figure over the elements of a source that pass a condition.
struct Aggregate: Hashable, Sendable {
    var source: Int
    var condition: Program?
    var operation: Operation

    enum Operation: Hashable, Sendable {
        case count
        /// How many values there are: as many as elements, once all are known.
        case countOf(Program)
        case sum(Program)
        case least(Program)
        case greatest(Program)
        /// How many values differ.
        case distinct(Program, ColumnType)
        /// The sum, over the records of a kind that elements refer to, each once.
        case sumOverDistinct(Program, kind: String, Program)
        /// How many records that elements belong to have so many of them.
        case parents(of: Program, kind: String, Program.Code, Int64)
        case pairs(PairTest, countsMembers: Bool)
    }
}

/// When two elements of a list are a pair.
struct PairTest: Hashable, Sendable {
    var equal: [Program]
    /// What differs: no record is in a pair with itself.
    var different: Program
    var distance: Distance?

    /// `(x - x')² + (y - y')²` is at most the square.
    struct Distance: Hashable, Sendable {
        var x: Program
        var y: Program
        var square: Int64
    }
}

/// A rule in columns.
struct RulePlan: Sendable {
    var rule: Rule
    var kind: String
    var program: Program
    var type: ColumnType
    var slot: Int
}

/// The rules of a pack over a world's columns, in an order in which each reads only those before it.
struct Plan: Sendable {
    enum Node: Sendable {
        case aggregate(Aggregate, slot: Int)
        case rule(RulePlan)
    }

    var nodes: [Node] = []
    var sources: [Source] = []
    /// Rules left to the general evaluation, with the reason.
    var general: [(rule: Rule, reason: String)] = []
    /// Columns by slot: a kind's attribute, or a result.
    var slots: [Slot] = []
    var tables: [[Int64?]] = []

    struct Slot: Hashable, Sendable {
        var kind: String
        /// An attribute's name, or a result's.
        var name: String
        var isResult: Bool
    }

    /// What each rule is in columns, by its id.
    var rules: [String: RulePlan] = [:]
}
