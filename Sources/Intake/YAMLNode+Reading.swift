import Diagnostics
import YAMLReader

/// A key of a mapping with its value and the place of the key.
struct NamedNode {
    var name: String
    var location: Location
    var value: YAMLNode
}

extension YAMLNode {
    /// The entries of a mapping; nil when this is not one.
    var entries: [NamedNode]? {
        pairs?.compactMap { pair in
            pair.key.text.map { NamedNode(name: $0, location: pair.key.location, value: pair.value) }
        }
    }

    /// The node as a value of a record. A quoted `null` or `~` is a text, a bare one is absent.
    var written: Written {
        if isNull { return Written(.absent, at: location) }
        if let text { return Written(.text(text), at: location) }
        if let items { return Written(.list(items.map(\.written)), at: location) }
        return Written(.structure, at: location)
    }
}
