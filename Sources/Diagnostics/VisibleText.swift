/// Text that is safe to show: what a terminal would obey, or a reader could not see, becomes U+FFFD.
public enum VisibleText {
    /// A text on one line, line breaks and tabs as spaces, control characters as U+FFFD.
    public static func line(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: result.append(" ")
            default: result.append(visible(scalar))
            }
        }
        return String(result)
    }

    /// Controls, line separators and the marks that reorder or hide text become U+FFFD; joiners
    /// and variation selectors, which shape emoji and scripts, stay.
    static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.value >= 0x20, scalar.value < 0x7F { return scalar }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return "\u{FFFD}"
        case .format: return scalar.value == 0x200C || scalar.value == 0x200D ? scalar : "\u{FFFD}"
        default: return scalar
        }
    }
}

/// A line of a source as a terminal shows it: tabs expanded, each cluster with its column.
struct VisibleLine {
    struct Cell {
        /// Bytes of the source.
        var start: Int
        var end: Int
        var text: String
        /// Zero-based column of the terminal.
        var column: Int
        var width: Int
    }

    var cells: [Cell] = []
    private(set) var width = 0

    private static let tabStop = 4
    /// Bytes kept on each side of the place of interest in a line that is longer than both.
    private static let reach = 4096

    /// - Parameters:
    ///   - number: One-based line.
    ///   - focus: The offset that must be there, should the line be too long to be read whole.
    init(_ source: SourceText, line number: Int, focus: Int) {
        var bytes = source.line(number)
        var isCutBefore = false
        var isCutAfter = false
        if bytes.count > 2 * Self.reach {
            let focus = min(max(focus, bytes.startIndex), bytes.endIndex)
            var low = max(bytes.startIndex, focus - Self.reach)
            while low > bytes.startIndex, bytes[low] & 0xC0 == 0x80 { low -= 1 }
            let high = min(bytes.endIndex, focus + Self.reach)
            isCutBefore = low > bytes.startIndex
            isCutAfter = high < bytes.endIndex
            bytes = bytes[low..<high]
        }
        if isCutBefore { append("…", from: bytes.startIndex, to: bytes.startIndex, width: 1) }
        read(bytes)
        if isCutAfter { append("…", from: bytes.endIndex, to: bytes.endIndex, width: 1) }
    }

    private mutating func append(_ text: String, from start: Int, to end: Int, width columns: Int) {
        cells.append(Cell(start: start, end: end, text: text, column: width, width: columns))
        width += columns
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>) {
        var scalars = String.UnicodeScalarView()
        var lengths: [Int] = []
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        reading: while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                scalars.append(scalar.value == 0x09 ? scalar : VisibleText.visible(scalar))
                lengths.append(encoded.count)
            case .error(let length):
                scalars.append("\u{FFFD}")
                lengths.append(length)
            case .emptyInput: break reading
            }
        }
        var offset = bytes.startIndex
        var next = 0
        for character in String(scalars) {
            let start = offset
            for _ in character.unicodeScalars {
                offset += lengths[next]
                next += 1
            }
            if character == "\t" {
                let columns = Self.tabStop - width % Self.tabStop
                append(String(repeating: " ", count: columns), from: start, to: offset, width: columns)
            } else {
                append(String(character), from: start, to: offset, width: DisplayWidth.of(character))
            }
        }
    }

    /// The columns that a span covers, at least one.
    func columns(_ span: Span) -> Range<Int> {
        // Past its last cluster a line still has one column, where its end is pointed at.
        let first = cells.firstIndex { $0.end > span.start }
        let low = first.map { cells[$0].column } ?? width
        let last = cells.lastIndex { $0.start < span.end && $0.end > $0.start }
        let high = last.map { cells[$0].column + cells[$0].width } ?? low
        return low..<max(low + 1, high)
    }

    /// The columns from the first visible cluster to the last.
    var inkColumns: Range<Int> {
        let first = cells.first { $0.text != " " && !($0.text.first == " ") }?.column ?? 0
        return first..<max(first + 1, width)
    }
}
