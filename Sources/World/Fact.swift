public import FEEL

/// Names one record: `maison/A1`.
public struct RecordID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var kind: String
    public var key: String

    public init(kind: String, key: String) {
        self.kind = kind
        self.key = key
    }

    /// Reads `kind/key`; the key may itself hold slashes.
    public init?(_ text: some StringProtocol) {
        guard let slash = text.firstIndex(of: "/"), slash != text.startIndex else { return nil }
        self.kind = String(text[..<slash])
        self.key = String(text[text.index(after: slash)...])
    }

    public var description: String { "\(kind)/\(key)" }

    public static func < (left: RecordID, right: RecordID) -> Bool {
        (left.kind, left.key) < (right.kind, right.key)
    }
}

/// What a source states an attribute to be.
public enum FactValue: Hashable, Sendable {
    case number(Number)
    case boolean(Bool)
    /// Texts, codes and references to records.
    case text(String)
    case date(CalendarDate)
    case codes([String])
    /// A person was asked and gave no value: the attribute stays unknown, but it is known why.
    case withheld(Withheld)
    /// The attribute has no meaning for this record; expressions read null.
    case notApplicable

    public enum Withheld: String, Hashable, Sendable, CaseIterable {
        case dontKnow = "dont_know"
        case refused
        case toVerify = "to_verify"
        /// A value was stated and this reader may not read it (``Redaction``): no source can state this.
        case confidential
    }
}

/// A value of an attribute of a record, as a source states it.
public struct Fact: Hashable, Sendable {
    public var record: RecordID
    /// Empty for the statement that the record exists.
    public var attribute: String
    public var value: FactValue
    /// Who or what states it: a file, an import, a person.
    public var source: String
    /// When it holds in the world, both days included; nil is unbounded.
    public var validFrom: CalendarDate?
    public var validTo: CalendarDate?
    /// Where in the source: `maisons.csv:3:12`. Empty for an answer.
    public var origin: String
    /// Of an answer that does not say since when it holds: the day it was given. What stands in a file is dated by
    /// the file or not at all, so that a folder says the same whoever reads it, and whenever.
    public internal(set) var answeredOn: CalendarDate?

    public init(
        record: RecordID, attribute: String, value: FactValue, source: String,
        validFrom: CalendarDate? = nil, validTo: CalendarDate? = nil, origin: String = ""
    ) {
        self.record = record
        self.attribute = attribute
        self.value = value
        self.source = source
        self.validFrom = validFrom
        self.validTo = validTo
        self.origin = origin
    }

    /// The statement that a record exists.
    public static func existence(
        of record: RecordID, source: String, validFrom: CalendarDate? = nil, validTo: CalendarDate? = nil,
        origin: String = ""
    ) -> Fact {
        Fact(
            record: record, attribute: "", value: .boolean(true), source: source,
            validFrom: validFrom, validTo: validTo, origin: origin
        )
    }

    public var isExistence: Bool { attribute.isEmpty }

    /// The fact as learnt on a day: one that is dated, or stands in a file, is what it was.
    public func learnt(on day: CalendarDate?) -> Fact {
        var fact = self
        fact.answeredOn = origin.isEmpty && validFrom == nil ? day : nil
        return fact
    }
}

/// Facts that change together: one entry of the journal.
///
/// Applying a source again states what it now says and withdraws what it no longer says; facts of
/// other sources stay.
public struct ChangeSet: Hashable, Sendable {
    public enum Operation: Hashable, Sendable {
        /// The source states a fact; an earlier one of the same source, record and attribute gives way.
        case state(Fact)
        /// The source no longer states this attribute of this record; an empty attribute withdraws the
        /// record and all that the source states of it.
        case withdraw(record: RecordID, attribute: String)
    }

    public var territory: String
    public var source: String
    public var author: Author
    /// Why, in a person's words; may be empty for a watched folder.
    public var reason: String
    /// RFC 3339, UTC, whole seconds: when it was learnt. Given by the edge.
    public var recordedAt: String
    public var operations: [Operation]
    /// The day of ``recordedAt``, UTC; nil where that is no instant.
    public var recordedOn: CalendarDate? { CalendarDate(String(recordedAt.prefix(10))) }

    public init(
        territory: String, source: String, author: Author, reason: String, recordedAt: String,
        operations: [Operation]
    ) {
        self.territory = territory
        self.source = source
        self.author = author
        self.reason = reason
        self.recordedAt = recordedAt
        self.operations = operations
    }
}

/// Who made a change: the kernel's word for it.
public struct Author: Hashable, Sendable {
    public var uid: UInt32
    public var name: String

    public init(uid: UInt32, name: String) {
        self.uid = uid
        self.name = name
    }
}
