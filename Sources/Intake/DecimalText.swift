/// A number as French files write it, brought to the plain form `-1234.5`.
///
/// Accepted: a decimal comma or point; thousands in groups of three parted by a space, a no-break
/// space (U+00A0), a thin space (U+2009) or a narrow no-break space (U+202F); a leading `+`, `-`
/// or minus sign (U+2212). Refused as ambiguous: `12,345`, a decimal comma to one reader and a
/// thousands separator to another, and any mix of points and commas.
enum DecimalText: Equatable {
    /// Digits with at most one point, at least one digit on each side of it; a leading `-` or nothing.
    case plain(String)
    /// Two readings, in plain form.
    case ambiguous(String, String)
    case notANumber

    /// - Parameter decimal: The decimal mark, when it is known: the other mark then parts thousands,
    ///   and nothing is ambiguous.
    init(_ text: String, decimal: Character? = nil) {
        guard let decimal else {
            self = Self.read(text)
            return
        }
        let thousands: Character = decimal == "," ? "." : ","
        let parts = text.split(separator: decimal, maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts.first.map { String($0.map { $0 == thousands ? " " : $0 }) } ?? ""
        switch Self.read(parts.count == 2 ? "\(whole).\(parts[1])" : whole) {
        case .ambiguous: self = .notANumber
        case let other: self = other
        }
    }

    private static let spaces: Set<Character> = [" ", "\u{A0}", "\u{2009}", "\u{202F}"]

    private static func read(_ text: String) -> DecimalText {
        var rest = Substring(text)
        var sign = ""
        if let first = rest.first, first == "-" || first == "+" || first == "\u{2212}" {
            if first != "+" { sign = "-" }
            rest = rest.dropFirst()
        }
        let marks = rest.filter { $0 == "." || $0 == "," }
        guard marks.count <= 1 else { return mixed(rest, sign: sign) }
        let parts = rest.split(separator: marks.first ?? ".", omittingEmptySubsequences: false)
        guard let whole = ungrouped(parts[0]) else { return .notANumber }
        guard parts.count == 2 else { return whole.isEmpty ? .notANumber : .plain(sign + whole) }
        let decimals = parts[1]
        guard !decimals.isEmpty, decimals.allSatisfy(isDigit) else { return .notANumber }
        let plain = sign + (whole.isEmpty ? "0" : whole) + "." + decimals
        let isGroupLike = decimals.count == 3 && (1...3).contains(parts[0].count) && !parts[0].hasPrefix("0")
        if marks == ",", isGroupLike { return .ambiguous(plain, sign + whole + decimals) }
        return .plain(plain)
    }

    /// Several marks: `1.234,5` and `1,234.5` and `1.234.567` each have a reading that someone holds.
    private static func mixed(_ text: Substring, sign: String) -> DecimalText {
        guard text.allSatisfy({ isDigit($0) || $0 == "." || $0 == "," }),
            let last = text.lastIndex(where: { $0 == "." || $0 == "," })
        else { return .notANumber }
        let digits = text.filter(isDigit)
        let decimals = text[text.index(after: last)...]
        guard !decimals.isEmpty, digits.count > decimals.count else { return .notANumber }
        return .ambiguous(sign + digits.dropLast(decimals.count) + "." + decimals, sign + digits)
    }

    /// The digits of a whole part, its groups joined; nil when a group does not have three digits.
    private static func ungrouped(_ text: Substring) -> String? {
        let groups = text.split(omittingEmptySubsequences: false) { spaces.contains($0) }
        guard groups.allSatisfy({ $0.allSatisfy(isDigit) }) else { return nil }
        if groups.count > 1 {
            guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
                return nil
            }
        }
        return groups.joined()
    }

    private static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character)
    }
}
