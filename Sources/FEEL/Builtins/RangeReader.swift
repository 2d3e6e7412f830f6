/// Reads the text of `range(from)`: a range whose two ends are literals, in order.
///
/// - Source: DMN 1.5, table 73, `range(from)`.
struct RangeReader {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    /// - Returns: `nil` when the text is no such range, or when an end is missing, of another type than
    ///   the other one, or before it.
    static func read(_ text: String) -> RangeValue? {
        var reader = RangeReader(text)
        return reader.range()
    }

    private init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    private mutating func range() -> RangeValue? {
        let includesLower: Bool
        if skip("[") {
            includesLower = true
        } else if skip("(") || skip("]") {
            includesLower = false
        } else {
            return nil
        }
        guard let lower = end(), skip("."), skipAtOnce("."), let upper = end() else { return nil }
        let includesUpper: Bool
        if skip("]") {
            includesUpper = true
        } else if skip(")") || skip("[") {
            includesUpper = false
        } else {
            return nil
        }
        skipSpace()
        guard index == scalars.count, let order = lower.compare(upper), order <= 0 else { return nil }
        return RangeValue(lower: lower, includesLower: includesLower, upper: upper, includesUpper: includesUpper)
    }

    /// A number, a string, `@"…"`, or a call like `date("…")`.
    private mutating func end() -> Value? {
        skipSpace()
        if skip("@") { return string().flatMap { Value.temporal($0) } }
        if index < scalars.count, scalars[index] == "\"" { return string().map { .string($0) } }
        for (name, read) in Self.calls where skipWord(name) {
            guard skip("("), let text = string(), skip(")") else { return nil }
            return read(text)
        }
        return number()
    }

    private static let calls: [(String, @Sendable (String) -> Value?)] = [
        ("date and time", { text in DateAndTime(text).map { .dateTime($0) } }),
        ("date", { text in CalendarDate(text).map { .date($0) } }),
        ("time", { text in TimeOfDay(text).map { .time($0) } }),
        ("duration", { text in Value.duration(text) }),
    ]

    private mutating func number() -> Value? {
        var text = ""
        while index < scalars.count {
            let scalar = scalars[index]
            // Two points end a number: `1..3`.
            if scalar == ".", index + 1 < scalars.count, scalars[index + 1] == "." { break }
            guard scalar.isASCII,
                scalar.properties.isAlphabetic || scalar.value >= 48 && scalar.value <= 57
                    || scalar == "." || scalar == "-" || scalar == "+"
            else { break }
            text.unicodeScalars.append(scalar)
            index += 1
        }
        return Number(text).map { .number($0) }
    }

    private mutating func string() -> String? {
        guard skip("\"") else { return nil }
        var text = String.UnicodeScalarView()
        while index < scalars.count {
            var scalar = scalars[index]
            index += 1
            if scalar == "\"" { return String(text) }
            if scalar == "\\" {
                guard index < scalars.count else { return nil }
                switch scalars[index] {
                case "n": scalar = "\n"
                case "r": scalar = "\r"
                case "t": scalar = "\t"
                case let other: scalar = other
                }
                index += 1
            }
            text.append(scalar)
        }
        return nil
    }

    private mutating func skipSpace() {
        while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        return skipAtOnce(scalar)
    }

    private mutating func skipAtOnce(_ scalar: Unicode.Scalar) -> Bool {
        guard index < scalars.count, scalars[index] == scalar else { return false }
        index += 1
        return true
    }

    private mutating func skipWord(_ word: String) -> Bool {
        let letters = Array(word.unicodeScalars)
        guard scalars[index...].starts(with: letters) else { return false }
        index += letters.count
        return true
    }
}
