import JSON

extension SourceText {
    /// Offset of the first byte that does not belong to well-formed UTF-8; nil when all do.
    public var firstInvalidUTF8: Int? {
        JSON.firstInvalidUTF8(bytes)
    }

    /// The text of a span, invalid UTF-8 replaced by U+FFFD; bounds are brought back inside.
    public func text(_ span: Span) -> String {
        let start = min(span.start, bytes.count)
        let end = min(max(span.end, start), bytes.count)
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

extension Location {
    /// What stands there, invalid UTF-8 replaced by U+FFFD.
    public var text: String { source.text(span) }
}
