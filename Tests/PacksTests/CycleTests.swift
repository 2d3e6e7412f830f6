import Diagnostics
import Packs
import Testing

/// Rules that need their own results are refused, with the chain that leads back.
@Suite struct CycleTests {
    @Test(
        arguments: [
            // Through another value.
            (
                ["« u » → « v » → « u »"],
                "values:\n  ⟦u⟧: {for: house, labels: {fr: U, en: U}, value: house.v + 1}\n"
                    + "  v: {for: house, labels: {fr: V, en: V}, value: house.u * 2}\n"
            ),
            // Through itself.
            (["« u » → « u »"], "values:\n  ⟦u⟧: {for: house, labels: {fr: U, en: U}, value: house.u + 1}\n"),
            // Through a list of other records.
            (
                ["« u » → « u »"],
                "values:\n  ⟦u⟧: {for: house, labels: {fr: U, en: U}, value: sum(house.region.houses.u)}\n"
            ),
            // Through a function.
            (
                ["« u » → « u »"],
                "functions:\n  f: {parameters: {h: house}, returns: number, body: h.u}\n"
                    + "values:\n  ⟦u⟧: {for: house, labels: {fr: U, en: U}, value: f(house)}\n"
            ),
            // In a branch that no data has reached.
            (
                ["« u » → « v » → « u »"],
                "values:\n  ⟦u⟧: {for: house, labels: {fr: U, en: U}, value: if house.rooms > 9 then house.v else 0}\n"
                    + "  v: {for: house, labels: {fr: V, en: V}, value: house.u}\n"
            ),
            // Through the findings.
            (
                ["« findings » → « large » → « findings »"],
                "findings:\n  ⟦large⟧:\n    for: house\n    labels: {fr: G, en: L}\n    gravity: '\"high\"'\n"
                    + "    when: count(region.findings) > 1\n"
            ),
            (
                ["« findings » → « large » → « v » → « findings »"],
                "values:\n  v: {for: house, labels: {fr: V, en: V}, value: count(region.findings)}\n"
                    + "findings:\n  large:\n    for: house\n    labels: {fr: G, en: L}\n    gravity: '\"high\"'\n"
                    + "    when: house.v > 1\n"
            ),
        ])
    func refused(_ chains: [String], _ text: String) throws {
        let marked = Marked(rules(text))
        let found = try diagnostics([marked.source])
        #expect(Set(found.map(\.code)) == ["R204"], "\(found.map(\.headline.en))")
        #expect(found.flatMap(\.notes).map(\.en) == chains)
        if let span = marked.spans.first { #expect(found.first?.primary?.location.span == span) }
        #expect(found.allSatisfy { $0.help != nil })
    }

    /// A long way round is no circle, and neither are rules that read the findings of others.
    @Test func notRefused() throws {
        let text = rules(
            """
            values:
              u: {for: house, labels: {fr: U, en: U}, value: house.size + 1}
              v: {for: house, labels: {fr: V, en: V}, value: house.u * 2}
              total: {for: region, labels: {fr: T, en: T}, value: sum(region.houses.v)}
            findings:
              large:
                for: house
                labels: {fr: G, en: L}
                gravity: '"high"'
                when: house.v > 10
            decisions:
              many: {for: region, labels: {fr: P, en: M}, when: "count(region.findings) > 3 and region.total > 5"}

            """)
        #expect(try diagnostics([SourceText(name: "test.yaml", text: text)]).isEmpty)
    }
}
