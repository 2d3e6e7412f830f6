import Diagnostics
import Testing
import YAMLReader

/// A text with spans marked `⟦…⟧`, taken out before reading.
struct Marked {
    let source: SourceText
    /// By start.
    let spans: [Span]

    init(_ text: String) {
        var bytes: [UInt8] = []
        var open: [Int] = []
        var spans: [Span] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "⟦": open.append(bytes.count)
            case "⟧": spans.append(Span(open.removeLast(), bytes.count))
            default: bytes += Array(String(scalar).utf8)
            }
        }
        source = SourceText(name: "test.yaml", bytes: bytes)
        self.spans = spans.sorted()
    }
}

/// Reads a text, expects no diagnostic, and gives its root.
func read(_ source: SourceText, at place: SourceLocation = #_sourceLocation) throws -> YAMLNode {
    let (node, diagnostics) = YAMLReader.read(source)
    #expect(diagnostics == [], sourceLocation: place)
    return try #require(node, sourceLocation: place)
}

func read(_ text: String, at place: SourceLocation = #_sourceLocation) throws -> YAMLNode {
    try read(SourceText(name: "test.yaml", text: text), at: place)
}

func codes(_ text: String) -> [String] {
    YAMLReader.read(SourceText(name: "test.yaml", text: text)).diagnostics.map(\.code.rawValue)
}

/// Every node, parents first.
func allNodes(_ node: YAMLNode) -> [YAMLNode] {
    switch node.kind {
    case .scalar: [node]
    case .sequence(let items): [node] + items.flatMap(allNodes)
    case .mapping(let pairs): [node] + pairs.flatMap { allNodes($0.key) + allNodes($0.value) }
    }
}

/// Repeatable randomness.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
