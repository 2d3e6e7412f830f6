import Testing

@testable import Intake

@Suite struct DecimalTextTests {
    @Test(
        "one reading",
        arguments: [
            ("12", "12"), ("-3", "-3"), ("+3", "3"), ("\u{2212}3,5", "-3.5"), ("1234,5", "1234.5"),
            ("48.403", "48.403"),
            ("1 234,5", "1234.5"), ("1\u{A0}234\u{A0}567", "1234567"), ("12\u{202F}345,25", "12345.25"),
            ("1\u{2009}000", "1000"), (",5", "0.5"), ("0,234", "0.234"), ("1234,567", "1234.567"), ("007", "007"),
            ("12 345,678", "12345.678"),
        ])
    func plain(written: String, read: String) {
        #expect(DecimalText(written) == .plain(read))
    }

    @Test(
        "two readings are refused",
        arguments: ["12,345", "1,234", "123,456", "1.234,5", "1,234.5", "1.234.567", "1,234,567"])
    func ambiguous(written: String) {
        guard case .ambiguous(let one, let other) = DecimalText(written) else {
            Issue.record("'\(written)' was read as \(DecimalText(written))")
            return
        }
        #expect(one != other)
    }

    @Test(
        "no number at all",
        arguments: [
            "", "-", "douze", "12 €", "70 %", "1e3", "12.", "12,", "1 23", "12 3456", "--1", "1 2345,6", ".", "0x10",
            "١٢",
        ])
    func refused(written: String) {
        #expect(DecimalText(written) == .notANumber)
    }
}
