public import JSON

extension Localized {
    /// `{"fr": …, "en": …}`, or less when fewer languages are asked for.
    public func json(_ languages: [Language] = Language.allCases) -> JSONValue {
        .object(languages.map { JSONValue.Member($0.rawValue, .string(self[$0])) })
    }
}

extension Location {
    /// `file`, one-based `line` and `column` of the first code point and `end_line` and `end_column`
    /// of the one after the last, and the half-open byte range `start`, `end`.
    public var jsonMembers: [JSONValue.Member] {
        let first = source.position(of: span.start)
        let last = source.position(of: span.end)
        return [
            JSONValue.Member("file", .string(source.name)),
            JSONValue.Member("line", .int(first.line)),
            JSONValue.Member("column", .int(first.column)),
            JSONValue.Member("end_line", .int(last.line)),
            JSONValue.Member("end_column", .int(last.column)),
            JSONValue.Member("start", .int(span.start)),
            JSONValue.Member("end", .int(span.end)),
        ]
    }
}

extension Label {
    /// The members of the location, and `message`, null when there is none.
    public func json(_ languages: [Language] = Language.allCases) -> JSONValue {
        .object(location.jsonMembers + [JSONValue.Member("message", message?.json(languages) ?? .null)])
    }
}

extension Diagnostic {
    /// The diagnostic as data. Every member is always there: `code`, `severity`, `headline`,
    /// `primary` (null without a place), `secondary`, `notes`, `help` (null), `source` (null).
    public func json(_ languages: [Language] = Language.allCases) -> JSONValue {
        [
            "code": .string(code.rawValue),
            "severity": .string(severity.rawValue),
            "headline": headline.json(languages),
            "primary": primary?.json(languages) ?? .null,
            "secondary": .array(secondary.map { $0.json(languages) }),
            "notes": .array(notes.map { $0.json(languages) }),
            "help": help?.json(languages) ?? .null,
            "source": source.map { .string($0) } ?? .null,
        ]
    }

    /// A fault of JSON, under the code of the reader that asked for it.
    ///
    /// - Parameter source: The text that was read.
    public init(_ code: Code, _ error: JSONError, in source: SourceText) {
        let start = min(error.offset, source.bytes.count)
        self.init(
            code,
            Localized(fr: "JSON mal formé : \(error.fr)", en: "malformed JSON: \(error.en)"),
            at: Location(source, Span(start, min(start + 1, source.bytes.count)))
        )
    }
}
