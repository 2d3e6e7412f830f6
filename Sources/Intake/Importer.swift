public import Diagnostics
import FEEL
public import World

/// What an import took and what it refused.
public struct ImportReport: Sendable {
    public struct Refusal: Sendable {
        /// One-based line of the table.
        public var line: Int
        /// The column at fault; nil when the whole row is.
        public var column: String?
        public var reason: Diagnostic
    }

    /// The source of the facts: `import:quartiers`.
    public var source: String
    public var rowsRead: Int = 0
    /// Rows that the filters leave out: not refused, not asked for.
    public var rowsFiltered: Int = 0
    /// Rows that state a record, some of their cells refused perhaps.
    public var rowsTaken: Int = 0
    /// Rows that state nothing.
    public var rowsRefused: Int = 0
    /// Rows and cells, in the order of the table.
    public var refused: [Refusal] = []
    /// What is wrong with the mapping or with the table as a whole, and control totals that differ.
    public var diagnostics: [Diagnostic] = []
    public var facts: [Fact] = []

    /// What has to change for `base` to hold this import and nothing more of its source.
    ///
    /// - Returns: nil when nothing has to, or when the import could not be run: one that found no
    ///   row to take withdraws nothing.
    public func changes(
        against base: FactBase, author: Author, reason: String, recordedAt: String
    ) -> ChangeSet? {
        guard !diagnostics.hasErrors, rowsTaken > 0 else { return nil }
        let operations = base.operations(toHold: facts, of: source)
        guard !operations.isEmpty else { return nil }
        return ChangeSet(
            territory: base.territory, source: source, author: author, reason: reason, recordedAt: recordedAt,
            operations: operations)
    }
}

/// Applies an import mapping to a table.
public enum Importer {
    /// - Parameters:
    ///   - table: The text of the CSV file.
    ///   - territory: The identifier of the territory imported into.
    public static func run(
        _ mapping: ImportMapping, table: SourceText, vocabulary: Vocabulary, territory: String
    ) -> ImportReport {
        var run = ImportRun(mapping: mapping, vocabulary: vocabulary, territory: territory)
        run.read(table)
        return run.report
    }
}

private struct ImportRun {
    let mapping: ImportMapping
    let vocabulary: Vocabulary
    var report: ImportReport
    private var records: RecordReader
    private var positions: [String: Int] = [:]
    private let fields: FieldReader

    init(mapping: ImportMapping, vocabulary: Vocabulary, territory: String) {
        self.mapping = mapping
        self.fields = FieldReader(missing: mapping.missing, territory: territory)
        self.vocabulary = vocabulary
        self.report = ImportReport(source: mapping.source)
        self.records = RecordReader(vocabulary: vocabulary)
    }

    mutating func read(_ source: SourceText) {
        guard let kind = vocabulary.kinds[mapping.kind] else {
            return report.diagnostics.append(.unknownKind(mapping.kind, vocabulary, at: nil))
        }
        let (table, diagnostics) = Table.read(source, separator: mapping.separator, encoding: mapping.encoding)
        let header = table?.columns.first?.location
        for diagnostic in diagnostics {
            // What the reader says of a row stands below the header.
            guard let header, let place = diagnostic.primary?.location, place.span.start > header.span.end,
                case let line = place.source.position(of: place.span.start).line,
                line > place.source.position(of: header.span.start).line
            else {
                report.diagnostics.append(diagnostic)
                continue
            }
            refuse(diagnostic, line: line, column: nil)
        }
        report.rowsRead = table?.refusedRows ?? 0
        report.rowsRefused = report.rowsRead
        guard let table, findColumns(in: table, kind: kind) else { return }
        for row in table.rows { read(row, of: table, kind: kind) }
        report.facts = records.facts
        report.refused.sort { ($0.line, $0.column ?? "") < ($1.line, $1.column ?? "") }
        checkTotals()
    }

    // MARK: Columns

    /// - Returns: false when a key or a filter has nothing to stand on.
    private mutating func findColumns(in table: Table, kind: Kind) -> Bool {
        for (index, column) in table.columns.enumerated() where !column.name.isEmpty {
            positions[column.name] = index
        }
        var canRun = true
        let filtered = mapping.filters.map { (column: $0.column, isVital: true) }
        let mapped = mapping.fields.flatMap { field -> [(column: ImportMapping.Column, isVital: Bool)] in
            guard case .columns(let columns, _) = field.origin else { return [] }
            return columns.map { ($0, kind.key.contains(field.attribute)) }
        }
        var said: Set<String> = []
        for (column, isVital) in filtered + mapped where positions[column.name] == nil {
            canRun = canRun && !isVital
            guard said.insert(column.name).inserted else { continue }
            report.diagnostics.append(.missingColumn(column, among: table.columns.map(\.name)))
        }
        return canRun
    }

    private func cell(_ column: ImportMapping.Column, of row: Table.Row) -> FieldReader.Cell? {
        guard let index = positions[column.name], index < row.cells.count else { return nil }
        return fields.cell(row.cells[index])
    }

    // MARK: Rows

    private mutating func read(_ row: Table.Row, of table: Table, kind: Kind) {
        report.rowsRead += 1
        guard mapping.filters.allSatisfy({ holds($0, row) }) else {
            report.rowsFiltered += 1
            return
        }
        let before = records.diagnostics.count
        var fields: [Draft.Field] = []
        for field in mapping.fields {
            guard let written = written(field, of: row) else { continue }
            fields.append(Draft.Field(name: field.attribute, nameLocation: field.location, written: written))
        }
        let taken = records.read(
            Draft(location: row.location, fields: fields), kind: kind, source: mapping.source,
            defaults: RecordReader.Validity(from: mapping.validFrom, to: mapping.validTo))
        if taken == nil { report.rowsRefused += 1 } else { report.rowsTaken += 1 }
        for diagnostic in records.diagnostics[before...] {
            refuse(diagnostic, line: row.line, column: column(of: diagnostic, in: row, table))
        }
    }

    private mutating func refuse(_ diagnostic: Diagnostic, line: Int, column: String?) {
        report.refused.append(ImportReport.Refusal(line: line, column: column, reason: diagnostic))
    }

    private func column(of diagnostic: Diagnostic, in row: Table.Row, _ table: Table) -> String? {
        guard let place = diagnostic.primary?.location, place != row.location,
            let index = row.cells.firstIndex(where: { $0.location == place }), index < table.columns.count
        else { return nil }
        return table.columns[index].name
    }

    private func holds(_ filter: ImportMapping.Filter, _ row: Table.Row) -> Bool {
        fields.holds(filter, cell(filter.column, of: row)?.text ?? "")
    }

    // MARK: Cells

    /// What a field of the row amounts to; nil when it states nothing or is refused.
    private mutating func written(_ field: ImportMapping.Field, of row: Table.Row) -> Written? {
        var cells: [FieldReader.Cell] = []
        if case .columns(let columns, _) = field.origin {
            cells = columns.compactMap { cell($0, of: row) }
            guard cells.count == columns.count else { return nil }
        }
        switch fields.read(field, cells: cells, row: row.location) {
        case .absent: return nil
        case .written(let written): return written
        case .refused(let diagnostic):
            records.report(diagnostic)
            return nil
        }
    }

    // MARK: Totals

    private mutating func checkTotals() {
        let sums = mapping.expectations.sums.map { sum in
            report.facts.reduce(Number.zero as Number?) { total, fact in
                guard fact.attribute == sum.attribute, case .number(let number) = fact.value else { return total }
                return total?.adding(number)
            }
        }
        report.diagnostics += Importer.unexpectedTotals(mapping.expectations, taken: report.rowsTaken, sums: sums)
    }
}

extension Importer {
    /// - Parameter sums: One for each that is expected; nil for one that cannot be held.
    static func unexpectedTotals(
        _ expected: ImportMapping.Expectations, taken: Int, sums: [Number?]
    ) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if let rows = expected.taken, rows != taken {
            found.append(
                .unexpectedTotal(
                    Localized(fr: "lignes prises", en: "rows taken"), expected: "\(rows)", found: "\(taken)",
                    at: expected.location))
        }
        for (sum, total) in zip(expected.sums, sums) where total != sum.value {
            found.append(
                .unexpectedTotal(
                    Localized(fr: "somme de '\(sum.attribute)'", en: "sum of '\(sum.attribute)'"),
                    expected: sum.value.description, found: total?.description ?? "-", at: sum.location))
        }
        return found
    }
}

extension Diagnostic {
    static func missingColumn(_ column: ImportMapping.Column, among names: [String]) -> Diagnostic {
        Diagnostic(
            IntakeCode.missingColumn,
            Localized(
                fr: "la table n'a pas de colonne '\(column.name)'", en: "the table has no column '\(column.name)'"),
            at: column.location,
            help: NearestName.nearest(to: column.name, among: names).map {
                Localized(fr: "écrivez '\($0)'", en: "write '\($0)'")
            })
    }

    static func unmappedValue(_ text: String, _ field: ImportMapping.Field, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.unmappedValue,
            Localized(
                fr: "la table de valeurs de '\(field.attribute)' n'a pas '\(text)'",
                en: "the table of values of '\(field.attribute)' does not have '\(text)'"),
            at: location,
            secondary: [Label(field.location, Localized(fr: "la table de valeurs", en: "the table of values"))])
    }

    static func notADate(
        _ text: String, _ name: String, pattern: DatePattern, at location: Location
    ) -> Diagnostic {
        Diagnostic(
            IntakeCode.notADate,
            Localized(
                fr: "'\(name)' attend une date de la forme \(pattern.text), pas '\(text)'",
                en: "'\(name)' takes a date as \(pattern.text), not '\(text)'"),
            at: location)
    }

    static func unexpectedTotal(
        _ what: Localized, expected: String, found: String, at location: Location?
    ) -> Diagnostic {
        Diagnostic(
            IntakeCode.unexpectedTotal, .warning,
            Localized(
                fr: "\(what.fr) : \(expected) attendu, \(found) trouvé",
                en: "\(what.en): \(expected) expected, \(found) found"),
            at: location)
    }
}
