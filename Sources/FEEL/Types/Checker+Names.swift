import Diagnostics

/// Names, members and filters.
extension Checker {
    // MARK: Names

    mutating func name(_ name: String, _ span: Span) -> FEELType {
        if let type = known(name) { return type }
        if let forms = BuiltinSignatures.all[name] { return BuiltinSignatures.type(of: forms) }
        report(.unknownName(name, nearest: nearest(to: name)), at: span)
        return .any
    }

    /// The type of a variable or of the filtered element's member, the innermost first.
    /// - Returns: nil when the name is certainly not there; `any` when it may be a member.
    func known(_ name: String) -> FEELType? {
        var mayBeMember = false
        for frame in frames.reversed() {
            if let type = frame.types[name] { return type }
            guard let element = frame.element else { continue }
            switch element {
            case .context(let fields):
                if let type = fields[name] { return type }
                mayBeMember = true
            case .object(let kind):
                if let type = types.memberType(name, of: kind) { return type }
            case .any, .null, .list: mayBeMember = true
            default:
                if let type = element.properties?[name] { return type }
            }
        }
        return mayBeMember && BuiltinSignatures.all[name] == nil ? .any : nil
    }

    private func nearest(to name: String) -> String? {
        var candidates: Set<String> = []
        for frame in frames {
            candidates.formUnion(frame.types.keys)
            if case .object(let kind) = frame.element { candidates.formUnion(types.memberNames(of: kind)) }
        }
        return NearestName.nearest(to: name, among: candidates)
            ?? NearestName.nearest(to: name, among: BuiltinSignatures.all.keys)
    }

    func nearestFunction(to name: String) -> String? {
        var candidates = Set(BuiltinSignatures.all.keys)
        for frame in frames {
            for (name, type) in frame.types { if case .function = type { candidates.insert(name) } }
        }
        return NearestName.nearest(to: name, among: candidates)
    }

    // MARK: Members

    mutating func member(_ name: Name, of type: FEELType) -> FEELType {
        if name.text.isEmpty { return .any }
        switch type {
        case .any, .null: return .any
        case .context(let fields):
            if fields.isEmpty { return .any }
            if let type = fields[name.text] { return type }
            report(
                .unknownMember(name.text, of: type, nearest: NearestName.nearest(to: name.text, among: fields.keys)),
                at: name.span)
        case .object(let kind):
            if let type = types.memberType(name.text, of: kind) { return type }
            let nearest = NearestName.nearest(to: name.text, among: types.memberNames(of: kind))
            report(.unknownMember(name.text, of: type, nearest: nearest), at: name.span)
        case .list(let element): return members(name, of: element)
        default:
            guard let properties = type.properties else {
                report(.noMembers(name.text, type), at: name.span)
                return .any
            }
            if let type = properties[name.text] { return type }
            let nearest = NearestName.nearest(to: name.text, among: properties.keys)
            report(.unknownMember(name.text, of: type, nearest: nearest), at: name.span)
        }
        return .any
    }

    /// The members of a list's elements; an element without the member is passed over.
    private mutating func members(_ name: Name, of element: FEELType) -> FEELType {
        if case .context(let fields) = element { return .list(fields[name.text] ?? .any) }
        let type = member(name, of: element)
        return type == .any ? .any : .list(type)
    }

    // MARK: Filters

    mutating func filter(_ base: Expression, _ predicate: Expression) -> FEELType {
        let baseType = type(of: base)
        var element = baseType
        if case .list(let inner) = baseType { element = inner }
        if element == .null { element = .any }
        var names: [String: FEELType] = [:]
        // An element with an entry `item` shows that entry.
        if case .context(let fields) = element, let type = fields["item"] {
            names["item"] = type
        } else {
            names["item"] = element
        }
        frames.append(Frame(types: names, element: element))
        let type = type(of: predicate)
        frames.removeLast()
        switch type {
        case .number: return baseType == .any ? .any : element
        case .any, .null, .boolean: break
        case .list(let inner) where inner.mayBe(.boolean) || inner.mayBe(.number): break
        default: report(.filter(type), at: predicate.span)
        }
        if type == .boolean { return baseType == .any ? .any : .list(element) }
        return .any
    }
}

extension FEELType {
    /// The members of values that are neither contexts nor things of the host.
    /// - Source: DMN 1.5, §10.3.2.3, table 65.
    var properties: [String: FEELType]? {
        switch self {
        case .date: FEELType.dateProperties
        case .time: FEELType.timeProperties
        case .dateTime: FEELType.dateProperties.merging(FEELType.timeProperties) { $1 }
        case .daysDuration: ["days": .number, "hours": .number, "minutes": .number, "seconds": .number]
        case .monthsDuration: ["years": .number, "months": .number]
        case .range(let bound):
            ["start": bound, "end": bound, "start included": .boolean, "end included": .boolean]
        default: nil
        }
    }

    private static let dateProperties: [String: FEELType] = [
        "year": .number, "month": .number, "day": .number, "weekday": .number,
    ]
    private static let timeProperties: [String: FEELType] = [
        "hour": .number, "minute": .number, "second": .number, "time offset": .daysDuration, "timezone": .string,
    ]
}
