public import FEEL
public import JSON

/// What the rows of one table have in common: they state records of one kind, under one source.
///
/// Many rows are kept together, and only told apart when a territory is read: a country's equipment is
/// millions of rows, a territory's some thousands.
public struct RowTable: Hashable, Sendable {
    /// `import:maisons`.
    public var source: String
    public var kind: String
    /// The attribute of each cell of a row, in order; those of the key are among them.
    public var attributes: [String]
    /// When every row holds in the world, both days included; nil is unbounded.
    public var validFrom: CalendarDate?
    public var validTo: CalendarDate?
    /// The table's name, for the origin of facts: `maisons.csv`.
    public var file: String

    public init(
        source: String, kind: String, attributes: [String], validFrom: CalendarDate? = nil,
        validTo: CalendarDate? = nil,
        file: String
    ) {
        self.source = source
        self.kind = kind
        self.attributes = attributes
        self.validFrom = validFrom
        self.validTo = validTo
        self.file = file
    }

    /// The facts of a row; nil when it is none of this table.
    ///
    /// - Parameter row: `[line, key, cell, …]`, a cell an attribute, as ``FactValue/cell`` writes them.
    public func facts(of row: JSONValue) -> [Fact]? {
        guard case .array(let items) = row, items.count == attributes.count + 2, case .number(let line) = items[0],
            case .string(let key) = items[1]
        else { return nil }
        let record = RecordID(kind: kind, key: key)
        let origin = "\(file):\(line)"
        var facts = [
            Fact.existence(of: record, source: source, validFrom: validFrom, validTo: validTo, origin: origin)
        ]
        for (attribute, cell) in zip(attributes, items.dropFirst(2)) {
            if case .null = cell { continue }
            guard let value = FactValue(cell: cell) else { return nil }
            facts.append(
                Fact(
                    record: record, attribute: attribute, value: value, source: source, validFrom: validFrom,
                    validTo: validTo, origin: origin))
        }
        return facts
    }

    /// The key of a row, without reading the rest of it into facts.
    public static func key(of row: JSONValue) -> String? {
        guard case .array(let items) = row, items.count >= 2, case .string(let key) = items[1] else { return nil }
        return key
    }
}

/// The rows that a piece of a table states in one territory.
public struct TerritoryRows: Hashable, Sendable {
    public var territory: String
    public var count: Int
    /// A JSON array of rows, in UTF-8, without white space: `[[1,"E1","A",12],…]`.
    public var body: [UInt8]

    public init(territory: String, count: Int = 0, body: [UInt8] = []) {
        self.territory = territory
        self.count = count
        self.body = body
    }
}

extension FactValue {
    /// The value as a cell of a row: numbers, texts and truths as JSON has them, lists of codes as arrays; what
    /// else there is as an object of one member, whose name is the type. Nothing is `null`: that cell states nothing.
    public var cell: JSONValue {
        func tagged(_ type: String, _ text: String) -> JSONValue { .object([JSONValue.Member(type, .string(text))]) }
        switch self {
        case .number(let number): return .number(number.description)
        case .boolean(let flag): return .bool(flag)
        case .text(let text): return .string(text)
        case .date(let date): return tagged("date", date.description)
        case .codes(let codes): return .array(codes.map(JSONValue.string))
        case .withheld(let why): return tagged("withheld", why.rawValue)
        case .notApplicable: return tagged("not_applicable", "")
        }
    }

    /// - Returns: nil for what ``cell`` does not write, and for `null`.
    public init?(cell: JSONValue) {
        switch cell {
        case .null: return nil
        case .bool(let flag): self = .boolean(flag)
        case .string(let text): self = .text(text)
        case .number(let text):
            guard let number = Number(text) else { return nil }
            self = .number(number)
        case .array(let items):
            let codes = items.compactMap { item in if case .string(let code) = item { code } else { nil } }
            guard codes.count == items.count else { return nil }
            self = .codes(codes)
        case .object(let members):
            guard members.count == 1, case .string(let text) = members[0].value else { return nil }
            switch members[0].name {
            case "date":
                guard let date = CalendarDate(text) else { return nil }
                self = .date(date)
            case "withheld":
                guard let why = Withheld(rawValue: text) else { return nil }
                self = .withheld(why)
            case "not_applicable": self = .notApplicable
            default: return nil
            }
        }
    }
}
