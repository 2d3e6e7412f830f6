import Diagnostics
import JSON
import Testing

@testable import Wire

@Suite("Routes")
struct RouteTests {
    @Test("each name has one route, found by its name and by its path", arguments: Route.Name.allCases)
    func table(_ name: Route.Name) {
        #expect(Route.all.filter { $0.name == name }.count == 1)
        #expect(Route.named(name).name == name)
        #expect(Route.at(path: Route.named(name).path).map(\.name) == [name])
    }

    @Test(
        "nothing is served beside the table", arguments: ["/", "", "/v1/", "/v1", "/v2/status", "/v1/status/", "/v1/x"])
    func nowhere(_ path: String) {
        #expect(Route.at(path: path).isEmpty)
    }

    @Test("writes are posts and reads are gets")
    func methods() {
        for route in Route.all { #expect((route.access != .read) == (route.method == .post)) }
    }

    @Test("a mistyped parameter is refused and the right one suggested")
    func unknownParameter() {
        let (_, refused) = Route.named(.verdicts).checked([("gravty", "haute")])
        #expect(refused.map(\.code.rawValue) == ["A022"])
        #expect(refused[0].help?.en == "write 'gravity'")
    }

    @Test(
        "values are checked against their shape",
        arguments: [
            ("limit", "0", "A024"), ("limit", "ten", "A024"), ("limit", "10", nil), ("verdict", "oui", "A024"),
            ("verdict", "unknown", nil), ("rule", "anything", nil), ("as_of", "2024-02-29", nil),
            ("as_of", "2026-02-29", "A024"), ("as_of", "1900-02-29", "A024"), ("as_of", "2000-02-29", nil),
            ("as_of", "2026-13-01", "A024"), ("as_of", "2026-04-31", "A024"), ("as_of", "2026-00-10", "A024"),
            ("as_of", "2026-1-10", "A024"), ("as_of", "", "A024"),
        ])
    func shapes(_ name: String, _ value: String, _ code: String?) {
        let (_, refused) = Route.named(.verdicts).checked([(name, value)])
        #expect(refused.first?.code.rawValue == code)
    }

    @Test("what is required and what is repeated are both said")
    func requiredAndRepeated() {
        let (_, refused) = Route.named(.query).checked([("territory", "a"), ("territory", "b")])
        #expect(refused.map(\.code.rawValue) == ["A025", "A023"])
    }

    @Test("the OpenAPI document holds every route and reads back as JSON")
    func openAPI() throws {
        let document = OpenAPI.document(version: "1.2.3")
        let paths = try #require(document["paths"]?.objectMembers)
        #expect(paths.map(\.name) == Route.all.map(\.path))
        #expect(try JSONValue.parse(document.serialized()) == document)
        for route in Route.all {
            let operation = document["paths"]?[route.path]?[route.method.rawValue.lowercased()]
            #expect(operation?["operationId"]?.stringValue == route.name.rawValue)
            let names = (operation?["parameters"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
            #expect(names == route.parameters.map(\.name))
            let schema = operation?["requestBody"]?["content"]?["application/json"]?["schema"]
            #expect((schema?["properties"] != nil) == (route.method == .post), "\(route.name)")
        }
    }
}

@Suite("Query strings")
struct QueryStringTests {
    @Test("written then read is the same", arguments: ["", "a b", "a+b", "é&=?%", "x > 1 and y"])
    func roundTrip(_ text: String) throws {
        let written = QueryString.write([("expression", text), ("n", "1")])
        let read = try #require(QueryString.parse(written.dropFirst()))
        #expect(read.map(\.name) == ["expression", "n"])
        #expect(read.map(\.value) == [text, "1"])
    }

    @Test("a plus sign is a space, as forms write it")
    func plus() {
        #expect(QueryString.parse("q=a+b%2Bc")?.first?.value == "a b+c")
    }

    @Test("broken escapes are refused", arguments: ["a=%", "a=%4", "a=%zz", "a=%ff", "%c3=1"])
    func broken(_ query: String) {
        #expect(QueryString.parse(query) == nil)
    }
}

@Suite("Envelope")
struct EnvelopeTests {
    @Test("what was refused is read back from the wire")
    func readBack() {
        let told = AccessDiagnostic.noRoute("/v1/statu", closest: "/v1/status")
        let bytes = Reply.failure(404, told).bytes
        #expect(ErrorEnvelope.diagnostics(in: bytes) == [told])
        #expect(bytes.last == 0x0A)
    }

    @Test("another shape holds no diagnostic", arguments: ["", "{}", "[]", "{\"error\":1}"])
    func others(_ text: String) {
        #expect(ErrorEnvelope.diagnostics(in: Array(text.utf8)).isEmpty)
    }
}
