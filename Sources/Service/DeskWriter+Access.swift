import Alerts
import Diagnostics
import Engine
import JSON
import Packs
import Queries
import Store
import Wire
import World

/// Writing within some records alone.
extension DeskWriter {
    /// What a peer who may not write everything may write.
    struct Scope: Sendable {
        var user: String
        var grants: [WriteGrant]
        /// The group whose members may write everything.
        var group: String
    }

    /// Runs one request's writes, held to a scope; nil holds them to nothing.
    func within<Answer: Sendable>(
        _ scope: Scope?, _ body: @Sendable (isolated DeskWriter) throws -> Answer
    ) rethrows -> Answer {
        self.scope = scope
        defer { self.scope = nil }
        return try body(self)
    }

    /// - Throws: ``DeskRefusal`` A085 where a change touches a record that the writer may not write.
    func permit(_ sets: [ChangeSet], to name: String) throws {
        guard let scope else { return }
        let vocabulary = try livePack().vocabulary
        let base = held[name]?.base ?? FactBase(territory: name)
        guard held[name] != nil else { throw refused(RecordID(kind: vocabulary.territoryKind, key: name), scope, base) }
        if let record = vocabulary.firstOutside(scope.grants, sets, of: base) { throw refused(record, scope, base) }
    }

    /// - Throws: ``DeskRefusal`` A085 where an alert is about a record that the writer may not write.
    func permit(_ key: AlertKey, of name: String) throws {
        guard let scope, let base = held[name]?.base else { return }
        let vocabulary = try livePack().vocabulary
        let records = key.subject.compactMap { RecordID($0) }.filter { vocabulary.kinds[$0.kind] != nil }
        let outside = records.first { !vocabulary.isWithin(scope.grants, $0, in: [base]) }
        if let outside { throw refused(outside, scope, base) }
        if records.isEmpty { throw refused(RecordID(kind: vocabulary.territoryKind, key: name), scope, base) }
    }

    private func refused(_ record: RecordID, _ scope: Scope, _ base: FactBase) -> DeskRefusal {
        let own = scope.grants.map(\.record.description).joined(separator: ", ")
        let vocabulary = pack?.vocabulary
        // Who may: a group that this record is within, else the one that writes everything.
        let other = pack?.grants.first { vocabulary?.isWithin([$0], record, in: [base]) ?? false }?.group
        let group = other ?? scope.group
        return DeskRefusal(
            403,
            [
                Diagnostic(
                    "A085",
                    Localized(
                        fr: "« \(scope.user) » n'écrit que dans \(own) : \(record) n'en est pas",
                        en: "'\(scope.user)' writes within \(own) only: \(record) is not"),
                    notes: [
                        Localized(
                            fr: "rien de la demande n'est écrit", en: "nothing of the request is written")
                    ],
                    help: Localized(
                        fr: "rejoindre le groupe « \(group) » (« adduser \(scope.user) \(group) », par "
                            + "l'administrateur)",
                        en: "join the group '\(group)' (“adduser \(scope.user) \(group)”, by the administrator)"))
            ])
    }
}

/// What changes come to for those who may not read all.
extension DeskWriter {
    /// Notes what says which records of a territory are confidential; nil where none can be.
    ///
    /// The last word of each source, even of a record that is no more: what was confidential to the end stays so.
    ///
    /// - Parameter touched: The records that changed since the evaluation `before`; nil when that is not known.
    func mark(_ name: String, since before: Evaluation?, touched: Set<RecordID>?) {
        guard let vocabulary = pack?.vocabulary, vocabulary.hasConfidentiality else {
            held[name]?.marking = nil
            return
        }
        if let touched, before?.pack.hash == pack?.hash, held[name]?.isMarked == true {
            let kinds = Set(vocabulary.confidentialityConditions.map(\.kind))
            if !touched.contains(where: { kinds.contains($0.kind) }) { return }
        }
        var facts: [Fact] = []
        held[name]?.isMarked = true
        for (kind, attribute) in vocabulary.confidentialityConditions {
            for former in vocabulary.formerNames(of: attribute, kind: kind) {
                do {
                    facts += try store.statements(territory: name, kind: kind, attribute: former)
                } catch {
                    logger.error(
                        "cannot read what is confidential", metadata: ["error": "\(error.diagnostic.headline.en)"])
                    held[name]?.isMarked = false
                    // Nothing is known to be public then: nothing is shown but to those who may read all.
                    facts += (held[name]?.base.facts ?? []).filter { $0.record.kind == kind }.flatMap { fact in
                        vocabulary.kinds[kind]?.confidentiality(of: fact.attribute)?.condition?.codes.map { code in
                            Fact(
                                record: fact.record, attribute: attribute, value: .text(code), source: "store")
                        } ?? []
                    }
                }
            }
        }
        held[name]?.marking = vocabulary.migrated(FactBase(territory: name, facts: facts)).base
    }

    /// Brings what those without any right see up with an evaluation.
    ///
    /// - Returns: Which of their cells changed; nil where that is not known.
    func follow(_ name: String, _ evaluation: Evaluation) -> [IncrementalEvaluation.Change]? {
        held[name]?.views = Views()
        guard let entry = held[name], let marking = entry.marking else {
            held[name]?.publicEvaluation = nil
            return nil
        }
        let pack = evaluation.pack
        let redaction = Redaction(vocabulary: pack.vocabulary, clearance: .levels([]), marking: [marking])
        let applied = redaction.applied(to: entry.base)
        if applied.levels.isEmpty {
            held[name]?.publicEvaluation = nil
            held[name]?.views = Views(public: Views.View(evaluation: evaluation, levels: [], alerts: []))
            return nil
        }
        let snapshot = Snapshot(base: applied.base, vocabulary: pack.vocabulary, date: evaluation.snapshot.date)
        let seen =
            entry.publicEvaluation ?? IncrementalEvaluation(pack: pack, snapshot: snapshot, lawDate: evaluation.lawDate)
        if entry.publicEvaluation != nil { seen.update(pack: pack, snapshot: snapshot, lawDate: evaluation.lawDate) }
        held[name]?.publicEvaluation = seen
        held[name]?.views = Views(public: Views.View(seen.evaluation, without: applied))
        return entry.publicEvaluation == nil ? nil : seen.changes
    }

    /// The territory as those without any right see it; nil where they see it whole.
    func publicView(_ name: String) -> Views.View? {
        territoryNow(name)?.view(.levels([]))
    }

    /// The territory as it would be published now.
    func territoryNow(_ name: String) -> PublishedState.Territory? {
        guard let entry = held[name] else { return nil }
        var territory = PublishedState.Territory(
            evaluation: entry.evaluation, diagnostics: entry.diagnostics, evaluatedAt: clock.now(),
            alerts: entry.alerts)
        territory.base = entry.base
        territory.marking = entry.marking
        territory.views = entry.views
        return territory
    }

    /// The changes as those without any right are told them: between what they saw before and what they see now.
    ///
    /// - Parameters:
    ///   - before: What they saw; nil where nobody was shown anything yet.
    ///   - cells: Which cells changed between the two; nil when that is not known.
    /// - Returns: `true` where it is the same for everyone.
    func publicChange(
        _ name: String, before: Views.View?, facts: [FactChange], cells: [IncrementalEvaluation.Change]?,
        head: [JSONValue.Member], body: JSONValue, forgets: Bool
    ) -> JSONValue {
        guard let marking = held[name]?.marking, let pack, let after = publicView(name) else { return .bool(true) }
        if after.levels.isEmpty, before?.levels.isEmpty ?? true { return .bool(true) }
        let redaction = Redaction(vocabulary: pack.vocabulary, clearance: .levels([]), marking: [marking])
        let known = facts.filter { redaction.level(of: $0.record, $0.attribute) == nil }
        var changes: [JSONValue] = []
        if let before {
            let differences = EvaluationChanges(
                before: before.evaluation, after: after.evaluation,
                facts: known.map { fact in
                    var fact = fact
                    fact.origin = String(fact.origin.prefix { $0 != ":" })
                    return fact
                }, cells: cells, influence: influence(of: known, on: cells, in: held[name]?.publicEvaluation))
            changes = differences.json.map(Withholding(redaction).marked)
            if forgets { changes = changes.map(Self.forgetting) }
        }
        let told = head.map { member in
            member.name == "reason" && known.count < facts.count ? JSONValue.Member("reason", .null) : member
        }
        return .object(
            (body.objectMembers ?? []).map { member in
                if member.name == "changes" { return .init("changes", .array(changes)) }
                return told.first { $0.name == member.name } ?? member
            })
    }

    /// A notice without what its audience may not read; nil where nothing is left to be told.
    func readable(_ notice: Notice, by audience: Audience?, _ view: Views.View?) -> Notice? {
        guard let view, !view.alerts.isEmpty, !view.levels.isSubset(of: audience?.reads ?? []) else { return notice }
        var notice = notice
        let before = notice.items.count
        notice.items.removeAll { view.alerts.contains($0.key.alert) }
        // How many others there are counts those that are not told.
        notice.standing = 0
        if view.alerts.contains(notice.matter) { return nil }
        return notice.items.isEmpty && before > 0 ? nil : notice
    }
}
