public import Diagnostics

/// Reads CSV: a header line, cells between separators, quotes where a cell holds one, a separator
/// or a line end.
///
/// A row that cannot be read is refused and told of, and the others are read: one slip in a file
/// of thousands of rows does not lose the rest, nor is it lost in silence. Lines without a byte are
/// skipped.
///
/// - Source: RFC 4180; line ends may be LF alone, separators `;` or tab.
public enum CSVReader {
    /// Reads a whole file.
    ///
    /// - Parameter separator: Nil to find it in the header: the most frequent there outside quotes.
    public static func read(
        source: SourceText, limits: CSVLimits = CSVLimits(), separator: CSVSeparator? = nil
    ) -> (table: CSVTable, diagnostics: [Diagnostic]) {
        var rows: [[CSVCell]] = []
        var (table, diagnostics) = read(source: source, limits: limits, separator: separator) { _, row in
            rows.append(row)
            return true
        }
        table.rows = rows
        return (table, diagnostics)
    }

    /// Reads a file row by row, for those too large to be kept.
    ///
    /// - Parameters:
    ///   - separator: Nil to find it in the header.
    ///   - row: Given the header and a row of as many cells; false leaves off reading.
    /// - Returns: The table without its rows, and what is to be said of the file.
    public static func read(
        source: SourceText, limits: CSVLimits = CSVLimits(), separator: CSVSeparator? = nil,
        row: (_ header: [CSVCell], _ cells: [CSVCell]) -> Bool
    ) -> (table: CSVTable, diagnostics: [Diagnostic]) {
        if let refusal = refusal(of: source, limits: limits) { return (CSVTable(), [refusal]) }
        let start = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let separator = separator ?? detectSeparator(source.bytes[start...])
        var rows = RowReader(source: source, start: start, separator: separator.rawValue, limits: limits)
        var report = Report(limit: limits.problems)
        var table = CSVTable(separator: separator)

        guard let first = rows.next() else {
            return (table, [CSVMessages.empty(Location(source, Span(source.bytes.count, source.bytes.count)))])
        }
        guard case .row(let header) = first else {
            if case .fault(let fault) = first { report.add(fault) }
            return (table, report.finished(source))
        }
        if header.count > limits.columns {
            return (table, [CSVMessages.tooManyColumns(limits.columns, header[limits.columns].location)])
        }
        table.header = header
        checkHeader(header, &report)

        var count = 0
        reading: while let next = rows.next() {
            count += 1
            if count > limits.rows {
                report.add(CSVMessages.tooManyRows(limits.rows, rows.rowStart))
                break
            }
            switch next {
            case .fault(let fault):
                table.refusedRows += 1
                report.add(fault)
            case .row(let cells) where cells.count != header.count:
                table.refusedRows += 1
                report.add(CSVMessages.ragged(cells, header, source))
            case .row(let cells):
                if !row(header, cells) { break reading }
            }
        }
        return (table, report.finished(source))
    }

    private static func refusal(of source: SourceText, limits: CSVLimits) -> Diagnostic? {
        let bytes = source.bytes
        if bytes.count > limits.size {
            return CSVMessages.tooLarge(bytes.count, limit: limits.size, Location(source, Span(0, 0)))
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return CSVMessages.otherEncoding(Location(source, Span(0, 2)))
        }
        if let offset = source.firstInvalidUTF8 {
            return CSVMessages.invalidUTF8(bytes[offset], Location(source, Span(offset, offset + 1)))
        }
        return nil
    }

    /// The candidate met most often in the first line with text, outside quotes; a comma when none
    /// is met or on a tie.
    private static func detectSeparator(_ bytes: ArraySlice<UInt8>) -> CSVSeparator {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        var hasText = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == 0x0A, !isQuoted, hasText { break }
            if byte != 0x0A, byte != 0x0D { hasText = true }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        var best = CSVSeparator.comma
        for candidate in CSVSeparator.allCases
        where counts[candidate.rawValue, default: 0] > counts[best.rawValue, default: 0] {
            best = candidate
        }
        return best
    }

    private static func checkHeader(_ header: [CSVCell], _ report: inout Report) {
        var first: [String: CSVCell] = [:]
        for cell in header {
            if cell.text.isEmpty {
                report.add(CSVMessages.unnamedColumn(cell.location))
            } else if let other = first[cell.text] {
                report.add(CSVMessages.columnTwice(cell, first: other))
            } else {
                first[cell.text] = cell
            }
        }
    }
}

/// Diagnostics of one file, the first ones kept and the others counted.
private struct Report {
    let limit: Int
    private var diagnostics: [Diagnostic] = []
    private var others = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ diagnostic: Diagnostic) {
        if diagnostics.count < limit { diagnostics.append(diagnostic) } else { others += 1 }
    }

    func finished(_ source: SourceText) -> [Diagnostic] {
        guard others > 0 else { return diagnostics.inOrder() }
        return diagnostics.inOrder() + [CSVMessages.others(others, Location(source, Span(0, 0)))]
    }
}
