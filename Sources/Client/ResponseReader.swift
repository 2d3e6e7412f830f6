import Diagnostics
import Wire

/// An HTTP/1.1 response read off a connection: as much of RFC 9112 as the daemon writes.
struct ResponseReader {
    private enum Body {
        case length(Int)
        case chunks
        case untilClose
    }

    private let connection: Connection
    private var buffer: [UInt8] = []
    private var start = 0
    private var body = Body.untilClose
    private var isEnded = false

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The status; interim responses are passed over.
    mutating func head() throws(ClientError) -> Int {
        while true {
            let status = try statusLine()
            body = .untilClose
            var count = 0
            while true {
                let line = try line()
                if line.isEmpty { break }
                count += 1
                guard count <= 200 else { throw Self.broken("too many header fields") }
                try field(line)
            }
            if status >= 200 {
                if status == 204 || status == 304 { isEnded = true }
                return status
            }
        }
    }

    /// The next piece of the body as it comes; nothing at its end.
    mutating func nextPiece() throws(ClientError) -> ArraySlice<UInt8>? {
        guard !isEnded else { return nil }
        switch body {
        case .length(let left):
            guard left > 0 else {
                isEnded = true
                return nil
            }
            let piece = try available(atMost: left)
            guard !piece.isEmpty else { throw Self.broken("cut short") }
            body = .length(left - piece.count)
            return piece
        case .untilClose:
            let piece = try available(atMost: .max)
            isEnded = piece.isEmpty
            return isEnded ? nil : piece
        case .chunks:
            let size = try chunkSize()
            guard size > 0 else {
                // Trailing fields, if any.
                while try !line().isEmpty {}
                isEnded = true
                return nil
            }
            while buffer.count - start < size + 2 {
                guard try fill() else { throw Self.broken("cut short") }
            }
            let piece = buffer[start..<(start + size)]
            guard buffer[start + size] == 0x0D, buffer[start + size + 1] == 0x0A else {
                throw Self.broken("chunk without end")
            }
            start += size + 2
            return piece
        }
    }

    mutating func wholeBody() throws(ClientError) -> [UInt8] {
        var bytes: [UInt8] = []
        if case .length(let length) = body { bytes.reserveCapacity(min(length, 64 << 20)) }
        while let piece = try nextPiece() { bytes.append(contentsOf: piece) }
        return bytes
    }

    // MARK: Lines

    private mutating func statusLine() throws(ClientError) -> Int {
        let parts = try line().split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]),
            (100...599).contains(status)
        else { throw Self.broken("not HTTP") }
        return status
    }

    private mutating func field(_ line: String) throws(ClientError) {
        guard let colon = line.firstIndex(of: ":") else { throw Self.broken("header field") }
        let value = String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
        switch line[..<colon].lowercased() {
        case "content-length":
            guard let length = Int(value), length >= 0 else { throw Self.broken("Content-Length") }
            if case .chunks = body {} else { body = .length(length) }
        case "transfer-encoding":
            guard value.lowercased() == "chunked" else { throw Self.broken("Transfer-Encoding: \(value)") }
            body = .chunks
        default: break
        }
    }

    private mutating func chunkSize() throws(ClientError) -> Int {
        let digits = try line().prefix { $0 != ";" && $0 != " " }
        guard let size = Int(digits, radix: 16), size >= 0, size <= 1 << 30 else { throw Self.broken("chunk size") }
        return size
    }

    /// A line without its end.
    private mutating func line() throws(ClientError) -> String {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                let stop = end > start && buffer[end - 1] == 0x0D ? end - 1 : end
                defer { start = end + 1 }
                return String(decoding: buffer[start..<stop], as: UTF8.self)
            }
            guard buffer.count - start <= 64 << 10 else { throw Self.broken("line too long") }
            let waiting = buffer.count - start
            guard try fill() else { throw Self.broken(waiting == 0 ? "nothing" : "cut short") }
            searched = start + waiting
        }
    }

    private mutating func available(atMost limit: Int) throws(ClientError) -> ArraySlice<UInt8> {
        if start == buffer.count, try !fill() { return [] }
        let piece = buffer[start..<min(buffer.count, start + min(limit, buffer.count - start))]
        start = piece.endIndex
        return piece
    }

    /// Takes in more, dropping what was read.
    private mutating func fill() throws(ClientError) -> Bool {
        let bytes = try connection.receive()
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
        return !bytes.isEmpty
    }

    private static func broken(_ what: String) -> ClientError {
        ClientError(.broken, AccessDiagnostic.brokenAnswer(what))
    }
}
