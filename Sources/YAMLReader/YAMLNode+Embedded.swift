public import Diagnostics

/// The map from the bytes of a scalar's text back to the bytes of the file.
///
/// The scalar is decoded a second time, by hand and noting where each byte stood; libyaml's own
/// text is the check. Should the two ever differ, the map points at the scalar's beginning rather
/// than at a wrong place.
extension YAMLNode {
    /// The text of a scalar, every byte of it mapped to the byte of the file it was read from; nil
    /// for a sequence or a mapping.
    ///
    /// A byte written as an escape maps to the escape's backslash, a space that stands for a line
    /// break to the end of the line before.
    public var embedded: EmbeddedText? {
        guard case .scalar(let text, let style) = kind else { return nil }
        let source = location.source
        let wanted = Array(text.utf8)
        var mapper = ScalarMapper(bytes: source.bytes, span: location.span)
        switch style {
        case .plain: mapper.readFlow(location.span, style)
        case .singleQuoted, .doubleQuoted:
            mapper.readFlow(Span(location.span.start + 1, location.span.end - 1), style)
        case .literal, .folded:
            for indent in mapper.possibleIndents() {
                mapper.readBlock(indent: indent, isFolded: style == .folded)
                if mapper.text == wanted { break }
            }
        }
        guard mapper.text == wanted else {
            let start = EmbeddedText.Segment(inner: 0, outer: location.span.start, count: 0)
            return EmbeddedText(text: text, source: source, segments: [start])
        }
        return EmbeddedText(text: text, source: source, segments: mapper.finishedSegments())
    }
}

private struct ScalarMapper {
    let bytes: [UInt8]
    let span: Span
    var text: [UInt8] = []
    var segments: [EmbeddedText.Segment] = []
    /// Where an empty text would stand.
    var contentStart: Int

    init(bytes: [UInt8], span: Span) {
        self.bytes = bytes
        self.span = span
        self.contentStart = span.start
    }

    func finishedSegments() -> [EmbeddedText.Segment] {
        guard let first = segments.first, first.inner == 0 else {
            return [EmbeddedText.Segment(inner: 0, outer: contentStart, count: 0)] + segments
        }
        return segments
    }

    /// Takes a byte as it stands.
    private mutating func copy(_ offset: Int) {
        if let last = segments.last, last.inner + last.count == text.count, last.outer + last.count == offset {
            segments[segments.count - 1].count += 1
        } else {
            segments.append(EmbeddedText.Segment(inner: text.count, outer: offset, count: 1))
        }
        text.append(bytes[offset])
    }

    /// Takes a line break, always a line feed in the text.
    private mutating func copyBreak(_ offset: Int) {
        if bytes[offset] == 0x0A { copy(offset) } else { text.append(0x0A) }
    }

    /// Takes bytes that an escape stands for: a segment of no byte where it begins, and one where
    /// it ends, so that a span that ends with the escape holds all of it.
    private mutating func escape(_ decoded: [UInt8], from start: Int, to end: Int) {
        if let last = segments.last, last.inner == text.count, last.outer == start, last.count == 0 {
            segments.removeLast()
        }
        segments.append(EmbeddedText.Segment(inner: text.count, outer: start, count: 0))
        text.append(contentsOf: decoded)
        segments.append(EmbeddedText.Segment(inner: text.count, outer: end, count: 0))
    }

    /// Steps over a line break; gives the offset of its last byte, its line feed if it has one.
    private func lineBreak(_ index: inout Int) -> Int {
        if bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
        defer { index += 1 }
        return index
    }

    // MARK: Plain and quoted

    mutating func readFlow(_ content: Span, _ style: ScalarStyle) {
        contentStart = content.start
        var index = content.start
        let end = min(content.end, bytes.count)
        while index < end {
            let byte = bytes[index]
            if TextCheck.isBlankOrBreak(byte) {
                readSpace(&index, end)
            } else if style == .doubleQuoted, byte == UInt8(ascii: "\\"), index + 1 < end {
                readEscape(&index, end)
            } else {
                copy(index)
                index += style == .singleQuoted && byte == UInt8(ascii: "'") ? 2 : 1
            }
        }
    }

    /// Blanks are kept within a line; around line breaks they go, one break becomes a space, and of
    /// several the first goes.
    private mutating func readSpace(_ index: inout Int, _ end: Int) {
        let start = index
        var breaks: [Int] = []
        while index < end, TextCheck.isBlankOrBreak(bytes[index]) {
            if TextCheck.isBreak(bytes[index]) { breaks.append(lineBreak(&index)) } else { index += 1 }
        }
        switch breaks.count {
        case 0: for offset in start..<index { copy(offset) }
        case 1: text.append(0x20)
        default: for offset in breaks.dropFirst() { copyBreak(offset) }
        }
    }

    private mutating func readEscape(_ index: inout Int, _ end: Int) {
        let start = index
        let kind = bytes[index + 1]
        index += 2
        switch kind {
        case 0x0A, 0x0D:
            // An escaped line break joins two lines.
            index -= 1
            _ = lineBreak(&index)
            while index < end, TextCheck.isBlankOrBreak(bytes[index]) {
                if TextCheck.isBreak(bytes[index]) { copyBreak(lineBreak(&index)) } else { index += 1 }
            }
        case UInt8(ascii: "x"): readCode(&index, end, digits: 2, from: start)
        case UInt8(ascii: "u"): readCode(&index, end, digits: 4, from: start)
        case UInt8(ascii: "U"): readCode(&index, end, digits: 8, from: start)
        default: escape(Self.escapes[kind] ?? [], from: start, to: index)
        }
    }

    private mutating func readCode(_ index: inout Int, _ end: Int, digits: Int, from start: Int) {
        let stop = min(index + digits, end)
        let written = String(decoding: bytes[min(index, stop)..<stop], as: UTF8.self)
        index = stop
        guard let code = UInt32(written, radix: 16), let scalar = Unicode.Scalar(code) else { return }
        escape(Array(String(Character(scalar)).utf8), from: start, to: index)
    }

    /// - Source: YAML 1.1, § 5.6, Escape Sequences; `\/` from YAML 1.2.
    private static let escapes: [UInt8: [UInt8]] = [
        UInt8(ascii: "0"): [0x00], UInt8(ascii: "a"): [0x07], UInt8(ascii: "b"): [0x08],
        UInt8(ascii: "t"): [0x09], 0x09: [0x09], UInt8(ascii: "n"): [0x0A],
        UInt8(ascii: "v"): [0x0B], UInt8(ascii: "f"): [0x0C], UInt8(ascii: "r"): [0x0D],
        UInt8(ascii: "e"): [0x1B], 0x20: [0x20], UInt8(ascii: "\""): [0x22],
        UInt8(ascii: "/"): [0x2F], UInt8(ascii: "\\"): [0x5C], UInt8(ascii: "N"): [0xC2, 0x85],
        UInt8(ascii: "_"): [0xC2, 0xA0], UInt8(ascii: "L"): [0xE2, 0x80, 0xA8],
        UInt8(ascii: "P"): [0xE2, 0x80, 0xA9],
    ]

    // MARK: Literal and folded

    /// The offset after the line of the `|` or `>`.
    private func blockStart() -> Int {
        var index = span.start
        while index < bytes.count, !TextCheck.isBreak(bytes[index]) { index += 1 }
        if index < bytes.count { _ = lineBreak(&index) }
        return index
    }

    /// Indentations the text may have: the one of its first line that is not blank, then, for a
    /// text whose header counts its indentation, any smaller.
    func possibleIndents() -> [Int] {
        var index = blockStart()
        var widest = 0
        while index < bytes.count {
            var column = 0
            while index < bytes.count, bytes[index] == 0x20 {
                column += 1
                index += 1
            }
            widest = max(widest, column)
            guard index < bytes.count, TextCheck.isBreak(bytes[index]) else { break }
            _ = lineBreak(&index)
        }
        return Array((1...max(widest, 1)).reversed())
    }

    /// Follows libyaml's `yaml_parser_scan_block_scalar`.
    mutating func readBlock(indent: Int, isFolded: Bool) {
        text = []
        segments = []
        var chomping: UInt8?
        for byte in bytes[span.start...] {
            if TextCheck.isBreak(byte) || byte == UInt8(ascii: "#") { break }
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { chomping = byte }
        }
        var index = blockStart()
        contentStart = min(index, bytes.count)
        var leadingBreak: Int?
        var trailingBreaks: [Int] = []
        var leadingBlank = false
        var column = readBreaks(&index, indent: indent, &trailingBreaks)
        while column == indent, index < bytes.count {
            let trailingBlank = TextCheck.isBlank(bytes[index])
            if isFolded, leadingBreak != nil, !leadingBlank, !trailingBlank {
                if trailingBreaks.isEmpty {
                    text.append(0x20)
                }
            } else if let first = leadingBreak {
                copyBreak(first)
            }
            leadingBreak = nil
            for offset in trailingBreaks { copyBreak(offset) }
            trailingBreaks = []
            leadingBlank = trailingBlank
            while index < bytes.count, !TextCheck.isBreak(bytes[index]) {
                copy(index)
                index += 1
            }
            if index < bytes.count { leadingBreak = lineBreak(&index) }
            column = readBreaks(&index, indent: indent, &trailingBreaks)
        }
        if chomping != UInt8(ascii: "-"), let first = leadingBreak { copyBreak(first) }
        if chomping == UInt8(ascii: "+") { for offset in trailingBreaks { copyBreak(offset) } }
    }

    /// Skips indentation and blank lines; gives the column reached.
    private func readBreaks(_ index: inout Int, indent: Int, _ breaks: inout [Int]) -> Int {
        while true {
            var column = 0
            while column < indent, index < bytes.count, bytes[index] == 0x20 {
                column += 1
                index += 1
            }
            guard index < bytes.count, TextCheck.isBreak(bytes[index]) else { return column }
            breaks.append(lineBreak(&index))
        }
    }
}
