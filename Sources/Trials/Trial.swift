public import Diagnostics
public import Engine
public import FEEL
public import World

/// A test of rules: facts at a date, what is expected of them, and perhaps what follows.
public struct Trial: Sendable {
    /// The file it stands in: `rules/formes.test.yaml`.
    public var file: String
    public var name: Localized
    public var location: Location
    /// At least one; each has the facts of the one before, changed.
    public var steps: [Step]

    /// The world at a moment and what is expected of it.
    public struct Step: Sendable {
        public var snapshot: Snapshot
        /// The day whose law is applied; the snapshot's own when nil.
        public var lawDate: CalendarDate?
        /// Values of parameters that hold in this step instead of the pack's.
        public var parameters: [Setting] = []
        public var expectations: [Expectation]
    }
}

/// Another value of a parameter, `group.name`.
public struct Setting: Sendable {
    public var group: String
    public var name: String
    public var value: Value
}

/// What a test expects of a cell, of an assessment, of the findings or of the next questions.
public struct Expectation: Sendable {
    public enum Object: Sendable {
        case cell(rule: String, subject: Subject)
        case assessment(String, RecordID)
        /// Every finding that is yes and not absorbed, `rule subject…`, sorted: these and no other.
        case findings([String])
        /// Of the questions still to be asked, `subject.member`: some that are among them, some that are
        /// not, and those that come first.
        case questions(among: [String], not: [String], first: [String])
    }

    public var object: Object
    public var location: Location
    /// `yes`, `no`, `unknown`, `not_applicable`.
    public var verdict: Verdict?
    public var value: Wanted?
    public var score: Wanted?
    public var gravity: Wanted?
    /// Causes that have to be among the missing, `subject.member`.
    public var missing: [String] = []
    /// Rules that fold the finding, sorted; nil when nothing is said of it.
    public var absorbedBy: [String]?
    public var details: [(name: String, wanted: Wanted)] = []
    /// Of an assessment.
    public var band: Wanted?
    public var mean: Wanted?
    public var completeness: Wanted?
    public var gates: [(id: String, verdict: Verdict)] = []

    init(_ object: Object, at location: Location) {
        self.object = object
        self.location = location
    }
}

/// A value as a test writes it.
public indirect enum Wanted: Sendable {
    /// With as many decimals as the value is compared on.
    case number(Number, decimals: Int)
    case boolean(Bool)
    case text(String)
    case date(CalendarDate)
    case null
    case list([Wanted])
    /// Not certain, between two numbers, both of them possible.
    case between(Wanted?, Wanted?)
    /// Not certain, one of these.
    case among([Wanted])
    /// Not certain, whatever it may be.
    case uncertain

    /// - Returns: Whether the value is the one wanted.
    public func fits(_ value: Value?) -> Bool {
        switch (self, value ?? .null) {
        // What is written whole is meant to be; decimals say how far the figure is looked at.
        case (.number(let wanted, let decimals), .number(let got)):
            decimals == 0 ? got == wanted : got.rounded(scale: decimals) == wanted
        case (.boolean(let wanted), .boolean(let got)): wanted == got
        case (.text(let wanted), .string(let got)): wanted == got
        case (.text(let wanted), .object(let got)): wanted == got.identity
        case (.date(let wanted), .date(let got)): wanted == got
        // An error is no absence of meaning.
        case (.null, .null): value?.failure == nil
        case (.list(let wanted), .list(let got)):
            got.membership == nil && wanted.count == got.items.count
                && zip(wanted, got.items).allSatisfy { $0.fits($1) }
        case (.between(let lower, let upper), .unknown(let unknown)):
            if let ends = unknown.domain.numericHull {
                Wanted.fits(lower, ends.lower?.value) && Wanted.fits(upper, ends.upper?.value)
            } else {
                false
            }
        case (.among(let wanted), .unknown(let unknown)):
            if case .values(let values) = unknown.domain {
                values.count == wanted.count
                    && wanted.allSatisfy { one in values.contains { one.fits($0) } }
            } else {
                false
            }
        case (.uncertain, let got): !got.isCertain
        default: false
        }
    }

    private static func fits(_ wanted: Wanted?, _ number: Number?) -> Bool {
        guard let wanted else { return true }
        return number.map { wanted.fits(.number($0)) } ?? false
    }

    /// As a person reads it.
    var text: String {
        switch self {
        case .number(let number, _): number.description
        case .boolean(let flag): String(flag)
        case .text(let text): text
        case .date(let date): date.description
        case .null: "null"
        case .list(let items): "[" + items.map(\.text).joined(separator: ", ") + "]"
        case .between(let lower, let upper): "\(lower?.text ?? "…")..\(upper?.text ?? "…")"
        case .among(let items): items.map(\.text).joined(separator: " | ")
        case .uncertain: "?"
        }
    }
}

extension Value {
    /// As a person reads it in a test's failure; `?` with what it may be when it is not certain.
    var shown: String {
        switch self {
        case .unknown(let unknown):
            if let ends = unknown.domain.numericHull {
                return "? (\(ends.lower?.value.description ?? "…")..\(ends.upper?.value.description ?? "…"))"
            }
            if case .values(let values) = unknown.domain {
                return "? (" + values.map(\.shown).joined(separator: " | ") + ")"
            }
            return "?"
        case .number(let number): return number.description
        case .string(let text): return text
        case .object(let object): return object.identity
        case .list(let list):
            return (list.membership == nil ? "" : "? ") + "[" + list.items.map(\.shown).joined(separator: ", ") + "]"
        case .null: return "null"
        default: return feelDescription
        }
    }
}

extension Cause {
    /// `maison/A1.places`, as tests write causes.
    var written: String { member.isEmpty ? subject : "\(subject).\(member)" }
}

extension Verdict {
    /// English and French words for it.
    static let words: [String: Verdict] = [
        "yes": .yes, "oui": .yes, "no": .no, "non": .no, "unknown": .unknown, "inconnu": .unknown,
        "not_applicable": .notApplicable, "sans_objet": .notApplicable,
    ]
}
