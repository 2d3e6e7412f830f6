import Diagnostics
import FEEL
import World

/// Turns drafts into facts, one source at a time.
///
/// **Invariant:** each refusal stands alone: a refused cell hides neither the rest of its row nor
/// the next rows; a refused row states nothing at all.
struct RecordReader {
    /// Columns of every file beside the attributes, unless the kind declares one of that name.
    static let ownColumns: Set<String> = ["valid_from", "valid_to", "source"]

    let vocabulary: Vocabulary
    private(set) var facts: [Fact] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Where each record of each source was first stated.
    private var stated: [Statement: Location] = [:]
    /// What references point at, to be checked when every source is read.
    private(set) var references: [Reference] = []

    private struct Statement: Hashable {
        var source: String
        var record: RecordID
    }

    struct Reference {
        var target: RecordID
        var attribute: String
        var location: Location
    }

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    /// Reads a record and its facts.
    ///
    /// - Parameters:
    ///   - source: The source of its facts; a `source` column adds `#` and its text, so that two
    ///     people's words in one file stay two sources.
    ///   - defaults: Validity where the draft gives none.
    /// - Returns: The record, or nil when it is refused.
    @discardableResult
    mutating func read(
        _ draft: Draft, kind: Kind, source: String, defaults: Validity = Validity()
    ) -> RecordID? {
        guard let record = key(of: draft, kind: kind), let validity = validity(of: draft, kind, defaults) else {
            return nil
        }
        let source = ownSource(of: draft, kind, source)
        let statement = Statement(source: source, record: record.id)
        if let first = stated[statement] {
            report(.duplicateRecord(record.id, first: first, at: record.location))
            return nil
        }
        stated[statement] = record.location
        facts.append(
            .existence(
                of: record.id, source: source, validFrom: validity.from, validTo: validity.to,
                origin: record.location.origin))
        let cells = CellReader(vocabulary: vocabulary)
        for field in draft.fields {
            // Words of before are kept as they are, like those of the journal: they are told in today's when they are read.
            guard let attribute = vocabulary.readable(field.name, of: kind.name) else { continue }
            switch cells.read(field.written, as: attribute) {
            case .notStated:
                break
            case .refused(let diagnostic):
                report(diagnostic)
            case .value(let value):
                facts.append(
                    Fact(
                        record: record.id, attribute: attribute.name, value: value, source: source,
                        validFrom: validity.from, validTo: validity.to, origin: field.written.location.origin))
                note(value, of: attribute, at: field.written.location)
            }
        }
        return record.id
    }

    /// Reports each name of the draft that is no attribute of the kind.
    mutating func checkNames(of draft: Draft, kind: Kind) {
        for field in draft.fields { checkName(field.name, at: field.nameLocation, kind: kind) }
    }

    mutating func checkName(_ name: String, at location: Location, kind: Kind) {
        guard vocabulary.readable(name, of: kind.name) == nil, !Self.ownColumns.contains(name) else { return }
        report(.unknownAttribute(name, kind, at: location))
    }

    /// Validity, both days included.
    struct Validity {
        var from: CalendarDate?
        var to: CalendarDate?
    }

    // MARK: Parts

    /// The record's key: the texts of its key attributes, joined by `|`.
    ///
    /// Every part has to be there, except in a census: a part left empty there counts over all values.
    private mutating func key(of draft: Draft, kind: Kind) -> (id: RecordID, location: Location)? {
        var parts: [String] = []
        var location: Location?
        let isCensus = kind.name == vocabulary.census?.kind
        let cells = CellReader(vocabulary: vocabulary)
        for name in kind.key {
            let field = draft.field(name)
            let attribute = kind.attribute(name) ?? Attribute(name: name, type: .text, labels: Localized(both: name))
            switch field.map({ cells.read($0.written, as: attribute) }) ?? .notStated {
            case .refused(let diagnostic):
                report(diagnostic)
                report(.missingKey(kind, name, at: field?.written.location ?? draft.location))
                return nil
            case .value(let value):
                guard let text = value.keyText else {
                    report(.missingKey(kind, name, at: field?.written.location ?? draft.location))
                    return nil
                }
                if kind.key.count > 1, text.contains("|") {
                    report(.ambiguousKey(text, name, at: field?.written.location ?? draft.location))
                    return nil
                }
                parts.append(text)
            case .notStated:
                guard isCensus, kind.key.count > 1, name != vocabulary.census?.of else {
                    report(.missingKey(kind, name, at: draft.location))
                    return nil
                }
                parts.append("")
            }
            location = location ?? field?.written.location
        }
        guard !parts.isEmpty else {
            report(.missingKey(kind, "", at: draft.location))
            return nil
        }
        return (RecordID(kind: kind.name, key: parts.joined(separator: "|")), location ?? draft.location)
    }

    /// - Returns: nil when a date of it is wrong: a fact whose validity is not known is not stated.
    private mutating func validity(of draft: Draft, _ kind: Kind, _ defaults: Validity) -> Validity? {
        var dates: [CalendarDate?] = [defaults.from, defaults.to]
        for (index, name) in ["valid_from", "valid_to"].enumerated() {
            guard kind.attribute(name) == nil, let field = draft.field(name), !field.written.isAbsent else { continue }
            guard case .text(let text) = field.written.content, let date = CalendarDate(text) else {
                let text = if case .text(let text) = field.written.content { text } else { "…" }
                report(.notADate(text, name, at: field.written.location))
                return nil
            }
            dates[index] = date
        }
        if let from = dates[0], let to = dates[1], to < from {
            report(.reversedValidity(at: draft.field("valid_to")?.written.location ?? draft.location))
            return nil
        }
        return Validity(from: dates[0], to: dates[1])
    }

    private func ownSource(of draft: Draft, _ kind: Kind, _ source: String) -> String {
        guard kind.attribute("source") == nil, let field = draft.field("source"),
            case .text(let text) = field.written.content
        else { return source }
        return "\(source)#\(text)"
    }

    private mutating func note(_ value: FactValue, of attribute: Attribute, at location: Location) {
        guard case .reference(let target) = attribute.type, case .text(let key) = value else { return }
        references.append(
            Reference(target: RecordID(kind: target, key: key), attribute: attribute.name, location: location))
    }
}

extension FactValue {
    /// The value as a part of a key; nil when it cannot name a record.
    var keyText: String? {
        switch self {
        case .text(let text): text
        case .number(let number): number.description
        case .date(let date): date.description
        case .boolean(let flag): flag ? "oui" : "non"
        case .codes(let codes): codes.joined(separator: ";")
        case .withheld, .notApplicable: nil
        }
    }
}
