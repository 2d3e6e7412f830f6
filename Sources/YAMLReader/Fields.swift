public import Diagnostics

/// The keys of a mapping, asked for one by one.
///
/// Every reading method marks its key as known; ``finish()`` reports the keys nobody asked for.
/// A key whose value is left out (`key:`) or a bare `null` counts as absent.
///
/// ```swift
/// guard let fields = Fields(node, of: Localized(fr: "une question", en: "a question"), context) else { return nil }
/// let ask = fields.localized("ask", required: true)
/// let minutes = fields.integer("minutes", in: 0...600)
/// fields.finish()
/// ```
public struct Fields {
    public let node: YAMLNode
    public let context: DecodingContext
    /// What the mapping describes, with its article: "a question".
    public let subject: Localized
    private let pairs: [YAMLPair]
    private let asked = Asked()

    private final class Asked {
        var names: Set<String> = []
        var inOrder: [String] = []
    }

    /// Nil, and reported, when the node is not a mapping. A value left out is read as an empty one.
    public init?(_ node: YAMLNode, of subject: Localized, _ context: DecodingContext) {
        guard let pairs = node.pairs ?? (node.isNull ? [] : nil) else {
            context.report(DecodingMessages.wrongShape(node, wanted: DecodingMessages.mapping, for: subject))
            return nil
        }
        self.node = node
        self.context = context
        self.subject = subject
        self.pairs = pairs
    }

    /// Where to point at for the mapping as a whole: its braces, or its first key.
    public var headLocation: Location {
        let bytes = node.location.source.bytes
        let start = node.location.span.start
        if start < bytes.count, bytes[start] == UInt8(ascii: "{") { return node.location }
        return pairs.first?.key.location ?? node.location
    }

    /// The value of a key, when there is one.
    public func optional(_ key: String) -> YAMLNode? {
        know(key)
        guard let value = pairs.first(where: { $0.key.text == key })?.value, !value.isNull else { return nil }
        return value
    }

    /// The value of a key; its absence is reported.
    public func required(_ key: String) -> YAMLNode? {
        if let value = optional(key) { return value }
        let place = pairs.first { $0.key.text == key }?.key.location ?? headLocation
        context.report(DecodingMessages.missingKey(key, subject, place))
        return nil
    }

    /// Whether the key is written, even without a value.
    public func has(_ key: String) -> Bool {
        pairs.contains { $0.key.text == key }
    }

    /// Where the key itself stands.
    public func keyLocation(_ key: String) -> Location? {
        pairs.first { $0.key.text == key }?.key.location
    }

    /// Declares keys that are read elsewhere, so that ``finish()`` does not report them.
    public func ignore(_ keys: String...) {
        for key in keys { know(key) }
    }

    public func value(_ key: String, required isRequired: Bool) -> YAMLNode? {
        isRequired ? required(key) : optional(key)
    }

    public func string(_ key: String, required: Bool = false) -> String? {
        value(key, required: required).flatMap { context.string($0) }
    }

    public func embedded(_ key: String, required: Bool = false) -> EmbeddedText? {
        value(key, required: required).flatMap { context.embedded($0) }
    }

    public func bool(_ key: String, required: Bool = false) -> Bool? {
        value(key, required: required).flatMap { context.bool($0) }
    }

    /// The text of a decimal number.
    public func number(_ key: String, required: Bool = false) -> String? {
        value(key, required: required).flatMap { context.number($0) }
    }

    public func integer(_ key: String, in bounds: ClosedRange<Int>, required: Bool = false) -> Int? {
        value(key, required: required).flatMap { context.integer($0, in: bounds) }
    }

    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, as type: Choice.Type = Choice.self, required: Bool = false
    ) -> Choice? where Choice.RawValue == String {
        value(key, required: required).flatMap { context.choice($0, as: type) }
    }

    public func localized(_ key: String, required: Bool = false) -> Localized? {
        value(key, required: required).flatMap { context.localized($0) }
    }

    /// The items of a list; empty when the key is absent.
    public func list(_ key: String, required: Bool = false) -> [YAMLNode] {
        value(key, required: required).flatMap { context.list($0) } ?? []
    }

    /// The texts of a list; empty when the key is absent.
    public func strings(_ key: String, required: Bool = false) -> [String] {
        value(key, required: required).flatMap { context.strings($0) } ?? []
    }

    /// The pairs of a mapping whose keys are names of the user's; empty when the key is absent.
    public func mapping(_ key: String, required: Bool = false) -> [YAMLPair] {
        value(key, required: required).flatMap { context.mapping($0) } ?? []
    }

    /// The fields of a mapping whose keys are known; nil when the key is absent.
    public func fields(_ key: String, of subject: Localized, required: Bool = false) -> Fields? {
        value(key, required: required).flatMap { Fields($0, of: subject, context) }
    }

    /// Reports the keys nobody asked for, each with the known key closest to it.
    public func finish() {
        for pair in pairs {
            guard let name = pair.key.text, !asked.names.contains(name) else { continue }
            // A key already used here is not what was meant by another.
            let free = asked.inOrder.filter { !has($0) }
            context.report(
                DecodingMessages.unknownKey(
                    name, subject, pair.key.location, nearest: NearestName.nearest(to: name, among: free),
                    known: asked.inOrder))
        }
    }

    private func know(_ key: String) {
        if asked.names.insert(key).inserted { asked.inOrder.append(key) }
    }
}
