public import Diagnostics
import FEEL
public import World
import YAMLReader

/// Reads the files of a territory.
///
/// `territory.yaml` names the territory; `<plural>.csv` holds the records of one kind; any other
/// YAML file with `records:` adds some. Files may be absent, and one that is wrong hides no other.
public enum TerritoryFolder {
    /// - Parameters:
    ///   - files: Texts by name relative to the folder, in any order.
    ///   - unread: Files that are there and whose text could not be had.
    ///   - isComplete: Whether `files` and `unread` are all there is.
    /// - Returns: What could be read, and what is wrong with the rest, in order.
    public static func read(
        files: [SourceText], vocabulary: Vocabulary, unread: [String] = [], isComplete: Bool = true
    ) -> (TerritoryDescription, [Diagnostic]) {
        var reading = FolderReading(vocabulary: vocabulary, unread: unread, isComplete: isComplete)
        for file in files.sorted(by: { $0.name < $1.name }) { reading.read(file) }
        return reading.finish()
    }

    /// Reads a folder's contents as the disk gave them.
    ///
    /// - Returns: The diagnostics of both readings.
    public static func read(
        _ contents: FolderContents, vocabulary: Vocabulary
    ) -> (TerritoryDescription, [Diagnostic]) {
        let (description, diagnostics) = read(
            files: contents.files, vocabulary: vocabulary, unread: contents.unread, isComplete: contents.isComplete)
        return (description, (contents.diagnostics + diagnostics).inOrder())
    }
}

/// A reading of a folder as it goes.
struct FolderReading {
    let vocabulary: Vocabulary
    var description: TerritoryDescription
    var records: RecordReader
    private var territoryFile: Location?

    init(vocabulary: Vocabulary, unread: [String], isComplete: Bool) {
        self.vocabulary = vocabulary
        self.description = TerritoryDescription(territory: "", unread: Set(unread), isComplete: isComplete)
        self.records = RecordReader(vocabulary: vocabulary)
    }

    mutating func read(_ file: SourceText) {
        if file.name.hasSuffix(".csv") {
            // A table in a folder of its own is raw material for an import.
            if !file.name.contains("/") { readTable(file) }
        } else if file.name.hasSuffix(".yaml") || file.name.hasSuffix(".yml") {
            readDocument(file)
        }
    }

    mutating func finish() -> (TerritoryDescription, [Diagnostic]) {
        if description.territory.isEmpty { records.report(.territoryNotNamed(at: territoryFile)) }
        checkReferences()
        description.facts = records.facts
        return (description, records.diagnostics.inOrder())
    }

    // MARK: Tables

    private mutating func readTable(_ file: SourceText) {
        let name = String(file.name.dropLast(".csv".count))
        guard let kind = vocabulary.kinds.values.first(where: { $0.plural == name }) else {
            let plurals = vocabulary.kinds.values.map(\.plural).filter { !$0.isEmpty }.sorted()
            return records.report(.unknownFile(file, name: name, plurals: plurals))
        }
        let (table, diagnostics) = Table.read(file)
        for diagnostic in diagnostics { records.report(diagnostic) }
        guard let table else {
            description.unread.insert(file.name)
            return
        }
        for column in table.columns where !column.name.isEmpty {
            records.checkName(column.name, at: column.location, kind: kind)
        }
        for row in table.rows {
            let fields = zip(table.columns, row.cells).map { column, cell in
                Draft.Field(name: column.name, nameLocation: column.location, written: cell)
            }
            records.read(Draft(location: row.location, fields: fields), kind: kind, source: file.name)
        }
    }

    // MARK: YAMLNodes

    private mutating func readDocument(_ file: SourceText) {
        let (root, diagnostics) = YAMLReader.read(file)
        for diagnostic in diagnostics { records.report(diagnostic) }
        guard let root else {
            if diagnostics.hasErrors { description.unread.insert(file.name) }
            return
        }
        let isTerritory = file.name == "territory.yaml" || file.name == "territory.yml"
        guard let entries = root.entries else {
            description.unread.insert(file.name)
            let words = Localized(
                fr: "'\(file.name)' doit être un ensemble de clés", en: "'\(file.name)' has to be a set of keys")
            return records.report(.fileShape(words, at: root.location))
        }
        let format = root["format"]?.text
        if let format, format != "territory/1" {
            if isTerritory { records.report(.wrongFormat(format, at: root["format"]?.location)) }
            return
        }
        if isTerritory {
            readHead(root)
        } else if root["records"] == nil {
            let words = Localized(
                fr: "'\(file.name)' n'a pas de clé 'records'", en: "'\(file.name)' has no key 'records'")
            records.report(.fileShape(words, at: root.location))
        }
        for entry in entries where !["format", "territory", "at", "records"].contains(entry.name) {
            records.report(
                .unknownKey(entry.name, among: ["format", "territory", "at", "records"], at: entry.location))
        }
        if let block = root["records"] { readRecords(block, of: file) }
    }

    private mutating func readHead(_ root: YAMLNode) {
        territoryFile = root.location
        if let name = root["territory"]?.text, !name.trimmed.isEmpty {
            description.territory = name.trimmed
        }
        if let at = root["at"] {
            if let date = at.text.flatMap({ CalendarDate($0) }) {
                description.at = date
            } else {
                description.hasWrongDate = true
                records.report(.notADate(at.text ?? "…", "at", at: at.location))
            }
        }
    }

    private mutating func readRecords(_ block: YAMLNode, of file: SourceText) {
        if block.isNull { return }
        guard let kinds = block.entries else {
            let words = Localized(fr: "'records' se range par genre", en: "'records' is arranged by kind")
            return records.report(.fileShape(words, at: block.location))
        }
        for entry in kinds {
            guard let kind = vocabulary.kinds[entry.name] else {
                records.report(.unknownKind(entry.name, vocabulary, at: entry.location))
                continue
            }
            if entry.value.isNull { continue }
            guard let items = entry.value.items else {
                let words = Localized(
                    fr: "les enregistrements de '\(kind.name)' se donnent en liste",
                    en: "the records of '\(kind.name)' are given as a list")
                records.report(
                    .fileShape(
                        words, at: entry.value.location,
                        help: Localized(fr: "mettez un tiret devant chacun", en: "put a dash before each")))
                continue
            }
            for item in items { readRecord(item, kind: kind, of: file) }
        }
    }

    private mutating func readRecord(_ item: YAMLNode, kind: Kind, of file: SourceText) {
        guard let entries = item.entries else {
            let words = Localized(
                fr: "un enregistrement de '\(kind.name)' est un ensemble de clés",
                en: "a record of '\(kind.name)' is a set of keys")
            return records.report(.fileShape(words, at: item.location))
        }
        let draft = Draft(
            location: item.location,
            fields: entries.map {
                Draft.Field(name: $0.name, nameLocation: $0.location, written: $0.value.written)
            })
        records.checkNames(of: draft, kind: kind)
        records.read(draft, kind: kind, source: file.name)
    }

    // MARK: References

    private mutating func checkReferences() {
        var known: [String: Set<String>] = [:]
        for fact in records.facts where fact.isExistence {
            known[fact.record.kind, default: []].insert(fact.record.key)
        }
        // Said once for each record that is missing, at the first place that names it.
        var said: Set<RecordID> = []
        for reference in records.references {
            let keys = known[reference.target.kind] ?? []
            guard !keys.contains(reference.target.key), said.insert(reference.target).inserted else { continue }
            records.report(.danglingReference(reference, known: keys.sorted()))
        }
    }
}

extension Diagnostic {
    static func wrongFormat(_ format: String, at location: Location?) -> Diagnostic {
        .fileShape(
            Localized(
                fr: "'\(format)' n'est pas le format d'un territoire", en: "'\(format)' is not a territory's format"),
            at: location,
            help: Localized(fr: "écrivez 'format: territory/1'", en: "write 'format: territory/1'"))
    }

    static func unknownKey(_ name: String, among names: [String], at location: Location?) -> Diagnostic {
        .fileShape(
            Localized(fr: "la clé '\(name)' n'est pas connue ici", en: "the key '\(name)' is not known here"),
            at: location,
            help: NearestName.nearest(to: name, among: names).map {
                Localized(fr: "écrivez '\($0)'", en: "write '\($0)'")
            }
                ?? Localized(
                    fr: "les clés sont : \(names.joined(separator: ", "))",
                    en: "the keys are: \(names.joined(separator: ", "))"))
    }
}
