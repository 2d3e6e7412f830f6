import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import Queries
import Store
import Wire
import World

/// Evaluations of other moments: what was known, under which rules, for which day and which law.
///
/// It reads the store beside the writer, so that a question about the past holds up nobody else; the last
/// few answers are kept, since one question about a moment seldom comes alone.
actor Archive {
    /// Which state is asked for; all nil is the live one.
    struct View: Hashable {
        /// The day in the world.
        var asOf: String?
        /// An instant, a day or a milestone: what was known.
        var knownAt: String?
        /// The day of the law.
        var lawAt: String?
        /// The rules: the hash of a pack or its beginning; `live` for those in service.
        var pack: String?

        init(_ parameters: [String: String]) {
            asOf = parameters["as_of"]
            knownAt = parameters["known_at"]
            lawAt = parameters["law_at"]
            pack = parameters["pack"]
        }

        var isLive: Bool { asOf == nil && knownAt == nil && lawAt == nil && pack == nil }
    }

    private struct Key: Hashable {
        var territory: String
        var journal: Int64
        var day: CalendarDate
        var law: CalendarDate
        var pack: String
        var clearance: Clearance
    }

    let store: Store
    let board: Board
    private let clock: DeskClock
    /// Most recent last.
    private var states: [(key: Key, state: EvaluatedState)] = []
    private var packs: [(hash: String, pack: Pack)] = []

    init(store: Store, board: Board, clock: DeskClock) {
        self.store = store
        self.board = board
        self.clock = clock
    }

    /// Lets go of everything read so far: after an erasure.
    func forget() {
        states = []
    }

    var today: CalendarDate { clock.today() }

    // MARK: Moments

    /// What a text names: an RFC 3339 instant; a day, for its end; `now`; else a milestone.
    ///
    /// - Throws: ``DeskRefusal`` A057 when it is none of them.
    func moment(_ text: String) throws -> Moment {
        if text == "now" { return .evaluated(.max) }
        if let date = CalendarDate(text) { return .instant(clock.endOfDay(date)) }
        if let milestone = try store.milestone(text) { return .evaluated(milestone.evaluated) }
        if text.utf8.contains(UInt8(ascii: "T")), (try? store.lastEvaluated(.instant(text))) != nil {
            return .instant(text)
        }
        let names = try store.milestones().map(\.name)
        let near = NearestName.nearest(to: text, among: names)
        throw DeskRefusal(
            404,
            [
                Diagnostic(
                    "A057",
                    Localized(
                        fr: "« \(text) » n'est ni un instant, ni un jour, ni un jalon",
                        en: "'\(text)' is neither an instant, nor a day, nor a milestone"),
                    help: near.map {
                        Localized(fr: "le jalon le plus proche est « \($0) »", en: "the nearest milestone is '\($0)'")
                    }
                        ?? Localized(
                            fr:
                                "écrire 2026-03-12T18:30:00+01:00 ou 2026-03-12, ou poser un jalon : « maillage milestone add »",
                            en:
                                "write 2026-03-12T18:30:00+01:00 or 2026-03-12, or set a milestone: 'maillage milestone add'"
                        ))
            ])
    }

    // MARK: States

    /// - Throws: ``DeskRefusal``, or `StoreError`.
    func state(_ territory: String?, _ view: View, _ disclosure: Disclosure = .full) throws -> EvaluatedState {
        let name = try known(territory)
        let moment = try view.knownAt.map(moment) ?? .evaluated(.max)
        guard let served = try store.evaluated(territory: name, at: moment) else {
            throw DeskRefusal(
                404,
                [
                    Diagnostic(
                        "A056",
                        Localized(
                            fr: "rien n'était évalué pour « \(name) » à ce moment",
                            en: "nothing was evaluated for '\(name)' at that moment"),
                        help: Localized(
                            fr: "donner un moment plus tardif ; « maillage milestone list » donne les jalons",
                            en: "give a later moment; 'maillage milestone list' lists the milestones"))
                ])
        }
        let pack = try pack(view.pack, served.packHash)
        let day = view.asOf.flatMap { CalendarDate($0) } ?? served.day
        let key = Key(
            territory: name, journal: served.journal, day: day, law: view.lawAt.flatMap { CalendarDate($0) } ?? day,
            pack: pack.hash, clearance: disclosure.clearance)
        if let index = states.firstIndex(where: { $0.key == key }) {
            let found = states.remove(at: index)
            states.append(found)
            return found.state
        }
        var base = try store.factBase(territory: name, asOf: served.journal)
        // What is confidential today was so then: the past is read by the same people.
        if let redaction = redaction(name, disclosure) { base = redaction.applied(to: base).base }
        let state = EvaluatedState(
            base: base, pack: pack, date: day, lawDate: key.law)
        states.append((key, state))
        if states.count > 4 { states.removeFirst() }
        return state
    }

    /// What takes out of a territory's facts what a reader may not read; nil when nothing is to be.
    func redaction(_ territory: String, _ disclosure: Disclosure) -> Redaction? {
        board.state.redaction(of: territory, for: disclosure)
    }

    /// The difference between two states of a territory, each change attributed.
    func comparison(
        _ territory: String?, _ first: View, _ second: View, _ disclosure: Disclosure
    ) throws -> Comparison {
        let name = try known(territory)
        let before = try state(name, first, disclosure)
        let after = try state(name, second, disclosure)
        let ends = try [first, second].map { view in
            let moment = try view.knownAt.map(moment) ?? .evaluated(.max)
            return try store.evaluated(territory: name, at: moment)?.journal ?? 0
        }
        let references = try references(name, after: min(ends[0], ends[1]), through: max(ends[0], ends[1]), disclosure)
        return Comparison(before: before, after: after) { references[Statement($0, $1, $2)] }
    }

    private struct Statement: Hashable {
        var record: RecordID
        var attribute, source: String

        init(_ record: RecordID, _ attribute: String, _ source: String) {
            self.record = record
            self.attribute = attribute
            self.source = source
        }
    }

    /// The last entry that touched each statement on the way.
    private func references(
        _ territory: String, after first: Int64, through last: Int64, _ disclosure: Disclosure
    ) throws -> [Statement: StatementChange.EntryReference] {
        let redaction = redaction(territory, disclosure)
        var found: [Statement: StatementChange.EntryReference] = [:]
        var base = try store.factBase(territory: territory, asOf: first)
        var cursor = first
        while cursor < last {
            let entries = try store.journal(after: cursor, limit: 256, territory: territory)
            guard let end = entries.last else { break }
            for entry in entries where entry.seq <= last {
                let changes = entry.changes
                let isOpen = !(changes.operations.contains { redaction?.applied(to: $0).level != nil })
                let reference = StatementChange.EntryReference(
                    seq: entry.seq, author: changes.author.name,
                    reason: isOpen ? changes.reason : "",
                    recordedAt: changes.recordedAt)
                for operation in changes.operations {
                    switch operation {
                    case .state(let fact):
                        found[Statement(fact.record, fact.attribute, fact.source)] = reference
                    case .withdraw(let record, let attribute):
                        for name in (base.records[record] ?? [:]).keys where attribute.isEmpty || name == attribute {
                            found[Statement(record, name, changes.source)] = reference
                        }
                    }
                }
                base.apply(changes)
                if entry.rowCount != nil {
                    // Tables of rows are in no operation: what they changed is seen by what is there after them.
                    let after = try store.factBase(territory: territory, asOf: entry.seq)
                    for statement in Self.statements(changed: base, to: after) { found[statement] = reference }
                    base = after
                }
            }
            cursor = end.seq
        }
        return found
    }

    /// What two states of the facts do not say alike.
    private static func statements(changed before: FactBase, to after: FactBase) -> [Statement] {
        Set(before.records.keys).union(after.records.keys).flatMap { record -> [Statement] in
            let (old, new) = (before.records[record] ?? [:], after.records[record] ?? [:])
            guard old != new else { return [] }
            return Set(old.keys).union(new.keys).flatMap { attribute in
                let (old, new) = (Set(old[attribute] ?? []), Set(new[attribute] ?? []))
                return old.symmetricDifference(new).map { Statement(record, attribute, $0.source) }
            }
        }
    }

    // MARK: Rules

    /// - Parameter asked: A hash or its beginning, `live`, or nil for `served`.
    func pack(_ asked: String?, _ served: String) throws -> Pack {
        let live = board.state.pack?.pack
        var hash = served
        if let asked {
            if asked == "live" {
                guard let live else { throw noRules(asked) }
                return live
            }
            let found = try store.packs(beginning: asked)
            guard found.count == 1 else { throw noRules(asked, among: found) }
            hash = found[0]
        }
        if let live, live.hash == hash { return live }
        if let index = packs.firstIndex(where: { $0.hash == hash }) {
            let found = packs.remove(at: index)
            packs.append(found)
            return found.pack
        }
        let files = try store.packFiles(hash)
        let (pack, diagnostics) = Pack.load(files, at: clock.today())
        guard !files.isEmpty, let pack else {
            var refusal = noRules(hash)
            refusal.diagnostics += files.isEmpty ? [] : diagnostics
            throw refusal
        }
        packs.append((hash, pack))
        if packs.count > 2 { packs.removeFirst() }
        return pack
    }

    private func noRules(_ hash: String, among found: [String] = []) -> DeskRefusal {
        DeskRefusal(
            404,
            [
                Diagnostic(
                    "A058",
                    found.isEmpty
                        ? Localized(
                            fr: "les règles « \(hash) » ne sont pas conservées", en: "rules '\(hash)' are not kept")
                        : Localized(
                            fr: "plusieurs paquets commencent par « \(hash) »", en: "several packs begin with '\(hash)'"
                        ),
                    notes: found.map { Localized(both: $0) },
                    help: Localized(
                        fr: "« pack=live » applique à ce moment les règles en service",
                        en: "'pack=live' applies the live rules to that moment"))
            ])
    }

    /// The territory asked for; the only one when none is.
    func known(_ name: String?) throws -> String {
        if let name {
            guard try store.territories().contains(name) || board.state.territories[name] != nil else {
                // The live state says it in the same words.
                if case .failure(let refusal) = board.state.evaluation(name) { throw refusal }
                return name
            }
            return name
        }
        switch board.state.evaluation(nil) {
        case .success(let evaluation): return evaluation.snapshot.territory
        case .failure(let refusal):
            let territories = try store.territories()
            if territories.count == 1 { return territories[0] }
            throw refusal
        }
    }
}
