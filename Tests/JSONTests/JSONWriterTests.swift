import JSON
import Testing

@Suite("JSON writing")
struct JSONWriterTests {
    @Test("only what must be escaped is")
    func escapes() {
        let text = JSONValue.string("é🙂\"\\/\u{0}\u{1F}\u{7F}\n\t\r\u{8}\u{C}").serialized()
        #expect(text == #""é🙂\"\\/\u0000\u001f"# + "\u{7F}" + #"\n\t\r\b\f""#)
    }

    @Test("pretty printing")
    func pretty() {
        let value: JSONValue = ["a": [1, [], [:]], "b": nil, "c": .object([])]
        #expect(
            value.serialized(pretty: true) == """
                {
                  "a": [
                    1,
                    [],
                    {}
                  ],
                  "b": null,
                  "c": {}
                }
                """)
        #expect(value.serialized() == #"{"a":[1,[],{}],"b":null,"c":{}}"#)
    }

    @Test("members that are nil are left out on request")
    func present() {
        #expect(JSONValue.object(present: ["a": 1, "b": nil, "c": "x"]).serialized() == #"{"a":1,"c":"x"}"#)
    }

    @Test("writing then reading is identity", arguments: 1...200)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let value = random.value(depth: 4)
        #expect(try JSONValue.parse(value.serialized()) == value)
        #expect(try JSONValue.parse(value.serialized(pretty: true)) == value)
    }

    @Test("any bytes are read or refused within bounds", arguments: 1...300)
    func mutations(seed: UInt64) {
        var random = SplitMix(state: seed)
        var bytes = Array(random.value(depth: 4).serialized().utf8)
        for _ in 0..<3 where !bytes.isEmpty {
            bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        do {
            let value = try JSONValue.parse(bytes)
            #expect(try JSONValue.parse(value.serialized()) == value)
        } catch {
            #expect(error.offset >= 0 && error.offset <= bytes.count)
            #expect(!error.fr.isEmpty && !error.en.isEmpty)
        }
    }
}

/// Repeatable randomness.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func value(depth: Int) -> JSONValue {
        let texts = ["", "é", "漢字", "a\"b\\", "\u{1}\n", "🙂", "e\u{301}"]
        switch next() % (depth > 0 ? 7 : 5) {
        case 0: return .null
        case 1: return .bool(next() % 2 == 0)
        case 2: return .int(Int64(bitPattern: next()) >> 20)
        case 3: return .number("-1.50e-7")
        case 4: return .string(texts[Int(next() % UInt64(texts.count))])
        case 5: return .array((0..<Int(next() % 5)).map { _ in value(depth: depth - 1) })
        default:
            return .object((0..<Int(next() % 20)).map { JSONValue.Member("k\($0)", value(depth: depth - 1)) })
        }
    }
}
