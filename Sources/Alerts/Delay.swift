/// How long to wait, in the units of institutions.
public enum Delay: Hashable, Sendable {
    case days(Int)
    /// Months of the calendar: the same day, or the month's last.
    case months(Int)
    /// Days on which offices are open, by the calendar.
    case workingDays(Int)
    /// Sittings of the council, by the calendar; a sitting that it does not know never comes.
    case sittings(Int)

    public static let none = Delay.days(0)

    /// Reads `P10D`, `P2W`, `P3M`, `P1Y`, `5 working days`, `2 sittings`, or the French `5 jours ouvrés`,
    /// `2 séances`.
    ///
    /// - Returns: Nil for anything else; counts are 0...100,000.
    public init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true).map { $0.lowercased() }
        if words.count == 1, let word = words.first, word.first == "p", let unit = word.last,
            let count = Delay.count(String(word.dropFirst().dropLast()))
        {
            switch unit {
            case "d": self = .days(count)
            case "w": self = .days(7 * count)
            case "m": self = .months(count)
            case "y": self = .months(12 * count)
            default: return nil
            }
            return
        }
        guard words.count >= 2, let count = words.first.flatMap(Delay.count) else { return nil }
        switch words.dropFirst().joined(separator: " ") {
        case "working day", "working days", "jour ouvré", "jours ouvrés": self = .workingDays(count)
        case "sitting", "sittings", "séance", "séances": self = .sittings(count)
        default: return nil
        }
    }

    private static func count(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 6, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text).flatMap { $0 <= 100_000 ? $0 : nil }
    }
}

extension Delay: CustomStringConvertible {
    /// As ``init(_:)`` reads it.
    public var description: String {
        switch self {
        case .days(let count): "P\(count)D"
        case .months(let count): "P\(count)M"
        case .workingDays(let count): "\(count) working days"
        case .sittings(let count): "\(count) sittings"
        }
    }
}
