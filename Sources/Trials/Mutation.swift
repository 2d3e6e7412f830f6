public import Diagnostics
import FEEL
public import Packs
import YAMLReader

/// A pack changed in every way that mutants are, and which changes its tests notice.
public struct Mutation: Sendable {
    public struct Result: Sendable {
        public var mutant: Mutant
        /// The test that fails with it; nil for a survivor.
        public var killedBy: String?
        /// Why it may survive, where the list of survivors says so.
        public var reason: Localized?

        public var survives: Bool { killedBy == nil }
    }

    /// In the order of the mutants.
    public let results: [Result]
    /// Survivors that the list says and that do not survive, or are no mutants any more.
    public let obsolete: [Survivor]

    /// - Parameters:
    ///   - trials: Those that pass: one that fails notices nothing.
    ///   - survivors: Mutants that nobody expects to be noticed, each with a reason.
    public init(_ mutants: [Mutant], of pack: Pack, trials: [Trial], survivors: [Survivor] = []) {
        let readers = Readers(pack)
        let steps = Mutation.steps(trials, pack)
        var reasons: [String: Localized] = [:]
        for survivor in survivors { reasons[survivor.mutant] = survivor.reason }
        var affected: [String: Set<String>] = [:]
        results = mutants.map { mutant in
            let touched = affected[mutant.owner] ?? readers.affected(by: mutant.owner)
            affected[mutant.owner] = touched
            let killer = Mutation.killer(of: mutant, of: pack, steps, touched)
            return Result(mutant: mutant, killedBy: killer, reason: killer == nil ? reasons[mutant.id] : nil)
        }
        let alive = Set(results.filter(\.survives).map(\.mutant.id))
        let tried = Set(mutants.map(\.id))
        let known = Set(Mutant.all(of: pack).map(\.id))
        // A run of some of the mutants says nothing of the others.
        obsolete = survivors.filter { survivor in
            !alive.contains(survivor.mutant) && (tried.contains(survivor.mutant) || !known.contains(survivor.mutant))
        }
    }

    /// Survivors that no reason excuses.
    public var unlisted: [Result] { results.filter { $0.survives && $0.reason == nil } }

    public func count(_ kind: Mutant.Kind) -> (killed: Int, all: Int) {
        let some = results.filter { $0.mutant.kind == kind }
        return (some.count { !$0.survives }, some.count)
    }

    // MARK: Running

    private struct Step: Sendable {
        var name: String
        var step: Trial.Step
        /// Each expectation with the owner whose result it is about.
        var expectations: [(owner: String, expectation: Expectation)]
        var size: Int
    }

    /// Smallest worlds first: they are the quickest to ask.
    private static func steps(_ trials: [Trial], _ pack: Pack) -> [Step] {
        let findings = pack.rules.filter { $0.role == .finding }.map(\.id)
        return trials.flatMap { trial in
            trial.steps.map { step in
                let expectations = step.expectations.flatMap {
                    expectation -> [(owner: String, expectation: Expectation)] in
                    switch expectation.object {
                    case .cell(let rule, _): [(rule, expectation)]
                    case .assessment(let id, _): [("assessment:" + id, expectation)]
                    case .findings: findings.map { ($0, expectation) }
                    case .questions: []
                    }
                }
                return Step(
                    name: "\(trial.file): \(trial.name.en)", step: step, expectations: expectations,
                    size: step.snapshot.records.values.reduce(0) { $0 + $1.count })
            }
        }.enumerated().sorted { ($0.element.size, $0.offset) < ($1.element.size, $1.offset) }.map(\.element)
    }

    private static func killer(of mutant: Mutant, of pack: Pack, _ steps: [Step], _ touched: Set<String>) -> String? {
        let changed = mutant.apply(to: pack)
        // What the changed thing says itself is the nearest witness.
        for isOwn in [true, false] {
            for step in steps {
                var judge: Judge?
                var isJudged = false
                for (owner, expectation) in step.expectations where (owner == mutant.owner) == isOwn {
                    guard touched.contains(owner) else { continue }
                    if case .findings = expectation.object {
                        if isJudged { continue }
                        isJudged = true
                    }
                    let asked = judge ?? Judge(pack: changed, step: step.step)
                    judge = asked
                    if !asked.holds(expectation) { return step.name }
                }
            }
        }
        return nil
    }
}

/// A mutant that no test notices, and why none has to.
public struct Survivor: Sendable {
    /// ``Mutant/id``.
    public var mutant: String
    public var reason: Localized
    public var location: Location

    public static let format = "survivors/1"

    /// Reads `format: survivors/1`; files of another format are left alone.
    public static func read(_ files: [SourceText]) -> ([Survivor], [Diagnostic]) {
        let context = DecodingContext()
        var survivors: [Survivor] = []
        for file in files.sorted(by: { $0.name < $1.name }) {
            // What is wrong with a file is said where tests are read.
            guard let node = YAMLReader.read(file).0, node["format"]?.text == format,
                let fields = Fields(
                    node, of: Localized(fr: "une liste de survivants", en: "a list of survivors"), context)
            else { continue }
            fields.ignore("format", "about")
            for item in fields.list("survivors", required: true) {
                guard let entry = Fields(item, of: Localized(fr: "un survivant", en: "a survivor"), context) else {
                    continue
                }
                defer { entry.finish() }
                let mutants = entry.strings("mutants", required: true)
                guard let reason = entry.localized("reason", required: true) else { continue }
                survivors += mutants.map { Survivor(mutant: $0, reason: reason, location: entry.headLocation) }
            }
            fields.finish()
        }
        return (survivors, context.diagnostics.inOrder())
    }
}
