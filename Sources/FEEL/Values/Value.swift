public import Diagnostics

/// A FEEL value: what the standard defines, plus two things of ours that travel beside it: why a
/// null is null, and values that are not known.
///
/// - Source: DMN 1.5, §10.3.2.3 (types), §10.3.2.5 (ternary logic).
public enum Value: Sendable {
    /// `nil`: a null that was written. Otherwise an error or an absent input made it.
    case null(NullReason?)
    case boolean(Bool)
    case number(Number)
    case string(String)
    case date(CalendarDate)
    case time(TimeOfDay)
    case dateTime(DateAndTime)
    case daysDuration(DaysDuration)
    case monthsDuration(MonthsDuration)
    indirect case range(RangeValue)
    case list(ListValue)
    case context(ContextValue)
    case function(FunctionValue)
    /// A thing of the host (a record of the world): its members are computed on demand.
    case object(any HostObject)
    /// One of several values, we do not know which.
    case unknown(Unknown)

    public static var null: Value { .null(nil) }
    public static func number(_ value: Int) -> Value { .number(Number(value)) }

    public var isNull: Bool { if case .null = self { true } else { false } }
}

/// Why a null is not one that was written.
public final class NullReason: Sendable {
    public enum Kind: Sendable, Hashable {
        /// An operation failed: X and V codes of the diagnostics.
        case error(Code, Localized)
        /// An input was absent.
        case absent(Cause)
    }

    public let kind: Kind
    /// The part of the expression's text that made it.
    public let span: Span?

    public init(_ kind: Kind, span: Span? = nil) {
        self.kind = kind
        self.span = span
    }
}

/// A thing of the host, seen by expressions as a context whose members are computed on demand.
///
/// Two objects are equal when `identity` is equal. Implementations are pure: same member, same value.
public protocol HostObject: Sendable {
    /// Unique among objects, comparable between evaluations: `maison/A1`.
    var identity: String { get }
    /// The declared kind, for `instance of` and types: `maison`.
    var kind: String { get }
    /// - Returns: `nil` when the kind has no such member; a null or an unknown when it has no value.
    func member(_ name: String) -> Value?
    /// For a thing that stands for others nobody stated (a list's ``ListValue/Rest``): what it
    /// depends on. Whether it is the same as any other thing, itself included, is then unknown.
    var identityCauses: Causes? { get }
}

extension HostObject {
    public var identityCauses: Causes? { nil }
}

/// A missing thing that a result depends on.
public struct Cause: Hashable, Sendable, Comparable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// No source states this attribute of this record.
        case missingFact = "missing_fact"
        /// A list that no census closes may have further members.
        case openList = "open_list"
        /// Something refers to a record that nothing describes.
        case undescribedRecord = "undescribed_record"
        /// Sources disagree, and nobody has settled between them.
        case contradiction
        /// A measure between two records was not taken.
        case unmeasured
        /// What was stated holds no longer: it is older than it may be, and to be asked again.
        case staleFact = "stale_fact"
        /// A question that nobody answered.
        case unanswered
        /// A value was stated, and this reader may not read it.
        case confidential
        /// An input of an expression, declared unknown by its author.
        case input
    }

    /// Copied and compared by the million: the texts are held once.
    private final class Words: Sendable {
        let kind: Kind
        let subject: String
        let member: String

        init(_ kind: Kind, _ subject: String, _ member: String) {
            self.kind = kind
            self.subject = subject
            self.member = member
        }
    }

    private let words: Words
    /// Of the words, the same in every run.
    fileprivate let digest: UInt64

    public var kind: Kind { words.kind }
    /// What it is about: `maison/A1`, or an input's name.
    public var subject: String { words.subject }
    /// The attribute, list or measure: `places`. Empty for an input.
    public var member: String { words.member }

    public init(_ kind: Kind, subject: String, member: String = "") {
        words = Words(kind, subject, member)
        digest = Self.digest(kind, subject, member)
    }

    /// FNV-1a.
    private static func digest(_ kind: Kind, _ subject: String, _ member: String) -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in [kind.rawValue, subject, member] {
            for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
            digest = (digest ^ 0xFF) &* 0x100_0000_01B3
        }
        return digest
    }

    public static func == (left: Cause, right: Cause) -> Bool {
        guard left.digest == right.digest else { return false }
        return left.words === right.words
            || (left.kind == right.kind && left.subject == right.subject && left.member == right.member)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
    }

    /// An order at the least cost, which nobody is shown.
    fileprivate func comes(before other: Cause) -> Bool {
        digest != other.digest ? digest < other.digest : self < other
    }

    public static func < (left: Cause, right: Cause) -> Bool {
        (left.subject, left.member, left.kind.rawValue) < (right.subject, right.member, right.kind.rawValue)
    }
}

/// A set of causes.
public struct Causes: Hashable, Sendable {
    /// Each once, in no order that means anything: the same for the same causes.
    public private(set) var unordered: [Cause]

    /// Sorted.
    public var all: [Cause] { unordered.sorted() }
    public var count: Int { unordered.count }
    /// The first of ``all``.
    public var first: Cause? { unordered.min() }

    public init() {
        unordered = []
    }

    public init(_ causes: some Sequence<Cause>) {
        unordered = Set(causes).sorted { $0.comes(before: $1) }
    }

    /// That something is missing, where nobody asks what: adds nothing to itself, and swallows any other.
    ///
    /// For evaluations of which only the values and the verdicts are wanted: most of the time that unknown values
    /// take is spent on saying why they are unknown.
    public static let untold = Causes(single: Cause(.input, subject: ""))

    private var isUntold: Bool { unordered.count == 1 && unordered[0].digest == Causes.untold.unordered[0].digest }

    public static func one(_ cause: Cause) -> Causes {
        Causes(single: cause)
    }

    private init(single: Cause) {
        unordered = [single]
    }

    public var isEmpty: Bool { unordered.isEmpty }

    public func union(_ other: Causes) -> Causes {
        if other.isEmpty || other == self { return self }
        if isEmpty || other.isUntold { return other }
        if isUntold { return self }
        // Most unions add nothing: parts of one expression depend on the same missing things.
        if other.count <= count, contains(other) { return self }
        if count < other.count, other.contains(self) { return other }
        return Causes(merging: unordered, other.unordered)
    }

    /// Whether all of a set's causes are among these.
    private func contains(_ other: Causes) -> Bool {
        var i = 0
        for cause in other.unordered {
            while i < unordered.count, unordered[i] != cause {
                // Both are sorted: past its place, it is not there.
                if cause.comes(before: unordered[i]) { return false }
                i += 1
            }
            if i == unordered.count { return false }
            i += 1
        }
        return true
    }

    /// Two sorted lists in one pass: unions are made at every operation on unknowns.
    private init(merging left: [Cause], _ right: [Cause]) {
        unordered = []
        unordered.reserveCapacity(left.count + right.count)
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            if left[i] == right[j] {
                unordered.append(left[i])
                (i, j) = (i + 1, j + 1)
            } else if left[i].comes(before: right[j]) {
                unordered.append(left[i])
                i += 1
            } else {
                unordered.append(right[j])
                j += 1
            }
        }
        unordered += left[i...]
        unordered += right[j...]
    }
}

/// A value that is not known, with what it may be.
///
/// **Invariant:** `domain` holds every value that any completion of the missing inputs would give.
public struct Unknown: Sendable {
    public indirect enum Domain: Sendable {
        /// Exactly these, two or more, at most ``Domain/limit``, none of them unknown, no two equal.
        /// Booleans and enumerations are given so; a null may be one of them.
        case values([Value])
        /// A number within the interval; or a null when `orNull`.
        case number(Interval<Number>, orNull: Bool)
        /// A date within the interval; or a null when `orNull`.
        case date(Interval<CalendarDate>, orNull: Bool)
        /// Anything of a type, by its standard name, or anything at all.
        case any(type: String?)

        /// Larger sets are widened to an interval or to `any`.
        public static let limit = 64
    }

    public var domain: Domain
    public var causes: Causes

    public init(_ domain: Domain, _ causes: Causes) {
        self.domain = domain
        self.causes = causes
    }

    /// A boolean that may be either.
    public static func boolean(_ causes: Causes) -> Unknown {
        Unknown(.values([.boolean(false), .boolean(true)]), causes)
    }
}

/// An interval; a missing end is unbounded.
public struct Interval<Bound: Comparable & Hashable & Sendable>: Hashable, Sendable {
    public struct End: Hashable, Sendable {
        public var value: Bound
        public var isIncluded: Bool

        public init(_ value: Bound, isIncluded: Bool = true) {
            self.value = value
            self.isIncluded = isIncluded
        }
    }

    public var lower: End?
    public var upper: End?

    public init(lower: End? = nil, upper: End? = nil) {
        self.lower = lower
        self.upper = upper
    }

    public static func closed(_ lower: Bound, _ upper: Bound) -> Interval {
        Interval(lower: End(lower), upper: End(upper))
    }

    // Specialised where it is called: readers of tables ask it of each cell.
    @inlinable
    public func holds(_ value: Bound) -> Bool {
        if let lower, lower.isIncluded ? value < lower.value : value <= lower.value { return false }
        if let upper, upper.isIncluded ? value > upper.value : value >= upper.value { return false }
        return true
    }
}

/// A list, plain (`membership` is nil), or one whose members are not all known.
public struct ListValue: Sendable {
    public var items: [Value] { didSet { index = nil } }
    public var membership: Membership? { didSet { index = nil } }
    /// What answers filters in place of the elements, as long as the list is what it was made.
    public private(set) var index: (any SelectionIndex)?

    public init(_ items: [Value], membership: Membership? = nil) {
        self.items = items
        self.membership = membership
    }

    /// The same list, of which the host knows what filters keep.
    public func indexed(by index: any SelectionIndex) -> ListValue {
        var list = self
        list.index = index
        return list
    }

    /// What is not known about who belongs to a list.
    ///
    /// The elements that may still exist but nobody has stated are represented by `rest`: one
    /// abstract element that stands for `0...atMost` of them. A filter tests it like any other,
    /// so `maisons[couleur = "x"]` is closed as soon as the rest certainly fails the test.
    public final class Membership: Sendable {
        /// For each item, what its presence depends on; nil for an item that is certainly there.
        /// Same count as the list's items.
        public let presence: [Causes?]
        public let rest: [Rest]

        public init(presence: [Causes?], rest: [Rest]) {
            self.presence = presence
            self.rest = rest
        }
    }

    public struct Rest: Sendable {
        /// An abstract element: its members are unknowns over all they may be.
        public var element: Value
        /// How many such elements there may be, anywhere among the items; nil when nothing bounds it.
        /// Zero says something else: that the order of the items is not known.
        public var atMost: Int?
        public var causes: Causes

        public init(element: Value, atMost: Int?, causes: Causes) {
            self.element = element
            self.atMost = atMost
            self.causes = causes
        }
    }
}

/// Knows what filters keep of one list, found once for all who ask.
///
/// What it does not say, the evaluation finds out by asking each element.
public protocol SelectionIndex: AnyObject, Sendable {
    /// Whether each element has a member of that name; where not, none has.
    func has(_ member: String) -> Bool
    /// What `list[member = value]` keeps, as ``ListValue/selecting(_:is:options:)`` answers.
    func selection(where member: String, is value: Value) -> ListValue?
    /// The places, ascending, of the list's items of which it is not certain that the member differs from a value.
    func places(where member: String, mayBe value: Value) -> [Int]?
    /// The index of a list of some of the elements.
    func index(of part: ListValue) -> (any SelectionIndex)?
}

extension SelectionIndex {
    public func selection(where member: String, is value: Value) -> ListValue? { nil }
    public func places(where member: String, mayBe value: Value) -> [Int]? { nil }
    public func index(of part: ListValue) -> (any SelectionIndex)? { nil }
}

/// A context: entries in the order they were given, keys distinct.
public struct ContextValue: Sendable {
    public struct Entry: Sendable {
        public var key: String
        public var value: Value

        public init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    public private(set) var entries: [Entry]

    /// - Parameter entries: A later entry with the same key replaces the earlier one.
    public init(_ entries: [Entry] = []) {
        self.entries = []
        self.entries.reserveCapacity(entries.count)
        for entry in entries { self[entry.key] = entry.value }
    }

    /// - Precondition: No two entries have the same key.
    init(unchecked entries: [Entry]) {
        self.entries = entries
    }

    private func place(of key: String) -> Int? {
        for index in entries.indices where entries[index].key.hasCodePoints(of: key) { return index }
        return nil
    }

    /// Keys compare by code points, not by canonical equivalence.
    public subscript(key: String) -> Value? {
        get { place(of: key).map { entries[$0].value } }
        set {
            let index = place(of: key)
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append(Entry(key, value))
            case (nil, nil): break
            }
        }
    }
}

/// A range of values of one ordered type; a missing end (`nil`) is unbounded, a null end is an end
/// whose value is null.
public struct RangeValue: Sendable {
    public var lower: Value?
    public var includesLower: Bool
    public var upper: Value?
    public var includesUpper: Bool
    /// Written `(= 5)`: it holds what `[5..5]` holds, but is not equal to it.
    public var isPoint: Bool

    public init(lower: Value?, includesLower: Bool, upper: Value?, includesUpper: Bool, isPoint: Bool = false) {
        self.lower = lower
        self.includesLower = includesLower
        self.upper = upper
        self.includesUpper = includesUpper
        self.isPoint = isPoint
    }
}
