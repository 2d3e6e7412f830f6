/// A person's word between sources that disagree: a fact of a source of its own.
///
/// It holds as long as nothing new is said: every other statement is one that it weighed. A source that
/// changes its word, or a new one that speaks, opens the disagreement again.
public enum Arbitration {
    /// The source of arbitrations; no request can speak in its name.
    public static let source = "arbitration"

    /// What an arbitration says of itself.
    public struct Account: Hashable, Sendable {
        /// The source that was believed.
        public var retained: String
        public var author: String
        /// RFC 3339.
        public var recordedAt: String
        public var reason: String

        public init(retained: String, author: String, recordedAt: String, reason: String) {
            self.retained = retained
            self.author = author
            self.recordedAt = recordedAt
            self.reason = reason
        }
    }

    /// - Parameter facts: Of one attribute of one record, by other sources.
    /// - Returns: Nil when the source to be retained is none of theirs.
    public static func fact(_ account: Account, among facts: [Fact]) -> Fact? {
        guard let retained = facts.first(where: { $0.source == account.retained }) else { return nil }
        let parts = [account.retained, account.author, account.recordedAt, account.reason] + facts.map(mark).sorted()
        return Fact(
            record: retained.record, attribute: retained.attribute, value: retained.value, source: Arbitration.source,
            validFrom: retained.validFrom, validTo: retained.validTo,
            origin: parts.map { $0.filter { $0 != separator } }.joined(separator: String(separator)))
    }

    /// - Returns: Nil for a fact that is no arbitration.
    public static func account(_ fact: Fact) -> Account? {
        let parts = fact.origin.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        guard fact.source == source, parts.count >= 4 else { return nil }
        return Account(retained: parts[0], author: parts[1], recordedAt: parts[2], reason: parts[3])
    }

    /// Whether an arbitration weighed each of these statements as it now stands.
    static func covers(_ arbitration: Fact, _ facts: [Fact]) -> Bool {
        let weighed = Set(
            arbitration.origin.split(separator: separator, omittingEmptySubsequences: false).dropFirst(4).map(
                String.init))
        return facts.allSatisfy { weighed.contains(mark($0)) }
    }

    /// Between the parts of an arbitration's origin: the unit separator, which no text of a file holds.
    private static let separator: Character = "\u{1F}"

    private static func mark(_ fact: Fact) -> String {
        let days = [fact.validFrom, fact.validTo].map { $0?.description ?? "" }.joined(separator: "/")
        return "\(fact.source)=\(fact.value.mark) \(days)".filter { $0 != separator }
    }
}

extension Fact {
    /// Where a person finds the statement; empty for what stands in no file.
    public var place: String { source == Arbitration.source ? "" : origin }
}

extension FactValue {
    /// A text that two values share only when they are equal.
    fileprivate var mark: String {
        switch self {
        case .number(let number): "number \(number)"
        case .boolean(let flag): "boolean \(flag)"
        case .text(let text): "text \(text)"
        case .date(let date): "date \(date)"
        case .codes(let codes): "codes \(codes.joined(separator: "\u{1E}"))"
        case .withheld(let why): "withheld \(why.rawValue)"
        case .notApplicable: "not applicable"
        }
    }
}
