import Testing

@Suite struct ConformanceTests {
    @Test func theKitPassesButForTheLedger() throws {
        guard let kit = try Kit.load() else {
            print("conformance: no kit here, left out; MAILLAGE_CONFORMANCE names its folder")
            return
        }
        let outcomes = try kit.run()
        report(outcomes)
        let ledger = try Ledger.load()
        #expect(ledger.filter { $0.value.isEmpty }.keys.sorted() == [], "every case of the ledger has a reason")
        let failures = Dictionary(grouping: outcomes.filter { !$0.passes }, by: \.testCase)
        for (id, nodes) in failures.sorted(by: { $0.key < $1.key }) where ledger[id] == nil {
            Issue.record("\(id) fails: \(nodes.map(\.said).joined(separator: "; "))")
        }
        let cases = Set(outcomes.map(\.testCase))
        for id in ledger.keys.sorted() where failures[id] == nil {
            Issue.record("\(id) is in the ledger, \(cases.contains(id) ? "but passes" : "but not in the kit")")
        }
        // `make conformance`, which scores the answers of `maillage feel --batch`, keeps to the same line.
        #expect(line("total", outcomes) == (try Ledger.score()))
        for outcome in outcomes where !outcome.expectsNull && outcome.passes && outcome.tellsError {
            Issue.record("\(outcome.testCase) tells an error beside a value")
        }
        for outcome in outcomes where outcome.expectsError && !outcome.tellsError {
            Issue.record("\(outcome.testCase) gives a null without the error that made it")
        }
    }

    private func report(_ outcomes: [Outcome]) {
        var folders: [String] = []
        for outcome in outcomes where folders.last != outcome.folder { folders.append(outcome.folder) }
        for folder in folders { print(line(folder, outcomes.filter { $0.folder == folder })) }
        print(line("total", outcomes))
        let nulls = outcomes.filter { $0.expectsNull && !$0.expectsError }
        print("nulls without an error, as expected: \(nulls.count { !$0.tellsError }) of \(nulls.count)")
    }

    private func line(_ title: String, _ outcomes: [Outcome]) -> String {
        let cases = Set(outcomes.map(\.testCase))
        let failing = Set(outcomes.filter { !$0.passes }.map(\.testCase))
        let values = outcomes.filter { !$0.expectsNull }
        let errors = outcomes.filter(\.expectsError)
        return "\(title): \(cases.count - failing.count) of \(cases.count) test cases; "
            + "\(outcomes.count(where: \.passes)) of \(outcomes.count) results, "
            + "\(values.count(where: \.passes)) of \(values.count) that are not null; "
            + "\(errors.count { $0.passes && $0.tellsError }) of \(errors.count) errors"
    }
}
