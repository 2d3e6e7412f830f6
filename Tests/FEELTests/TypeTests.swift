import Diagnostics
import FEEL
import Testing

/// Types found, and errors found before evaluation.
@Suite struct TypeTests {
    struct Types: TypeEnvironment {
        static let members: [String: [String: FEELType]] = [
            "commune": ["nom": .string, "population": .number, "equipements": .list(.object("equipement"))],
            "equipement": [
                "places": .number, "domaine": .string, "ouverture": .date, "commune": .object("commune"),
                "accessible": .boolean,
            ],
        ]
        func memberType(_ name: String, of kind: String) -> FEELType? { Types.members[kind]?[name] }
        func memberNames(of kind: String) -> [String] { Array(Types.members[kind, default: [:]].keys) }
        func type(named name: String) -> FEELType? { Types.members[name] == nil ? nil : .object(name) }
    }

    static let scope = Scope(
        variables: [
            .init(name: "commune", type: .object("commune")), .init(name: "e", type: .object("equipement")),
            .init(name: "communes", type: .list(.object("commune"))), .init(name: "n", type: .number),
            .init(name: "s", type: .string), .init(name: "d", type: .date), .init(name: "x", type: .any),
            .init(name: "flag", type: .boolean),
            .init(name: "par habitant", type: .function(parameters: [.number, .object("commune")], result: .number)),
        ], types: Types())

    private func check(
        _ text: String, expecting: FEELType? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) -> (FEELType, [Diagnostic]) {
        let (expression, syntax) = read(text, names: Self.scope.variables.map(\.name), sourceLocation: sourceLocation)
        #expect(syntax.isEmpty, sourceLocation: sourceLocation)
        let result = Checker.check(
            expression, in: EmbeddedText(standalone: text), scope: Self.scope, expecting: expecting)
        checkShape(result.1, of: text, sourceLocation: sourceLocation)
        return result
    }

    @Test(arguments: [
        ("1 + 2", "number"), ("\"a\" + s", "string"), ("d + @\"P1D\"", "date"), ("d - d", "days and time duration"),
        ("@\"P1Y\" / @\"P1M\"", "number"), ("2 * @\"P1Y\"", "years and months duration"), ("x + 1", "number"),
        ("x * x", "Any"),
        ("commune.population", "number"), ("commune.equipements", "list<equipement>"),
        ("commune.equipements.places", "list<number>"), ("communes.equipements.places", "list<list<number>>"),
        ("commune.equipements[domaine = \"eau\"]", "list<equipement>"),
        ("commune.equipements[places > 10].commune.nom", "list<string>"), ("commune.equipements[1]", "equipement"),
        ("count(commune.equipements)", "number"), ("sum(commune.equipements.places)", "number"),
        ("max(commune.equipements.places)", "number"),
        ("sort(communes, function(a, b) a.population < b.population)", "list<commune>"),
        ("for c in communes return c.nom", "list<string>"), ("for i in 1..n return i", "list<number>"),
        ("some c in communes satisfies c.population > 10", "boolean"), ("if flag then 1 else null", "number"),
        ("if flag then 1 else \"a\"", "Any"), ("{a: 1, b: a + 1}.b", "number"), ("{a: 1}", "context<a: number>"),
        ("[1..n].start", "number"), ("par habitant(12, commune)", "number"), ("commune instance of commune", "boolean"),
        ("x in [1..3]", "boolean"), ("established(commune.population)", "boolean"),
        ("duration(\"P1Y\").years", "number"),
        ("d.year", "number"), ("now().timezone", "string"), ("(function(a: number) a * 2)(3)", "number"),
        ("append([1], 2)", "list<Any>"), ("concatenate([1], [2])", "list<number>"), ("[1, null]", "list<number>"),
        ("[{a: 1}][a > 0]", "list<context<a: number>>"), ("[{a: 1}][b > 0]", "list<context<a: number>>"),
        ("x.anything", "Any"),
        ("get entries({a: 1}).key", "list<string>"), ("[1, 2][item > 1]", "list<number>"), ("s[1]", "string"),
        ("string(n)", "string"), ("d in (@\"2020-01-01\", @\"2021-01-01\")", "boolean"),
    ])
    func types(_ text: String, _ expected: String) {
        let (type, diagnostics) = check(text)
        #expect(diagnostics.map(\.headline.en) == [])
        #expect(type.description == expected)
    }

    @Test(
        arguments: [
            ("⟦inconnu⟧ + 1", "T001", nil),
            ("⟦comune⟧.nom", "T001", "commune"),
            ("commune.⟦populaton⟧", "T002", "population"),
            ("commune.equipements.⟦place⟧", "T002", "places"),
            ("commune.equipements[⟦plces⟧ > 3]", "T001", "places"),
            ("communes[equipements.⟦zzzz⟧ = 3]", "T002", nil),
            ("n.⟦value⟧", "T002", nil),
            ("d.⟦yaer⟧", "T002", "year"),
            ("{a: 1}.⟦b⟧", "T002", "a"),
            ("⟦cuont⟧(communes)", "T003", "count"),
            ("⟦n⟧(1)", "T004", nil),
            ("⟦\"f\"⟧(1)", "T004", nil),
            ("⟦modulo⟧(1)", "T005", nil),
            ("⟦par habitant⟧(12)", "T005", nil),
            ("⟦round up⟧(1)", "T005", nil),
            ("⟦substring⟧(string: \"a\")", "T005", nil),
            ("substring(string: \"a\", ⟦start positon⟧: 1)", "T006", "start position"),
            ("floor(⟦\"1.5\"⟧)", "T007", nil),
            ("par habitant(⟦\"a\"⟧, commune)", "T007", nil),
            ("⟦count⟧(communes, 1)", "T005", nil),
            ("upper case(⟦n⟧)", "T007", nil),
            ("⟦\"total \" + n⟧", "T008", nil),
            ("⟦commune + 1⟧", "T008", nil),
            ("⟦d + 1⟧", "T008", nil),
            ("⟦x - \"a\"⟧", "T008", nil),
            ("-⟦s⟧", "T008", nil),
            ("⟦n = s⟧", "T009", nil),
            ("⟦d < \"2026-01-01\"⟧", "T009", nil),
            ("⟦flag⟧ < true", "T009", nil),
            ("⟦n between s⟧ and 3", "T009", nil),
            ("n in ⟦[\"a\"..\"b\"]⟧", "T009", nil),
            ("n in (⟦< \"a\"⟧, 3)", "T009", nil),
            ("commune.equipements[⟦domaine⟧]", "T012", nil),
            ("for i in ⟦\"a\"..\"z\"⟧ return i", "T013", nil),
            ("x instance of ⟦comune⟧", "T014", nil),
            ("@\"2026-02-30\" + x", "T015", nil),
        ] as [(String, String, String?)])
    func errors(_ marked: String, _ code: String, _ nearest: String?) {
        let source = MarkedText(marked)
        let (_, diagnostics) = check(source.text)
        #expect(diagnostics.map(\.code.rawValue) == [code])
        if let span = source.spans.first {
            #expect(diagnostics.first?.primary?.location.span == span)
        }
        if let nearest { #expect(diagnostics.first?.help?.en.contains("'\(nearest)'") == true) }
    }

    @Test(arguments: [
        "if n then 1 else 2", "flag and n", "some c in communes satisfies c.nom", "n / 0", "null + 1",
        "@\"P10D\" / @\"P0D\"",
    ])
    func warnings(_ text: String) {
        let (_, diagnostics) = check(text)
        #expect(diagnostics.map(\.severity) == [.warning])
    }

    @Test func theExpectedTypeIsRequired() {
        #expect(check("n > 3", expecting: .boolean).1.isEmpty)
        #expect(check("[n]", expecting: .number).1.isEmpty)
        #expect(check("x", expecting: .boolean).1.isEmpty)
        #expect(check("null", expecting: .boolean).1.isEmpty)
        #expect(check("n + 3", expecting: .boolean).1.map(\.code) == [Code("T016")])
    }

    @Test func severalErrorsAtOnce() {
        let (_, diagnostics) = check("commune.nim + 1 > d.yeer and flg")
        #expect(diagnostics.map(\.code.rawValue) == ["T002", "T002", "T001"])
    }

    @Test(arguments: [
        ("< 10, [20..30]", FEELType.number, 0), ("\"a\", \"b\"", .string, 0), ("< 10", .string, 1),
        ("\"a\", 12", .string, 1),
        ("? > 5", .number, 0), ("? > \"a\"", .number, 1), ("[1, 2]", .number, 0), ("not(10)", .any, 0),
        ("-", .object("commune"), 0),
        ("?.population > 10", .object("commune"), 0), ("?.populatoin > 10", .object("commune"), 1),
        ("null", .number, 0),
    ])
    func unaryTests(_ text: String, _ input: FEELType, _ count: Int) {
        let (tests, syntax) = readTests(text)
        #expect(syntax.isEmpty)
        let (_, diagnostics) = Checker.check(tests, in: EmbeddedText(standalone: text), scope: Self.scope, input: input)
        #expect(diagnostics.count == count)
    }

    @Test func signaturesAreThoseOfTheFunctions() throws {
        // Two call functions and are the evaluation's own; one asks what is certain.
        let elsewhere: Set = ["sort", "established"]
        #expect(Set(Builtins.names).union(elsewhere) == Set(BuiltinSignatures.all.keys))
        for (name, forms) in BuiltinSignatures.all where !elsewhere.contains(name) {
            let builtin = try #require(Builtins.all[name])
            let given = Set(forms.flatMap { $0.parameters.map(\.name) })
            // A variadic form gives names of its own to what a call by position repeats.
            let expected = Set(builtin.parameterSets.joined())
            #expect(expected.isSubset(of: given), "\(name): \(expected) and \(given)")
        }
    }

    @Test func signaturesAreWellFormed() {
        for (name, forms) in BuiltinSignatures.all {
            #expect(!forms.isEmpty)
            for form in forms {
                let names = form.parameters.map(\.name)
                #expect(Set(names).count == names.count, "\(name)")
                #expect(form.parameters.allSatisfy { !$0.types.isEmpty }, "\(name)")
                let optional = form.parameters.map(\.isOptional)
                #expect(optional == optional.sorted { !$0 && $1 }, "optional parameters of \(name) come last")
            }
        }
    }
}
