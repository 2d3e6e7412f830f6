import CSVReader
public import Diagnostics
import FEEL
public import World
import YAMLReader

extension ImportMapping {
    /// Reads a mapping of format `import/1`.
    ///
    /// - Returns: nil with errors when it cannot be applied: every error of the file is reported at
    ///   once, and a mapping with any is not returned, since it would take rows for what they are not.
    public static func read(
        _ source: SourceText, vocabulary: Vocabulary
    ) -> (mapping: ImportMapping?, diagnostics: [Diagnostic]) {
        let (root, diagnostics) = YAMLReader.read(source)
        var reading = MappingReading(vocabulary: vocabulary, diagnostics: diagnostics)
        guard let root else { return (nil, diagnostics) }
        let mapping = reading.mapping(root)
        let all = reading.diagnostics.inOrder()
        return (all.hasErrors ? nil : mapping, all)
    }
}

private struct MappingReading {
    let vocabulary: Vocabulary
    var diagnostics: [Diagnostic]

    mutating func mapping(_ root: YAMLNode) -> ImportMapping? {
        guard root.pairs != nil else {
            refuse(fr: "un import est un ensemble de clés", en: "an import is a set of keys", at: root)
            return nil
        }
        check(
            root,
            [
                "format", "labels", "kind", "source", "licence", "encoding", "separator", "missing", "valid", "key",
                "columns", "codes", "where", "expect",
            ])
        if root["format"]?.text != "import/1" {
            refuse(fr: "écrivez 'format: import/1'", en: "write 'format: import/1'", at: root["format"] ?? root)
        }
        guard let id = requiredText(root, "source"), let kindName = requiredText(root, "kind") else { return nil }
        guard let kind = vocabulary.kinds[kindName] else {
            diagnostics.append(.unknownKind(kindName, vocabulary, at: root["kind"]?.location))
            return nil
        }
        var mapping = ImportMapping(
            id: id, labels: labels(root["labels"], id), licence: root["licence"]?.text ?? "", kind: kindName,
            missing: Set(texts(root["missing"])), filters: [], fields: [],
            expectations: ImportMapping.Expectations())
        readText(root, into: &mapping)
        readValidity(root["valid"], into: &mapping)
        mapping.filters = filters(root["where"])
        readFields(root, kind, into: &mapping)
        mapping.expectations = expectations(root["expect"], kind)
        for key in kind.key where !mapping.fields.contains(where: { $0.attribute == key }) {
            refuse(
                fr: "la clé '\(key)' de '\(kindName)' n'est pas donnée",
                en: "the key '\(key)' of '\(kindName)' is not given", at: root["key"] ?? root)
        }
        return mapping
    }

    // MARK: Head

    private mutating func readText(_ root: YAMLNode, into mapping: inout ImportMapping) {
        if let node = root["encoding"] {
            mapping.encoding = node.text.flatMap { TextEncoding(rawValue: $0.lowercased()) }
            if mapping.encoding == nil {
                let names = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
                refuse(fr: "les codages sont : \(names)", en: "the encodings are: \(names)", at: node)
            }
        }
        guard let node = root["separator"] else { return }
        switch node.text {
        case ",": mapping.separator = .comma
        case ";": mapping.separator = .semicolon
        case "tab", "\t": mapping.separator = .tab
        default: refuse(fr: "'separator' est ',', ';' ou tab", en: "'separator' is ',', ';' or tab", at: node)
        }
    }

    private mutating func readValidity(_ node: YAMLNode?, into mapping: inout ImportMapping) {
        guard let node else { return }
        check(node, ["from", "to"])
        mapping.validFrom = date(node, "from")
        mapping.validTo = date(node, "to")
        if let from = mapping.validFrom, let to = mapping.validTo, to < from {
            diagnostics.append(.reversedValidity(at: node.location))
        }
    }

    private func labels(_ node: YAMLNode?, _ name: String) -> Localized {
        let french = node?["fr"]?.text ?? node?.text ?? name
        return Localized(fr: french, en: node?["en"]?.text ?? french)
    }

    // MARK: Filters

    private mutating func filters(_ node: YAMLNode?) -> [ImportMapping.Filter] {
        guard let node, !node.isNull else { return [] }
        guard let entries = node.entries else {
            refuse(fr: "'where' se range par colonne", en: "'where' is arranged by column", at: node)
            return []
        }
        return entries.compactMap { entry in
            let column = ImportMapping.Column(name: entry.name, location: entry.location)
            return test(entry.value).map { ImportMapping.Filter(column: column, test: $0) }
        }
    }

    private mutating func test(_ node: YAMLNode) -> ImportMapping.Filter.Test? {
        if let text = node.text { return .oneOf([text.trimmed]) }
        if node.items != nil { return .oneOf(texts(node)) }
        check(node, ["present", "in", "not_in", "territory"])
        if let present = node["present"] { return flag(present).map { .present($0) } }
        if let territory = node["territory"] { return flag(territory) == true ? .territory : nil }
        if let list = node["in"] { return .oneOf(texts(list)) }
        if let list = node["not_in"] { return .noneOf(texts(list)) }
        refuse(
            fr: "un filtre dit 'present', 'in', 'not_in' ou 'territory'",
            en: "a filter says 'present', 'in', 'not_in' or 'territory'", at: node)
        return nil
    }

    // MARK: Attributes

    /// `key:` first, then `columns:`; an attribute is given once.
    private mutating func readFields(_ root: YAMLNode, _ kind: Kind, into mapping: inout ImportMapping) {
        let codes = codesByAttribute(root["codes"], kind)
        for block in [root["key"], root["columns"]].compactMap({ $0 }) where !block.isNull {
            guard let entries = block.entries else {
                refuse(fr: "ce bloc se range par attribut", en: "this block is arranged by attribute", at: block)
                continue
            }
            for entry in entries {
                guard let attribute = kind.attribute(entry.name) else {
                    diagnostics.append(.unknownAttribute(entry.name, kind, at: entry.location))
                    continue
                }
                if mapping.fields.contains(where: { $0.attribute == entry.name }) {
                    refuse(
                        fr: "'\(entry.name)' est déjà donné", en: "'\(entry.name)' is already given", at: entry.value)
                    continue
                }
                guard var field = field(entry, attribute) else { continue }
                field.codes = codes[entry.name]
                field.otherCode = field.codes?.removeValue(forKey: "*")
                mapping.fields.append(field)
            }
        }
    }

    private mutating func codesByAttribute(_ node: YAMLNode?, _ kind: Kind) -> [String: [String: String]] {
        guard let node, !node.isNull else { return [:] }
        guard let entries = node.entries else {
            refuse(fr: "'codes' se range par attribut", en: "'codes' is arranged by attribute", at: node)
            return [:]
        }
        var codes: [String: [String: String]] = [:]
        for entry in entries {
            guard let attribute = kind.attribute(entry.name) else {
                diagnostics.append(.unknownAttribute(entry.name, kind, at: entry.location))
                continue
            }
            guard let cells = entry.value.entries else {
                refuse(fr: "ce bloc se range par cellule", en: "this block is arranged by cell", at: entry.value)
                continue
            }
            for cell in cells {
                if case .refused(let diagnostic) = CellReader(vocabulary: vocabulary).read(
                    cell.value.written, as: attribute)
                {
                    diagnostics.append(diagnostic)
                }
                codes[entry.name, default: [:]][cell.name.trimmed] = cell.value.isNull ? "" : cell.value.text ?? ""
            }
        }
        return codes
    }

    private mutating func field(_ entry: NamedNode, _ attribute: Attribute) -> ImportMapping.Field? {
        let node = entry.value
        if let text = node.text, !node.isNull {
            let column = ImportMapping.Column(name: text.trimmed, location: node.location)
            return ImportMapping.Field(
                attribute: entry.name, location: entry.location, origin: .columns([column], join: ""))
        }
        guard node.pairs != nil else {
            refuse(
                fr: "un attribut vient d'une colonne ou d'un ensemble de clés",
                en: "an attribute comes from a column or a set of keys", at: node)
            return nil
        }
        check(
            node,
            [
                "column", "columns", "join", "constant", "pad", "prefix", "suffix", "date", "decimal", "scale", "round",
            ])
        guard let origin = origin(node, attribute) else { return nil }
        var field = ImportMapping.Field(attribute: entry.name, location: entry.location, origin: origin)
        field.pad = whole(node, "pad", 1...64)
        field.prefix = node["prefix"]?.text ?? ""
        field.suffix = node["suffix"]?.text ?? ""
        field.scale = number(node, "scale")
        field.round = whole(node, "round", 0...12)
        if let mark = node["decimal"] {
            field.decimal = mark.text.flatMap { $0 == "," || $0 == "." ? $0.first : nil }
            if field.decimal == nil {
                refuse(fr: "'decimal' est ',' ou '.'", en: "'decimal' is ',' or '.'", at: mark)
            }
        }
        if let text = node["date"] {
            field.date = text.text.flatMap { DatePattern($0) }
            if field.date == nil {
                refuse(
                    fr: "une forme de date s'écrit comme dd/MM/yyyy", en: "a date pattern is written as dd/MM/yyyy",
                    at: text)
            }
        }
        if field.readsNumbers, attribute.type != .number {
            refuse(
                fr: "'\(attribute.name)' n'est pas un nombre : ni 'decimal', ni 'scale', ni 'round'",
                en: "'\(attribute.name)' is not a number: no 'decimal', 'scale' or 'round'", at: node)
        }
        return field
    }

    private mutating func origin(_ node: YAMLNode, _ attribute: Attribute) -> ImportMapping.Field.Origin? {
        let given = ["column", "columns", "constant"].filter { node[$0] != nil }
        guard given.count == 1, let value = node[given[0]] else {
            refuse(
                fr: "dites une seule fois d'où vient '\(attribute.name)' : column, columns ou constant",
                en: "say once where '\(attribute.name)' comes from: column, columns or constant", at: node)
            return nil
        }
        switch given[0] {
        case "column":
            guard let text = requiredText(node, "column") else { return nil }
            return .columns([ImportMapping.Column(name: text, location: value.location)], join: "")
        case "columns":
            let columns = (value.items ?? []).compactMap { item in
                item.text.map { ImportMapping.Column(name: $0.trimmed, location: item.location) }
            }
            guard !columns.isEmpty else {
                refuse(fr: "'columns' est une liste de colonnes", en: "'columns' is a list of columns", at: value)
                return nil
            }
            return .columns(columns, join: node["join"]?.text ?? "")
        default:
            if value.text == "from_territory" { return .territory }
            switch CellReader(vocabulary: vocabulary).read(value.written, as: attribute) {
            case .refused(let diagnostic):
                diagnostics.append(diagnostic)
                return nil
            case .notStated: return nil
            case .value: return .constant(value.text ?? texts(value).joined(separator: ";"))
            }
        }
    }

    // MARK: Totals

    private mutating func expectations(_ node: YAMLNode?, _ kind: Kind) -> ImportMapping.Expectations {
        var expected = ImportMapping.Expectations(location: node?.location)
        guard let node else { return expected }
        check(node, ["taken", "sums"])
        expected.taken = whole(node, "taken", 0...Int.max)
        for entry in node["sums"]?.entries ?? [] {
            guard kind.attribute(entry.name) != nil else {
                diagnostics.append(.unknownAttribute(entry.name, kind, at: entry.location))
                continue
            }
            guard let value = entry.value.text.flatMap({ Number(exactly: $0) }) else {
                refuse(fr: "un nombre est attendu ici", en: "a number is expected here", at: entry.value)
                continue
            }
            expected.sums.append(
                ImportMapping.Expectations.Sum(attribute: entry.name, value: value, location: entry.value.location))
        }
        return expected
    }

    // MARK: Pieces

    private mutating func check(_ node: YAMLNode, _ known: [String]) {
        guard let entries = node.entries else {
            return refuse(fr: "un ensemble de clés est attendu ici", en: "a set of keys is expected here", at: node)
        }
        for entry in entries where !known.contains(entry.name) {
            diagnostics.append(.unknownKey(entry.name, among: known, at: entry.location))
        }
    }

    private mutating func requiredText(_ node: YAMLNode, _ key: String) -> String? {
        if let text = node[key]?.text?.trimmed, !text.isEmpty { return text }
        refuse(fr: "'\(key)' attend un texte", en: "'\(key)' takes a text", at: node[key] ?? node)
        return nil
    }

    private mutating func texts(_ node: YAMLNode?) -> [String] {
        guard let node, !node.isNull else { return [] }
        if let text = node.text { return [text.trimmed] }
        guard let items = node.items else {
            refuse(fr: "une liste de textes est attendue ici", en: "a list of texts is expected here", at: node)
            return []
        }
        return items.compactMap { $0.text?.trimmed }
    }

    private mutating func flag(_ node: YAMLNode) -> Bool? {
        if let flag = node.text.flatMap({ CellReader.booleans[$0.lowercased()] }) { return flag }
        refuse(fr: "true ou false est attendu ici", en: "true or false is expected here", at: node)
        return nil
    }

    private mutating func date(_ node: YAMLNode, _ key: String) -> CalendarDate? {
        guard let value = node[key], !value.isNull else { return nil }
        if let date = value.text.flatMap({ CalendarDate($0) }) { return date }
        diagnostics.append(.notADate(value.text ?? "…", key, at: value.location))
        return nil
    }

    private mutating func number(_ node: YAMLNode, _ key: String) -> Number? {
        guard let value = node[key] else { return nil }
        if let number = value.text.flatMap({ Number(exactly: $0) }) { return number }
        refuse(fr: "'\(key)' attend un nombre", en: "'\(key)' takes a number", at: value)
        return nil
    }

    private mutating func whole(_ node: YAMLNode, _ key: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = node[key] else { return nil }
        if let number = value.text.flatMap({ Int($0) }), range.contains(number) { return number }
        refuse(
            fr: "'\(key)' attend un nombre entier de \(range.lowerBound) à \(range.upperBound)",
            en: "'\(key)' takes a whole number from \(range.lowerBound) to \(range.upperBound)", at: value)
        return nil
    }

    private mutating func refuse(fr: String, en: String, at node: YAMLNode) {
        diagnostics.append(Diagnostic(IntakeCode.mappingShape, Localized(fr: fr, en: en), at: node.location))
    }
}
