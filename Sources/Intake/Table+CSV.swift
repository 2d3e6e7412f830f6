import Diagnostics

extension Table {
    /// Reads a CSV text: a header, cells quoted where they need it, any line end.
    ///
    /// Without a delimiter, the one of `;`, tab and `,` that the header holds most of. Without an
    /// encoding, UTF-8, or windows-1252 with a warning when it cannot be UTF-8. Blank lines are
    /// skipped; a row with more or fewer cells than the header is reported and left out.
    /// - Returns: nil when there is no header or the text is not in the encoding it is said to be.
    static func read(
        _ source: SourceText, delimiter: Character? = nil, encoding: TextEncoding? = nil
    ) -> (table: Table?, diagnostics: [Diagnostic]) {
        var text = source
        var diagnostics: [Diagnostic] = []
        if let encoding, encoding != .utf8 {
            text = encoding.decoded(source)
        } else if String(validating: source.bytes, as: UTF8.self) == nil {
            let isDeclared = encoding != nil
            diagnostics.append(.notUTF8(source, isDeclared: isDeclared))
            if isDeclared { return (nil, diagnostics) }
            text = TextEncoding.windows1252.decoded(source)
        }
        var scanner = CSVScanner(source: text, delimiter: delimiter)
        let table = scanner.table()
        return (table, diagnostics + scanner.diagnostics)
    }
}

extension Diagnostic {
    fileprivate static func notUTF8(_ source: SourceText, isDeclared: Bool) -> Diagnostic {
        Diagnostic(
            IntakeCode.fileShape, isDeclared ? .error : .warning,
            Localized(fr: "'\(source.name)' n'est pas en UTF-8", en: "'\(source.name)' is not UTF-8"),
            at: Location(startOf: source),
            notes: isDeclared
                ? [] : [Localized(fr: "il est lu comme windows-1252", en: "it is read as windows-1252")],
            help: Localized(fr: "enregistrez-le en UTF-8", en: "save it as UTF-8"))
    }
}

private struct CSVScanner {
    let source: SourceText
    let delimiter: UInt8
    var diagnostics: [Diagnostic] = []
    private var offset: Int

    init(source: SourceText, delimiter: Character?) {
        self.source = source
        self.offset = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        self.delimiter = delimiter?.asciiValue ?? Self.found(in: source.line(1))
    }

    private static func found(in header: ArraySlice<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ",")]
        var counts = [0, 0, 0]
        var isQuoted = false
        for byte in header {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        return most == 0 ? UInt8(ascii: ",") : candidates[counts.firstIndex(of: most) ?? 2]
    }

    mutating func table() -> Table? {
        guard let header = row() else {
            report(fr: "le fichier n'a pas d'en-tête", en: "the file has no header", at: 0)
            return nil
        }
        var columns: [Table.Column] = []
        for cell in header {
            let name = if case .text(let text) = cell.content { text } else { "" }
            if let first = columns.first(where: { $0.name == name }), !name.isEmpty {
                diagnostics.append(.duplicateColumn(name, first: first.location, at: cell.location))
                columns.append(Table.Column(name: "", location: cell.location))
            } else {
                columns.append(Table.Column(name: name, location: cell.location))
            }
        }
        var table = Table(columns: columns, rows: [])
        while let cells = row() {
            guard let first = cells.first, let last = cells.last else { continue }
            let place = Location(source, Span(first.location.span.start, last.location.span.end))
            guard cells.count == columns.count else {
                diagnostics.append(.unevenRow(cells: cells.count, columns: columns.count, at: place))
                continue
            }
            let line = source.position(of: place.span.start).line
            table.rows.append(Table.Row(line: line, location: place, cells: cells))
        }
        return table
    }

    /// The next row that is not blank; nil at the end.
    private mutating func row() -> [Written]? {
        let bytes = source.bytes
        while offset < bytes.count, bytes[offset] == 0x0A || bytes[offset] == 0x0D { offset += 1 }
        guard offset < bytes.count else { return nil }
        var cells: [Written] = []
        while true {
            cells.append(cell())
            guard offset < bytes.count else { return cells }
            let byte = bytes[offset]
            offset += 1
            if byte == delimiter { continue }
            if byte == 0x0D, offset < bytes.count, bytes[offset] == 0x0A { offset += 1 }
            return cells
        }
    }

    private mutating func cell() -> Written {
        let bytes = source.bytes
        let start = offset
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else {
            while offset < bytes.count, !isEnd(bytes[offset]) { offset += 1 }
            return Written(
                cell: String(decoding: bytes[start..<offset], as: UTF8.self),
                at: Location(source, Span(start, offset)))
        }
        var content: [UInt8] = []
        offset += 1
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "\"") {
                guard offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\"") else { break }
                offset += 1
            }
            content.append(bytes[offset])
            offset += 1
        }
        if offset < bytes.count {
            offset += 1
        } else {
            report(fr: "un guillemet n'est pas refermé", en: "a quote is not closed", at: start)
        }
        while offset < bytes.count, !isEnd(bytes[offset]) {
            content.append(bytes[offset])
            offset += 1
        }
        return Written(
            cell: String(decoding: content, as: UTF8.self), at: Location(source, Span(start, offset)))
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == 0x0A || byte == 0x0D
    }

    private mutating func report(fr: String, en: String, at offset: Int) {
        diagnostics.append(.fileShape(Localized(fr: fr, en: en), at: Location(source, Span(offset, offset))))
    }
}
