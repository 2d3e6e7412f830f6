import CSVReader
public import Diagnostics
import FEEL
import JSON
public import World

/// What a mapping took of a table that is read a piece at a time.
public struct RowReport: Sendable {
    public internal(set) var rowsRead = 0
    public internal(set) var rowsFiltered = 0
    public internal(set) var rowsTaken = 0
    public internal(set) var rowsRefused = 0
    /// The first ``RowMapper/told`` of those refused, cells among them.
    public internal(set) var refused: [ImportReport.Refusal] = []
    /// How many rows and cells were refused beyond those.
    public internal(set) var refusedBeyond = 0
}

/// Which territory a row is about.
public enum RowRouting: Sendable {
    /// All rows state facts in one territory.
    case territory(String)
    /// Each in the territories that have the record it belongs to: by its key, those territories. Empty where that
    /// record is the territory itself.
    case parents([String: [String]])
}

/// Applies an import mapping to a table that is too long to be held: same rows, same facts as ``Importer``.
///
/// A piece of the table goes in, rows as JSON come out, parted by territory. A row whose cells are plain is written
/// without being read into facts; any other goes through ``Importer``, alone.
public struct RowMapper {
    /// How many refusals are told one by one.
    public static let told = 100

    public let table: RowTable
    public private(set) var report = RowReport()
    /// In the order in which rows first named them.
    public private(set) var territories: [String] = []

    private let mapping: ImportMapping
    private let vocabulary: Vocabulary
    private let kind: Kind
    /// The header and its line end.
    private let header: [UInt8]
    private let separator: CSVSeparator
    private let width: Int
    private let reader: FieldReader
    private var fields: [FieldPlan]
    /// Positions of columns that filters look at.
    private let filters: [(filter: ImportMapping.Filter, column: Int)]
    private let routing: RowRouting
    /// The field that names what a row belongs to.
    private let parent: Int?
    /// Whether a field is part of the key.
    private let keyFields: [Bool]
    private var places: [String: Int] = [:]
    private var routes: [[UInt8]: [Int]] = [:]
    private var keys: Set<RowKey> = []
    private var line = 2
    private let expectations: ImportMapping.Expectations
    /// By place in the expected sums.
    private var sums: [Number?]
    /// By place in the expected sums, the field they are of.
    private let summed: [Int?]
    private var cells: [Range<Int>] = []
    /// The row at hand: its cells as JSON, its key; kept from one row to the next for their room.
    private var (json, key): ([UInt8], [UInt8]) = ([], [])

    /// Two hashes of a key: that two keys of a table of millions have the same is past all likelihood.
    private struct RowKey: Hashable {
        let first, second: Int

        init(_ key: [UInt8]) {
            var hashers = (Hasher(), Hasher())
            hashers.1.combine(0x5EED)
            key.withUnsafeBytes {
                hashers.0.combine(bytes: $0)
                hashers.1.combine(bytes: $0)
            }
            first = hashers.0.finalize()
            second = hashers.1.finalize()
        }
    }

    // MARK: Header

    /// - Parameters:
    ///   - header: The table's first line, with its line end.
    ///   - file: The table's name, for people.
    /// - Returns: nil with errors when the mapping does not fit the table, or is none for a long one.
    public static func make(
        _ mapping: ImportMapping, header: [UInt8], file: String, vocabulary: Vocabulary, routing: RowRouting
    ) -> (mapper: RowMapper?, diagnostics: [Diagnostic]) {
        guard let kind = vocabulary.kinds[mapping.kind] else {
            return (nil, [.unknownKind(mapping.kind, vocabulary, at: nil)])
        }
        var mapping = mapping
        // One for all pieces of the table: a piece alone does not tell.
        mapping.encoding = mapping.encoding ?? .utf8
        let source = SourceText(name: file, bytes: header)
        let (read, found) = Table.read(source, separator: mapping.separator, encoding: mapping.encoding)
        var diagnostics = found
        guard let read else { return (nil, diagnostics) }
        mapping.separator = mapping.separator ?? CSVReader.read(source: source).table.separator
        diagnostics += refusals(of: mapping, kind, vocabulary, routing)
        var positions: [String: Int] = [:]
        for (index, column) in read.columns.enumerated() where !column.name.isEmpty { positions[column.name] = index }
        let wanted =
            mapping.filters.map(\.column)
            + mapping.fields.flatMap { field -> [ImportMapping.Column] in
                if case .columns(let columns, _) = field.origin { columns } else { [] }
            }
        var said: Set<String> = []
        for column in wanted where positions[column.name] == nil && said.insert(column.name).inserted {
            diagnostics.append(.missingColumn(column, among: read.columns.map(\.name)))
        }
        guard !diagnostics.hasErrors else { return (nil, diagnostics) }
        return (
            RowMapper(mapping, header, file, vocabulary, kind, routing, positions, read.columns.count), diagnostics
        )
    }

    /// What a mapping may say and one for long tables may not.
    private static func refusals(
        of mapping: ImportMapping, _ kind: Kind, _ vocabulary: Vocabulary, _ routing: RowRouting
    ) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for field in mapping.fields where kind.attribute(field.attribute) == nil {
            found.append(.notByTheRow(field.attribute, at: field.location))
        }
        guard case .parents = routing else { return found }
        if kind.name != vocabulary.territoryKind, !mapping.fields.contains(where: { $0.attribute == kind.parent }) {
            found.append(.noWayToTerritory(kind))
        }
        for field in mapping.fields {
            if case .territory = field.origin { found.append(.namesTheTerritory(at: field.location)) }
        }
        for filter in mapping.filters {
            if case .territory = filter.test { found.append(.namesTheTerritory(at: filter.column.location)) }
        }
        return found
    }

    private init(
        _ mapping: ImportMapping, _ header: [UInt8], _ file: String, _ vocabulary: Vocabulary, _ kind: Kind,
        _ routing: RowRouting, _ positions: [String: Int], _ width: Int
    ) {
        var mapping = mapping
        expectations = mapping.expectations
        mapping.expectations = ImportMapping.Expectations()
        self.mapping = mapping
        self.vocabulary = vocabulary
        self.kind = kind
        self.header = header.last == 0x0A ? header : header + [0x0A]
        self.separator = mapping.separator ?? .comma
        self.width = width
        self.routing = routing
        var territory = ""
        if case .territory(let name) = routing { territory = name }
        let reader = FieldReader(missing: mapping.missing, territory: territory)
        self.reader = reader
        filters = mapping.filters.compactMap { filter in positions[filter.column.name].map { (filter, $0) } }
        fields = mapping.fields.compactMap { field in
            guard let attribute = kind.attribute(field.attribute) else { return nil }
            var columns: [Int] = []
            if case .columns(let names, _) = field.origin { columns = names.compactMap { positions[$0.name] } }
            return FieldPlan(
                field: field, attribute: attribute, columns: columns, reader: reader, vocabulary: vocabulary)
        }
        let names = fields.map(\.attribute.name)
        summed = expectations.sums.map { sum in names.firstIndex(of: sum.attribute) }
        sums = expectations.sums.map { _ in .zero }
        keyFields = names.map { kind.key.contains($0) }
        parent = fields.firstIndex { $0.attribute.name == kind.parent }
        table = RowTable(
            source: mapping.source, kind: kind.name, attributes: fields.map(\.attribute.name),
            validFrom: mapping.validFrom, validTo: mapping.validTo, file: file)
        if case .territory(let name) = routing { _ = place(of: name) }
    }

    // MARK: Rows

    /// Reads the rows that are whole in a piece of the table.
    ///
    /// - Parameters:
    ///   - bytes: Begins where the last piece's rows ended.
    ///   - isLast: Whether the table ends with these bytes.
    ///   - rows: By place in ``territories``: the rows are added.
    /// - Returns: How many bytes the rows took.
    public mutating func map(_ bytes: [UInt8], isLast: Bool, into rows: inout [TerritoryRows]) -> Int {
        var start = 0
        while start < bytes.count {
            // Empty lines are no rows.
            if bytes[start] == 0x0A {
                start += 1
                line += 1
                continue
            }
            if bytes[start] == 0x0D {
                if start + 1 == bytes.count, !isLast { break }
                if start + 1 == bytes.count || bytes[start + 1] == 0x0A {
                    start += 1
                    continue
                }
            }
            if let end = plainRow(bytes, start, into: &rows) {
                start = end
                line += 1
                continue
            }
            guard let end = CSVReader.rowEnd(in: bytes, from: start, separator: separator, isLast: isLast) else {
                break
            }
            otherRow(bytes[start..<end], into: &rows)
            for byte in bytes[start..<end] where byte == 0x0A { line += 1 }
            start = end
        }
        return start
    }

    /// - Returns: Where the next row begins; nil when the row takes a closer look.
    private mutating func plainRow(_ bytes: [UInt8], _ start: Int, into rows: inout [TerritoryRows]) -> Int? {
        guard let end = cut(bytes, start) else { return nil }
        for (filter, column) in filters {
            let text = String(decoding: bytes[cells[column]], as: UTF8.self).trimmed
            guard reader.holds(filter, mapping.missing.contains(text) ? "" : text) else {
                report.rowsRead += 1
                report.rowsFiltered += 1
                return end
            }
        }
        json.removeAll(keepingCapacity: true)
        key.removeAll(keepingCapacity: true)
        var parts = 0
        var belongs: Range<Int>?
        var bounds: [Range<Int>] = []
        for index in fields.indices {
            let isKey = keyFields[index]
            json.append(UInt8(ascii: ","))
            if isKey, parts > 0 { key.append(UInt8(ascii: "|")) }
            let before = (key.count, json.count)
            guard fields[index].write(bytes, row: cells, into: &json, key: &key, isKey: isKey) else { return nil }
            if isKey {
                // Parts of a key are joined in the kind's order; what could be cut elsewhere is looked at closely.
                guard kind.key[parts] == fields[index].attribute.name,
                    kind.key.count == 1 || !key[before.0...].contains(UInt8(ascii: "|"))
                else { return nil }
                parts += 1
            }
            if index == parent { belongs = before.1..<json.count }
            if !sums.isEmpty { bounds.append(before.1..<json.count) }
        }
        guard parts == kind.key.count, let routes = routes(key, belongs.map { json[$0] }), !routes.isEmpty,
            keys.insert(RowKey(key)).inserted
        else { return nil }
        add(key: key, cells: json, to: routes, &rows)
        for (place, field) in summed.enumerated() {
            guard let field, let number = Number(String(decoding: json[bounds[field]], as: UTF8.self)) else { continue }
            sums[place] = sums[place]?.adding(number)
        }
        report.rowsRead += 1
        report.rowsTaken += 1
        return end
    }

    /// Cuts a row into cells without quotes within, as many as the header has.
    private mutating func cut(_ bytes: [UInt8], _ start: Int) -> Int? {
        cells.removeAll(keepingCapacity: true)
        var index = start
        var isPlain = true
        while cells.count < width {
            let isQuoted = index < bytes.count && bytes[index] == UInt8(ascii: "\"")
            let begin = isQuoted ? index + 1 : index
            index = begin
            while index < bytes.count {
                let byte = bytes[index]
                if byte == UInt8(ascii: "\"") || byte < 0x20 || byte == 0x7F { break }
                if byte == separator.rawValue, !isQuoted { break }
                isPlain = isPlain && byte < 0x80
                index += 1
            }
            cells.append(begin..<index)
            if isQuoted {
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
                index += 1
            }
            guard index < bytes.count else { return nil }
            switch bytes[index] {
            case separator.rawValue: index += 1
            case 0x0A: return cells.count == width && (isPlain || areLetters(bytes[start..<index])) ? index + 1 : nil
            case 0x0D:
                guard index + 1 < bytes.count, bytes[index + 1] == 0x0A, cells.count == width,
                    isPlain || areLetters(bytes[start..<index])
                else { return nil }
                return index + 2
            default: return nil
            }
        }
        return nil
    }

    /// Whether bytes beyond ASCII are letters as they stand.
    private func areLetters(_ row: ArraySlice<UInt8>) -> Bool {
        mapping.encoding == .utf8 && String(validating: row, as: UTF8.self) != nil
    }

    private func add(key: [UInt8], cells: [UInt8], to routes: [Int], _ rows: inout [TerritoryRows]) {
        while rows.count < territories.count { rows.append(TerritoryRows(territory: territories[rows.count])) }
        for route in routes {
            rows[route].count += 1
            rows[route].body.append(UInt8(ascii: rows[route].body.isEmpty ? "[" : ","))
            rows[route].body.append(UInt8(ascii: "["))
            append(line, to: &rows[route].body)
            rows[route].body.append(UInt8(ascii: ","))
            rows[route].body.append(UInt8(ascii: "\""))
            rows[route].body.append(contentsOf: key)
            rows[route].body.append(UInt8(ascii: "\""))
            rows[route].body.append(contentsOf: cells)
            rows[route].body.append(UInt8(ascii: "]"))
        }
    }

    private func append(_ number: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    // MARK: Territories

    private mutating func place(of territory: String) -> Int {
        if let place = places[territory] { return place }
        places[territory] = territories.count
        territories.append(territory)
        return territories.count - 1
    }

    /// - Parameters:
    ///   - key: The row's own, escaped.
    ///   - parent: The cell that names what the row belongs to, as JSON.
    private mutating func routes(_ key: [UInt8], _ parent: ArraySlice<UInt8>?) -> [Int]? {
        guard case .parents(let known) = routing else { return [0] }
        if kind.name == vocabulary.territoryKind {
            let quote = [UInt8(ascii: "\"")]
            return (try? JSONValue.parse(quote + key + quote))?.stringValue.map { [place(of: $0)] }
        }
        guard let parent else { return nil }
        let cell = Array(parent)
        if let routes = routes[cell] { return routes }
        guard let json = try? JSONValue.parse(cell), case .string(let key) = json else { return nil }
        let names = kind.parent == vocabulary.territoryKind ? [key] : known[key] ?? []
        let found = names.map { place(of: $0) }
        routes[cell] = found
        return found
    }

    // MARK: Rows that take a closer look

    private mutating func otherRow(_ row: ArraySlice<UInt8>, into rows: inout [TerritoryRows]) {
        let source = SourceText(name: table.file, bytes: header + row, leftOut: line - 2)
        let territory = if case .territory(let name) = routing { name } else { "" }
        let found = Importer.run(mapping, table: source, vocabulary: vocabulary, territory: territory)
        report.rowsRead += found.rowsRead
        report.rowsFiltered += found.rowsFiltered
        report.rowsRefused += found.rowsRefused
        if found.rowsRead == 0, let reason = found.diagnostics.first(where: { $0.severity == .error }) {
            // Refused as a table would be: its bytes are not letters, say.
            report.rowsRead += 1
            report.rowsRefused += 1
            return refuse(.init(line: line, column: nil, reason: reason))
        }
        guard found.rowsTaken == 1, let record = found.facts.first?.record else {
            for refusal in found.refused { refuse(refusal) }
            return
        }
        let whole = Location(source, Span(source.bytes.count - row.count, source.bytes.count))
        var json: [UInt8] = []
        var belongs: ArraySlice<UInt8>?
        for attribute in table.attributes {
            json.append(UInt8(ascii: ","))
            let start = json.count
            (found.facts.first { $0.attribute == attribute }?.value.cell ?? .null).write(into: &json)
            if attribute == kind.parent { belongs = json[start...] }
        }
        let key = FieldPlan.escaped(record.key)
        // A row that is refused whole is told once, not cell by cell.
        guard let routes = routes(key, belongs), !routes.isEmpty else {
            report.rowsRefused += 1
            return refuse(.init(line: line, column: nil, reason: .noTerritory(record, at: whole)))
        }
        guard keys.insert(RowKey(key)).inserted else {
            report.rowsRefused += 1
            return refuse(.init(line: line, column: keyColumn, reason: .duplicateRecord(record, first: nil, at: whole)))
        }
        for refusal in found.refused { refuse(refusal) }
        report.rowsTaken += 1
        add(key: key, cells: json, to: routes, &rows)
        for (place, sum) in expectations.sums.enumerated() {
            for case .number(let number) in found.facts.lazy.filter({ $0.attribute == sum.attribute }).map(\.value) {
                sums[place] = sums[place]?.adding(number)
            }
        }
    }

    /// Control totals that the rows read so far do not reach.
    public var unexpectedTotals: [Diagnostic] {
        Importer.unexpectedTotals(expectations, taken: report.rowsTaken, sums: sums)
    }

    /// The column that the key begins with.
    private var keyColumn: String? {
        for field in mapping.fields where field.attribute == kind.key.first {
            if case .columns(let columns, _) = field.origin { return columns.first?.name }
        }
        return nil
    }

    private mutating func refuse(_ refusal: ImportReport.Refusal) {
        if report.refused.count < RowMapper.told {
            report.refused.append(refusal)
        } else {
            report.refusedBeyond += 1
        }
    }
}

extension Diagnostic {
    fileprivate static func noTerritory(_ record: RecordID, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.noTerritory,
            Localized(
                fr: "aucun territoire connu n'a ce à quoi '\(record)' appartient",
                en: "no known territory has what '\(record)' belongs to"),
            at: location,
            help: Localized(
                fr: "importez d'abord la table dont elle dépend, ou donnez --territory",
                en: "import the table it depends on first, or give --territory"))
    }

    fileprivate static func noWayToTerritory(_ kind: Kind) -> Diagnostic {
        Diagnostic(
            IntakeCode.notByTheRow,
            Localized(
                fr: "l'import ne dit pas à quoi appartient une ligne de '\(kind.name)'",
                en: "the import does not say what a row of '\(kind.name)' belongs to"),
            at: nil,
            help: Localized(
                fr: kind.parent.map { "donnez une colonne à '\($0)', ou donnez --territory" } ?? "donnez --territory",
                en: kind.parent.map { "give '\($0)' a column, or give --territory" } ?? "give --territory"))
    }

    fileprivate static func namesTheTerritory(at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.notByTheRow,
            Localized(
                fr: "l'import parle du territoire, et la table en a plusieurs",
                en: "the import speaks of the territory, and the table has several"),
            at: location, help: Localized(fr: "donnez --territory", en: "give --territory"))
    }

    fileprivate static func notByTheRow(_ name: String, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.notByTheRow,
            Localized(
                fr: "'\(name)' ne se donne pas ligne par ligne dans une longue table",
                en: "'\(name)' is not given row by row in a long table"),
            at: location,
            help: Localized(
                fr: "donnez 'valid' à l'import entier, et un import par source",
                en: "give 'valid' to the whole import, and an import a source"))
    }
}
