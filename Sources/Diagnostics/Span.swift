/// A half-open range of UTF-8 bytes, `start..<end`, in one text.
public struct Span: Hashable, Sendable, Comparable {
    public var start: Int
    public var end: Int

    /// - Precondition: `0 <= start`; an `end` before `start` is read as an empty span.
    public init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = max(start, end)
    }

    /// The smallest span that holds both.
    public func union(_ other: Span) -> Span {
        Span(min(start, other.start), max(end, other.end))
    }

    public static func < (left: Span, right: Span) -> Bool {
        (left.start, left.end) < (right.start, right.end)
    }
}
