import JSON
import Testing

@Suite("JSON reading")
struct JSONParserTests {
    @Test("values keep number texts and member order")
    func values() throws {
        let value = try JSONValue.parse(#" {"b": [1.50, -0, 2E+3, true, false, null], "a": "é\u00e9\ud83d\ude42\n"} "#)
        #expect(value == ["b": [.number("1.50"), .number("-0"), .number("2E+3"), true, false, nil], "a": "éé🙂\n"])
        #expect(value.objectMembers?.map(\.name) == ["b", "a"])
        #expect(value["b"]?[0]?.numberText == "1.50")
        #expect(value["b"]?[3]?.boolValue == true)
        #expect(value["c"] == nil)
    }

    /// `⟨` marks the offset of the fault and is taken out before reading.
    @Test(
        "faults have an offset and a reason",
        arguments: [
            ("⟨", .unexpectedEnd),
            ("[1,⟨]", .unexpected(wanted: .value)),
            ("[1 ⟨2]", .unexpected(wanted: .commaOrBracket)),
            ("{\"a\":1,⟨}", .unexpected(wanted: .name)),
            ("{⟨a:1}", .unexpected(wanted: .name)),
            ("{\"a\"⟨ 1}".replacingMark(" ", after: 4), .unexpected(wanted: .colon)),
            ("{\"a\":1 ⟨\"b\":2}", .unexpected(wanted: .commaOrBrace)),
            ("{\"é\":1,⟨\"é\":2}", .duplicateName("é")),
            ("1 ⟨2", .textAfterValue),
            ("⟨01", .malformedNumber),
            ("⟨1.", .malformedNumber),
            ("⟨-", .malformedNumber),
            ("⟨1e+", .malformedNumber),
            ("⟨+1", .unexpected(wanted: .value)),
            ("⟨.5", .unexpected(wanted: .value)),
            ("⟨nul!", .unexpected(wanted: .value)),
            ("nul⟨", .unexpectedEnd),
            ("⟨NaN", .unexpected(wanted: .value)),
            ("\"a⟨\n\"", .controlCharacterInString),
            ("\"⟨\\x\"", .unknownEscape),
            ("\"⟨\\u12g4\"", .malformedUnicodeEscape),
            ("\"⟨\\ud800\"", .loneSurrogate),
            ("\"⟨\\ud800\\u0041\"", .loneSurrogate),
            ("\"⟨\\udc00\"", .loneSurrogate),
            ("\"abc⟨", .unexpectedEnd),
            ("[1⟨", .unexpectedEnd),
            ("⟨\u{FEFF}1", .byteOrderMark),
            ("[⟨// no\n1]", .unexpected(wanted: .value)),
        ] as [(String, JSONError.Reason)])
    func faults(marked: String, reason: JSONError.Reason) {
        let mark = Array("⟨".utf8)
        var bytes = Array(marked.utf8)
        let offset = bytes.indices.first { bytes[$0...].starts(with: mark) }!
        bytes.removeSubrange(offset..<(offset + mark.count))
        #expect(throws: JSONError(offset: offset, reason: reason)) { try JSONValue.parse(bytes) }
    }

    @Test(
        "invalid UTF-8 is found at its first byte",
        arguments: [
            ([0x22, 0xFF, 0x22], 1), ([0x22, 0xC3, 0x22], 1), ([0x22, 0xC0, 0x80, 0x22], 1),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0x61, 0xF4, 0x90, 0x80, 0x80, 0x22], 2), ([0x80], 0),
            ([0x22, 0xE2, 0x82], 1),
        ] as [([UInt8], Int)])
    func invalidUTF8(bytes: [UInt8], offset: Int) {
        #expect(throws: JSONError(offset: offset, reason: .invalidUTF8)) { try JSONValue.parse(bytes) }
    }

    @Test("depth and size are limited")
    func limits() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try JSONValue.parse(deep).arrayValue?.count == 1)
        #expect(throws: JSONError(offset: 64, reason: .tooDeep(limit: 64))) { try JSONValue.parse("[" + deep + "]") }
        #expect(throws: JSONError(offset: 3, reason: .tooLarge(limit: 3))) {
            try JSONValue.parse("1234", limits: JSONLimits(size: 3))
        }
    }

    @Test("a name given twice among many is found")
    func duplicateAmongMany() {
        let members = (0..<40).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
        #expect(throws: JSONError.self) { try JSONValue.parse("{\(members),\"n7\":0}") }
        #expect(throws: Never.self) { try JSONValue.parse("{\(members),\"n40\":0}") }
    }
}

extension String {
    /// Places the mark after a character count; for cases where a blank stands before the fault.
    fileprivate func replacingMark(_ blank: String, after count: Int) -> String {
        let plain = filter { $0 != "⟨" }
        let index = plain.index(plain.startIndex, offsetBy: count)
        return plain[..<index] + blank + "⟨" + plain[index...].drop { $0 == " " }
    }
}
