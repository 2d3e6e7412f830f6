import FEEL
import Packs
import World

extension PlanCompiler {
    /// What a name means where it stands; nil for one of the language's own functions.
    func meaning(of name: String, _ names: Names) -> Names.Meaning? {
        for frame in names.frames.reversed() {
            switch frame {
            case .name(let own, let meaning): if own == name { return meaning }
            case .filter(let element):
                if name == "item" { return .object(element) }
                if pack.types.memberType(name, of: element.kind) != nil { return .unknown }
            }
        }
        return names.globals[name]
    }

    /// What a name or a path stands for; nil for any other expression.
    mutating func form(_ part: Expression, _ names: Names) throws -> Form? {
        switch part.kind {
        case .name(let name):
            for frame in names.frames.reversed() {
                switch frame {
                case .name(let own, let meaning): if own == name { return try form(meaning) }
                case .filter(let element):
                    if name == "item" { return .object(element) }
                    if pack.types.memberType(name, of: element.kind) != nil { return try member(element, name) }
                }
            }
            return try names.globals[name].flatMap { try form($0) }
        case .path(let base, let name):
            switch try form(base, names) {
            case .object(let object)?: return try member(object, name.text)
            case .group(let group)?:
                return group.parameters.first { $0.name == name.text }.map { .constant($0.value) }
            case .list(let list)?:
                let element = ObjectForm(origin: .element(list.level), kind: list.kind)
                return try .projection(list, member(element, name.text))
            case .projection(let list, .object(let object))?:
                return try .projection(list, member(object, name.text))
            default: return nil
            }
        case .filter(let base, let predicate):
            guard case .list(let list)? = try form(base, names) else { return nil }
            return try .list(filtered(list, predicate, names))
        case .call:
            guard let (body, inner) = inlined(part, names) else { return nil }
            return try form(body, inner)
        default: return nil
        }
    }

    private mutating func form(_ meaning: Names.Meaning) throws -> Form? {
        switch meaning {
        case .object(let object): .object(object)
        case .argument(let part, let names): try form(part, names)
        case .group(let group): .group(group)
        case .function, .unknown: nil
        }
    }

    private mutating func member(_ object: ObjectForm, _ name: String) throws -> Form {
        let vocabulary = pack.vocabulary
        if let attribute = vocabulary.kinds[object.kind]?.attribute(name) {
            guard case .reference(let target) = attribute.type else { return .member(object, name) }
            // Lists and subjects are the territory's own: what they belong to in the end is it.
            if target == vocabulary.territoryKind, name == vocabulary.kinds[object.kind]?.parent,
                belongs(object), object.origin != .territory
            {
                return .object(ObjectForm(origin: .territory, kind: target))
            }
            return .object(ObjectForm(origin: object.origin, path: object.path + [name], kind: target))
        }
        if pack.value(name, of: object.kind) != nil { return .member(object, name) }
        if let child = vocabulary.kinds.values.first(where: {
            $0.plural == name && vocabulary.ancestors(of: $0.name).contains(object.kind)
        }) {
            return try .list(list(child.name, of: object))
        }
        throw Unsupported("\(name) is nothing in columns")
    }

    /// Whether only references to parents were followed.
    private func belongs(_ object: ObjectForm) -> Bool {
        guard var kind = originKinds[object.origin] ?? (object.path.isEmpty ? object.kind : nil) else { return false }
        for name in object.path {
            guard pack.vocabulary.kinds[kind]?.parent == name,
                case .reference(let target)? = pack.vocabulary.kinds[kind]?.attribute(name)?.type
            else { return false }
            kind = target
        }
        return true
    }

    /// The records of a kind under a record: all of the territory's, or those that lead up to the subject.
    private mutating func list(_ kind: String, of object: ObjectForm) throws -> ListForm {
        var list = ListForm(kind: kind, level: newLevel())
        originKinds[.element(list.level)] = kind
        if object.origin == .territory, object.path.isEmpty { return list }
        guard object.origin == .subject else { throw Unsupported("a list of an element") }
        var path: [String] = []
        var current = kind
        while current != object.kind {
            guard let parent = pack.vocabulary.kinds[current]?.parent else { throw Unsupported("a list") }
            path.append(parent)
            current = parent
        }
        var element = Program()
        _ = try push(
            ObjectForm(origin: .element(list.level), path: path, kind: object.kind), at: .element(list.level), &element)
        var subject = Program()
        if try !push(object, at: .subject, &subject) { subject.emit(.row) }
        list.key = (element, subject, .reference(object.kind))
        return list
    }

    /// The list with one more condition on its elements.
    mutating func filtered(_ list: ListForm, _ predicate: Expression, _ names: Names) throws -> ListForm {
        var list = list
        let origin = Origin.element(list.level)
        let inner = names.adding(.filter(ObjectForm(origin: origin, kind: list.kind)))
        for (condition, names) in conjuncts(predicate, inner) {
            if let program = attempt(condition, names, at: origin, list.kind), program.1 == .boolean {
                list.predicates.append(program.0)
            } else if list.key == nil, let key = key(condition, names, list) {
                list.key = key
            } else {
                list.others.append((condition, names))
            }
        }
        return list
    }

    /// The conditions that all have to hold, functions of the pack replaced by what they say.
    func conjuncts(_ part: Expression, _ names: Names) -> [(Expression, Names)] {
        if case .and(let left, let right) = part.kind { return conjuncts(left, names) + conjuncts(right, names) }
        let (body, inner) = expanded(part, names)
        if case .and = body.kind { return conjuncts(body, inner) }
        return [(body, inner)]
    }

    /// The expression that a call of the pack's function, or an argument, stands for.
    func expanded(_ part: Expression, _ names: Names) -> (Expression, Names) {
        var (part, names) = (part, names)
        while true {
            if let (body, inner) = inlined(part, names) {
                (part, names) = (body, inner)
            } else if case .name(let name) = part.kind, case .argument(let own, let inner)? = meaning(of: name, names) {
                (part, names) = (own, inner)
            } else {
                return (part, names)
            }
        }
    }

    /// A program, when the expression is one over that row; what was tried leaves nothing behind that is used.
    mutating func attempt(
        _ part: Expression, _ names: Names, at origin: Origin, _ kind: String
    ) -> (Program, ColumnType)? {
        var program = Program()
        guard let type = try? scalar(part, names, at: origin, kind, &program), (try? check(program)) != nil else {
            return nil
        }
        return (program, type)
    }

    /// `element.x = subject.y`
    private mutating func key(
        _ condition: Expression, _ names: Names, _ list: ListForm
    ) -> (element: Program, subject: Program, type: ColumnType)? {
        guard case .comparison(.equal, let left, let right) = condition.kind,
            let subjectKind = originKinds[.subject]
        else { return nil }
        for (own, other) in [(left, right), (right, left)] {
            if let (element, type) = attempt(own, names, at: .element(list.level), list.kind),
                let (subject, other) = attempt(other, names, at: .subject, subjectKind), type == other
            {
                return (element, subject, type)
            }
        }
        return nil
    }
}
