public import FEEL
public import Packs
public import World

/// A territory that is evaluated again and again as it changes, each time only where it changed.
///
/// Gives what ``Evaluation`` gives of the same pack, snapshot and day, to the byte. Each evaluation it gives is
/// immutable and stays what it was when others follow; this object itself belongs to one writer.
public final class IncrementalEvaluation {
    /// A cell that was evaluated again: a rule and a subject.
    public struct Run: Hashable, Sendable, Comparable, CustomStringConvertible {
        public let rule: String
        public let subject: Subject

        /// `close house/A1 house/B1`.
        public var description: String {
            ([rule] + subject.records.map(\.description)).joined(separator: " ")
        }

        public static func < (left: Run, right: Run) -> Bool {
            (left.rule, left.subject) < (right.rule, right.subject)
        }
    }

    /// A cell that is no longer what it was, came or went.
    public struct Change: Sendable {
        /// Nil when it came.
        public let before: Cell?
        /// Nil when it went.
        public let after: Cell?
    }

    /// The latest.
    public private(set) var evaluation: Evaluation
    /// Whether the last one was made from nothing: the first, and those after kinds, names or types changed.
    public private(set) var isWhole = true
    /// The cells that differ from the evaluation before; in the pack's order, then by subject. Empty after the
    /// first.
    public private(set) var changes: [Change] = []

    private(set) var graph: DependencyGraph
    private var signature: PackSignature
    /// How much was known after the last evaluation from nothing.
    private var wholeCount: Int

    /// - Parameter lawDate: The day whose law is applied; the snapshot's own when nil.
    public init(pack: Pack, snapshot: Snapshot, lawDate: CalendarDate? = nil) {
        let graph = DependencyGraph()
        self.graph = graph
        signature = PackSignature(pack, today: snapshot.date, lawDate: lawDate ?? snapshot.date)
        evaluation = Evaluation(pack: pack, snapshot: snapshot, lawDate: lawDate, noting: graph, after: nil)
        wholeCount = graph.count
    }

    /// The cells whose expressions were evaluated for the latest, sorted; a value that others read before its own
    /// cell is one of them.
    public var runs: [Run] {
        Set(
            graph.ran.compactMap { key -> Run? in
                switch key {
                case .value(let rule, let record): Run(rule: rule, subject: Subject([record]))
                case .cell(let rule, let subject):
                    // The cell of a value only shows it.
                    evaluation.pack.rule(rule)?.role == .value ? nil : Run(rule: rule, subject: subject)
                default: nil
                }
            }
        ).sorted()
    }

    /// Follows the territory to another state: other facts, another day, other rules.
    ///
    /// Nothing is asked about what changed: the snapshots and the packs are compared. Packs of one hash are taken
    /// for one pack.
    @discardableResult
    public func update(pack: Pack, snapshot: Snapshot, lawDate: CalendarDate? = nil) -> Evaluation {
        let before = evaluation
        let isSamePack =
            pack.hash == before.pack.hash && snapshot.date == before.snapshot.date
            && (lawDate ?? snapshot.date) == before.lawDate
        let signature =
            isSamePack ? self.signature : PackSignature(pack, today: snapshot.date, lawDate: lawDate ?? snapshot.date)
        // Past that, most of what is noted is of records that are no more.
        isWhole =
            (!isSamePack && signature.frame != self.signature.frame) || snapshot.territory != before.snapshot.territory
            || graph.count > 2 * wholeCount + 20_000
        if isWhole {
            graph = DependencyGraph()
        } else {
            graph.advance(
                SnapshotDifference(from: before.snapshot, to: snapshot).keys
                    + (isSamePack ? [] : signature.changes(since: self.signature) + [.alerting]))
        }
        self.signature = signature
        evaluation = Evaluation(
            pack: pack, snapshot: snapshot, lawDate: lawDate, noting: graph, after: isWhole ? nil : before)
        if isWhole { wholeCount = graph.count }
        changes = changes(from: before, to: evaluation)
        return evaluation
    }

    private func changes(from old: Evaluation, to new: Evaluation) -> [Change] {
        var changes: [Change] = []
        // Cells are compared as they are kept; those that differ lead to records of their own worlds.
        let (before, after) = (Rebinding(session: old.session).cell, Rebinding(session: new.session).cell)
        let (oldRules, newRules) = (old.session.shape.rules, new.session.shape.rules)
        // Where not all is new, the rules are the same.
        let rules =
            isWhole
            ? (oldRules == newRules ? newRules : Set(oldRules).union(newRules).sorted())
            : graph.moved(among: graph.cells(of: newRules)).map { newRules[$0] }
        for rule in rules {
            let table = new.session.table(of: rule)
            let (was, now) = (old.session.table(of: rule)?.cells ?? [], table?.cells ?? [])
            if !isWhole, let moved = table?.moved {
                for place in moved.sorted() where !was[place].isIdentical(to: now[place]) {
                    changes.append(Change(before: before(was[place]), after: after(now[place])))
                }
                continue
            }
            var (i, j) = (0, 0)
            while i < was.count || j < now.count {
                if j == now.count || (i < was.count && was[i].subject < now[j].subject) {
                    changes.append(Change(before: before(was[i]), after: nil))
                    i += 1
                } else if i == was.count || now[j].subject < was[i].subject {
                    changes.append(Change(before: nil, after: after(now[j])))
                    j += 1
                } else {
                    if !was[i].isIdentical(to: now[j]) {
                        changes.append(Change(before: before(was[i]), after: after(now[j])))
                    }
                    (i, j) = (i + 1, j + 1)
                }
            }
        }
        return changes
    }
}

extension SnapshotDifference {
    var keys: [ReadKey] {
        attributes.map { .attribute($0.record, $0.attribute) } + kinds.map { .records($0) }
            + children.map { .children($0.kind, parent: $0.parent) } + orphans.map { .orphans($0) }
            + censuses.map { .censuses($0) } + measured.map { .measurements($0) }
    }
}
