public import Diagnostics

/// Where the readers of one or several files gather what they have to say.
///
/// A reference, so that nested ``Fields`` report to the same list; it stays within the task that
/// made it.
public final class DecodingContext {
    public private(set) var diagnostics: [Diagnostic] = []

    public init() {}

    public func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    public func report(_ diagnostics: some Sequence<Diagnostic>) {
        self.diagnostics.append(contentsOf: diagnostics)
    }

    public var hasErrors: Bool { diagnostics.hasErrors }
}

/// Reads of single nodes. Each gives nil and reports when the node is not what is asked for.
extension DecodingContext {
    /// The text of a scalar; a value left out is reported.
    public func string(_ node: YAMLNode) -> String? {
        guard case .scalar(let text, _) = node.kind else {
            report(DecodingMessages.wrongShape(node, wanted: DecodingMessages.text))
            return nil
        }
        if node.isNull {
            report(DecodingMessages.leftOut(node))
            return nil
        }
        return text
    }

    /// The text of a scalar with the map of its bytes: an expression.
    public func embedded(_ node: YAMLNode) -> EmbeddedText? {
        string(node) == nil ? nil : node.embedded
    }

    /// `true`, `false`, `yes`, `no`, `oui` or `non`, without quotes.
    public func bool(_ node: YAMLNode) -> Bool? {
        guard let text = string(node) else { return nil }
        if node.style == .plain {
            switch text {
            case "true", "yes", "oui": return true
            case "false", "no", "non": return false
            default: break
            }
        }
        report(DecodingMessages.notBoolean(text, node.location))
        return nil
    }

    /// The text of a decimal number: an optional sign, digits, and a part after a point.
    public func number(_ node: YAMLNode) -> String? {
        guard let text = string(node) else { return nil }
        if node.style == .plain, Self.isDecimal(text) { return text }
        report(DecodingMessages.notNumber(text, node.location))
        return nil
    }

    /// A whole number within bounds.
    public func integer(_ node: YAMLNode, in bounds: ClosedRange<Int>) -> Int? {
        guard let text = string(node) else { return nil }
        guard node.style == .plain, let value = Int(text) else {
            report(DecodingMessages.notInteger(text, node.location, bounds))
            return nil
        }
        guard bounds.contains(value) else {
            report(DecodingMessages.outOfBounds(value, bounds, node.location))
            return nil
        }
        return value
    }

    /// One of the names of an enumeration.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: YAMLNode, as type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        guard let text = string(node) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        report(DecodingMessages.notAmong(text, Choice.allCases.map(\.rawValue), node.location))
        return nil
    }

    /// One of some names.
    public func choice(_ node: YAMLNode, among names: [String]) -> String? {
        guard let text = string(node) else { return nil }
        if names.contains(text) { return text }
        report(DecodingMessages.notAmong(text, names, node.location))
        return nil
    }

    /// The items of a sequence; a value left out is an empty one.
    public func list(_ node: YAMLNode) -> [YAMLNode]? {
        if let items = node.items { return items }
        if node.isNull { return [] }
        report(DecodingMessages.wrongShape(node, wanted: DecodingMessages.list))
        return nil
    }

    /// The texts of a sequence; items that are not texts are reported and left out.
    public func strings(_ node: YAMLNode) -> [String]? {
        list(node)?.compactMap { string($0) }
    }

    /// The pairs of a mapping, in the order of the file; a value left out is an empty one.
    public func mapping(_ node: YAMLNode) -> [YAMLPair]? {
        if let pairs = node.pairs { return pairs }
        if node.isNull { return [] }
        report(DecodingMessages.wrongShape(node, wanted: DecodingMessages.mapping))
        return nil
    }

    /// A text in both languages: `{fr: …, en: …}`, or one text for both.
    ///
    /// A language left out takes the other's text, and is warned about.
    public func localized(_ node: YAMLNode) -> Localized? {
        if case .scalar = node.kind { return string(node).map { Localized(both: $0) } }
        guard node.pairs != nil, let fields = Fields(node, of: DecodingMessages.localizedText, self) else {
            report(DecodingMessages.wrongShape(node, wanted: DecodingMessages.localizedText))
            return nil
        }
        defer { fields.finish() }
        let fr = fields.string("fr")
        let en = fields.string("en")
        switch (fr, en) {
        case (let fr?, let en?): return Localized(fr: fr, en: en)
        case (let text?, nil), (nil, let text?):
            report(DecodingMessages.languageMissing(fr == nil ? "fr" : "en", node.location))
            return Localized(both: text)
        case (nil, nil):
            if !fields.has("fr"), !fields.has("en") {
                report(DecodingMessages.missingKey("fr", DecodingMessages.localizedText, node.location))
            }
            return nil
        }
    }

    private static func isDecimal(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        }
    }
}
