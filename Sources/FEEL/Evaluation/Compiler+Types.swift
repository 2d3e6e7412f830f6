/// What is known of types while compiling: enough to tell, in a filter, a member of the element from
/// a variable of the same name outside.
extension Compiler {
    enum MemberType {
        case found(FEELType)
        /// It depends on the value.
        case perhaps
        case absent
    }

    func memberType(_ name: String, of type: FEELType) -> MemberType {
        switch type {
        case .object(let kind): types.memberType(name, of: kind).map { .found($0) } ?? .absent
        case .context(let fields): fields[name].map { .found($0) } ?? .perhaps
        case .any, .null, .list: .perhaps
        // The members of dates, durations and ranges are read with a dot only.
        default: .absent
        }
    }

    /// The type of names, members and filters; `any` for the rest, which no filter needs to know.
    func staticType(_ expression: Expression) -> FEELType {
        switch expression.kind {
        case .name(let name): return staticType(named: name)
        case .path(let base, let name):
            guard case .found(let type) = memberType(name.text, of: staticType(base).element) else { return .any }
            return type
        case .filter(let base, _): return staticType(base)
        case .conditional(_, let then, let otherwise):
            let type = staticType(then)
            return type == staticType(otherwise) ? type : .any
        default: return .any
        }
    }

    private func staticType(named name: String) -> FEELType {
        for binding in bindings.reversed() {
            switch binding {
            case .variable(name, _, let type): return type
            case .element(_, let type):
                switch memberType(name, of: type) {
                case .found(let found): return found
                case .perhaps: return .any
                case .absent: break
                }
                if name == "item" { return type }
            default: break
            }
        }
        return .any
    }
}

extension FEELType {
    /// The type of the elements of a list; of a value alone, its own.
    var element: FEELType {
        if case .list(let element) = self { element } else { self }
    }
}
