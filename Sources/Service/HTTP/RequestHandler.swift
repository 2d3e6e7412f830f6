import Diagnostics
import HTTPTypes
import HummingbirdCore
import JSON
import Logging
import NIOCore
import Wire

/// From a request to the desk and back: routes, permission, parameters, bodies.
///
/// Paths hold no variable part, so the route table is the router.
struct RequestHandler: Sendable {
    var desk: any Desk
    var permission: WritePermission
    var limits: Limits
    var version: String
    var logger: Logger
    let counts = RequestCounts()

    func respond(
        to request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel, peer: Peer?
    ) async throws {
        switch await decide(request, peer: peer) {
        case .reply(let reply, let fields):
            try await send(reply, fields, to: request, writer, channel)
        case .write(let route, let peer):
            // A client that asks before sending its body is told to go on only now.
            if request.headers[.expect]?.lowercased() == "100-continue" {
                try await writer.writeInformationalHead(HTTPResponse(status: .continue))
            }
            let reply = await write(route, request, peer)
            try await send(reply, HTTPFields(), to: request, writer, channel)
        case .stream(let cursor, let framing, let peer):
            let head = HTTPResponse(
                status: .ok,
                headerFields: [.contentType: framing.contentType, .cacheControl: "no-store"])
            if request.method == .head { return try await writer.writeResponse(head) }
            let stream = EventStream(desk: desk, framing: framing, limits: limits, logger: logger, peer: peer)
            try await stream.run(after: cursor, try await writer.writeHead(head), channel)
        }
    }

    // MARK: Deciding

    private enum Decision {
        case reply(Reply, HTTPFields)
        case write(Route, Peer)
        case stream(after: Int64?, Framing, Peer?)
    }

    private func decide(_ request: Request, peer: Peer?) async -> Decision {
        let target = request.head.path ?? ""
        let mark = target.firstIndex(of: "?")
        let path = mark.map { String(target[..<$0]) } ?? target
        let routes = Route.at(path: path)
        guard !routes.isEmpty else {
            let closest = NearestName.nearest(to: path, among: Route.all.map(\.path))
            return refuse(404, AccessDiagnostic.noRoute(path, closest: closest), request, peer)
        }
        // HEAD is GET without the body.
        let method = request.method == .head ? "GET" : request.method.rawValue
        guard let route = routes.first(where: { $0.method.rawValue == method }) else {
            let allowed = routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
            return refuse(
                405, AccessDiagnostic.wrongMethod(request.method.rawValue, path: path, allowed: allowed),
                request, peer, fields: [.allow: allowed.joined(separator: ", ")])
        }
        guard let items = QueryString.parse(mark.map { target[target.index(after: $0)...] } ?? "") else {
            let reason = Localized(
                fr: "échappement « % » incorrect dans l'adresse", en: "broken percent escape in the target")
            return refuse(400, AccessDiagnostic.malformedRequest(reason), request, peer)
        }
        let (parameters, refused) = route.checked(items)
        if let first = refused.first {
            return refuse(400, first, request, peer, with: Array(refused.dropFirst()))
        }
        switch (route.access, route.answer) {
        case (.answer, _), (.validate, _), (.administer, _):
            if let refusal = permission.refusal(of: peer, asking: route.access),
                !(peer.map { desk.grants(route.access, to: $0) } ?? false)
            {
                return refuse(403, refusal, request, peer)
            }
            guard let peer else { return refuse(403, AccessDiagnostic.unknownPeer, request, peer) }
            return .write(route, peer)
        case (.read, .stream):
            return stream(parameters, request, peer)
        case (.read, .metrics):
            return .reply(await metrics(for: peer), HTTPFields())
        case (.read, .document):
            if route.name == .openapi {
                return .reply(Reply(body: OpenAPI.document(version: version)), HTTPFields())
            }
            let version = desk.version
            let reply = await desk.read(route.name, parameters: parameters, peer: peer)
            if let version, reply.isShareable, reply.status == 200, Self.isPlain(request) {
                PeeredChannel.offer?.make(
                    FastLane.Offer.Terms(version: version, route: route.name, audience: reply.audience))
            }
            return .reply(reply, HTTPFields())
        }
    }

    /// Whether a request is a head alone, on a connection that goes on.
    private static func isPlain(_ request: Request) -> Bool {
        request.method == .get
            && [.connection, .contentLength, .transferEncoding, .expect, .upgrade].allSatisfy {
                request.headers[$0] == nil
            }
    }

    private func stream(_ parameters: [String: String], _ request: Request, _ peer: Peer?) -> Decision {
        // A browser's event source repeats its first address on reconnecting: the header is newer.
        let text = request.headers[.lastEventID] ?? parameters["after"]
        let cursor = text.flatMap { Int64($0) }
        if let text, cursor == nil || cursor! < 0 {
            let expected = Localized(fr: "nombre entier ≥ 0", en: "whole number ≥ 0")
            return refuse(
                400, AccessDiagnostic.badParameter("Last-Event-ID", value: text, expected: expected), request, peer)
        }
        let asksForSSE = request.headers[values: .accept].contains { $0.contains("text/event-stream") }
        return .stream(after: cursor, asksForSSE ? .serverSentEvents : .lines, peer)
    }

    private func refuse(
        _ status: Int, _ diagnostic: Diagnostic, _ request: Request, _ peer: Peer?,
        with others: [Diagnostic] = [], fields: HTTPFields = HTTPFields()
    ) -> Decision {
        logger.info(
            "refused",
            metadata: [
                "code": "\(diagnostic.code)", "status": "\(status)", "request": "\(request.method) \(request.uri.path)",
                "peer": "\(peer?.name ?? "?")",
            ])
        return .reply(.failure(status, diagnostic, with: others), fields)
    }

    // MARK: Writing to the desk

    private func write(_ route: Route, _ request: Request, _ peer: Peer) async -> Reply {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.body {
            return .failure(413, AccessDiagnostic.bodyTooLarge(limit: limits.body))
        }
        let bytes: ByteBuffer
        PeeredChannel.deadline?.start(limits.bodyTime)
        do {
            bytes = try await request.body.collect(upTo: limits.body)
            // From here on it is the desk that takes its time.
            PeeredChannel.deadline?.stop()
        } catch is NIOTooManyBytesError {
            return .failure(413, AccessDiagnostic.bodyTooLarge(limit: limits.body))
        } catch {
            let reason = Localized(fr: "corps interrompu", en: "body cut short")
            return .failure(400, AccessDiagnostic.malformedRequest(reason))
        }
        let body: JSONValue
        let text = Array(bytes.readableBytesView)
        do throws(JSONError) {
            body = try JSONValue.parse(text, limits: JSONLimits(size: limits.body))
        } catch {
            return .failure(400, AccessDiagnostic.badBody(error, in: SourceText(name: "<request>", bytes: text)))
        }
        let reply = await desk.write(route.name, body: body, peer: peer)
        logger.info(
            "write",
            metadata: [
                "route": "\(route.name.rawValue)", "status": "\(reply.status)", "peer": "\(peer.name)",
                "uid": "\(peer.uid)", "bytes": "\(bytes.readableBytes)",
            ])
        return reply
    }

    // MARK: Answering

    private func send(
        _ reply: Reply, _ fields: HTTPFields, to request: Request, _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        counts.count(Route.at(path: request.uri.path).first?.name, reply.status)
        let bytes = reply.bytes
        var head = HTTPResponse(status: .init(code: reply.status), headerFields: fields)
        head.headerFields[.contentType] = reply.contentType
        head.headerFields[.contentLength] = String(bytes.count)
        head.headerFields[.cacheControl] = "no-store"
        if request.method == .head { return try await writer.writeResponse(head) }
        let patience = Patience(limits.stall, channel)
        defer { patience.end() }
        try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension HTTPField.Name {
    // A token of letters and hyphens: the initialiser refuses only what is not one.
    fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID")!
}

/// Closes a connection whose client leaves what it is sent unread for too long.
struct Patience: Sendable {
    private let timer: Scheduled<Void>

    init(_ limit: Duration, _ channel: any Channel) {
        timer = channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { channel.close(promise: nil) }
    }

    func end() { timer.cancel() }
}
