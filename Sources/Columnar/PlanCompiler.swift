import FEEL
import Packs
import World

/// Finds how the rules of a pack can be evaluated over columns.
///
/// It reads the trees of the very rules that the general evaluation runs; what it does not know, it leaves to it.
struct PlanCompiler {
    let pack: Pack
    let world: ColumnarWorld
    let lawDate: CalendarDate
    var plan = Plan()
    private var slots: [Plan.Slot: Int] = [:]
    private var sources: [Source: Int] = [:]
    private var aggregates: [Aggregate: Int] = [:]
    private var failures: [String: String] = [:]
    private var current: Set<String> = []
    private var levels = 0
    let globals: Names

    init(pack: Pack, world: ColumnarWorld, lawDate: CalendarDate) {
        self.pack = pack
        self.world = world
        self.lawDate = lawDate
        let kind = pack.vocabulary.territoryKind
        var meanings: [String: Names.Meaning] = [:]
        for global in pack.globals { meanings[global.name] = .unknown }
        for function in pack.functions { meanings[function.name] = .function(function) }
        for group in pack.parameters { meanings[group.name] = .group(group) }
        meanings[kind] = .object(ObjectForm(origin: .territory, kind: kind))
        globals = Names(globals: meanings)
    }

    static func compile(_ pack: Pack, over world: ColumnarWorld, lawDate: CalendarDate) -> Plan {
        var compiler = PlanCompiler(pack: pack, world: world, lawDate: lawDate)
        for rule in pack.rules {
            do { _ = try compiler.rule(rule) } catch {
                compiler.plan.general.append((rule, (error as? Unsupported)?.reason ?? ""))
            }
        }
        return compiler.plan
    }

    // MARK: Rules

    /// The rule in columns, compiled now if it was not.
    mutating func rule(_ rule: Rule) throws -> RulePlan {
        if let known = plan.rules[rule.id] { return known }
        if let reason = failures[rule.id] { throw Unsupported(reason) }
        guard current.insert(rule.id).inserted else { throw Unsupported("needs itself") }
        let subject = originKinds[.subject]
        defer {
            current.remove(rule.id)
            originKinds[.subject] = subject
        }
        do {
            let compiled = try compile(rule)
            plan.rules[rule.id] = compiled
            plan.nodes.append(.rule(compiled))
            return compiled
        } catch {
            failures[rule.id] = (error as? Unsupported)?.reason ?? ""
            throw error
        }
    }

    private mutating func compile(_ rule: Rule) throws -> RulePlan {
        guard case .one(let kind) = rule.subject else { throw Unsupported("subjects are no single records") }
        guard rule.force(at: lawDate) == .inForce else { throw Unsupported("not in force") }
        guard rule.applies == nil, rule.details.isEmpty, rule.gravity == nil, rule.score == nil,
            rule.absorbedBy.isEmpty, rule.sameExpression == nil
        else { throw Unsupported("says more than a value or a verdict") }
        let expression: CompiledExpression
        if rule.role == .value, let value = rule.value {
            expression = value
        } else if rule.concludes, rule.value == nil, let when = rule.when {
            expression = when
        } else {
            throw Unsupported("is neither a value nor a condition")
        }
        let subject = ObjectForm(
            origin: kind == pack.vocabulary.territoryKind ? .territory : .subject, kind: kind)
        let names = globals.adding(.name(rule.factors[0].variable, .object(subject)))
        var program = Program()
        let type = try scalar(expression.tree, names, at: .subject, kind, &program)
        if rule.role != .value, type != .boolean { throw Unsupported("the condition is no boolean") }
        if case .reference = type { throw Unsupported("the value is a record") }
        try check(program)
        return RulePlan(
            rule: rule, kind: kind, program: program, type: type,
            slot: slot(Plan.Slot(kind: kind, name: rule.id, isResult: true)))
    }

    /// Refuses a program that may need more stack than there is.
    func check(_ program: Program) throws {
        var height = 0
        var highest = 0
        for step in program.steps {
            switch step.code {
            case .constant, .row, .territory, .load: height += 1
            case .add, .subtract, .multiply, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
                .jumpIfFalse, .jump, .jumpKeepingFalse, .jumpKeepingTrue:
                height -= 1
            default: break
            }
            highest = max(highest, height)
        }
        guard highest < Program.stackHeight else { throw Unsupported("too long an expression") }
    }

    // MARK: Slots

    mutating func slot(_ slot: Plan.Slot) -> Int {
        if let known = slots[slot] { return known }
        slots[slot] = plan.slots.count
        plan.slots.append(slot)
        return plan.slots.count - 1
    }

    mutating func source(_ source: Source) -> Int {
        if let known = sources[source] { return known }
        sources[source] = plan.sources.count
        plan.sources.append(source)
        return plan.sources.count - 1
    }

    /// The slot of an aggregate's results.
    mutating func aggregate(_ aggregate: Aggregate) -> Int {
        if let known = aggregates[aggregate] { return known }
        let kind = plan.sources[aggregate.source].subjectKind
        let slot = slot(Plan.Slot(kind: kind, name: "\(aggregates.count)", isResult: true))
        aggregates[aggregate] = slot
        plan.nodes.append(.aggregate(aggregate, slot: slot))
        return slot
    }

    mutating func table(_ table: [Int64?]) -> Int {
        plan.tables.append(table)
        return plan.tables.count - 1
    }

    mutating func newLevel() -> Int {
        levels += 1
        return levels
    }

    // MARK: Members

    /// The type of an attribute's column, or of a rule's results.
    mutating func column(_ name: String, of kind: String) throws -> (slot: Int, type: ColumnType) {
        if pack.vocabulary.kinds[kind]?.attribute(name) != nil {
            guard let column = world.tables[kind]?.columns[name] else { throw Unsupported("no column for \(name)") }
            return (slot(Plan.Slot(kind: kind, name: name, isResult: false)), column.type)
        }
        if let rule = pack.value(name, of: kind) {
            let plan = try self.rule(rule)
            return (plan.slot, plan.type)
        }
        throw Unsupported("\(name) is no scalar")
    }

    /// Puts an object's row on the stack; nothing for the row at hand, which its members load from.
    ///
    /// - Returns: Whether the object is another row than that at hand.
    mutating func push(_ object: ObjectForm, at origin: Origin, _ program: inout Program) throws -> Bool {
        var kind: String
        var isElsewhere = false
        switch object.origin {
        case .territory:
            kind = pack.vocabulary.territoryKind
            program.emit(.territory)
            isElsewhere = true
        case origin:
            kind = originKinds[origin] ?? ""
        default: throw Unsupported("another record than the one at hand")
        }
        for name in object.path {
            let (slot, type) = try column(name, of: kind)
            guard case .reference(let target) = type else { throw Unsupported("\(name) is no reference") }
            program.emit(isElsewhere ? .gather : .load, slot)
            isElsewhere = true
            kind = target
        }
        return isElsewhere
    }

    /// The kinds of elements, by level, and of the subject.
    var originKinds: [Origin: String] = [:]
}
