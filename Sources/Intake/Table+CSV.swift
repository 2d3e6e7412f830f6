import Diagnostics

extension Table {
    /// Reads a CSV text: UTF-8, a header, cells quoted where they need it, any line end.
    ///
    /// Without a delimiter, the one of `;`, tab and `,` that the header holds most of. Blank lines
    /// are skipped; a row with more or fewer cells than the header is reported and left out; a short
    /// row is one cell alone only when the header has one column.
    /// - Returns: nil when there is no header or the text is not UTF-8.
    static func read(_ source: SourceText, delimiter: Character? = nil) -> (table: Table?, diagnostics: [Diagnostic]) {
        var scanner = CSVScanner(source: source, delimiter: delimiter)
        guard let table = scanner.table() else { return (nil, scanner.diagnostics) }
        return (table, scanner.diagnostics)
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
        guard String(validating: source.bytes, as: UTF8.self) != nil else {
            report(fr: "le fichier n'est pas en UTF-8", en: "the file is not UTF-8", at: 0)
            return nil
        }
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
