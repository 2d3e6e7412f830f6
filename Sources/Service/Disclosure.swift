import Diagnostics
import Engine
import Glibc
import JSON
import Packs
import Queries
import Store
import Synchronization
import Wire
import World

/// What one reader may be shown of what the daemon holds.
struct Disclosure: Sendable {
    var clearance: Clearance
    /// The live pack's; nil while no good pack has been read: then nobody knows what is confidential.
    var vocabulary: Vocabulary?

    var isFull: Bool { clearance == .all }

    /// Names those who are shown the same as this reader; nil where everyone is.
    var audience: String? {
        if let vocabulary, !vocabulary.hasConfidentiality { return nil }
        // Each with its length: a level's name may hold any character.
        return switch clearance {
        case .all: "all"
        case .levels(let levels): "levels \(levels.sorted().map { "\($0.utf8.count):\($0)" }.joined())"
        }
    }

    /// What people who may read all are shown.
    static let full = Disclosure(clearance: .all, vocabulary: nil)

    /// The levels this reader may not read, sorted.
    var closed: [ConfidentialityLevel] {
        guard let vocabulary else { return [] }
        return vocabulary.levels.values.filter { !clearance.covers($0.id) }.sorted { $0.id < $1.id }
    }

    /// An event, a reply to a write, as this reader may see it.
    ///
    /// Where a vocabulary declares confidentiality, a body bears under `public` what it comes to for those without
    /// the right: an object, or `true` for the same. One that was kept before bears nothing: its changes are not told.
    func shown(_ body: JSONValue) -> JSONValue {
        guard case .object(let members) = body else { return body }
        let other = members.first { $0.name == Self.publicMember }?.value
        let own = members.filter { $0.name != Self.publicMember }
        if isFull || other == .bool(true) { return .object(own) }
        if case .object(let others) = other {
            let named = Dictionary(others.map { ($0.name, $0.value) }) { first, _ in first }
            return .object(own.map { JSONValue.Member($0.name, named[$0.name] ?? $0.value) })
        }
        let told: Set<String> = ["changes", "alerts", "reason"]
        return .object(own.map { told.contains($0.name) ? .init($0.name, Self.nothing($0.value)) : $0 })
    }

    static let publicMember = "public"

    private static func nothing(_ value: JSONValue) -> JSONValue {
        if case .array = value { .array([]) } else { .null }
    }

    /// The refusal of a read that cannot be taken apart into what is confidential and what is not.
    func refusal() -> Reply {
        let groups = closed.map(\.group)
        let labels = closed.map(\.labels)
        let first = groups.first ?? "root"
        return .refusal(
            403,
            [
                Diagnostic(
                    "A084",
                    Localized(
                        fr: "cette lecture mêle ce qui est confidentiel à ce qui ne l'est pas",
                        en: "this read mixes what is confidential with what is not"),
                    notes: labels.isEmpty
                        ? []
                        : [
                            Localized(
                                fr: "niveaux fermés : \(labels.map(\.fr).joined(separator: ", "))",
                                en: "levels closed: \(labels.map(\.en).joined(separator: ", "))")
                        ],
                    help: groups.isEmpty
                        ? Localized(
                            fr: "remettre les règles en service : elles disent ce qui est confidentiel",
                            en: "bring the rules back into service: they say what is confidential")
                        : Localized(
                            fr: "rejoindre le groupe « \(first) », ou lire par les autres chemins, où seul ce qui "
                                + "est confidentiel est retiré",
                            en: "join the group '\(first)', or read by the other paths, where only what is "
                                + "confidential is taken out"))
            ])
    }
}

extension LiveDesk {
    /// What a peer may be shown; the least of all where the kernel does not say who it is.
    func disclosure(_ peer: Peer?) -> Disclosure { disclosure(peer, of: board.state) }

    /// - Parameter state: What is to be shown: rules that come into service meanwhile may say otherwise.
    func disclosure(_ peer: Peer?, of state: PublishedState) -> Disclosure {
        let vocabulary = state.pack?.pack.vocabulary
        if let vocabulary, !vocabulary.hasConfidentiality {
            return Disclosure(clearance: .all, vocabulary: vocabulary)
        }
        guard let peer else { return Disclosure(clearance: .levels([]), vocabulary: vocabulary) }
        let permission = configuration.permission ?? WritePermission(owner: geteuid())
        if peer.uid == 0 || peer.uid == permission.owner { return Disclosure(clearance: .all, vocabulary: vocabulary) }
        let levels = vocabulary?.levels ?? [:]
        let own = permission.groups(of: peer)
        let open = levels.values.filter { level in
            permission.accounts.group(level.group).map(own.contains) ?? false
        }.map(\.id)
        return Disclosure(
            clearance: vocabulary != nil && open.count == levels.count ? .all : .levels(Set(open)),
            vocabulary: vocabulary)
    }
}

/// Evaluations of one territory without what some readers may not read, each made once.
final class Views: Sendable {
    struct View: Sendable {
        var evaluation: Evaluation
        /// The levels of what was taken out; none: it is the whole evaluation.
        var levels: Set<String>
        /// Alerts of which something depends on what was taken out.
        var alerts: Set<String>
    }

    private let made = Mutex<[Clearance: View]>([:])

    init() {}

    /// - Parameter view: What those without any right see, where it is made already.
    init(public view: View) {
        made.withLock { $0[.levels([])] = view }
    }

    /// - Parameter make: Run without the lock held: an evaluation may take long.
    func view(_ clearance: Clearance, _ make: () -> View) -> View {
        if let known = made.withLock({ $0[clearance] }) { return known }
        let view = make()
        made.withLock { $0[clearance] = view }
        return view
    }
}

extension Views.View {
    /// - Parameter applied: The facts that were evaluated, and what they are without.
    init(_ evaluation: Evaluation, without applied: Redaction.Applied) {
        self.init(
            evaluation: evaluation, levels: applied.levels,
            alerts: applied.movesRecords
                ? Set(evaluation.pack.alerting.alerts.map(\.definition.id)) : evaluation.alertsReadingWithheld)
    }
}

extension PublishedState.Territory {
    /// The territory as a clearance shows it; nil without an evaluation.
    func view(_ clearance: Clearance) -> Views.View? {
        guard let evaluation else { return nil }
        guard clearance != .all, let marking else { return Views.View(evaluation: evaluation, levels: [], alerts: []) }
        return views.view(clearance) {
            let vocabulary = evaluation.pack.vocabulary
            let redaction = Redaction(vocabulary: vocabulary, clearance: clearance, marking: [marking])
            let applied = redaction.applied(to: base)
            if applied.levels.isEmpty { return Views.View(evaluation: evaluation, levels: [], alerts: []) }
            let snapshot = Snapshot(base: applied.base, vocabulary: vocabulary, date: evaluation.snapshot.date)
            let seen = Evaluation(pack: evaluation.pack, snapshot: snapshot, lawDate: evaluation.lawDate)
            return Views.View(seen, without: applied)
        }
    }
}

extension PublishedState {
    /// The state as a clearance shows it.
    func seen(by disclosure: Disclosure) -> PublishedState {
        if disclosure.isFull { return self }
        var copy = self
        for (name, territory) in territories {
            guard let view = territory.view(disclosure.clearance) else { continue }
            copy.territories[name]?.evaluation = view.evaluation
            copy.territories[name]?.closedAlerts = view.alerts
            copy.territories[name]?.closedLevels = view.levels
            // What is wrong with a file may quote it.
            copy.territories[name]?.diagnostics = territory.diagnostics.map { found in
                Diagnostic(
                    found.code, found.severity,
                    Localized(
                        fr: "ce que dit ce diagnostic peut être confidentiel",
                        en: "what this diagnostic says may be confidential"))
            }
        }
        return copy
    }

    /// An answer over a territory as a reader without some right is shown it: what is withheld bears that name.
    func marked(_ body: JSONValue, of territory: String, for disclosure: Disclosure) -> JSONValue {
        guard !disclosure.isFull, let redaction = redaction(of: territory, for: disclosure) else { return body }
        return Withholding(redaction).marked(body)
    }

    /// What takes a territory's confidential facts out for a reader; nil when nothing is to be.
    func redaction(of territory: String, for disclosure: Disclosure) -> Redaction? {
        guard !disclosure.isFull, let vocabulary = disclosure.vocabulary else { return nil }
        return Redaction(
            vocabulary: vocabulary, clearance: disclosure.clearance,
            marking: [territories[territory]?.marking].compactMap(\.self))
    }
}

extension WritePermission {
    /// Every group of a peer, that of its process included.
    func groups(of peer: Peer) -> Set<UInt32> {
        accounts.groups(peer.uid).union([peer.gid])
    }
}
