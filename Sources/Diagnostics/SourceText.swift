/// A text that diagnostics point into, with the name a person knows it by.
///
/// The core never opens files: an edge reads the bytes and gives the name.
public final class SourceText: Sendable {
    /// A path relative to what the user named, or `<expression>`, `<socket>`.
    public let name: String
    /// The text's bytes. Invalid UTF-8 is kept: a span may point at it.
    public let bytes: [UInt8]
    /// Offset of each line's first byte; never empty.
    public let lineStarts: [Int]
    /// How many lines of the whole text are left out after the first: an excerpt of a long table is its header and a row.
    public let leftOut: Int

    public init(name: String, bytes: [UInt8], leftOut: Int = 0) {
        self.name = name
        self.bytes = bytes
        self.leftOut = leftOut
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
        self.lineStarts = starts
    }

    public convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// One-based line, in the whole text, and column of an offset; columns count code points.
    ///
    /// An offset past the end is read as the end.
    public func position(of offset: Int) -> (line: Int, column: Int) {
        let offset = min(max(offset, 0), bytes.count)
        var low = 0
        var high = lineStarts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
        }
        // A code point begins at every byte that is not a continuation byte.
        var column = 1
        for byte in bytes[lineStarts[low]..<offset] where byte & 0xC0 != 0x80 { column += 1 }
        return (low == 0 ? 1 : low + 1 + leftOut, column)
    }

    /// The bytes of a one-based line, without its line end.
    public func line(_ number: Int) -> ArraySlice<UInt8> {
        let number = number == 1 ? 1 : number > leftOut + 1 ? number - leftOut : 0
        guard number >= 1, number <= lineStarts.count else { return [] }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return bytes[start..<end]
    }
}

/// A place in a text.
public struct Location: Sendable {
    public var source: SourceText
    public var span: Span

    public init(_ source: SourceText, _ span: Span) {
        self.source = source
        self.span = span
    }
}

extension Location: Hashable {
    public static func == (left: Location, right: Location) -> Bool {
        left.span == right.span && left.source.name == right.source.name
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(source.name)
        hasher.combine(span)
    }
}

/// A text written inside another (an expression inside a YAML scalar), with the map back.
///
/// Quoting, escapes and folding make offsets differ: each segment says that `count` bytes of the
/// inner text from `inner` on stand at `outer` in the source. A byte no segment covers (a line
/// break that folding turned into a space) maps to the end of the segment before it.
public struct EmbeddedText: Sendable {
    public struct Segment: Sendable, Hashable {
        public var inner: Int
        public var outer: Int
        public var count: Int

        public init(inner: Int, outer: Int, count: Int) {
            self.inner = inner
            self.outer = outer
            self.count = count
        }
    }

    public let text: String
    public let source: SourceText
    /// Sorted by `inner`, not overlapping.
    public let segments: [Segment]

    public init(text: String, source: SourceText, segments: [Segment]) {
        self.text = text
        self.source = source
        self.segments = segments
    }

    /// A text that stands alone: offsets are its own.
    public init(standalone text: String, name: String = "<expression>") {
        self.init(
            text: text,
            source: SourceText(name: name, text: text),
            segments: [Segment(inner: 0, outer: 0, count: text.utf8.count)]
        )
    }

    /// Where a span of the inner text stands in the source.
    public func location(_ span: Span) -> Location {
        let start = outer(span.start)
        guard span.end > span.start else { return Location(source, Span(start, start)) }
        // The end is mapped from the last byte inside, so that it stays beside it across a fold. An
        // escape, a segment of no byte, reaches to the segment after it.
        let last = segment(of: span.end - 1)
        if let last, segments[last].count == 0, last + 1 < segments.count {
            return Location(source, Span(start, segments[last + 1].outer))
        }
        return Location(source, Span(start, outer(span.end - 1) + 1))
    }

    private func outer(_ inner: Int) -> Int {
        guard let index = segment(of: inner) else { return segments.first?.outer ?? 0 }
        let segment = segments[index]
        return segment.outer + min(inner - segment.inner, segment.count)
    }

    /// The position of the last segment that begins at an offset or before.
    private func segment(of inner: Int) -> Int? {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].inner <= inner { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}
