public import Diagnostics
import FEEL
public import World
public import YAMLReader

/// Facts written by record, `kind/key: {attribute: value}`, as changes to what a territory states: what
/// tests are made of.
///
/// Values follow the words of cells. A null takes back what every source states of the attribute, or of
/// the whole record; a list of mappings gives one statement a source.
public enum WrittenFacts {
    public enum Edit: Sendable {
        /// Adds the statement; the first of an attribute sets aside those that were there.
        case state(Fact)
        /// Nobody states the attribute any more; an empty one stands for the whole record.
        case withdraw(record: RecordID, attribute: String)
    }

    /// - Parameter source: Of the facts; the second statement of a list has `#2` after it, and so on.
    /// - Returns: What could be read, in the order written, and what is wrong with the rest.
    public static func read(
        _ pairs: [YAMLPair], vocabulary: Vocabulary, source: String
    ) -> ([Edit], [Diagnostic]) {
        var edits: [Edit] = []
        var diagnostics: [Diagnostic] = []
        for pair in pairs {
            guard let id = pair.key.text.flatMap({ RecordID($0) }), !id.key.isEmpty else {
                let words = Localized(
                    fr: "un enregistrement s'écrit genre/clé, par exemple maison/A1",
                    en: "a record is written kind/key, for example maison/A1")
                diagnostics.append(.fileShape(words, at: pair.key.location))
                continue
            }
            guard let kind = vocabulary.kinds[id.kind] else {
                diagnostics.append(.unknownKind(id.kind, vocabulary, at: pair.key.location))
                continue
            }
            if pair.value.isNull {
                edits.append(.withdraw(record: id, attribute: ""))
                continue
            }
            let statements = pair.value.items ?? [pair.value]
            for (position, statement) in statements.enumerated() {
                var reader = RecordReader(vocabulary: vocabulary)
                guard let entries = statement.entries else {
                    let words = Localized(
                        fr: "un enregistrement est un ensemble de clés", en: "a record is a set of keys")
                    diagnostics.append(.fileShape(words, at: statement.location))
                    continue
                }
                var fields = entries.map {
                    Draft.Field(name: $0.name, nameLocation: $0.location, written: $0.value.written)
                }
                fields += keyFields(of: id, kind, at: pair.key.location).filter { key in
                    !fields.contains { $0.name == key.name }
                }
                let draft = Draft(location: pair.key.location, fields: fields)
                reader.checkNames(of: draft, kind: kind)
                reader.read(draft, kind: kind, source: position == 0 ? source : "\(source)#\(position + 1)")
                diagnostics += reader.diagnostics
                edits += fields.filter { $0.written.isAbsent && kind.attribute($0.name) != nil }
                    .map { .withdraw(record: id, attribute: $0.name) }
                edits += reader.facts.map { .state($0) }
            }
        }
        return (edits, diagnostics.inOrder())
    }

    /// The attributes of the key, as the record's name gives them.
    private static func keyFields(of id: RecordID, _ kind: Kind, at location: Location) -> [Draft.Field] {
        let parts =
            kind.key.count == 1
            ? [id.key] : id.key.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        return zip(kind.key, parts).map {
            Draft.Field(name: $0, nameLocation: location, written: Written(.text($1), at: location))
        }
    }

    /// The base with the edits made, in order.
    public static func apply(_ edits: [Edit], to base: FactBase) -> FactBase {
        var records = base.records
        // Statements of these edits stand beside one another, and set aside those of the base.
        var replaced: [RecordID: Set<String>] = [:]
        for edit in edits {
            switch edit {
            case .withdraw(let record, let attribute):
                if attribute.isEmpty { records[record] = nil } else { records[record]?[attribute] = nil }
            case .state(let fact):
                let isFirst = replaced[fact.record, default: []].insert(fact.attribute).inserted
                if isFirst { records[fact.record, default: [:]][fact.attribute] = [] }
                records[fact.record, default: [:]][fact.attribute, default: []].append(fact)
            }
        }
        return FactBase(territory: base.territory, records: records)
    }
}
