public import Alerts
public import Diagnostics
public import FEEL
import YAMLReader

/// Steps that come one after the other before a day: counted back from it, each has a last day on which it can begin.
public struct ProcedureClock: Sendable {
    public struct Step: Sendable {
        public var id: String
        public var labels: Localized
        public var lasts: Delay
        /// Over the record: certainly false, the step is not its own.
        public var applies: CompiledExpression?
        /// Within the step above it instead of after it: over by the same day.
        public var isBeside: Bool
        /// Over the record and `target`: the day by which it is over, whatever comes before or after it.
        public var by: CompiledExpression?
        /// Over the record: true once the step is over.
        public var done: CompiledExpression?
        public var source: RuleSource?
        public var tag: Confidence?

        /// Whether no other step waits for it.
        public var isAside: Bool { isBeside || by != nil }
    }

    public var id: String
    public var labels: Localized
    /// The kind of the record that it is counted for.
    public var kind: String
    /// Over the record: certainly false, the clock is not its own.
    public var applies: CompiledExpression?
    /// Over the record: the day by which every step is over.
    public var target: CompiledExpression
    /// In their order.
    public var steps: [Step]
}

/// A clock as read, its expressions still texts.
struct ClockDraft {
    struct Step {
        var id: String
        var labels: Localized
        var lasts: Delay
        var applies: EmbeddedText?
        var isBeside: Bool
        var by: EmbeddedText?
        var done: EmbeddedText?
        var source: RuleSource?
        var tag: Confidence?
    }

    var id: String
    var labels: Localized
    var kind: String
    var place: Location
    var applies: EmbeddedText?
    var target: EmbeddedText
    var steps: [Step]
}

extension StudyReader {
    func clock(_ pair: YAMLPair) -> ClockDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un calendrier à rebours", en: "a clock"), context)
        else { return nil }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        let kind = fields.string("for", required: true)
        let applies = fields.embedded("applies")
        let target = fields.embedded("target", required: true)
        var steps: [ClockDraft.Step] = []
        each(fields, "steps", required: true, id: \.id, into: &steps) { step($0) }
        guard let labels, let kind, let target else { return nil }
        return ClockDraft(
            id: id, labels: labels, kind: kind, place: fields.optional("for")?.location ?? pair.key.location,
            applies: applies, target: target, steps: steps)
    }

    private func step(_ pair: YAMLPair) -> ClockDraft.Step? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une étape", en: "a step"), context)
        else { return nil }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        let lasts = fields.required("lasts").flatMap { AlertReader(context: context).delay($0) }
        let applies = fields.embedded("applies")
        let isBeside = fields.bool("beside") ?? false
        let by = fields.embedded("by")
        let done = fields.embedded("done")
        let source = RuleReader(context: context).source(fields)
        let tag: Confidence? = fields.choice("tag")
        guard let labels, let lasts else { return nil }
        return ClockDraft.Step(
            id: id, labels: labels, lasts: lasts, applies: applies, isBeside: isBeside, by: by, done: done,
            source: source, tag: tag)
    }
}

extension PackCompiler {
    mutating func clocks() -> [ProcedureClock] {
        draft.clocks.compactMap { clock($0) }.sorted { $0.id < $1.id }
    }

    private mutating func clock(_ draft: ClockDraft) -> ProcedureClock? {
        guard vocabulary.kinds[draft.kind] != nil else {
            unknownKind(draft.kind, at: draft.place)
            return nil
        }
        let own = [Scope.Variable(name: draft.kind, type: .object(draft.kind))]
        let applies = expression(draft.applies, own, expecting: .boolean)
        let target = expression(draft.target, own, expecting: .date)
        var steps: [ProcedureClock.Step] = []
        for step in draft.steps {
            steps.append(
                ProcedureClock.Step(
                    id: step.id, labels: step.labels, lasts: step.lasts,
                    applies: expression(step.applies, own, expecting: .boolean), isBeside: step.isBeside,
                    by: expression(step.by, own + [.init(name: "target", type: .date)], expecting: .date),
                    done: expression(step.done, own, expecting: .boolean), source: step.source, tag: step.tag))
        }
        guard let target else { return nil }
        return ProcedureClock(
            id: draft.id, labels: draft.labels, kind: draft.kind, applies: applies, target: target, steps: steps)
    }
}
