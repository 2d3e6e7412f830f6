import FEEL
import JSON
import Testing
import World

@testable import Store

@Suite struct CodecTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func valuesAndOperationsComeBack(seed: UInt64) throws {
        var random = RandomChanges(seed: seed)
        for _ in 0..<200 {
            let value = random.value()
            #expect(FactValue(json: try JSONValue.parse(value.json.serialized())) == value, "seed \(seed)")
            let changes = random.changeSet()
            for operation in changes.operations {
                let text = operation.json(source: changes.source).serialized()
                let back = ChangeSet.Operation(json: try JSONValue.parse(text), source: changes.source)
                #expect(back == operation, "seed \(seed)")
                #expect(back?.json(source: changes.source).serialized() == text, "seed \(seed)")
            }
        }
    }

    @Test(arguments: [
        "0.1", "1e-30", "-12345678901234567890.1234567890123", "1E+6000", "9999999999999999999999999999999999",
    ])
    func decimalsStayExact(_ text: String) throws {
        let value = FactValue.number(try #require(Number(text)))
        #expect(FactValue(json: try JSONValue.parse(value.json.serialized())) == value)
    }

    @Test(arguments: [
        "null", "{}", "[]", #"{"number":12}"#, #"{"number":"x"}"#, #"{"date":"2026-02-30"}"#, #"{"codes":["a",1]}"#,
        #"{"withheld":"later"}"#, #"{"not_applicable":false}"#, #"{"text":"a","number":"1"}"#, #"{"colour":"red"}"#,
    ])
    func whatIsNoValueIsNotRead(_ text: String) throws {
        #expect(FactValue(json: try JSONValue.parse(text)) == nil)
    }

    @Test(arguments: [
        ("2026-11-23T05:00:00Z", "2026-11-23T05:00:00Z"), ("2026-11-23t05:00:00.25z", "2026-11-23T05:00:00Z"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"), ("2024-02-28T23:30:00-01:00", "2024-02-29T00:30:00Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
    ])
    func instantsAreReadInUTC(_ text: String, _ expected: String) {
        #expect(Instant(text)?.text == expected)
    }

    @Test(arguments: [
        "0000-01-01T00:00:00+00:01", "2026-11-23 05:00:00Z", "2026-11-23T05:00:60Z", "2026-11-23T5:00:00Z",
        "2026-11-23T05:00:00.Z", "2026-11-23T05:00:00+1:00", "2026-11-23T05:00:00", "2026-02-29T05:00:00Z",
        "2026-11-23T05:00:00Zé", "+026-11-23T05:00:00Z",
    ])
    func whatIsNoInstantIsNotRead(_ text: String) {
        #expect(Instant(text) == nil)
    }
}
