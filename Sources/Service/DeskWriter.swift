import Alerts
import Diagnostics
import Engine
import FEEL
import Intake
import JSON
import Logging
import Packs
import Queries
import Store
import Wire
import World

/// The one writer: changes go through it in turn, each durable before the next.
actor DeskWriter {
    /// What a change came to, for the desk to publish.
    struct Result: Sendable {
        struct Outgoing: Sendable {
            var kind: String
            var json: JSONValue
            /// Nil when the store could not keep it.
            var seq: Int64?
        }

        struct Refused: Sendable {
            /// Nil: a good pack came after it.
            var value: PublishedState.RefusedPack?
        }

        var pack: PublishedState.LivePack?
        var refused: Refused?
        var territories: [String: PublishedState.Territory] = [:]
        var events: [Outgoing] = []
        var reply: JSONValue = .null
    }

    struct Held {
        var base: FactBase { didSet { touched = nil } }
        /// The records of which facts are no longer what the evaluation was made from; nil when that is not known.
        var touched: Set<RecordID>?
        var folder: String?
        /// The date its folder asks for; today otherwise.
        var at: CalendarDate?
        /// What keeps the evaluation up with the facts; nil until there are rules.
        var incremental: IncrementalEvaluation?
        var evaluation: Evaluation? { incremental?.evaluation }
        func snapshot(_ vocabulary: Vocabulary, today: CalendarDate) -> Snapshot {
            Snapshot(base: base, vocabulary: vocabulary, date: at ?? today)
        }

        /// The same, at the cost of what changed where that is known.
        func next(_ pack: Pack, today: CalendarDate) -> Snapshot {
            guard let touched, let before = evaluation, before.pack.hash == pack.hash,
                before.snapshot.date == at ?? today
            else { return snapshot(pack.vocabulary, today: today) }
            return Snapshot.taken(from: base, touched: touched, after: before.snapshot)
        }
        /// Whether the store holds the evaluation's outcomes, all of them.
        var isRecorded = false
        var diagnostics: [Diagnostic] = []
        /// As the store keeps them.
        var alerts = AlertBook()
        /// What says which records are confidential, and the views without those; both of the evaluation.
        var marking: FactBase?
        /// Whether the store said all of the marking.
        var isMarked = false
        var views = Views()
        /// What keeps up what those without any right see, while something is withheld from them.
        var publicEvaluation: IncrementalEvaluation?
    }

    let configuration: LiveDesk.Configuration
    let store: Store
    let board: Board
    let clock: DeskClock
    let logger: Logger
    private let own: Author
    private(set) var pack: Pack?
    /// Of the request under way; nil where it may write everything.
    var scope: Scope?
    private var refusal: PublishedState.RefusedPack?
    var held: [String: Held] = [:]
    /// What those without any right saw of each territory last.
    var publicBefore: [String: Views.View] = [:]
    /// What the store shows of each alert: it may change with the day alone.
    var alertStates: [String: [AlertKey: String]] = [:]
    /// What the store would not take, and is offered again.
    var late = Late()
    /// Requests that wait for the next commit.
    nonisolated let queue = WriteQueue()
    /// What the commit under way is to tell; nil between commits.
    var untold: Untold?
    /// Called when there is something to tell.
    let onNotices: @Sendable () -> Void

    init(
        _ configuration: LiveDesk.Configuration, store: Store, board: Board, clock: DeskClock, logger: Logger,
        onNotices: @escaping @Sendable () -> Void
    ) throws(StoreError) {
        self.configuration = configuration
        self.store = store
        self.board = board
        self.clock = clock
        self.logger = logger
        self.own = OwnAccount.author
        self.onNotices = onNotices
        for territory in try store.territories() {
            held[territory] = Held(base: try store.factBase(territory: territory))
            held[territory]?.alerts = try Self.keptAlerts(store, territory)
        }
    }

    // MARK: Start, files, dates

    func start() {
        var result = Result()
        loadPack(&result)
        readFolders(configuration.territories, &result)
        board.publish(result)
    }

    /// Never fails: what is wrong with files is said, and what was good stays.
    func filesChanged(_ paths: Set<String>) {
        var result = Result()
        func touches(_ folder: String) -> Bool {
            paths.contains { $0 == folder || $0.hasPrefix(folder + "/") || folder.hasPrefix($0 + "/") }
        }
        if touches(configuration.rules) || touches(configuration.policies) { loadPack(&result) }
        readFolders(configuration.territories.filter(touches), &result)
        board.publish(result)
    }

    func dateChanged() {
        var result = Result()
        for name in held.keys.sorted() where held[name]?.at == nil {
            guard held[name]?.evaluation?.snapshot.date != clock.today() else { continue }
            evaluate(name, because: [], cause: nil, head: [.init("source", .string("today"))], &result)
        }
        board.publish(result)
    }

    // MARK: Packs

    private func loadPack(_ result: inout Result) {
        let (files, unread) = PackFolders.read(rules: configuration.rules, policies: configuration.policies)
        var diagnostics = unread
        var loaded: Pack?
        if !unread.hasErrors {
            let (read, found) = Pack.load(files, at: clock.today())
            loaded = read
            diagnostics += found
        }
        let now = clock.now()
        guard let loaded else {
            let same = refusal?.diagnostics == diagnostics
            refusal = PublishedState.RefusedPack(since: same ? refusal?.since ?? now : now, diagnostics: diagnostics)
            result.refused = Result.Refused(value: refusal)
            result.events.append(rulesEvent())
            logger.error(
                "rules refused",
                metadata: ["errors": "\(diagnostics.count)", "first": "\(diagnostics.first?.headline.en ?? "")"])
            record(.refused, hash: pack?.hash ?? "", diagnostics)
            return
        }
        let hadRefusal = refusal != nil
        refusal = nil
        result.refused = Result.Refused(value: nil)
        guard loaded.hash != pack?.hash else {
            if hadRefusal { result.events.append(rulesEvent()) }
            return
        }
        pack = loaded
        result.pack = PublishedState.LivePack(pack: loaded, since: now)
        result.events.append(rulesEvent())
        logger.notice("rules live", metadata: ["hash": "\(loaded.hash)", "rules": "\(loaded.rules.count)"])
        record(.accepted, hash: loaded.hash, diagnostics)
        // Before the first evaluation by it: what a pack gave can be given again.
        keep(loaded, files)
        // The vocabulary may read the same files otherwise.
        readFolders(configuration.territories, &result)
        for name in held.keys.sorted() where held[name]?.evaluation?.pack.hash != loaded.hash {
            evaluate(name, because: [], cause: nil, head: [.init("source", .string("rules"))], &result)
        }
    }

    private func rulesEvent() -> Result.Outgoing {
        var state = PublishedState(version: configuration.version, since: "")
        state.pack = pack.map { PublishedState.LivePack(pack: $0, since: clock.now()) }
        state.refused = refusal
        let kept = StoredEvent(
            kind: "rules", territory: "", journal: 0, body: state.rules.serialized(), recordedAt: clock.now())
        do {
            return Result.Outgoing(kind: "rules", json: state.rules, seq: try store.recordEvents([kept]).first?.seq)
        } catch {
            logger.error("cannot keep an event", metadata: ["error": "\(error.diagnostic.headline.en)"])
            return Result.Outgoing(kind: "rules", json: state.rules)
        }
    }

    private func record(_ outcome: PackEvent.Outcome, hash: String, _ diagnostics: [Diagnostic]) {
        let text = JSONValue.array(diagnostics.map { $0.json() }).serialized()
        do {
            try store.recordPackEvent(
                PackEvent(outcome: outcome, packHash: hash, diagnostics: text, recordedAt: clock.now()))
        } catch {
            logger.error("cannot record the pack's event", metadata: ["error": "\(error.diagnostic.headline.en)"])
        }
    }

    // MARK: Folders

    func readFolders(_ folders: [String], _ result: inout Result) {
        guard let pack else { return }
        for folder in folders.sorted() {
            let (description, diagnostics) = TerritoryFolder.read(
                FolderReader.read(folder), vocabulary: pack.vocabulary)
            for diagnostic in diagnostics {
                // A cell's own text stays out of the log: who reads it need not be who may read facts.
                let place = diagnostic.primary.map {
                    "\($0.location.source.name):\($0.location.source.position(of: $0.location.span.start).line)"
                }
                logger.warning(
                    "\(diagnostic.code) in a folder: 'maillage status' shows it whole",
                    metadata: ["folder": "\(folder)", "at": "\(place ?? "")"])
            }
            guard !description.territory.isEmpty else { continue }
            take(description, diagnostics, folder: folder, &result)
        }
    }

    private func take(
        _ description: TerritoryDescription, _ diagnostics: [Diagnostic], folder: String, _ result: inout Result
    ) {
        let name = description.territory
        var entry = held[name] ?? Held(base: FactBase(territory: name))
        entry.folder = folder
        // One that is none says nothing: the day stays what it was.
        let at = description.hasWrongDate ? entry.at : description.at
        let movedDate = entry.at != at
        entry.at = at
        let said = entry.diagnostics != diagnostics
        entry.diagnostics = diagnostics
        held[name] = entry
        let sets = description.changes(against: entry.base, author: own, reason: "", recordedAt: clock.now())
        do {
            try commit(sets, to: name, &result)
        } catch {
            logger.critical("cannot keep what a folder states", metadata: ["error": "\(error.diagnostic.headline.en)"])
            late.folders.insert(folder)
            comeBack()
            return
        }
        late.folders.remove(folder)
        if sets.isEmpty, movedDate || held[name]?.evaluation == nil {
            evaluate(name, because: [], cause: nil, head: [.init("source", .string("folder"))], &result)
        } else if sets.isEmpty, said {
            publish(name, &result)
        }
    }

    // MARK: Writes

    /// - Returns: What changed, as the event of the change tells it.
    func answer(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        let pack = try livePack()
        for item in body["facts"]?.arrayValue ?? [] {
            if let name = item["attribute"]?.stringValue, let rule = pack.rule(name), rule.role == .question,
                rule.answer == nil
            {
                throw DeskRefusal(422, [derived(rule)])
            }
        }
        return try state(body, source: "person:\(author.name)", author, mayNameSource: false)
    }

    func change(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        try state(body, source: "socket:\(author.name)", author, mayNameSource: true)
    }

    func state(
        _ body: JSONValue, source: String, _ author: Author, mayNameSource: Bool
    ) throws -> JSONValue {
        let pack = try livePack()
        let territory = try territory(body)
        let kept = (body.objectMembers ?? []).filter {
            $0.name != "territory" && (mayNameSource || $0.name != "source")
        }
        let (facts, diagnostics) = SocketFacts.parse(json: .object(kept), vocabulary: pack.vocabulary, source: source)
        guard !diagnostics.hasErrors else { throw DeskRefusal(422, diagnostics) }
        guard !facts.operations.isEmpty else {
            throw DeskRefusal(
                422,
                [
                    Diagnostic(
                        "A053", Localized(fr: "la demande ne déclare aucun fait", en: "the request states no fact"),
                        help: Localized(
                            fr: "donner « facts » ou « records »", en: "give 'facts' or 'records'"))
                ])
        }
        let set = ChangeSet(
            territory: territory, source: facts.source ?? source, author: author, reason: facts.reason ?? "",
            recordedAt: clock.now(),
            operations: underFormerNames(
                facts.operations(
                    over: held[territory]?.base ?? FactBase(territory: territory), vocabulary: pack.vocabulary,
                    source: facts.source ?? source),
                of: facts.source ?? source, in: territory))
        var result = Result()
        try permit([set], to: territory)
        try checkPlace(of: set, pack.vocabulary)
        try commit([set], to: territory, &result)
        tell(result)
        return result.reply
    }

    /// A name that was mistyped makes no territory of its own: one that is not served yet is described by what is
    /// stated first.
    private func checkPlace(of set: ChangeSet, _ vocabulary: Vocabulary) throws {
        guard held[set.territory] == nil else { return }
        let own = RecordID(kind: vocabulary.territoryKind, key: set.territory)
        let isDescribed = set.operations.contains {
            if case .state(let fact) = $0 { fact.record == own } else { false }
        }
        guard !isDescribed else { return }
        throw DeskRefusal.noTerritory(set.territory, served: held.keys, describing: own)
    }

    /// A table with its mapping, or the files of a territory.
    func take(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        let pack = try livePack()
        var result = Result()
        if let files = body["files"]?.arrayValue {
            let texts = files.compactMap(text)
            let (description, diagnostics) = TerritoryFolder.read(files: texts, vocabulary: pack.vocabulary)
            guard !diagnostics.hasErrors, !description.territory.isEmpty else { throw DeskRefusal(422, diagnostics) }
            let name = description.territory
            let base = held[name]?.base ?? FactBase(territory: name)
            let isNew = held[name] == nil
            // A territory of which the store has nothing is none.
            defer { if isNew, held[name]?.evaluation == nil { held[name] = nil } }
            let sets = description.changes(
                against: base, author: author, reason: body["reason"]?.stringValue ?? "", recordedAt: clock.now())
            try permit(sets, to: name)
            if held[name] == nil { held[name] = Held(base: base, at: description.at) }
            try commit(sets, to: name, &result)
            if sets.isEmpty { return unchanged(name) }
            tell(result)
            return result.reply
        }
        guard let mappingText = body["mapping"].flatMap(text), let table = body["table"].flatMap(text) else {
            throw DeskRefusal(
                422,
                [
                    Diagnostic(
                        "A054", Localized(fr: "rien à importer", en: "nothing to import"),
                        help: Localized(
                            fr: "donner « files », ou « mapping » et « table », chacun avec « name » et « text »",
                            en: "give 'files', or 'mapping' and 'table', each with 'name' and 'text'"))
                ])
        }
        let (mapping, diagnostics) = ImportMapping.read(mappingText, vocabulary: pack.vocabulary)
        guard let mapping, !diagnostics.hasErrors else { throw DeskRefusal(422, diagnostics) }
        let name = try territory(body)
        let report = Importer.run(mapping, table: table, vocabulary: pack.vocabulary, territory: name)
        guard !report.diagnostics.hasErrors else { throw DeskRefusal(422, report.diagnostics) }
        let isNew = held[name] == nil
        defer { if isNew, held[name]?.evaluation == nil { held[name] = nil } }
        let base = held[name]?.base ?? FactBase(territory: name)
        if let set = report.changes(
            against: base, author: author, reason: body["reason"]?.stringValue ?? "", recordedAt: clock.now())
        {
            try permit([set], to: name)
            try checkPlace(of: set, pack.vocabulary)
            if held[name] == nil { held[name] = Held(base: FactBase(territory: name)) }
            try commit([set], to: name, &result)
            tell(result)
        } else {
            result.reply = unchanged(name)
        }
        return .object([.init("report", report.json)] + (result.reply.objectMembers ?? []))
    }

    private func unchanged(_ territory: String) -> JSONValue {
        .object([
            .init("territory", .string(territory)), .init("stated", 0), .init("withdrawn", 0),
            .init("changes", .array([])),
        ])
    }

    private func text(_ json: JSONValue) -> SourceText? {
        guard let name = json["name"]?.stringValue, let text = json["text"]?.stringValue else { return nil }
        return SourceText(name: name, text: text)
    }

    func livePack() throws -> Pack {
        if let pack { return pack }
        throw DeskRefusal(
            503,
            [Diagnostic("A050", Localized(fr: "aucune règle n'est en service", en: "no rules are live"))]
                + (refusal?.diagnostics ?? []))
    }

    /// The territory a body names; the only one when it names none.
    func territory(_ body: JSONValue) throws -> String {
        if let name = body["territory"]?.stringValue, !name.isEmpty { return name }
        if held.count == 1, let only = held.keys.first { return only }
        throw DeskRefusal(
            422,
            [
                Diagnostic(
                    "A052",
                    Localized(
                        fr: "la demande ne dit pas quel territoire", en: "the request does not say which territory"),
                    help: Localized(
                        fr: "ajouter « territory » : \(held.keys.sorted().joined(separator: ", "))",
                        en: "add 'territory': \(held.keys.sorted().joined(separator: ", "))"))
            ])
    }

    private func derived(_ rule: Rule) -> Diagnostic {
        let facts = rule.settledBy.map { "\($0.kind).\($0.attribute)" }.joined(separator: ", ")
        return Diagnostic(
            "A055",
            Localized(
                fr: "la question « \(rule.id) » est déduite des données : on n'y répond pas",
                en: "question '\(rule.id)' is derived from data: it is not answered"),
            help: facts.isEmpty
                ? nil
                : Localized(
                    fr: "déclarer les faits qui la tranchent : \(facts)", en: "state the facts that settle it: \(facts)"
                ))
    }

    // MARK: Commit and evaluate

    /// Durable first, then applied, evaluated and told. Nothing is applied when the store refuses.
    func commit(_ sets: [ChangeSet], to name: String, _ result: inout Result) throws(StoreError) {
        guard !sets.isEmpty else { return }
        let entries = try store.appendAll(sets)
        var base = held[name]?.base ?? FactBase(territory: name)
        var facts: [FactChange] = []
        var stated = 0
        var withdrawn = 0
        var touched = held[name]?.touched
        for set in sets {
            facts += base.changes(set)
            for operation in set.operations {
                if case .state = operation { stated += 1 } else { withdrawn += 1 }
            }
            let records = base.apply(set)
            touched?.formUnion(records)
        }
        held[name, default: Held(base: base)].base = base
        held[name]?.touched = touched
        let sources = Set(sets.map(\.source)).sorted().joined(separator: ", ")
        evaluate(
            name, because: facts, cause: entries.last?.seq,
            head: [
                .init("journal", entries.last.map { .int($0.seq) } ?? .null), .init("source", .string(sources)),
                .init("author", .string(sets.first?.author.name ?? "")),
                .init("reason", .string(sets.first?.reason ?? "")),
                .init("stated", .int(stated)), .init("withdrawn", .int(withdrawn)),
            ], &result)
    }

    /// - Parameter forgets: Something was erased: what outcomes were is not told.
    func evaluate(
        _ name: String, because facts: [FactChange], cause: Int64?, head: [JSONValue.Member], forgets: Bool = false,
        _ result: inout Result
    ) {
        guard let pack, let entry = held[name] else { return }
        let snapshot = entry.next(pack, today: clock.today())
        let before = entry.evaluation
        let seenBefore = before == nil ? nil : publicBefore[name]
        let evaluation: Evaluation
        var changed: [IncrementalEvaluation.Change]?
        if let incremental = entry.incremental {
            evaluation = incremental.update(pack: pack, snapshot: snapshot)
            changed = incremental.changes
        } else {
            let incremental = IncrementalEvaluation(pack: pack, snapshot: snapshot)
            evaluation = incremental.evaluation
            held[name]?.incremental = incremental
        }
        held[name]?.touched = []
        mark(name, since: before, touched: forgets ? nil : entry.touched)
        let seenChanges = follow(name, evaluation)
        publicBefore[name] = publicView(name)
        let differences = EvaluationChanges(
            before: before, after: evaluation, facts: facts, cells: changed,
            influence: influence(of: facts, on: changed, in: entry.incremental))
        var changes: [JSONValue] = []
        var tells = true
        if before != nil {
            changes = differences.json
            if forgets { changes = changes.map(Self.forgetting) }
        } else {
            // At start the store may hold outcomes of an earlier run: what is no longer so is told.
            let kept = (try? store.cells(territory: name)) ?? []
            tells = !kept.isEmpty
            changes = differences.json(
                comparedWith: kept.map {
                    CellOutcome(rule: $0.rule, subject: $0.subject, verdict: $0.verdict, value: $0.value)
                })
            tells = tells && !(changes.isEmpty && cause == nil)
        }
        // That something is told must not say what, as long as anything is withheld from anybody.
        if !(seenBefore?.levels.isEmpty ?? true && publicBefore[name]?.levels.isEmpty ?? true) { tells = true }
        var body = JSONValue.object(
            [.init("territory", .string(name)), .init("at", .string(snapshot.date.description))] + head
                + [.init("changes", .array(changes))])
        if held[name]?.marking != nil {
            body = body.adding(
                Disclosure.publicMember,
                publicChange(
                    name, before: seenBefore, facts: facts, cells: seenChanges, head: head, body: body,
                    forgets: forgets))
        }
        let now = clock.now()
        var event = Result.Outgoing(kind: "change", json: body)
        do {
            let kept = StoredEvent(
                kind: "change", territory: name, journal: cause ?? 0, body: body.serialized(), recordedAt: now)
            // What was erased is looked for among all outcomes, and what the store lacks too.
            let some = forgets || !entry.isRecorded ? nil : changed
            event.seq = try store.recordOutcomes(
                territory: name,
                cells: stored(
                    some.map { EvaluationChanges.outcomes(of: $0.compactMap(\.after)) }
                        ?? EvaluationChanges.outcomes(of: evaluation)),
                scope: some == nil ? .all : .given,
                gone: stored(
                    EvaluationChanges.outcomes(of: (some ?? []).filter { $0.after == nil }.compactMap(\.before))),
                cause: cause, at: snapshot.date, packHash: pack.hash, recordedAt: now, event: tells ? kept : nil
            ).event?.seq
            late.outcomes[name] = nil
            held[name]?.isRecorded = true
        } catch {
            // The journal holds the change: outcomes can always be recomputed.
            held[name]?.isRecorded = false
            logger.error("cannot record transitions", metadata: ["error": "\(error.diagnostic.headline.en)"])
            late.outcomes[name] = .some(cause)
            comeBack()
        }
        result.reply = body
        if tells { result.events.append(event) }
        stepAlerts(name, evaluation, &result)
        publish(name, &result)
    }

    /// Asked for where each changed cell is told which of several facts it read.
    func influence(
        of facts: [FactChange], on cells: [IncrementalEvaluation.Change]?, in incremental: IncrementalEvaluation?
    ) -> Influence? {
        guard facts.count > 1, !(cells?.isEmpty ?? true) else { return nil }
        return incremental?.influence(of: facts.map { ($0.record, $0.attribute) })
    }

    private func stored(_ outcomes: [CellOutcome]) -> [StoredCell] {
        outcomes.map { StoredCell(rule: $0.rule, subject: $0.subject, verdict: $0.verdict, value: $0.value) }
    }

    /// A change whose earlier side says no more than the verdict.
    static func forgetting(_ change: JSONValue) -> JSONValue {
        .object(
            (change.objectMembers ?? []).map { member in
                switch member.name {
                case "before":
                    let verdict = (member.value.objectMembers ?? []).filter { $0.name == "verdict" }
                    return .init("before", member.value.isNull ? .null : .object(verdict))
                case "because": return .init("because", .array([]))
                default: return member
                }
            })
    }

    func publish(_ name: String, _ result: inout Result) {
        result.territories[name] = territoryNow(name)
    }
}
