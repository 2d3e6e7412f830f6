import Diagnostics
import Engine
import Intake
import JSON
import Packs
import Queries
import Store
import Wire
import World

/// What the archive answers to requests.
extension Archive {
    /// A read of another moment, by the same function as a live one.
    func answer(_ route: Route.Name, _ parameters: [String: String], _ disclosure: Disclosure) -> Reply {
        replying {
            let view = View(parameters)
            let state = try state(parameters["territory"], view, disclosure)
            let name = state.evaluation.snapshot.territory
            let answers = Answers(
                state.evaluation, suppositions: SocketFacts.suppositions,
                elsewhen: { state.on($0).evaluation },
                baseline: try parameters["baseline"].map { try baseline(parameters["territory"], $0, disclosure) })
            switch answers.answer(route.rawValue, parameters) {
            case .found(let found):
                let body = board.state.marked(found, of: name, for: disclosure)
                guard route == .why, let since = parameters["since"] else { return Reply(body: body) }
                var first = View([:])
                first.knownAt = since
                let comparison = try comparison(parameters["territory"], first, view, disclosure)
                let told = board.state.marked(sinceJSON(comparison, since, parameters), of: name, for: disclosure)
                return Reply(body: body.adding("since", told))
            case .missing(let diagnostics): return .refusal(404, diagnostics)
            case .refused(let diagnostics): return .refusal(400, diagnostics)
            }
        }
    }

    /// What was known at a moment, by the rules of then; by those in service where the former did not follow benefits.
    private func baseline(_ territory: String?, _ moment: String, _ disclosure: Disclosure) throws -> Baseline {
        var view = View([:])
        view.knownAt = moment
        var state = try state(territory, view, disclosure)
        if state.evaluation.pack.benefits.isEmpty {
            view.pack = "live"
            state = try self.state(territory, view, disclosure)
        }
        return Baseline(state.evaluation, name: moment, seal: try store.milestone(moment)?.json ?? .null)
    }

    /// Two moments compared: `from` and `to` are instants, days, milestones or `now`.
    func differences(_ parameters: [String: String], _ disclosure: Disclosure) -> Reply {
        replying {
            var first = View([:])
            first.knownAt = parameters["from"]
            var second = View([:])
            second.knownAt = parameters["to"]
            let comparison = try comparison(parameters["territory"], first, second, disclosure)
            let ends = [comparison.before.evaluation, comparison.after.evaluation]
            if let rule = parameters["rule"], !ends.contains(where: { $0.pack.rule(rule) != nil }) {
                throw DeskRefusal(404, [Answers(ends[1]).unknownRule(rule)])
            }
            let name = comparison.after.evaluation.snapshot.territory
            let changes = comparison.json(where: wanted(parameters)).map {
                board.state.marked($0, of: name, for: disclosure)
            }
            return Reply(
                body: .object([
                    .init("territory", .string(comparison.after.evaluation.snapshot.territory)),
                    .init("before", side(comparison.before)), .init("after", side(comparison.after)),
                    .init("statements", .int(comparison.statements.count)), .init("changes", .array(changes)),
                ]))
        }
    }

    private func sinceJSON(_ comparison: Comparison, _ since: String, _ parameters: [String: String]) -> JSONValue {
        .object([
            .init("moment", .string(since)), .init("before", side(comparison.before)),
            .init("changes", .array(comparison.json(where: wanted(parameters)))),
        ])
    }

    private func side(_ state: EvaluatedState) -> JSONValue {
        .object([
            .init("at", .string(state.evaluation.snapshot.date.description)),
            .init("pack", .string(state.evaluation.pack.hash)),
        ])
    }

    private func wanted(_ parameters: [String: String]) -> (String, Subject) -> Bool {
        let rule = parameters["rule"]
        let subjects = parameters["subject"].map { Set($0.split(separator: ",").map(String.init)) }
        return { name, subject in
            (rule == nil || rule == name)
                && (subjects?.allSatisfy { asked in
                    subject.records.contains { $0.description == asked || $0.key == asked }
                } ?? true)
        }
    }

    // MARK: Journal, milestones, examination

    func history(_ route: Route.Name, _ parameters: [String: String], _ disclosure: Disclosure) -> Reply {
        replying {
            try history(route, parameters, until: try parameters["known_at"].flatMap(end), disclosure)
        }
    }

    func milestones() -> Reply {
        replying {
            Reply(body: .object([.init("milestones", .array(try store.milestones().map(\.json)))]))
        }
    }

    /// Checks the file, the chain and the caches, and compares the outcomes kept with those served.
    func verify(_ expected: String?) -> Reply {
        replying {
            let found = try store.verify(expected: expected)
            var problems = found.problems
            for (name, territory) in board.state.territories.sorted(by: { $0.key < $1.key }) {
                guard let evaluation = territory.evaluation else { continue }
                let served = EvaluationChanges.outcomes(of: evaluation)
                let kept = try store.cells(territory: name)
                let same =
                    Set(served)
                    == Set(
                        kept.map {
                            CellOutcome(rule: $0.rule, subject: $0.subject, verdict: $0.verdict, value: $0.value)
                        })
                if !same {
                    problems.append(
                        Diagnostic(
                            "S014",
                            Localized(
                                fr: "les verdicts conservés de « \(name) » ne sont pas ceux qui sont servis",
                                en: "the verdicts kept for '\(name)' are not those that are served"),
                            help: Localized(
                                fr: "redémarrer le démon, qui évalue à nouveau",
                                en: "restart the daemon, which evaluates anew")))
                }
            }
            return Reply(
                body: .object([
                    .init("sound", .bool(problems.isEmpty)), .init("entries", .int(found.entries)),
                    .init("erased", .int(found.erased)), .init("head", .string(found.head)),
                    .init("problems", .array(problems.map { $0.json() })),
                ]))
        }
    }

    /// `{"files": [{"name", "text"}]}`: what other rules would change on each territory served, and why.
    func plan(_ body: JSONValue, _ disclosure: Disclosure) -> Reply {
        replying {
            let files = (body["files"]?.arrayValue ?? []).compactMap { file -> SourceText? in
                guard let name = file["name"]?.stringValue, let text = file["text"]?.stringValue else { return nil }
                return SourceText(name: name, text: text)
            }
            let (pack, diagnostics) = Pack.load(files, at: today)
            guard let pack else { throw DeskRefusal(422, diagnostics) }
            var changed = 0
            let names =
                try body["territory"]?.stringValue.map { [try known($0)] } ?? board.state.territories.keys.sorted()
            let territories = try names.map { name in
                let live = try state(name, View([:]), disclosure)
                let next = EvaluatedState(
                    base: live.base, pack: pack, date: live.evaluation.snapshot.date, lawDate: live.evaluation.lawDate)
                let changes = Comparison(before: live, after: next) { _, _, _ in nil }.json()
                    .map { board.state.marked($0, of: name, for: disclosure) }
                changed += changes.count
                return JSONValue.object([
                    .init("territory", .string(name)), .init("before", side(live)), .init("after", side(next)),
                    .init("changes", .array(changes)), .init("migrations", migrations(of: live.base, to: pack)),
                ])
            }
            return Reply(
                body: .object([
                    .init("pack", .string(pack.hash)), .init("rules", .int(pack.rules.count)),
                    .init("changed", .int(changed)), .init("territories", .array(territories)),
                    .init("diagnostics", .array(diagnostics.map { $0.json() })),
                ]))
        }
    }

    /// What each migration of a pack would tell in other words, and what would be left to be asked again.
    private func migrations(of base: FactBase, to pack: Pack) -> JSONValue {
        let (_, counts, leftovers) = pack.vocabulary.migrated(base)
        return .array(
            pack.vocabulary.migrations.map { migration in
                let left = leftovers.filter { $0.migration == migration.id }
                return .object([
                    .init("migration", .string(migration.id)), .init("told", .int(counts[migration.id] ?? 0)),
                    .init(
                        "left",
                        .array(
                            left.map {
                                .object([
                                    .init("record", .string($0.fact.record.description)),
                                    .init("attribute", .string($0.fact.attribute)),
                                    .init("value", $0.fact.value.json), .init("source", .string($0.fact.source)),
                                ])
                            })),
                ])
            })
    }

    func replying(_ body: () throws -> Reply) -> Reply {
        do {
            return try body()
        } catch let refusal as DeskRefusal {
            return .refusal(refusal.status, refusal.diagnostics)
        } catch let error as StoreError {
            return .failure(error.kind == .refusedEntry ? 400 : 500, error.diagnostic)
        } catch {
            return .failure(500, AccessDiagnostic.system(Localized(fr: "répondre", en: "answer"), error: "\(error)"))
        }
    }
}

extension Milestone {
    var json: JSONValue {
        .object([
            .init("name", .string(name)), .init("instant", .string(instant)), .init("journal", .int(journal)),
            .init("hash", .string(journalHash)), .init("author", .string(author.name)),
            .init("reason", .string(reason)), .init("recorded_at", .string(recordedAt)),
        ])
    }
}

extension JSONValue {
    /// The same object with one more member, at its end.
    func adding(_ name: String, _ value: JSONValue) -> JSONValue {
        .object((objectMembers ?? []) + [.init(name, value)])
    }
}
