/// How much YAML is accepted.
public struct YAMLLimits: Sendable, Hashable {
    /// Sequences and mappings inside one another.
    public var depth: Int
    /// Bytes of the text.
    public var size: Int
    /// Scalars, sequences and mappings in all.
    public var nodes: Int

    /// - Parameter depth: Read as the nearest value in 1...256, since reading recurses.
    public init(depth: Int = 64, size: Int = 8 << 20, nodes: Int = 1_000_000) {
        self.depth = min(max(depth, 1), 256)
        self.size = size
        self.nodes = nodes
    }
}
