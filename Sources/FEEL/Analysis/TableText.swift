public import Diagnostics

/// A table as text, a rule a line, for diagnostics to point into: a table has no text of its own.
///
/// ```
/// UNIQUE | Age | Risk → Approved
/// 1 | >= 18 | "Low" → true
/// ```
struct TableText {
    let source: SourceText
    private var inputs: [Span] = []
    private var outputs: [Span] = []
    private var rules: [Span] = []
    private var conditions: [[Span]] = []
    private var results: [[Span]] = []
    private(set) var policy = Span(0, 0)
    /// Where its parts were read, if anywhere.
    private let places: TablePlaces?

    init(_ table: DecisionTable, name: String, places: TablePlaces? = nil) {
        self.places = places
        var text = Self.policy(table)
        policy = Span(0, text.utf8.count)
        func add(_ part: String, after separator: String) -> Span {
            text += separator
            let start = text.utf8.count
            text += Self.line(part)
            return Span(start, text.utf8.count)
        }
        for input in table.inputs { inputs.append(add(input.expression, after: " | ")) }
        for (index, output) in table.outputs.enumerated() {
            outputs.append(add(output.name ?? "", after: index == 0 ? " → " : " | "))
        }
        for (index, rule) in table.rules.enumerated() {
            text += "\n"
            let start = text.utf8.count
            text += "\(index + 1)"
            conditions.append(rule.conditions.map { add($0, after: " | ") })
            results.append(rule.outputs.enumerated().map { add($1, after: $0 == 0 ? " → " : " | ") })
            rules.append(Span(start, text.utf8.count))
        }
        source = SourceText(name: name, text: text)
    }

    private static func policy(_ table: DecisionTable) -> String {
        [table.hitPolicy.rawValue, table.aggregation?.rawValue].compactMap { $0 }.joined(separator: " ")
    }

    /// On one line, byte for byte, so that places inside stay.
    private static func line(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
    }

    var heading: Location { places?.heading ?? Location(source, policy) }

    func input(_ index: Int) -> Location { places?.inputs[index] ?? Location(source, inputs[index]) }

    func rule(_ index: Int) -> Location { places?.rules[index].whole ?? Location(source, rules[index]) }

    func result(_ rule: Int, _ column: Int) -> Location {
        places?.rules[rule].results[column] ?? Location(source, results[rule][column])
    }

    func condition(_ rule: Int, _ column: Int) -> Location {
        places?.rules[rule].conditions[column] ?? Location(source, conditions[rule][column])
    }

    /// - Parameter span: In the cell's text.
    func condition(_ rule: Int, _ column: Int, _ span: Span) -> Location {
        if places != nil { return condition(rule, column) }
        let cell = conditions[rule][column]
        let end = min(cell.start + span.end, cell.end)
        return Location(source, Span(min(cell.start + span.start, end), end))
    }
}

/// Where the parts of a table that was read from a file stand in it.
public struct TablePlaces: Sendable {
    public struct Rule: Sendable {
        public var whole: Location
        public var conditions: [Location]
        public var results: [Location]

        public init(whole: Location, conditions: [Location], results: [Location]) {
            self.whole = whole
            self.conditions = conditions
            self.results = results
        }
    }

    public var heading: Location
    public var inputs: [Location]
    public var rules: [Rule]

    /// - Precondition: As many inputs, rules and cells as the table has.
    public init(heading: Location, inputs: [Location], rules: [Rule]) {
        self.heading = heading
        self.inputs = inputs
        self.rules = rules
    }
}
