import Diagnostics
import Packs
import Testing

/// Each R code: a text that yields it, with the place marked.
@Suite struct PackDiagnosticTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var code: Code
        var text: String
        var withBase = true
        var help: String?

        var testDescription: String { "\(code): \(text)" }
    }

    @Test("a file that cannot be read hides the errors of others only where it may declare what they miss")
    func brokenFile() {
        let broken = SourceText(name: "broken.yaml", text: "format: rules/1\nfunctions: [\n")
        let rules = SourceText(
            name: "rules.yaml",
            text: """
                format: rules/1
                pack: test
                labels: {fr: Test, en: Test}
                values:
                  a: {for: house, labels: {fr: A, en: A}, value: elsewhere(house), source: {reference: x}, tag: sure}
                  b: {for: house, labels: {fr: B, en: B}, value: house.size + "1", source: {reference: x}, tag: sure}

                """)
        let whole = PackReader.read([base, rules]).1.filter { $0.severity == .error }
        #expect(whole.map(\.code.rawValue) == ["T003", "T008"])
        let found = PackReader.read([base, broken, rules]).1.filter { $0.severity == .error }
        #expect(found.map(\.code.rawValue) == ["Y001", "T008"])
        #expect(found.first?.help != nil)
    }

    static let vocabularies: [Case] = [
        Case(
            code: "R003", text: "format: ⟦rule/1⟧\npack: test\n", help: "the nearest is 'rules/1'"),
        Case(
            code: "R010",
            text: """
                format: vocabulary/1
                territory_kind: ⟦regoin⟧
                kinds:
                  region:
                    labels: {fr: Région, en: Region}
                    plural: regions
                    key: [id]
                """, withBase: false),
        Case(
            code: "R011",
            text: kind("    shape: {type: code, list: ⟦colors⟧}"), help: "the nearest is 'colours'"),
        Case(
            code: "R012",
            text: """
                format: vocabulary/1
                codes:
                  ⟦colours⟧: {green: {fr: Vert, en: Green}}
                """),
        Case(
            code: "R012",
            text: """
                format: vocabulary/1
                kinds:
                  ⟦house⟧:
                    labels: {fr: Maison, en: House}
                    plural: homes
                    key: [id]
                """),
        Case(code: "R013", text: kind("    height: {type: number, range: \"⟦5⟧\"}"), help: "write it like"),
        Case(code: "R014", text: kind("    height: {type: number, stale_after: ⟦18 months⟧}")),
        Case(
            code: "R015",
            text: measure("    from_distance: ⟦{fastest: 20, slowest: 90, detour: 1.6}⟧")),
        Case(
            code: "R019",
            text: """
                format: vocabulary/1
                kinds:
                  cabin:
                    labels: {fr: Cabane, en: Cabin}
                    plural: ⟦houses⟧
                    key: [id]
                """),
        Case(
            code: "R020",
            text: measure("", ends: "⟦[from]⟧")),
        Case(code: "R202", text: kind("    owner: {type: reference, kind: ⟦houze⟧}"), help: "the nearest is 'house'"),
        Case(
            code: "R202",
            text: """
                format: vocabulary/1
                kinds:
                  cabin:
                    labels: {fr: Cabane, en: Cabin}
                    plural: cabins
                    key: [id]
                    belongs_to: ⟦regoin⟧
                """, help: "the nearest is 'region'"),
        Case(code: "R202", text: measure("    via: {⟦cabin⟧: size}")),
        Case(code: "R207", text: measure("    via: {house: ⟦sise⟧}"), help: "the nearest is 'size'"),
        Case(code: "R207", text: measure("", ends: "[from, ⟦too⟧]")),
        Case(code: "R207", text: kind("    height: {type: number}", head: "    census_by: [⟦heigth⟧]\n")),
        Case(code: "R207", text: kind("    height: {type: number}", head: "    display: ⟦title⟧\n")),
        Case(
            code: "R207",
            text: kind("    height: {type: number}", head: "    position: {latitude: ⟦lat⟧, longitude: height}\n")),
    ]

    static let ruleSets: [Case] = [
        Case(
            code: "R017",
            text: rules("parameters:\n  limits:\n    share: {value: ⟦1.5⟧, range: \"[0..1]\"}\n")),
        Case(
            code: "R018",
            text: rules(
                finding("    when: house.size > 1\n    in_force: {from: ⟦15/06/2026⟧}")), help: "2026-06-15"),
        Case(
            code: "R201",
            text: rules(
                finding("    when: house.size > 1") + "\ndecisions:\n  ⟦large⟧:\n    for: house\n"
                    + "    labels: {fr: Grande, en: Large}\n    when: house.size > 2\n")),
        Case(
            code: "R202", text: rules(finding("    when: true", about: "for: ⟦hose⟧")), help: "the nearest is 'house'"),
        Case(code: "R202", text: rules(finding("    when: true", about: "pair: ⟦cabin⟧")), help: "there are: house"),
        Case(
            code: "R202",
            text: rules(finding("    when: true", about: "of: {h: house, r: ⟦raod⟧}")), help: "the nearest is 'road'"),
        Case(
            code: "R202",
            text: rules("functions:\n  f:\n    parameters: {h: ⟦hous⟧}\n    returns: number\n    body: 1\n"),
            help: "the nearest is 'house'"),
        Case(
            code: "R203",
            text: rules(question("⟦size⟧", "    answer: {type: number}"))),
        Case(
            code: "R203",
            text: rules(
                "values:\n  ⟦rooms⟧:\n    for: house\n    labels: {fr: Pièces, en: Rooms}\n    value: house.size / 20\n"
            )),
        Case(
            code: "R203",
            text: rules(
                "values:\n  ⟦houses⟧:\n    for: region\n    labels: {fr: M, en: H}\n    value: count(region.houses)\n")),
        Case(
            code: "R205",
            text: rules(finding("    when: house.size > 1\n    absorbed_by: [⟦larger⟧]")), help: "none is declared"),
        Case(
            code: "R206",
            text: rules(
                "groups:\n  phase_one: {labels: {fr: P, en: P}}\nquestions:\n  q:\n    for: house\n    group: ⟦phase_on⟧\n"
                    + "    ask: {fr: Q, en: Q}\n    answer: {type: boolean}\n"), help: "the nearest is 'phase_one'"),
        Case(
            code: "R207",
            text: rules(question("q", "    answer: {type: boolean}\n    settled_by: [⟦house.sise⟧]")),
            help: "the nearest is 'size'"),
        Case(
            code: "R202",
            text: rules(question("q", "    answer: {type: boolean}\n    settled_by: [⟦hose.size⟧]"))),
        Case(code: "R210", text: rules(question("⟦q⟧", "    answer: {type: boolean}\n    value: house.size > 1"))),
        Case(code: "R210", text: rules(question("⟦q⟧", "    score: 1"))),
        Case(
            code: "R211",
            text: rules(
                "findings:\n  large:\n    ⟦labels⟧: {fr: Grande, en: Large}\n    when: true\n    gravity: '\"high\"'\n")
        ),
        Case(
            code: "R212",
            text: rules(question("q", "    answer: {type: boolean}\n    settled_by: [⟦size⟧]")),
            help: "write it 'kind.attribute'"),
        Case(
            code: "R213",
            text: rules(
                "functions:\n  ⟦f⟧: {parameters: {n: number}, returns: number, body: g(n)}\n"
                    + "  g: {parameters: {n: number}, returns: number, body: f(n)}\n")),
        Case(
            code: "R214",
            text: rules("functions:\n  f: {parameters: {n: number}, returns: ⟦numbre⟧, body: n}\n"),
            help: "the nearest is 'number'"),
        Case(
            code: "R214",
            text: rules(
                "values:\n  wide:\n    for: house\n    type: ⟦bolean⟧\n    labels: {fr: L, en: W}\n    value: house.size > 9\n"
            ),
            help: "the nearest is 'boolean'"),
        Case(
            code: "R215",
            text: rules("functions:\n  ⟦distance⟧: {parameters: {n: number}, returns: number, body: n}\n")),
        Case(
            code: "R216",
            text: rules("values:\n  ⟦gap⟧:\n    pair: house\n    labels: {fr: É, en: G}\n    value: a.size - b.size\n")),
    ]

    static let policies: [Case] = [
        Case(
            code: "R018",
            text: policy("overrides:\n  limits.size: {value: 3, reason: r, author: a, date: ⟦yesterday⟧}\n")),
        Case(code: "R202", text: policy(assessment(about: "⟦hose⟧")), help: "the nearest is 'house'"),
        Case(code: "R206", text: policy(assessment(groups: "[⟦phase⟧]"))),
        Case(code: "R208", text: policy(assessment(scope: "[⟦tall⟧]"))),
        Case(code: "R209", text: policy(assessment(scope: "[⟦unscored⟧]")), help: "give it a 'score'"),
        Case(
            code: "R217", text: policy(assessment(bands: "⟦bands⟧: [{id: ready, from: 0.5, labels: {fr: P, en: R}}]"))),
        Case(
            code: "R217",
            text: policy(
                assessment(
                    bands:
                        "⟦bands⟧: [{id: ready, from: 75, labels: {fr: P, en: R}}, {id: no, from: 0, labels: {fr: N, en: N}}]"
                ))),
        Case(code: "R218", text: policy(assessment(completeness: "⟦70⟧"))),
        Case(
            code: "R220",
            text: policy("overrides:\n  ⟦limits.sise⟧: {value: 3, reason: r, author: a, date: 2026-01-01}\n"),
            help: "the nearest is 'limits.size'"),
        Case(
            code: "R012",
            text: policy(
                "gravities:\n  - {id: high, labels: {fr: H, en: H}}\n  - ⟦{id: high, labels: {fr: H, en: H}}⟧\n")),
    ]

    /// What policies speak of.
    static let companion = SourceText(
        name: "companion.yaml",
        text: rules(
            """
            parameters:
              limits:
                size: {value: 4}
            groups:
              g: {labels: {fr: G, en: G}}
            questions:
              unscored:
                for: house
                group: g
                ask: {fr: Q, en: Q}
                answer: {type: boolean}
              scored:
                for: house
                group: g
                ask: {fr: Q, en: Q}
                answer: {type: boolean}
                score: if answer then 1 else 0

            """))

    @Test(arguments: vocabularies + ruleSets)
    func saidAtItsPlace(_ test: Case) throws {
        try check(test, try diagnostics([Marked(test.text).source], withBase: test.withBase))
    }

    @Test(arguments: policies)
    func saidOfPolicies(_ test: Case) throws {
        try check(test, try diagnostics([Self.companion, Marked(test.text).source]))
    }

    @Test func withoutFiles() throws {
        let found = try diagnostics([], withBase: false)
        #expect(found.map(\.code) == ["R001", "R010"])
    }

    @Test func withoutFormat() throws {
        let found = try diagnostics([SourceText(name: "test.yaml", text: "pack: test\n")])
        #expect(found.map(\.code) == ["R002"])
        #expect(found.first?.primary?.location.source.position(of: 0).line == 1)
    }

    /// A parameter declared twice, a group declared twice: in two files.
    @Test(
        arguments: [
            ("R016", "parameters:\n  limits:\n    ⟦size⟧: {value: 4}\n"),
            ("R012", "groups:\n  ⟦g⟧: {labels: {fr: G, en: G}}\n"),
        ])
    func declaredInTwoFiles(_ code: String, _ text: String) throws {
        let marked = Marked(rules(text))
        let found = try diagnostics([Self.companion, marked.source])
        #expect(found.map(\.code.rawValue) == [code])
        #expect(found.first?.primary?.location.span == marked.spans.first)
    }

    private func check(_ test: Case, _ found: [Diagnostic]) throws {
        let marked = Marked(test.text)
        let diagnostic = try #require(
            found.first { $0.code == test.code && $0.primary?.location.span == marked.spans.first },
            "found \(found.map { "\($0.code) at \($0.primary.map { "\($0.location.span)" } ?? "-"): \($0.headline.en)" })"
        )
        #expect(diagnostic.primary?.location.source.name == "test.yaml")
        for text in [diagnostic.headline, diagnostic.help].compactMap({ $0 }) {
            #expect(!text.fr.isEmpty && !text.en.isEmpty)
        }
        let help = try #require(diagnostic.help)
        if let words = test.help { #expect(help.en.contains(words)) }
        // One mistake is said once, and nothing else comes of it.
        #expect(found.count { $0.code == test.code } == 1)
    }
}

private func kind(_ attributes: String, head: String = "") -> String {
    """
    format: vocabulary/1
    kinds:
      cabin:
        labels: {fr: Cabane, en: Cabin}
        plural: cabins
        key: [id]
    \(head)    attributes:
    \(attributes.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))

    """
}

private func measure(_ more: String, ends: String = "[from, to]") -> String {
    """
    format: vocabulary/1
    measures:
      way:
        labels: {fr: Chemin, en: Way}
        records: {kind: road, ends: \(ends), value: length}
    \(more)

    """
}

private func finding(_ lines: String, about: String = "for: house") -> String {
    """
    findings:
      large:
        \(about)
        labels: {fr: Grande, en: Large}
        gravity: '"high"'
    \(lines)

    """
}

private func question(_ id: String, _ lines: String) -> String {
    """
    groups:
      g: {labels: {fr: G, en: G}}
    questions:
      \(id):
        for: house
        group: g
        ask: {fr: Q, en: Q}
    \(lines)

    """
}

private func policy(_ lines: String) -> String { "format: policy/1\n" + lines }

private func assessment(
    about: String = "house", scope: String = "[scored]", groups: String = "[g]", completeness: String = "0.7",
    bands: String =
        "bands: [{id: ready, from: 0.75, labels: {fr: P, en: R}}, {id: no, from: 0, labels: {fr: N, en: N}}]"
) -> String {
    """
    assessments:
      readiness:
        for: \(about)
        labels: {fr: Prêt, en: Ready}
        scope: \(scope)
        groups: \(groups)
        completeness: \(completeness)
        \(bands)

    """
}
