import Diagnostics
import Packs
import Testing

/// A mistake in an expression is shown where it stands in the file, however the scalar is written.
@Suite struct EmbeddedErrorTests {
    @Test(
        arguments: [
            "when: house.⟦sise⟧ > 1",
            "when: 'house.⟦sise⟧ > 1'",
            "when: \"house.⟦sise⟧ > 1\"",
            "when: \"\\\"é\\\" = \\\"é\\\" and house.⟦sise⟧ > 1\"",
            "when: '\"l''été\" != \"\" and house.⟦sise⟧ > 1'",
            "when: |-\n      house.size > 1\n      and house.⟦sise⟧ > 2",
            "when: |\n\n      // é\n      house.⟦sise⟧ > 2",
            "when: >-\n      house.size > 1\n      and\n      house.⟦sise⟧ > 2",
            "when: >\n      house.size > 1\n        and house.⟦sise⟧ > 2",
            "when: house.size > 1\n      and house.⟦sise⟧ > 2",
            "when: \"house.size > 1\n\n      and house.⟦sise⟧ > 2\"",
        ])
    func unknownMember(_ line: String) throws {
        let marked = Marked(
            rules(
                "findings:\n  large:\n    for: house\n    labels: {fr: G, en: L}\n    gravity: '\"high\"'\n    \(line)\n"
            ))
        let found = try diagnostics([marked.source])
        #expect(found.map(\.code) == ["T002"])
        #expect(found.first?.primary?.location.span == marked.spans.first)
        #expect(found.first?.help?.en.contains("size") == true)
    }

    /// Every place of an expression in a rule set.
    @Test(
        arguments: [
            ("T002", "values:\n  v: {for: house, labels: {fr: V, en: V}, value: house.⟦sise⟧ * 2}\n"),
            (
                "T002",
                "values:\n  v: {for: house, labels: {fr: V, en: V}, applies: house.⟦sise⟧ > 2, value: house.size}\n"
            ),
            ("T001", "functions:\n  f: {parameters: {h: house}, returns: number, body: ⟦hose⟧.size}\n"),
            ("T002", "functions:\n  f: {parameters: {h: house}, returns: number, body: h.⟦sise⟧}\n"),
            (
                "T002",
                "findings:\n  f:\n    for: house\n    labels: {fr: F, en: F}\n    when: true\n    gravity: house.⟦color⟧\n"
            ),
            (
                "T002",
                "findings:\n  f:\n    pair: house\n    labels: {fr: F, en: F}\n    when: true\n    gravity: a.colour\n"
                    + "    details: {sum: a.size + b.⟦sise⟧}\n"
            ),
            (
                "X",
                "findings:\n  f:\n    for: house\n    labels: {fr: F, en: F}\n    when: house.size > ⟦⟧\n    gravity: house.colour\n"
            ),
            ("T", "decisions:\n  d: {for: house, labels: {fr: D, en: D}, when: ⟦house.size⟧}\n"),
        ])
    func everyPlace(_ code: String, _ text: String) throws {
        let marked = Marked(rules(text))
        let found = try diagnostics([marked.source])
        #expect(found.count == 1, "\(found.map { "\($0.code) \($0.headline.en)" })")
        let diagnostic = try #require(found.first)
        #expect(diagnostic.code.rawValue.hasPrefix(code))
        let span = try #require(diagnostic.primary?.location.span)
        let marker = try #require(marked.spans.first)
        // A missing operand is shown around where it should stand.
        #expect(
            span == marker || (marker.start == marker.end && span.start <= marker.end && span.end >= marker.start - 1))
    }

    @Test func conditionsOfGates() throws {
        let marked = Marked(
            """
            format: policy/1
            assessments:
              readiness:
                for: house
                labels: {fr: P, en: R}
                scope: []
                groups: []
                bands: [{id: all, from: 0, labels: {fr: T, en: A}}]
                gates:
                  - id: wide
                    labels: {fr: L, en: W}
                    when: >-
                      house.size > 1
                      and house.⟦sise⟧ > 2

            """)
        let found = try diagnostics([marked.source])
        #expect(found.map(\.code) == ["T002"])
        #expect(found.first?.primary?.location.span == marked.spans.first)
    }

    /// A warning of the language is no refusal: the pack is there, and every file is read.
    @Test func everyMistakeIsSaidAtOnce() throws {
        let first = Marked(
            rules("values:\n  v: {for: house, labels: {fr: V, en: V}, value: house.⟦sise⟧}\n"), name: "a.yaml")
        let second = Marked(rules("values:\n  w: {for: ⟦hose⟧, labels: {fr: V, en: V}, value: 1}\n"), name: "b.yaml")
        let found = try diagnostics([second.source, first.source])
        #expect(found.map { "\($0.primary?.location.source.name ?? "") \($0.code)" } == ["a.yaml T002", "b.yaml R202"])
        #expect(found.map { $0.primary?.location.span } == [first.spans[0], second.spans[0]])
    }
}
