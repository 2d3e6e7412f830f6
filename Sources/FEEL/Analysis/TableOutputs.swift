import Diagnostics

/// The outputs of a table's rules, where they are constants.
struct TableOutputs {
    /// By rule; nil where an output is computed.
    let values: [[Value]?]
    /// Where an output is computed, by rule: which.
    let computed: [Int?]
    private let texts: [[String]]
    /// The most important first, by output.
    private let orders: [[Value]]

    init(_ site: TableSite) {
        var values: [[Value]?] = []
        var computed: [Int?] = []
        for rule in site.table.rules {
            var row: [Value] = []
            var obstacle: Int?
            for (index, text) in rule.outputs.enumerated() {
                guard let value = Self.constant(text, site) else {
                    obstacle = index
                    break
                }
                row.append(value)
            }
            values.append(obstacle == nil ? row : nil)
            computed.append(obstacle)
        }
        self.values = values
        self.computed = computed
        texts = site.table.rules.map { $0.outputs.map(\.trimmed) }
        orders = site.table.outputs.map { output in
            let text = output.allowedValues ?? site.types.allowedValues(output.typeRef)
            return text.map { BoxedCompiler(site.types, name: site.name).order($0) } ?? []
        }
    }

    private static func constant(_ text: String, _ site: TableSite) -> Value? {
        if ["", "-"].contains(text.trimmed) { return .null }
        let (tree, found) = Parser.parseExpression(
            EmbeddedText(standalone: text, name: site.name), names: NameScope(site.variables.map(\.name)))
        if found.hasErrors { return nil }
        return try? ConditionCuts(variables: site.variables).constant(tree)
    }

    /// Whether two rules have the same outputs; nil when it depends on the inputs.
    func areSame(_ first: Int, _ second: Int) -> Bool? {
        if texts[first] == texts[second] { return true }
        guard let one = values[first], let other = values[second] else { return nil }
        return one.count == other.count && zip(one, other).allSatisfy { $0.isIdentical(to: $1) }
    }

    /// The places of a rule's outputs in their orders, compared one after the other: the least is the
    /// most important; nil when an output is computed.
    func rank(_ rule: Int) -> [Int]? {
        values[rule].map { row in
            zip(orders, row).map { order, value in
                order.firstIndex { $0.isIdentical(to: value) } ?? order.count
            }
        }
    }
}
