public import Diagnostics
public import FEEL
import YAMLReader

/// A function of a pack that is written as a decision table: a row a rule, conditions, then the result.
///
/// It is evaluated as the `if` that tries its rows in order, over which unknown values, explanations and mutants are
/// those of any expression. Whether its rows leave something out or say it twice is found by analysis, as of any
/// table: with `unique`, the order of the rows then says nothing.
public struct FunctionTable: Sendable {
    public enum Policy: String, Sendable, CaseIterable {
        /// One row at most is meant to match.
        case unique
        /// The first row that matches is meant.
        case first
    }

    /// What a column looks at: a parameter of the function.
    public struct Input: Sendable {
        public var name: String
        /// By its standard name.
        public var type: String
        /// Unary tests that its values pass; nil where they are any.
        public var allowed: String?
        public var location: Location
    }

    public struct Row: Sendable {
        /// Unary tests, one for each input; `-` accepts anything.
        public var conditions: [EmbeddedText]
        public var result: EmbeddedText
        public var location: Location
    }

    public var name: String
    public var policy: Policy
    public var inputs: [Input]
    public var rows: [Row]
    /// Of the word `table`.
    public var location: Location
}

extension FunctionTable {
    /// The table of a function; nil where it has none, or where it cannot be read, which is reported.
    static func read(_ fields: Fields, named name: String, parameters: [FunctionDraft.Parameter]) -> FunctionTable? {
        let context = fields.context
        let subject = Localized(fr: "une table", en: "a table")
        guard let part = fields.fields("table", of: subject), let place = fields.keyLocation("table") else {
            return nil
        }
        defer { part.finish() }
        if let body = fields.optional("body") {
            context.report(
                Diagnostic(
                    "R270",
                    Localized(
                        fr: "un corps et une table pour une même fonction", en: "a body and a table for one function"),
                    at: place, secondary: [Label(body.location)],
                    help: Localized(fr: "garder « body » ou « table »", en: "keep 'body' or 'table'")))
        }
        let policy: Policy = part.choice("policy") ?? .unique
        var allowed: [String: String] = [:]
        for pair in part.mapping("allowed") {
            if let name = context.string(pair.key), let tests = context.string(pair.value) { allowed[name] = tests }
        }
        let inputs = part.list("inputs", required: true).compactMap { node -> Input? in
            guard let name = context.string(node) else { return nil }
            guard let parameter = parameters.first(where: { $0.name == name }), let type = parameter.type.plainName
            else {
                context.report(notAnInput(name, parameters, at: node.location))
                return nil
            }
            return Input(name: name, type: type, allowed: allowed[name], location: node.location)
        }
        let rows = part.list("rows", required: true).compactMap { row($0, columns: inputs.count, context) }
        guard !inputs.isEmpty, !rows.isEmpty else { return nil }
        return FunctionTable(name: name, policy: policy, inputs: inputs, rows: rows, location: place)
    }

    private static func row(_ node: YAMLNode, columns: Int, _ context: DecodingContext) -> Row? {
        guard let nodes = context.list(node) else { return nil }
        let cells = nodes.compactMap { context.embedded($0) }
        guard cells.count == nodes.count else { return nil }
        guard let result = cells.last, cells.count == columns + 1 else {
            context.report(
                Diagnostic(
                    "R271",
                    Localized(
                        fr: "\(cells.count) case\(cells.count > 1 ? "s" : "") au lieu de \(columns + 1)",
                        en: "\(cells.count) cell\(cells.count == 1 ? "" : "s") in place of \(columns + 1)"),
                    at: node.location,
                    help: Localized(
                        fr: "une condition par entrée, dans leur ordre, puis le résultat",
                        en: "a condition for each input, in their order, then the result")))
            return nil
        }
        return Row(conditions: Array(cells.dropLast()), result: result, location: node.location)
    }

    private static func notAnInput(
        _ name: String, _ parameters: [FunctionDraft.Parameter], at location: Location
    ) -> Diagnostic {
        let plain = parameters.filter { $0.type.plainName != nil }.map(\.name)
        return Diagnostic(
            "R272",
            Localized(
                fr: "« \(name) » n'est pas un paramètre qu'une colonne puisse regarder",
                en: "'\(name)' is no parameter that a column can look at"),
            at: location,
            help: NearestName.nearest(to: name, among: plain).map {
                Localized(fr: "le plus proche est « \($0) »", en: "the nearest is '\($0)'")
            }
                ?? Localized(
                    fr: "une colonne regarde un paramètre de type number, string, boolean ou date",
                    en: "a column looks at a parameter of type number, string, boolean or date"))
    }

    /// `if (a) in (< 3) and (b) in ("x") then (1) else if … else null`, each cell at its place in the file.
    var body: EmbeddedText {
        var text = ""
        var segments: [EmbeddedText.Segment] = []
        func add(_ cell: EmbeddedText) {
            let shift = text.utf8.count
            segments += cell.segments.map { .init(inner: $0.inner + shift, outer: $0.outer, count: $0.count) }
            text += cell.text
        }
        for row in rows {
            text += "if "
            var isFirst = true
            for (input, condition) in zip(inputs, row.conditions) where !condition.isAnything {
                text += "\(isFirst ? "" : " and ")\(input.name) in ("
                add(condition)
                text += ")"
                isFirst = false
            }
            text += isFirst ? "true then (" : " then ("
            add(row.result)
            text += ") else "
        }
        text += "null"
        return EmbeddedText(text: text, source: location.source, segments: segments)
    }

    /// What the analysis of tables takes.
    ///
    /// - Parameter parameters: Of the pack: conditions that name one are told with its value.
    public func model(_ parameters: [ParameterGroup]) -> DecisionModel {
        let values = Self.literals(parameters)
        let hit: DecisionTable.HitPolicy = policy == .unique ? .unique : .first
        let table = DecisionTable(
            hitPolicy: hit,
            inputs: inputs.map { .init(expression: $0.name, typeRef: $0.type, allowedValues: $0.allowed) },
            outputs: [.init()],
            rules: rows.map { row in
                .init(
                    conditions: row.conditions.map { Self.text($0.text, with: values) },
                    outputs: [Self.text(row.result.text, with: values)])
            })
        let data = inputs.map { DecisionModel.InputData(id: $0.name, name: $0.name, typeRef: $0.type) }
        return DecisionModel(
            name: name, namespace: name, inputData: data,
            decisions: [
                .init(
                    id: "\u{0}", name: name, requiredInputs: data.map { "#" + $0.id },
                    logic: BoxedExpression(.table(table)))
            ])
    }

    /// Numbers of the pack by the path that expressions name them by; the longest paths first, since one may begin
    /// like another.
    private static func literals(_ parameters: [ParameterGroup]) -> [(path: String, literal: String)] {
        parameters.flatMap { group in
            group.parameters.compactMap { parameter -> (path: String, literal: String)? in
                guard case .number(let number) = parameter.value else { return nil }
                return ("\(group.name).\(parameter.name)", number.description)
            }
        }.sorted { ($1.path.utf8.count, $0.path) < ($0.path.utf8.count, $1.path) }
    }

    private static func text(_ text: String, with values: [(path: String, literal: String)]) -> String {
        values.reduce(text) { text, value in text.replacing(value.path, with: value.literal) }
    }

    /// Where its parts stand in their file.
    public var places: TablePlaces {
        TablePlaces(
            heading: location, inputs: inputs.map(\.location),
            rules: rows.map { row in
                .init(
                    whole: row.location, conditions: row.conditions.map(\.whole), results: [row.result.whole])
            })
    }
}

extension EmbeddedText {
    fileprivate var whole: Location { location(Span(0, text.utf8.count)) }

    fileprivate var isAnything: Bool {
        let bytes = text.utf8.filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A }
        return bytes.isEmpty || bytes.elementsEqual("-".utf8)
    }
}

extension FEELType {
    /// Its standard name, where a column can look at its values.
    fileprivate var plainName: String? {
        switch self {
        case .number, .string, .boolean, .date: description
        default: nil
        }
    }
}
