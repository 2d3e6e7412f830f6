import Diagnostics

/// A value as a source writes it, before its attribute says what it has to be.
struct Written: Sendable {
    indirect enum Content: Sendable {
        /// An empty cell, a YAML or JSON null: the source says nothing.
        case absent
        /// A cell, a YAML scalar, a JSON string.
        case text(String)
        /// A JSON number, as written.
        case number(String)
        case boolean(Bool)
        case list([Written])
        /// A mapping or an object: no attribute takes one.
        case structure
    }

    var content: Content
    var location: Location

    init(_ content: Content, at location: Location) {
        self.content = content
        self.location = location
    }

    /// A cell: trimmed; empty is absent.
    init(cell text: String, at location: Location) {
        let trimmed = text.trimmed
        self.init(trimmed.isEmpty ? .absent : .text(trimmed), at: location)
    }

    var isAbsent: Bool { if case .absent = content { true } else { false } }
}

/// A record as a source writes it: a row, a YAML mapping, a JSON object.
struct Draft: Sendable {
    struct Field: Sendable {
        var name: String
        /// Where the name stands: the column's header or the mapping's key.
        var nameLocation: Location
        var written: Written
    }

    /// The whole row, or its beginning.
    var location: Location
    var fields: [Field]

    func field(_ name: String) -> Field? {
        fields.first { $0.name == name }
    }
}

extension String {
    /// Without the spaces, tabs, line ends and no-break spaces around it.
    var trimmed: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

extension Location {
    /// `maisons.csv:3:12`.
    var origin: String {
        let (line, column) = source.position(of: span.start)
        return "\(source.name):\(line):\(column)"
    }

    /// Beginning of a text.
    init(startOf source: SourceText) {
        self.init(source, Span(0, 0))
    }
}
