import CSVReader
import Diagnostics

/// A table of texts: a header and rows whose cells line up with it.
struct Table: Sendable {
    struct Column: Sendable {
        /// Without the spaces around it; empty for a column that nothing reads: one without a name,
        /// or the second of a name.
        var name: String
        /// Where the name stands in the header.
        var location: Location
    }

    struct Row: Sendable {
        /// One-based line of the row's beginning.
        var line: Int
        var location: Location
        /// One per column.
        var cells: [Written]
    }

    var columns: [Column]
    var rows: [Row]
    /// Rows that could not be read as rows, reported or counted among the diagnostics.
    var refusedRows: Int

    /// Reads a CSV text.
    ///
    /// Without an encoding, UTF-8, or windows-1252 with a warning when it cannot be UTF-8. Files
    /// saved by spreadsheets come in both; a wrong guess garbles accents and nothing else.
    /// - Returns: nil when the file is refused as a whole.
    static func read(
        _ source: SourceText, separator: CSVSeparator? = nil, encoding: TextEncoding? = nil
    ) -> (table: Table?, diagnostics: [Diagnostic]) {
        var text = source
        var diagnostics: [Diagnostic] = []
        if let encoding {
            text = encoding.decoded(source)
        } else if source.firstInvalidUTF8 != nil, !source.bytes.starts(with: [0xFF, 0xFE]),
            !source.bytes.starts(with: [0xFE, 0xFF])
        {
            diagnostics.append(.readAsWindows1252(source))
            text = TextEncoding.windows1252.decoded(source)
        }
        let (csv, found) = CSVReader.read(source: text, separator: separator)
        diagnostics += found
        return (csv.header.isEmpty ? nil : Table(csv), diagnostics)
    }

    private init(_ csv: CSVTable) {
        var seen: Set<String> = []
        columns = csv.header.map { cell in
            let name = cell.text.trimmed
            return Column(name: seen.insert(name).inserted ? name : "", location: cell.location)
        }
        rows = csv.rows.compactMap { cells in
            guard let first = cells.first?.location, let last = cells.last?.location else { return nil }
            return Row(
                line: first.source.position(of: first.span.start).line,
                location: Location(first.source, first.span.union(last.span)),
                cells: cells.map { Written(cell: $0.text, at: $0.location) })
        }
        refusedRows = csv.refusedRows
    }
}

extension Diagnostic {
    fileprivate static func readAsWindows1252(_ source: SourceText) -> Diagnostic {
        Diagnostic(
            IntakeCode.fileShape, .warning,
            Localized(fr: "'\(source.name)' n'est pas en UTF-8", en: "'\(source.name)' is not UTF-8"),
            at: Location(startOf: source),
            notes: [Localized(fr: "il est lu comme windows-1252", en: "it is read as windows-1252")],
            help: Localized(fr: "enregistrez-le en UTF-8", en: "save it as UTF-8"))
    }
}
