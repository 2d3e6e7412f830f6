import Diagnostics

/// Cuts a text into rows of cells, one after the other.
///
/// **Invariant:** each call goes forward, so that reading ends. After a fault the next row is the
/// one after the line where the fault is.
struct RowReader {
    enum Row {
        case row([CSVCell])
        case fault(Diagnostic)
    }

    let source: SourceText
    let separator: UInt8
    let limits: CSVLimits
    private let bytes: [UInt8]
    private var index: Int
    private(set) var rowStart: Location
    /// Cells of the row before, to make room for as many.
    private var width = 8

    init(source: SourceText, start: Int, separator: UInt8, limits: CSVLimits) {
        self.source = source
        self.separator = separator
        self.limits = limits
        self.bytes = source.bytes
        self.index = start
        self.rowStart = Location(source, Span(start, start))
    }

    /// The next row that is not an empty line; nil at the end.
    mutating func next() -> Row? {
        while index < bytes.count, endsLine(index) { skipLineEnd() }
        guard index < bytes.count else { return nil }
        rowStart = Location(source, Span(index, index))
        var cells: [CSVCell] = []
        cells.reserveCapacity(width)
        while true {
            let start = index
            let isQuoted = index < bytes.count && bytes[index] == UInt8(ascii: "\"")
            let cell = isQuoted ? quotedCell() : plainCell()
            switch cell {
            case .failure(let fault):
                // A quote never closed swallows the file: reading resumes below its own line.
                index = start
                skipToNextLine(after: fault.primary?.location.span.start ?? start)
                return .fault(fault)
            case .success(let cell):
                if cell.location.span.end - cell.location.span.start > limits.cell {
                    skipToNextLine(after: index)
                    return .fault(CSVMessages.cellTooLarge(limits.cell, at: start, source))
                }
                cells.append(cell)
            }
            if index < bytes.count, bytes[index] == separator {
                index += 1
                // Far beyond the header's width the row is refused anyway.
                if cells.count > limits.columns {
                    skipToNextLine(after: index)
                    return .fault(CSVMessages.tooManyColumns(limits.columns, Location(source, Span(start, index))))
                }
                continue
            }
            skipLineEnd()
            width = cells.count
            return .row(cells)
        }
    }

    private enum CellResult {
        case success(CSVCell)
        case failure(Diagnostic)
    }

    private func endsLine(_ index: Int) -> Bool {
        bytes[index] == 0x0A || (bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A)
            || (bytes[index] == 0x0D && index + 1 == bytes.count)
    }

    private mutating func skipLineEnd() {
        guard index < bytes.count else { return }
        if bytes[index] == 0x0D { index += 1 }
        if index < bytes.count, bytes[index] == 0x0A { index += 1 }
    }

    private mutating func skipToNextLine(after offset: Int) {
        index = max(index, offset)
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        if index < bytes.count { index += 1 }
    }

    private func place(_ start: Int, _ end: Int) -> Location {
        Location(source, Span(start, min(end, bytes.count)))
    }

    private mutating func plainCell() -> CellResult {
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == separator || byte == 0x0A { break }
            if byte == UInt8(ascii: "\"") { return .failure(CSVMessages.strayQuote(place(index, index + 1))) }
            if byte < 0x20 || byte == 0x7F {
                if byte == 0x0D, endsLine(index) { break }
                if byte != 0x09 { return .failure(CSVMessages.control(byte, place(index, index + 1))) }
            }
            index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        return .success(CSVCell(text: text, location: place(start, index)))
    }

    private mutating func quotedCell() -> CellResult {
        let start = index
        index += 1
        var text: [UInt8]?
        var runStart = index
        while index < bytes.count, index - start <= limits.cell {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x7F, byte != 0x0A, byte != 0x0D, byte != 0x09 {
                return .failure(CSVMessages.control(byte, place(index, index + 1)))
            }
            guard byte == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") {
                text = (text ?? []) + bytes[runStart...index]
                index += 2
                runStart = index
                continue
            }
            let end = index
            index += 1
            if index < bytes.count, bytes[index] != separator, !endsLine(index) {
                return .failure(CSVMessages.textAfterQuote(place(index, index + 1), quote: place(start, start + 1)))
            }
            let decoded: String
            if var text {
                text += bytes[runStart..<end]
                decoded = String(decoding: text, as: UTF8.self)
            } else {
                decoded = String(decoding: bytes[runStart..<end], as: UTF8.self)
            }
            return .success(CSVCell(text: decoded, location: place(start, index), isQuoted: true))
        }
        return .failure(CSVMessages.unclosedQuote(place(start, start + 1)))
    }
}
