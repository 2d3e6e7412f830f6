import FEEL
import JSON
import Queries
import Testing

@Suite struct TypedValueTests {
    @Test(arguments: [
        #"{"t":"null"}"#, #"{"t":"number","v":"1.5"}"#, #"{"t":"string","v":"é"}"#, #"{"t":"boolean","v":true}"#,
        #"{"t":"date","v":"2026-06-15"}"#, #"{"t":"time","v":"10:00:00Z"}"#,
        #"{"t":"date and time","v":"2026-06-15T10:00:00"}"#, #"{"t":"days and time duration","v":"P1DT2H"}"#,
        #"{"t":"years and months duration","v":"P1Y2M"}"#, #"{"t":"list","v":[{"t":"null"},{"t":"number","v":"1"}]}"#,
        #"{"t":"context","v":{"a b":{"t":"number","v":"1"}}}"#, #"{"t":"range","v":"[1..10)"}"#,
        #"{"t":"unknown","type":"number","range":"[0..10)"}"#, #"{"t":"unknown","type":"number"}"#,
        #"{"t":"unknown","type":"number","range":"(>= 3)","or_null":true}"#,
        #"{"t":"unknown","type":"date","range":"[@\"2026-01-01\"..@\"2026-12-31\"]"}"#,
        #"{"t":"unknown","type":"string","range":[{"t":"string","v":"a"},{"t":"string","v":"b"}]}"#,
        #"{"t":"unknown","type":"string"}"#, #"{"t":"unknown","type":null}"#,
    ])
    func whatIsReadIsWrittenBack(text: String) throws {
        let value = try TypedValue.decode(JSONValue.parse(text), as: "x")
        #expect(TypedValue.encode(value).serialized() == text)
    }

    @Test func anUnknownBooleanIsEither() throws {
        let value = try TypedValue.decode(["t": "unknown", "type": "boolean"], as: "x")
        guard case .unknown(let unknown) = value, case .values(let values) = unknown.domain else {
            Issue.record("\(value)")
            return
        }
        #expect(values.map(\.literal) == ["false", "true"])
    }

    @Test(arguments: [
        ("1", ""), (#"{"t":"number","v":"a"}"#, "v"), (#"{"t":"colour","v":"a"}"#, "t"),
        (#"{"t":"list","v":[{"t":"date","v":"2026-02-30"}]}"#, "v[0].v"),
        (#"{"t":"unknown","type":"number","range":"[9..1]"}"#, "range"),
        (#"{"t":"unknown","type":"number","range":[]}"#, "range"),
        (#"{"t":"unknown","type":"number","range":"soon"}"#, "range"),
        (#"{"t":"unknown","type":"tint"}"#, "type"),
    ])
    func theFaultyPartIsNamed(text: String, path: String) throws {
        let json = try JSONValue.parse(text)
        #expect(throws: TypedValue.Failure.self) { try TypedValue.decode(json, as: "x") }
        do throws(TypedValue.Failure) {
            _ = try TypedValue.decode(json, as: "x")
        } catch {
            #expect(error.path == path)
        }
    }
}

@Suite struct FeelBatchTests {
    private func answer(_ line: String) -> JSONValue {
        var batch = FeelBatch()
        return batch.answer(line, number: 7)
    }

    @Test func aNullThatAnErrorMadeSaysSo() {
        let answer = answer(#"{"id": 1, "kind": "expr", "expr": "1 + \"a\""}"#)
        #expect(answer["value"] == ["t": "null"])
        #expect(answer["error"]?["code"] == "V110")
        #expect(answer["error"]?["span"] == ["start": 0, "end": 7])
    }

    @Test func theStandardsValueStandsBesideOurs() {
        let x = #"{"x": {"t": "unknown", "type": "number", "range": "[0..10]"}}"#
        let settled = answer(#"{"id": 1, "expr": "x <= 20", "context": \#(x)}"#)
        #expect(settled["value"] == ["t": "null"])
        #expect(settled["certain"] == true)
        #expect(settled["bounds"] == ["t": "boolean", "v": true])
        #expect(settled["missing"] == [])
        let open = answer(#"{"id": 1, "expr": "x * 2", "context": \#(x)}"#)
        #expect(open["certain"] == false)
        #expect(open["bounds"] == ["t": "unknown", "type": "number", "range": "[0..20]"])
        #expect(open["missing"] == ["x"])
    }

    @Test func unaryTestsReadTheirInput() {
        let answer = answer(#"{"id": 1, "kind": "unary", "expr": "< 10, 20", "input": {"t": "number", "v": "20"}}"#)
        #expect(answer["value"] == ["t": "boolean", "v": true])
    }

    @Test(arguments: [
        "", "{", "[]", "1", "{}", #"{"id": 1}"#, #"{"expr": 1}"#, #"{"expr": "1", "context": []}"#,
        #"{"expr": "x", "context": {"x": 1}}"#, #"{"expr": "1", "kind": "verse"}"#, #"{"mode": "song"}"#,
        #"{"mode": "boxed"}"#, #"{"mode": "boxed", "logic": {"k": "cube"}}"#, #"{"mode": "model", "model": "none"}"#,
        #"{"mode": "table", "logic": {"k": "table", "hitPolicy": "LUCK"}}"#,
    ])
    func aMalformedLineIsAnsweredWithItsNumber(line: String) {
        let answer = answer(line)
        #expect(answer["line"] == 7)
        #expect(answer["error"]?["code"] == "A028")
        #expect(answer["error"]?["message"]?["fr"]?.stringValue?.isEmpty == false)
    }

    @Test func aCaseMayHaveUnknownInputs() {
        let answer = answer(
            #"{"id": 1, "mode": "expression", "expr": "if x > 3 then \"a\" else \"b\"", "inputTypes": {"x": "number"}, "#
                + #""resultType": "string", "inputs": {"x": {"t": "unknown", "type": "number", "range": "[4..9]"}}}"#)
        #expect(answer["value"] == ["t": "string", "v": "b"])
        #expect(answer["certain"] == true)
        #expect(answer["bounds"] == ["t": "string", "v": "a"])
    }
}
