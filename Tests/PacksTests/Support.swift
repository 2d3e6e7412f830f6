import Diagnostics
import Engine
import FEEL
import Packs
import Testing

/// A text with spans marked `⟦…⟧`, taken out before reading.
struct Marked: CustomTestStringConvertible {
    let name: String
    let source: SourceText
    /// By start.
    let spans: [Span]

    init(_ text: String, name: String = "test.yaml") {
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
        self.name = name
        source = SourceText(name: name, bytes: bytes)
        self.spans = spans.sorted()
    }

    var testDescription: String { String(decoding: source.bytes, as: UTF8.self) }
}

/// A small vocabulary that most cases rest on: regions with their houses, roads between houses.
let base = SourceText(
    name: "base.yaml",
    text: """
        format: vocabulary/1
        territory_kind: region
        census: {kind: tally, of: counted, count: number}
        codes:
          colours:
            red: {fr: Rouge, en: Red}
            blue: {fr: Bleu, en: Blue}
        kinds:
          region:
            labels: {fr: Région, en: Region}
            plural: regions
            key: [id]
          house:
            labels: {fr: Maison, en: House}
            plural: houses
            key: [id]
            belongs_to: region
            census_by: [region]
            attributes:
              size: {type: number, range: "[0..500]"}
              rooms: {type: number}
              colour: {type: code, list: colours}
              built: {type: date}
          road:
            labels: {fr: Route, en: Road}
            plural: roads
            key: [from, to]
            attributes:
              from: {type: reference, kind: house}
              to: {type: reference, kind: house}
              length: {type: number}
          tally:
            labels: {fr: Compte, en: Tally}
            plural: tallies
            key: [id]
            attributes:
              counted: {type: text}
              region: {type: reference, kind: region}
              number: {type: number}

        """)

/// What loading a pack says: the base, unless told otherwise, and the given texts.
func diagnostics(_ texts: [SourceText], withBase: Bool = true) throws -> [Diagnostic] {
    let date = try #require(CalendarDate(year: 2026, month: 6, day: 15))
    return Pack.load((withBase ? [base] : []) + texts, at: date).1
}

/// A rule set around some lines, each indented by two spaces.
func rules(_ lines: String) -> String {
    "format: rules/1\npack: test\n" + lines
}
