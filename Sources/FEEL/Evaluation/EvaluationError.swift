import Diagnostics

/// The nulls that evaluation makes, each with its reason.
extension Value {
    /// The operands' types do not go together.
    static func mismatch(_ operation: String, _ left: Value, _ right: Value, _ span: Span?) -> Value {
        let (l, r) = (left.typeLabel, right.typeLabel)
        return failure(
            ValueError.operandTypes, fr: "« \(operation) » ne s'applique pas à \(l.fr) et \(r.fr)",
            en: "'\(operation)' does not apply to \(l.en) and \(r.en)", at: span)
    }

    /// These arguments do not fit the parameters.
    static func badArguments(_ name: String?, _ span: Span?) -> Value {
        failure(
            ValueError.arguments,
            fr: "ces arguments ne conviennent pas à \(name.map { "« \($0) »" } ?? "cette fonction")",
            en: "these arguments do not fit \(name.map { "'\($0)'" } ?? "this function")", at: span)
    }

    /// V120: a value has no such member.
    static func noMember(_ name: String, of value: Value, _ span: Span?) -> Value {
        failure(
            Code("V120"), fr: "\(value.typeLabel.fr) n'a pas de membre « \(name) »",
            en: "\(value.typeLabel.en) has no member '\(name)'", at: span)
    }

    /// V121: what is called is not a function.
    static func notCallable(_ value: Value, _ span: Span?) -> Value {
        failure(
            Code("V121"), fr: "\(value.typeLabel.fr) ne s'appelle pas comme une fonction",
            en: "\(value.typeLabel.en) cannot be called as a function", at: span)
    }

    /// V122: nothing has this name.
    static func unresolved(_ name: String, _ span: Span?) -> Value {
        failure(Code("V122"), fr: "rien ne s'appelle « \(name) » ici", en: "nothing is named '\(name)' here", at: span)
    }

    /// V123: no element stands at this index.
    static func noElement(_ span: Span?) -> Value {
        failure(Code("V123"), fr: "aucun élément à cet indice", en: "no element stands at this index", at: span)
    }

    /// V124: a value of another type is needed.
    static func expected(_ fr: String, _ en: String, got value: Value, _ span: Span?) -> Value {
        failure(
            Code("V124"), fr: "\(fr) est attendu, pas \(value.typeLabel.fr)",
            en: "\(en) is expected, not \(value.typeLabel.en)", at: span)
    }

    /// V125: a part of the expression that no engine of ours runs.
    static func unsupported(_ fr: String, _ en: String, _ span: Span?) -> Value {
        failure(Code("V125"), fr: fr, en: en, at: span)
    }

    /// V126: a context gives the same key twice.
    static func repeatedKey(_ name: String, _ span: Span?) -> Value {
        failure(
            Code("V126"), fr: "la clé « \(name) » est donnée deux fois", en: "the key '\(name)' is given twice",
            at: span)
    }

    /// The type the value has unless it is null, by the standard's name; nil when it is not known.
    var knownType: String? {
        if case .unknown(let unknown) = self { return unknown.domain.typeName }
        return typeName
    }
}

extension Unknown.Domain {
    /// The type that every value of the domain but null has; nil when they differ.
    var typeName: String? {
        switch self {
        case .number: return "number"
        case .date: return "date"
        case .any(let type): return type
        case .values(let values):
            var name: String?
            for value in values where !value.isNull {
                if name == nil { name = value.typeName } else if name != value.typeName { return nil }
            }
            return name
        }
    }
}
