public import CSVReader
public import Diagnostics
public import FEEL

/// How the rows of a table become records of a kind: a file of format `import/1`.
///
/// A value; ``read(_:vocabulary:)`` makes it from YAML, ``Importer`` applies it.
public struct ImportMapping: Sendable {
    /// What stands before the identifier in the source of the facts.
    public static let sourcePrefix = "import:"

    /// Identifies the origin of the table: `cadastre_2026`.
    public var id: String
    public var labels: Localized
    /// Under which terms the table is published, in words; empty when not said.
    public var licence: String
    public var kind: String
    /// How the table's bytes are letters; nil to find out.
    public var encoding: TextEncoding?
    /// What separates cells; nil to find out.
    public var separator: CSVSeparator?
    /// Cells that mean the same as an empty one.
    public var missing: Set<String>
    /// Validity of every fact, both days included.
    public var validFrom: CalendarDate?
    public var validTo: CalendarDate?
    /// A row is kept when all of them hold.
    public var filters: [Filter]
    public var fields: [Field]
    public var expectations: Expectations

    /// The source of the facts: `import:cadastre_2026`.
    public var source: String { Self.sourcePrefix + id }

    /// A column, and where the mapping names it.
    public struct Column: Sendable {
        public var name: String
        public var location: Location
    }

    /// A test of one cell.
    public struct Filter: Sendable {
        public enum Test: Sendable {
            case present(Bool)
            case oneOf([String])
            case noneOf([String])
            /// The cell is the identifier of the territory imported into.
            case territory
        }

        public var column: Column
        public var test: Test
    }

    /// Where one attribute's value comes from and what is done to it, in this order: parts joined,
    /// zeros put back, table of values, prefix and suffix, date, decimal mark, scale and rounding.
    public struct Field: Sendable {
        public enum Origin: Sendable {
            /// One or several cells; with several, none may be empty.
            case columns([Column], join: String)
            case constant(String)
            /// The identifier of the territory imported into.
            case territory
        }

        public var attribute: String
        /// Where the mapping names it.
        public var location: Location
        public var origin: Origin
        /// Digits that a number-like code has: `1053` with 5 is `01053`.
        public var pad: Int?
        /// By cell: the value to read instead, empty for none.
        public var codes: [String: String]?
        /// What stands for every cell that `codes` does not have; nil refuses them.
        public var otherCode: String?
        public var prefix: String = ""
        public var suffix: String = ""
        public var date: DatePattern?
        /// `,` or `.`, to settle what `12,345` means.
        public var decimal: Character?
        /// The number is multiplied by it.
        public var scale: Number?
        /// Decimal places kept, half to even.
        public var round: Int?
    }

    /// Control totals: what the import is known to amount to.
    public struct Expectations: Sendable {
        /// Rows taken.
        public var taken: Int?
        /// By attribute, the sum over the rows taken.
        public var sums: [Sum] = []
        public var location: Location?

        public struct Sum: Sendable {
            public var attribute: String
            public var value: Number
            public var location: Location
        }
    }
}

/// A date as a table writes it: `dd/MM/yyyy HH:mm`. Runs of `y`, `M`, `d`, `H`, `m` and `s` take as
/// many digits, one letter alone one or two; other characters stand for themselves.
public struct DatePattern: Sendable, Hashable {
    public let text: String
    private let pieces: [Piece]

    private struct Piece: Hashable {
        var character: Character
        /// 0 for a character that stands for itself.
        var digits: Int
    }

    /// - Returns: nil when it does not hold one year, one month and one day, of four, one or two and
    ///   one or two digits.
    public init?(_ text: String) {
        var pieces: [Piece] = []
        for character in text {
            guard "yMdHms".contains(character) else {
                pieces.append(Piece(character: character, digits: 0))
                continue
            }
            if pieces.last?.character == character, pieces.last?.digits != 0 {
                pieces[pieces.count - 1].digits += 1
            } else {
                pieces.append(Piece(character: character, digits: 1))
            }
        }
        let counted = Dictionary(grouping: pieces.filter { $0.digits > 0 }, by: \.character)
        guard counted["y"]?.map(\.digits) == [4], let months = counted["M"], months.count == 1, months[0].digits <= 2,
            let days = counted["d"], days.count == 1, days[0].digits <= 2
        else { return nil }
        self.text = text
        self.pieces = pieces
    }

    /// - Returns: nil when the text does not follow the pattern to its end, or is no date.
    public func date(_ text: String) -> CalendarDate? {
        var rest = Substring(text)
        var values: [Character: Int] = [:]
        for piece in pieces {
            if piece.digits == 0 {
                guard rest.first == piece.character else { return nil }
                rest.removeFirst()
                continue
            }
            let most = piece.digits == 1 ? 2 : piece.digits
            let digits = rest.prefix(most).prefix { ("0"..."9").contains($0) }
            guard digits.count >= piece.digits, let value = Int(digits) else { return nil }
            values[piece.character] = value
            rest = rest.dropFirst(digits.count)
        }
        guard rest.isEmpty, let year = values["y"], let month = values["M"], let day = values["d"] else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }
}

extension ImportMapping.Field {
    /// Whether the cell is read as a number before its attribute says so.
    var readsNumbers: Bool { decimal != nil || scale != nil || round != nil }
}
