public import Diagnostics
import FEEL
public import JSON
public import World

/// Facts as the body of a request gives them.
///
/// Two forms, which may stand together:
///
/// ```json
/// {"source": "visite de mars", "reason": "visite", "records": {"maison": [{"id": "A1", "places": 12}]}}
/// {"facts": [{"record": "maison/A1", "attribute": "places", "value": 12, "valid_from": "2026-01-01"}]}
/// ```
///
/// Values follow the words of cells: `"nsp"`, `"refus"`, `"a_verifier"`, `"sans_objet"`. In `facts`,
/// a null value withdraws what the source stated; without an attribute it withdraws the record.
/// A reference to a record that nothing describes is accepted: the body is not all there is. A record whose key
/// has several parts says them by its name alone: ``operations(over:vocabulary:source:)`` states those that nobody states.
public struct SocketFacts: Sendable {
    public struct Withdrawal: Hashable, Sendable {
        public var record: RecordID
        /// Empty for the whole record.
        public var attribute: String
    }

    /// Who or what states the facts; nil when the body does not say.
    public var source: String?
    /// Why, in a person's words; nil when the body does not say.
    public var reason: String?
    public var facts: [Fact]
    public var withdrawn: [Withdrawal]
    /// What the names of records say of their own keys, where these have several parts.
    var keyed: [Fact] = []

    /// The same over what is known, for records whose key has several parts.
    ///
    /// A fact of a record that nobody described states the parts of its key too, for as long as it holds itself: whatever
    /// asks for them would call them missing otherwise. When the last other word of a source on the record is withdrawn,
    /// they go with it.
    ///
    /// - Parameter source: Who states what the body says.
    public func operations(
        over base: FactBase, vocabulary: Vocabulary, source: String
    ) -> [ChangeSet.Operation] {
        let gone = Set(withdrawn.filter { $0.attribute.isEmpty }.map(\.record))
        let told = Set(facts.map(\.record))
        let emptied = Set(withdrawn.map(\.record)).subtracting(gone).subtracting(told).filter { record in
            guard let kind = vocabulary.kinds[record.kind], kind.key.count > 1 else { return false }
            let names = (base.records[record] ?? [:]).filter { $0.value.contains { $0.source == source } }.keys
            let left = Set(names).subtracting(withdrawn.filter { $0.record == record }.map(\.attribute))
            return !left.isEmpty && left.isSubset(of: kind.key)
        }
        let missing = keyed.compactMap { fact -> Fact? in
            if gone.contains(fact.record) { return fact }
            let known = base.records[fact.record]?[fact.attribute] ?? []
            if known.contains(where: { $0.covers(fact) }) { return nil }
            return known.first { $0.source == source }.map { fact.spanning($0) } ?? fact
        }
        return operations + emptied.sorted().map { .withdraw(record: $0, attribute: "") } + missing.map { .state($0) }
    }

    /// What the body asks for, as operations of one change set.
    public var operations: [ChangeSet.Operation] {
        withdrawn.map { .withdraw(record: $0.record, attribute: $0.attribute) } + facts.map { .state($0) }
    }

    /// Reads a body.
    ///
    /// - Parameter source: Who states the facts when the body does not say.
    /// - Returns: What could be read, and what is wrong with the rest; places are those of the body,
    ///   `<body>/facts/0/value`.
    public static func parse(
        json: JSONValue, vocabulary: Vocabulary, source: String = ""
    ) -> (SocketFacts, [Diagnostic]) {
        var reading = BodyReading(vocabulary: vocabulary, source: source)
        reading.read(json)
        return reading.finish()
    }

    /// Reads the facts of a body: ``parse(json:vocabulary:source:)`` without the rest.
    public static func read(json: JSONValue, vocabulary: Vocabulary) -> ([Fact], [Diagnostic]) {
        let (body, diagnostics) = parse(json: json, vocabulary: vocabulary)
        return (body.facts, diagnostics)
    }
}

private struct BodyReading {
    /// Sources whose facts come and go with a file: no one else speaks in their name.
    private static let reservedPrefixes = [
        TerritoryDescription.sourcePrefix, ImportMapping.sourcePrefix, "person:", Arbitration.source, "erasure",
    ]

    let vocabulary: Vocabulary
    private var records: RecordReader
    private var body = SocketFacts(facts: [], withdrawn: [])
    private var stated: [Fact] = []
    /// What the names of records say, each once.
    private var named: [RecordID: [Fact]] = [:]
    private var source: String

    init(vocabulary: Vocabulary, source: String) {
        self.vocabulary = vocabulary
        self.records = RecordReader(vocabulary: vocabulary)
        self.source = source
    }

    func finish() -> (SocketFacts, [Diagnostic]) {
        var body = body
        body.facts = (records.facts + stated).map { fact in
            var fact = fact
            fact.origin = ""
            return fact
        }
        let said = Set(body.facts.map { [$0.record.description, $0.attribute] })
        body.keyed = named.sorted { $0.key < $1.key }.flatMap(\.value).filter {
            !said.contains([$0.record.description, $0.attribute])
        }
        return (body, records.diagnostics.inOrder())
    }

    mutating func read(_ json: JSONValue) {
        let place = BodyPlace(path: "")
        guard let members = json.objectMembers else { return expected(.object, at: place, json) }
        body.source = text(json, "source", place)
        body.reason = text(json, "reason", place)
        if let named = body.source {
            if Self.reservedPrefixes.contains(where: named.hasPrefix) {
                records.report(.reservedSource(named, at: place.inside("source").location(.string(named))))
                body.source = nil
                return
            }
            source = named
        }
        let known = ["source", "reason", "territory", "records", "facts"]
        for member in members where !known.contains(member.name) {
            let here = place.inside(member.name)
            records.report(.unknownKey(member.name, among: known, at: here.location(member.value)))
        }
        if let block = json["records"] { readRecords(block, place.inside("records")) }
        if let block = json["facts"] { readFacts(block, place.inside("facts")) }
        if json["records"] == nil, json["facts"] == nil {
            let words = Localized(
                fr: "le corps n'a ni 'records' ni 'facts'", en: "the body has neither 'records' nor 'facts'")
            records.report(.bodyShape(words, at: place.location(json)))
        }
    }

    // MARK: Records

    private mutating func readRecords(_ block: JSONValue, _ place: BodyPlace) {
        guard let kinds = block.objectMembers else { return expected(.object, at: place, block) }
        for member in kinds {
            let here = place.inside(member.name)
            guard let kind = vocabulary.kinds[member.name] else {
                records.report(.unknownKind(member.name, vocabulary, at: here.location(.string(member.name))))
                continue
            }
            guard let items = member.value.arrayValue else {
                expected(.array, at: here, member.value)
                continue
            }
            for (index, item) in items.enumerated() {
                let here = here.inside(String(index))
                guard let fields = item.objectMembers else {
                    expected(.object, at: here, item)
                    continue
                }
                let draft = Draft(
                    location: here.location(item),
                    fields: fields.map {
                        let location = here.inside($0.name).location($0.value)
                        return Draft.Field(
                            name: $0.name, nameLocation: location,
                            written: Written(json: $0.value, at: here.inside($0.name)))
                    })
                records.checkNames(of: draft, kind: kind)
                records.read(draft, kind: kind, source: source)
            }
        }
    }

    // MARK: Facts

    private mutating func readFacts(_ block: JSONValue, _ place: BodyPlace) {
        guard let items = block.arrayValue else { return expected(.array, at: place, block) }
        for (index, item) in items.enumerated() { readFact(item, place.inside(String(index))) }
    }

    private mutating func readFact(_ item: JSONValue, _ place: BodyPlace) {
        guard let members = item.objectMembers else { return expected(.object, at: place, item) }
        let known = ["record", "attribute", "value", "valid_from", "valid_to"]
        for member in members where !known.contains(member.name) {
            let here = place.inside(member.name).location(member.value)
            records.report(.unknownKey(member.name, among: known, at: here))
        }
        guard let name = text(item, "record", place), let id = RecordID(name), !id.key.isEmpty else {
            let words = Localized(
                fr: "'record' attend genre/clé, par exemple maison/A1",
                en: "'record' takes kind/key, for example maison/A1")
            return records.report(.bodyShape(words, at: place.inside("record").location(item["record"] ?? .null)))
        }
        guard let kind = vocabulary.kinds[id.kind] else {
            return records.report(
                .unknownKind(id.kind, vocabulary, at: place.inside("record").location(.string(name))))
        }
        let attribute = text(item, "attribute", place) ?? ""
        guard let value = item["value"] else {
            let words = Localized(
                fr: "'value' manque ; null retire ce que la source disait",
                en: "'value' is missing; null withdraws what the source said")
            return records.report(.bodyShape(words, at: place.location(item)))
        }
        if attribute.isEmpty {
            if value.isNull {
                body.withdrawn.append(SocketFacts.Withdrawal(record: id, attribute: ""))
            } else {
                let words = Localized(fr: "'attribute' manque", en: "'attribute' is missing")
                records.report(.bodyShape(words, at: place.location(item)))
            }
            return
        }
        state(value, of: attribute, kind, id, item, place)
    }

    private mutating func state(
        _ value: JSONValue, of name: String, _ kind: Kind, _ id: RecordID, _ item: JSONValue, _ place: BodyPlace
    ) {
        guard let attribute = kind.attribute(name) else {
            let here = place.inside("attribute").location(.string(name))
            return records.report(.unknownAttribute(name, kind, at: here))
        }
        let here = place.inside("value")
        guard let from = date(item, "valid_from", place), let to = date(item, "valid_to", place) else { return }
        if let from = from.date, let to = to.date, to < from {
            return records.report(.reversedValidity(at: place.inside("valid_to").location(item["valid_to"] ?? .null)))
        }
        let written = Written(json: value, at: here)
        switch CellReader(vocabulary: vocabulary).read(written, as: attribute) {
        case .refused(let diagnostic):
            records.report(diagnostic)
        case .notStated:
            body.withdrawn.append(SocketFacts.Withdrawal(record: id, attribute: name))
        case .value(let value):
            guard !kind.key.contains(name) || value.keyText == part(name, of: id, kind) else {
                let words = Localized(
                    fr: "'\(name)' fait partie de la clé de '\(id)' et ne change pas",
                    en: "'\(name)' is part of the key of '\(id)' and does not change")
                return records.report(.bodyShape(words, at: written.location))
            }
            guard readKey(of: id, kind, from: from.date, to: to.date, place.inside("record")) else { return }
            stated.append(
                Fact(record: id, attribute: name, value: value, source: source, validFrom: from.date, validTo: to.date))
        }
    }

    /// Reads the parts of a key that has several out of the record's name.
    ///
    /// - Returns: False when the name cannot be one of the kind: it is then reported.
    private mutating func readKey(
        of id: RecordID, _ kind: Kind, from: CalendarDate?, to: CalendarDate?, _ place: BodyPlace
    ) -> Bool {
        guard kind.key.count > 1 else { return true }
        if let facts = named[id] {
            named[id] = facts.map { fact in
                var other = fact
                (other.validFrom, other.validTo) = (from, to)
                return fact.spanning(other)
            }
            return true
        }
        let place = place.location(.string(id.description))
        let isCensus = kind.name == vocabulary.census?.kind
        let names = kind.key.joined(separator: "|")
        let words = Localized(
            fr: "le nom d'un enregistrement de '\(kind.name)' attend \(kind.name)/\(names)",
            en: "the name of a record of '\(kind.name)' takes \(kind.name)/\(names)")
        var facts: [Fact] = []
        for name in kind.key {
            guard let attribute = kind.attribute(name) else { continue }
            guard let text = part(name, of: id, kind), !text.isEmpty || isCensus else {
                records.report(.bodyShape(words, at: place))
                return false
            }
            // What is empty in a census counts over all values: it states none.
            guard !text.isEmpty else { continue }
            switch CellReader(vocabulary: vocabulary).read(Written(.text(text), at: place), as: attribute) {
            case .refused(let diagnostic):
                records.report(diagnostic)
                return false
            case .value(let value) where value.keyText == text:
                facts.append(
                    Fact(record: id, attribute: name, value: value, source: source, validFrom: from, validTo: to))
            // Read otherwise than written, it would be another record's.
            case .value, .notStated:
                records.report(.bodyShape(words, at: place))
                return false
            }
        }
        named[id] = facts
        return true
    }

    private func part(_ name: String, of id: RecordID, _ kind: Kind) -> String? {
        guard kind.key.count > 1 else { return id.key }
        let parts = id.key.split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count == kind.key.count, let index = kind.key.firstIndex(of: name) else { return nil }
        return String(parts[index])
    }

    // MARK: Members

    private mutating func text(_ json: JSONValue, _ name: String, _ place: BodyPlace) -> String? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let text = value.stringValue else {
            expected(.string, at: place.inside(name), value)
            return nil
        }
        return text.trimmed.isEmpty ? nil : text.trimmed
    }

    /// - Returns: nil when what is written is no date; a nil date when nothing is written.
    private mutating func date(
        _ json: JSONValue, _ name: String, _ place: BodyPlace
    ) -> (date: CalendarDate?, Void)? {
        guard let value = json[name], !value.isNull else { return (nil, ()) }
        guard let date = value.stringValue.flatMap({ CalendarDate($0) }) else {
            let here = place.inside(name)
            records.report(.notADate(value.stringValue ?? value.serialized(), name, at: here.location(value)))
            return nil
        }
        return (date, ())
    }

    private enum Expected {
        case object, array, string
    }

    private mutating func expected(_ expected: Expected, at place: BodyPlace, _ found: JSONValue) {
        let words =
            switch expected {
            case .object: Localized(fr: "un objet est attendu ici", en: "an object is expected here")
            case .array: Localized(fr: "un tableau est attendu ici", en: "an array is expected here")
            case .string: Localized(fr: "un texte est attendu ici", en: "a string is expected here")
            }
        records.report(.bodyShape(words, at: place.location(found)))
    }
}

extension Fact {
    /// Whether it holds on every day on which another does.
    fileprivate func covers(_ other: Fact) -> Bool {
        let begins = validFrom.map { from in other.validFrom.map { from <= $0 } ?? false } ?? true
        let ends = validTo.map { to in other.validTo.map { $0 <= to } ?? false } ?? true
        return begins && ends
    }

    /// The same, holding from the first to the last day of both.
    fileprivate func spanning(_ other: Fact) -> Fact {
        var fact = self
        fact.validFrom = validFrom.flatMap { from in other.validFrom.map { min(from, $0) } }
        fact.validTo = validTo.flatMap { to in other.validTo.map { max(to, $0) } }
        return fact
    }
}

/// A place in a body, as a JSON Pointer (RFC 6901).
struct BodyPlace {
    var path: String

    func inside(_ name: String) -> BodyPlace {
        let escaped = name.flatMap { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }
        return BodyPlace(path: path + "/" + String(escaped))
    }

    /// A location whose text is the value that stands there.
    func location(_ value: JSONValue) -> Location {
        let source = SourceText(name: "<body>" + path, text: value.serialized())
        return Location(source, Span(0, source.bytes.count))
    }
}

extension Written {
    init(json: JSONValue, at place: BodyPlace) {
        let content: Content =
            switch json {
            case .null: .absent
            case .bool(let flag): .boolean(flag)
            case .number(let text): .number(text)
            case .string(let text): .text(text)
            case .array(let items):
                .list(items.enumerated().map { Written(json: $1, at: place.inside(String($0))) })
            case .object: .structure
            }
        self.init(content, at: place.location(json))
    }
}

extension Diagnostic {
    static func bodyShape(_ words: Localized, at location: Location) -> Diagnostic {
        Diagnostic(IntakeCode.bodyShape, words, at: location)
    }

    static func reservedSource(_ name: String, at location: Location) -> Diagnostic {
        .bodyShape(
            Localized(
                fr: "la source '\(name)' est tenue par un dossier ou un import",
                en: "the source '\(name)' is kept by a folder or an import"),
            at: location)
    }
}
