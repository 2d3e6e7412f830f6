public import Diagnostics

/// A cell: its text as read, and where it stands, quotes included.
public struct CSVCell: Sendable, Hashable {
    public var text: String
    public var location: Location
    /// Whether the cell is written between quotes: `""` is a text of no letter, while nothing at
    /// all is most often a value that is not known.
    public var isQuoted: Bool

    public init(text: String, location: Location, isQuoted: Bool = false) {
        self.text = text
        self.location = location
        self.isQuoted = isQuoted
    }

    /// The text with the map of its bytes to the file: an expression in a cell.
    public var embedded: EmbeddedText {
        let span = location.span
        guard isQuoted else {
            let segment = EmbeddedText.Segment(inner: 0, outer: span.start, count: text.utf8.count)
            return EmbeddedText(text: text, source: location.source, segments: [segment])
        }
        // A doubled quote is one byte of the text: what follows it is a segment of its own.
        let bytes = location.source.bytes
        var segments = [EmbeddedText.Segment(inner: 0, outer: span.start + 1, count: 0)]
        var index = span.start + 1
        var inner = 0
        while index < min(span.end, bytes.count) - 1 {
            segments[segments.count - 1].count += 1
            inner += 1
            if bytes[index] == UInt8(ascii: "\"") {
                index += 1
                segments.append(EmbeddedText.Segment(inner: inner, outer: index + 1, count: 0))
            }
            index += 1
        }
        return EmbeddedText(text: text, source: location.source, segments: segments)
    }
}

/// What separates the cells of a row.
public enum CSVSeparator: UInt8, Sendable, CaseIterable {
    case comma = 0x2C
    case semicolon = 0x3B
    case tab = 0x09
}

/// A CSV file: a header, and rows with a cell for each of its columns.
public struct CSVTable: Sendable {
    public var separator: CSVSeparator
    /// Empty when the file was refused as a whole.
    public var header: [CSVCell]
    /// Every row has as many cells as the header.
    public var rows: [[CSVCell]]
    /// Rows left out, each for a reason given among the diagnostics.
    public var refusedRows: Int

    public init(separator: CSVSeparator = .comma, header: [CSVCell] = [], rows: [[CSVCell]] = [], refusedRows: Int = 0)
    {
        self.separator = separator
        self.header = header
        self.rows = rows
        self.refusedRows = refusedRows
    }

    /// The position of a column by its exact name; the first when a name is given twice.
    public func column(_ name: String) -> Int? {
        header.firstIndex { $0.text == name }
    }
}

/// How much CSV is accepted.
public struct CSVLimits: Sendable, Hashable {
    /// Bytes of the text.
    public var size: Int
    public var rows: Int
    public var columns: Int
    /// Bytes of a cell.
    public var cell: Int
    /// Rows told of one by one; the others are refused too, and counted.
    public var problems: Int

    public init(
        size: Int = 256 << 20, rows: Int = 5_000_000, columns: Int = 1000, cell: Int = 1 << 20, problems: Int = 100
    ) {
        self.size = size
        self.rows = rows
        self.columns = columns
        self.cell = cell
        self.problems = problems
    }
}
