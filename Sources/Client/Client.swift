public import Diagnostics
public import JSON
public import Wire

/// What went wrong between the client and the daemon.
public struct ClientError: Error, Sendable {
    public enum Kind: Sendable, Hashable {
        /// Nobody listens, or the file is not there.
        case notRunning
        /// The socket's file is not ours to open.
        case denied
        case timedOut
        /// The daemon's answer is not HTTP, or was cut short.
        case broken
        /// The daemon answered a stream with a refusal of this HTTP status.
        case refused(status: Int)
    }

    public var kind: Kind
    public var diagnostic: Diagnostic
    /// The refusal's body: the error envelope, UTF-8 JSON.
    public var body: [UInt8]

    public init(_ kind: Kind, _ diagnostic: Diagnostic, body: [UInt8] = []) {
        self.kind = kind
        self.diagnostic = diagnostic
        self.body = body
    }
}

/// Speaks to the daemon over its socket: one connection a request, blocking.
///
/// No Foundation and no event loop: a command line starts, asks and ends in a few milliseconds.
public struct Client: Sendable {
    public struct Answer: Sendable {
        /// 200...599.
        public var status: Int
        public var body: [UInt8]

        /// Whether the daemon did what was asked; else ``body`` is the error envelope.
        public var isSuccess: Bool { (200..<300).contains(status) }

        /// What the daemon says against the request; nothing where it did it.
        public var refusals: [Diagnostic] {
            guard !isSuccess else { return [] }
            let told = ErrorEnvelope.diagnostics(in: body)
            return told.isEmpty ? [AccessDiagnostic.brokenAnswer("HTTP \(status)")] : told
        }
    }

    /// What a stream's reader says after a line.
    public enum Onward: Sendable {
        case goOn, stop
    }

    public let socketPath: String
    /// The longest silence of the daemon that is waited through.
    public let timeout: Duration

    public init(socketPath: String, timeout: Duration = .seconds(30)) {
        self.socketPath = socketPath
        self.timeout = timeout
    }

    public func get(_ path: String, query: [(String, String)] = []) throws(ClientError) -> Answer {
        try ask(head("GET", path, query), [])
    }

    public func get(_ route: Route.Name, query: [(String, String)] = []) throws(ClientError) -> Answer {
        try get(Route.named(route).path, query: query)
    }

    public func post(_ path: String, body: JSONValue) throws(ClientError) -> Answer {
        var bytes: [UInt8] = []
        body.write(into: &bytes)
        return try ask(
            head("POST", path, [], "Content-Type: application/json\r\nContent-Length: \(bytes.count)\r\n"), bytes)
    }

    public func post(_ route: Route.Name, body: JSONValue) throws(ClientError) -> Answer {
        try post(Route.named(route).path, body: body)
    }

    /// Reads an endless answer line by line, until it ends or the reader has enough.
    ///
    /// The daemon may be silent for as long as it likes once it has begun to answer.
    /// - Parameters:
    ///   - limit: The longest silence that is waited through; nil for none.
    ///   - onLine: A line without its line feed; empty lines are left out.
    public func stream(
        _ path: String, query: [(String, String)] = [], within limit: Duration? = nil,
        onLine: (ArraySlice<UInt8>) -> Onward
    ) throws(ClientError) {
        let connection = try Connection(socketPath, timeout)
        try connection.send(head("GET", path, query, "Accept: application/x-ndjson\r\n"))
        var reader = ResponseReader(connection)
        let status = try reader.head()
        guard status == 200 else {
            let body = try reader.wholeBody()
            let told = ErrorEnvelope.diagnostics(in: body).first ?? AccessDiagnostic.brokenAnswer("HTTP \(status)")
            throw ClientError(.refused(status: status), told, body: body)
        }
        if let limit { connection.wait(within: limit) } else { connection.waitWithoutLimit() }
        var rest: [UInt8] = []
        while let piece = try reader.nextPiece() {
            rest.append(contentsOf: piece)
            var start = 0
            while let end = rest[start...].firstIndex(of: 0x0A) {
                if end > start, onLine(rest[start..<end]) == .stop { return }
                start = end + 1
            }
            rest.removeFirst(start)
        }
        if !rest.isEmpty { _ = onLine(rest[...]) }
    }

    private func ask(_ head: [UInt8], _ body: [UInt8]) throws(ClientError) -> Answer {
        let connection = try Connection(socketPath, timeout)
        try connection.send(head + body)
        var reader = ResponseReader(connection)
        let status = try reader.head()
        return Answer(status: status, body: try reader.wholeBody())
    }

    private func head(
        _ method: String, _ path: String, _ query: [(String, String)], _ fields: String = ""
    ) -> [UInt8] {
        // The connection serves once: the daemon is told so, and closes it.
        Array(
            "\(method) \(path)\(QueryString.write(query)) HTTP/1.1\r\nHost: maillage\r\nConnection: close\r\n\(fields)\r\n"
                .utf8)
    }
}
