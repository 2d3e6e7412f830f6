public import Diagnostics

/// How a scalar is written.
public enum ScalarStyle: Sendable, Hashable {
    case plain, singleQuoted, doubleQuoted
    /// After `|`, line breaks kept.
    case literal
    /// After `>`, line breaks folded into spaces.
    case folded
}

/// A key and its value, in the order of the file.
public struct YAMLPair: Sendable {
    public var key: YAMLNode
    public var value: YAMLNode

    public init(key: YAMLNode, value: YAMLNode) {
        self.key = key
        self.value = value
    }
}

/// A node of a YAML document, with its exact place.
///
/// Scalars are texts: a bare `no`, `null` or `12` is what its letters say, and its type comes from
/// whoever reads it.
public struct YAMLNode: Sendable {
    public indirect enum Kind: Sendable {
        case scalar(text: String, style: ScalarStyle)
        case sequence([YAMLNode])
        case mapping([YAMLPair])
    }

    public var kind: Kind
    /// From the first byte of the node (its quote, `|`, `[`, first key) to just after its last
    /// significant one. Empty, just after the `:` or `-`, for a value left out.
    public var location: Location

    public init(kind: Kind, location: Location) {
        self.kind = kind
        self.location = location
    }

    /// The text of a scalar.
    public var text: String? {
        guard case .scalar(let text, _) = kind else { return nil }
        return text
    }

    public var style: ScalarStyle? {
        guard case .scalar(_, let style) = kind else { return nil }
        return style
    }

    /// The items of a sequence.
    public var items: [YAMLNode]? {
        guard case .sequence(let items) = kind else { return nil }
        return items
    }

    /// The pairs of a mapping, in the order of the file.
    public var pairs: [YAMLPair]? {
        guard case .mapping(let pairs) = kind else { return nil }
        return pairs
    }

    /// The value of a key of a mapping.
    public subscript(key: String) -> YAMLNode? {
        pairs?.first { $0.key.text == key }?.value
    }

    /// Whether the value was left out or written as a bare `null` or `~`.
    public var isNull: Bool {
        guard case .scalar(let text, .plain) = kind else { return false }
        return text.isEmpty || text == "~" || text == "null"
    }
}
