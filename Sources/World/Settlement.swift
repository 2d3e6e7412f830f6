public import Diagnostics
public import FEEL

/// A declared order of sources, for where they disagree: never without a reason, an author and a date.
public struct Precedence: Sendable, Hashable {
    /// Nil for every kind.
    public var kind: String?
    /// Nil for every attribute.
    public var attribute: String?
    /// Most believed first; a final `*` stands for any ending.
    public var sources: [String]
    public var reason: Localized
    public var author: String
    public var date: CalendarDate

    public init(
        kind: String?, attribute: String?, sources: [String], reason: Localized, author: String, date: CalendarDate
    ) {
        self.kind = kind
        self.attribute = attribute
        self.sources = sources
        self.reason = reason
        self.author = author
        self.date = date
    }

    func fits(_ kind: String, _ attribute: String) -> Bool {
        (self.kind ?? kind) == kind && (self.attribute ?? attribute) == attribute
    }

    /// 0 for the most believed; after the last for a source that is not listed.
    func rank(_ source: String) -> Int {
        sources.firstIndex { pattern in
            pattern.hasSuffix("*") ? source.hasPrefix(pattern.dropLast()) : source == pattern
        } ?? sources.count
    }
}

/// Why, of several statements that disagree, some do not count.
public struct Settlement: Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case precedence(Precedence)
        /// The arbitration itself.
        case arbitration(Fact)
    }

    public var reason: Reason
    /// Statements that do not count, by source.
    public var setAside: [Fact]
}

extension Settlement {
    /// What counts of the statements about one attribute, and why the rest does not.
    ///
    /// Statements that agree, or of which one gives no value, all count. An arbitration counts alone as
    /// long as it weighed every other statement; else it counts for nothing.
    static func settle(
        _ facts: [Fact], of kind: String, _ attribute: String, _ precedences: [Precedence]
    ) -> (counted: [Fact], settlement: Settlement?) {
        var facts = facts
        if let index = facts.firstIndex(where: { $0.source == Arbitration.source }) {
            var arbitration = facts.remove(at: index)
            // What was believed grows no younger by being believed.
            let retained = Arbitration.account(arbitration)?.retained
            arbitration.answeredOn = facts.first { $0.source == retained }?.answeredOn
            if facts.isEmpty || Arbitration.covers(arbitration, facts) {
                return ([arbitration], Settlement(reason: .arbitration(arbitration), setAside: facts))
            }
        }
        guard facts.count > 1, !precedences.isEmpty else { return (facts, nil) }
        let stated = facts.filter { if case .withheld = $0.value { false } else { true } }
        guard let first = stated.first, stated.contains(where: { $0.value != first.value }),
            let precedence = precedences.first(where: { $0.fits(kind, attribute) }),
            let best = stated.map({ precedence.rank($0.source) }).min()
        else { return (facts, nil) }
        let aside = stated.filter { precedence.rank($0.source) > best }
        if aside.isEmpty { return (facts, nil) }
        let counted = facts.filter { fact in !aside.contains { $0.source == fact.source } }
        return (counted, Settlement(reason: .precedence(precedence), setAside: aside))
    }
}
