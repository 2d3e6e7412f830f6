import Diagnostics

/// Functions of contexts.
///
/// - Source: DMN 1.5, §10.3.4.9.
extension Builtins {
    static let contexts: [Builtin] = [
        Builtin("get value", "m", "key") { call throws(BuiltinFailure) in
            let key = try call.string(1)
            let value: Value?
            switch call.item(0) {
            case .context(let context): value = context[key]
            case .object(let object): value = object.member(key)
            default: throw call.wrongType(0, "context")
            }
            guard let value else {
                throw call.outOfRange(1, fr: "qui n'est pas une clé du contexte", en: "which is no key of the context")
            }
            return value
        },
        Builtin("get entries", "m") { call throws(BuiltinFailure) in
            let entries = try call.context(0).entries.map { entry in
                Value.context(ContextValue([.init("key", .string(entry.key)), .init("value", entry.value)]))
            }
            return .list(ListValue(entries))
        },
        Builtin("context", "entries") { call throws(BuiltinFailure) in
            var result = ContextValue()
            for item in try call.list(0) {
                guard case .context(let entry) = item, case .string(let key)? = entry["key"], let value = entry["value"]
                else {
                    throw .domain(
                        fr: "« context » attend des contextes avec une clé « key » et une valeur « value »",
                        en: "'context' takes contexts with a 'key' and a 'value'")
                }
                guard result[key] == nil else {
                    throw .domain(
                        fr: "« context » : la clé « \(key) » revient deux fois",
                        en: "'context': key '\(key)' comes twice")
                }
                result[key] = value
            }
            return .context(result)
        },
        Builtin("context put", [["context", "key", "value"], ["context", "keys", "value"]]) {
            call throws(BuiltinFailure) in
            let context = try call.context(0)
            if case .list(let keys) = call[1], call.parameters?[1] != "key" {
                var path: [String] = []
                for key in keys.items {
                    guard case .string(let key) = key else { throw call.wrongItem(key, "string") }
                    path.append(key)
                }
                guard !path.isEmpty else { throw call.outOfRange(1, fr: "sans clé", en: "without a key") }
                guard let result = context.putting(call[2], at: path[...]) else {
                    throw call.outOfRange(1, fr: "qui ne mène pas à un contexte", en: "which leads to no context")
                }
                return .context(result)
            }
            guard case .string(let key) = call[1] else { throw call.wrongType(1, "string") }
            return .context(context.putting(call[2], at: [key]) ?? context)
        },
        Builtin("context merge", "contexts") { call throws(BuiltinFailure) in
            var result = ContextValue()
            for item in try call.list(0) {
                guard case .context(let context) = item else { throw call.wrongItem(item, "context") }
                for entry in context.entries { result[entry.key] = entry.value }
            }
            return .context(result)
        },
    ]
}

extension ContextValue {
    /// - Returns: `nil` when a key before the last one leads to no context.
    fileprivate func putting(_ value: Value, at path: ArraySlice<String>) -> ContextValue? {
        guard let key = path.first else { return nil }
        var result = self
        if path.count == 1 {
            result[key] = value
            return result
        }
        guard case .context(let inner)? = self[key], let changed = inner.putting(value, at: path.dropFirst()) else {
            return nil
        }
        result[key] = .context(changed)
        return result
    }
}
