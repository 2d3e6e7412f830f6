import Diagnostics

/// A column of a table, or several with the same expression: the regions of its domain, and which of
/// them each rule accepts.
struct AnalysisColumn {
    let expression: String
    /// Known values in order, then the absent one.
    let regions: [TableRegion]
    /// Strings that have a region of their own.
    let named: [Value]
    /// Regions that each rule may accept, and those that it certainly does: they differ where a cell
    /// is not analysed.
    let may: [BitSet]
    let must: [BitSet]

    /// The regions where the input is known.
    var known: BitSet {
        var set = BitSet(count: regions.count)
        for (index, region) in regions.enumerated() where !region.isAbsent { set[index] = true }
        return set
    }

    var absent: BitSet { BitSet(count: regions.count, full: true).subtracting(known) }

    func part(_ set: BitSet) -> TableColumnPart {
        TableColumnPart(
            expression: expression, regions: set.indices.map { regions[$0] },
            isWholeDomain: known.isSubset(of: set), named: named)
    }
}

/// Why a part of a table is not analysed.
public struct TableObstacle: Sendable {
    public enum Reason: Sendable, Hashable {
        /// A cell depends on another input or variable.
        case reads(String)
        /// A cell does something else with the input than compare it with constants.
        case computes
        /// A cell depends on the current date or time.
        case moment
        /// The input is a list, a context or another value without regions.
        case inputType(FEELType)
        /// Times of different zones have no common order.
        case zones
        /// The values that the input may have are not told by comparisons.
        case domain
        /// An output is not a constant, so outputs are not compared.
        case output
    }

    public var reason: Reason
    /// Counted from 0; nil for a whole column.
    public var rule: Int?
    /// The table's input, or output; counted from 0.
    public var column: Int
    /// In the cell's text.
    var span: Span?
}

/// Cuts a column into regions.
struct ColumnReader {
    let site: TableSite
    private(set) var obstacles: [TableObstacle] = []

    init(_ site: TableSite) {
        self.site = site
    }

    private enum Cell {
        case any
        case tests([CompiledExpression])
        case opaque
    }

    /// - Parameter inputs: Those with the same expression, by their position.
    mutating func column(_ inputs: [Int], _ budget: inout AnalysisBudget) throws(AnalysisBudget.Spent) -> AnalysisColumn
    {
        var cuts = ConditionCuts(variables: site.variables)
        var domain: [CompiledExpression] = []
        let kinds = kinds(inputs)
        for input in inputs { domain += constraints(of: input, &cuts) }
        var cells = [Cell](repeating: .any, count: site.table.rules.count)
        for input in inputs { read(input, &cuts, &cells) }

        var regions: [TableRegion] = []
        var obstacle: TableObstacle.Reason?
        switch kinds {
        case .one(let kind): append([kind], cuts, &regions, &obstacle)
        case .open:
            var found: [RegionAxis.Kind] = []
            for kind in cuts.values.compactMap({ RegionAxis.Kind($0) }) where !found.contains(kind) {
                found.append(kind)
            }
            append(found, cuts, &regions, &obstacle)
        case .other(let type): obstacle = .inputType(type)
        }
        if let obstacle { refuse(inputs, obstacle, &cells) }
        if regions.isEmpty || obstacle != nil {
            regions = [TableRegion(extent: .anything, sample: .string("?"), place: 0)]
            domain = []
        }
        try budget.spend(regions.count * domain.count)
        regions.removeAll { region in !domain.allSatisfy { passes($0, region.sample, isDomain: true) } }
        regions.append(TableRegion(extent: .absent, sample: .null, place: (regions.last?.place ?? 0) + 2))
        return try fill(inputs, regions, cuts, cells, &budget)
    }

    private func fill(
        _ inputs: [Int], _ regions: [TableRegion], _ cuts: ConditionCuts, _ cells: [Cell],
        _ budget: inout AnalysisBudget
    ) throws(AnalysisBudget.Spent) -> AnalysisColumn {
        let full = BitSet(count: regions.count, full: true)
        let empty = BitSet(count: regions.count)
        var may: [BitSet] = []
        var must: [BitSet] = []
        for cell in cells {
            switch cell {
            case .any: (may, must) = (may + [full], must + [full])
            case .opaque: (may, must) = (may + [full], must + [empty])
            case .tests(let tests):
                try budget.spend(regions.count * tests.count)
                var set = empty
                for (index, region) in regions.enumerated() {
                    set[index] = tests.allSatisfy { passes($0, region.sample, isDomain: false) }
                }
                (may, must) = (may + [set], must + [set])
            }
        }
        return AnalysisColumn(
            expression: site.table.inputs[inputs[0]].expression, regions: regions,
            named: cuts.values.filter { if case .string = $0 { true } else { false } }, may: may, must: must)
    }

    private func passes(_ test: CompiledExpression, _ value: Value, isDomain: Bool) -> Bool {
        let names = isDomain ? 0 : site.variables.count
        let result = test.evaluate([Value](repeating: .null, count: names) + [value])
        if case .boolean(true) = result { return true }
        return false
    }

    // MARK: Types

    private enum Kinds {
        case one(RegionAxis.Kind)
        /// Nothing is declared: the types that conditions name.
        case open
        case other(FEELType)
    }

    private func kinds(_ inputs: [Int]) -> Kinds {
        var types: [FEELType] = []
        for input in inputs {
            types += site.declaredTypes(of: site.table.inputs[input]).map(\.feelType)
            types.append(site.foundType(of: site.table.inputs[input]))
        }
        guard let type = types.first(where: { $0 != .any && $0 != .null }) else { return .open }
        return RegionAxis.Kind(type).map { .one($0) } ?? .other(type)
    }

    private func append(
        _ kinds: [RegionAxis.Kind], _ cuts: ConditionCuts, _ regions: inout [TableRegion],
        _ obstacle: inout TableObstacle.Reason?
    ) {
        for kind in kinds {
            guard let axis = RegionAxis(kind, cuts: cuts.values) else {
                obstacle = .zones
                return
            }
            regions += axis.regions(ordersStrings: cuts.ordersStrings, from: (regions.last?.place ?? -2) + 2)
        }
    }

    /// What values pass before a rule looks at them. Tests that cannot be analysed are told, and only
    /// values that pass them are looked at.
    private mutating func constraints(of input: Int, _ cuts: inout ConditionCuts) -> [CompiledExpression] {
        let column = site.table.inputs[input]
        var tests = site.declaredTypes(of: column).flatMap(\.constraints)
        if let text = column.allowedValues {
            let (allowed, _) = CompiledExpression.compileUnaryTests(
                EmbeddedText(standalone: text, name: site.name), inputType: .any,
                scope: Scope(variables: [], types: site.types), toleratesTypeErrors: true)
            if let allowed { tests.append(allowed) }
        }
        var known: [Expression] = []
        var isTold = false
        for test in tests where !known.contains(test.tree) {
            known.append(test.tree)
            do throws(ConditionCuts.Obstacle) {
                var tried = cuts
                try tried.add(condition: test.tree)
                cuts = tried
            } catch {
                if !isTold { obstacles.append(TableObstacle(reason: .domain, rule: nil, column: input)) }
                isTold = true
            }
        }
        return tests
    }

    // MARK: Cells

    private mutating func read(_ input: Int, _ cuts: inout ConditionCuts, _ cells: inout [Cell]) {
        let type = site.types.type(site.table.inputs[input].typeRef).feelType
        for (rule, row) in site.table.rules.enumerated() where row.conditions.indices.contains(input) {
            var compiler = BoxedCompiler(site.types, name: site.name)
            guard let condition = compiler.unaryTests(row.conditions[input], type, site.scope) else { continue }
            do throws(ConditionCuts.Obstacle) {
                var tried = cuts
                try tried.add(condition: condition.tree)
                cuts = tried
                switch cells[rule] {
                case .any: cells[rule] = .tests([condition])
                case .tests(let others): cells[rule] = .tests(others + [condition])
                case .opaque: break
                }
            } catch {
                cells[rule] = .opaque
                let reason: TableObstacle.Reason =
                    switch error.reason {
                    case .reads(let name): .reads(name)
                    case .computes: .computes
                    case .moment: .moment
                    }
                obstacles.append(TableObstacle(reason: reason, rule: rule, column: input, span: error.span))
            }
        }
    }

    /// A column without regions: no cell of it is analysed but those that accept anything.
    private mutating func refuse(_ inputs: [Int], _ reason: TableObstacle.Reason, _ cells: inout [Cell]) {
        var isUsed = false
        for index in cells.indices {
            if case .any = cells[index] { continue }
            cells[index] = .opaque
            isUsed = true
        }
        obstacles.removeAll { $0.rule != nil && inputs.contains($0.column) }
        if isUsed { obstacles.append(TableObstacle(reason: reason, rule: nil, column: inputs[0])) }
    }
}
