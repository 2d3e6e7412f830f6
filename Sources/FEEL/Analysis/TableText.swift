import Diagnostics

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

    init(_ table: DecisionTable, name: String) {
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

    var heading: Location { Location(source, policy) }

    func input(_ index: Int) -> Location { Location(source, inputs[index]) }

    func rule(_ index: Int) -> Location { Location(source, rules[index]) }

    func result(_ rule: Int, _ column: Int) -> Location { Location(source, results[rule][column]) }

    func condition(_ rule: Int, _ column: Int) -> Location { Location(source, conditions[rule][column]) }

    /// - Parameter span: In the cell's text.
    func condition(_ rule: Int, _ column: Int, _ span: Span) -> Location {
        let cell = conditions[rule][column]
        let end = min(cell.start + span.end, cell.end)
        return Location(source, Span(min(cell.start + span.start, end), end))
    }
}
