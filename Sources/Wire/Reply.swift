public import Diagnostics
public import JSON

/// What the daemon answers to one request.
public struct Reply: Sendable {
    public enum Body: Sendable {
        case json(JSONValue)
        /// A JSON document already written, UTF-8: a large one is kept written between two changes.
        case written([UInt8])
    }

    /// An HTTP status, 200...599.
    public var status: Int
    public var body: Body
    public var contentType = "application/json"
    /// Whether it depends on nothing but the request, its ``audience`` and what the daemon serves: not on who else asks,
    /// nor on the moment.
    public var isShareable = false
    /// Names those who are all shown this same answer: by what they may read, not by who they are. Nil: everyone.
    public var audience: String?

    public init(status: Int = 200, body: JSONValue) {
        self.status = status
        self.body = .json(body)
    }

    public init(status: Int = 200, written bytes: [UInt8]) {
        self.status = status
        self.body = .written(bytes)
    }

    /// A refusal: the error envelope.
    public static func failure(_ status: Int, _ diagnostic: Diagnostic, with others: [Diagnostic] = []) -> Reply {
        Reply(status: status, body: ErrorEnvelope(diagnostic, others).json)
    }

    /// The body's bytes, UTF-8 JSON, ended by a line feed so that a shell shows it well.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        switch body {
        case .written(let bytes): output = bytes
        case .json(let value): value.write(into: &output)
        }
        if output.last != 0x0A { output.append(0x0A) }
        return output
    }
}

/// Something that happened, numbered so that a reader can resume.
public struct Event: Hashable, Sendable {
    /// Increasing, above zero; not necessarily by one.
    public var seq: Int64
    /// `change`, `transition`, `rules`, and the stream's own ``Kind/gap`` and ``Kind/end``.
    public var kind: String
    public var json: JSONValue

    public init(seq: Int64, kind: String, json: JSONValue) {
        self.seq = seq
        self.kind = kind
        self.json = json
    }

    public enum Kind {
        /// Events after the cursor asked for are no longer held: read the state again, then go on.
        public static let gap = "gap"
        /// The stream's last line; `after` resumes it, `reason` is `shutdown`, `slow_reader` or `closed`.
        public static let end = "end"
    }

    /// One NDJSON line, without its line feed: `{"seq":…,"kind":…,"data":…}`.
    public var line: [UInt8] {
        var output: [UInt8] = []
        JSONValue.object([
            .init("seq", .number(String(seq))), .init("kind", .string(kind)), .init("data", json),
        ]).write(into: &output)
        return output
    }

    /// One server-sent event, with its blank line.
    public var frame: [UInt8] {
        var output = Array("id: \(seq)\nevent: \(kind)\ndata: ".utf8)
        json.write(into: &output)
        output.append(contentsOf: [0x0A, 0x0A])
        return output
    }
}
