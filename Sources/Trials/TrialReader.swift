public import Diagnostics
import Engine
import FEEL
public import Intake
public import Packs
import World
import YAMLReader

/// Reads `format: rules-test/1`.
public struct TrialReader {
    /// A folder of facts that a test begins from, as the edge finds it: its name in the file, and the file's.
    public typealias Folder = (_ name: String, _ file: String) -> (TerritoryDescription, [Diagnostic])?

    let pack: Pack
    let folder: Folder
    let context = DecodingContext()

    /// - Parameters:
    ///   - pack: What the tests are about.
    ///   - folder: Reads the folder that a test names after `base:`; nil when there is none.
    public init(pack: Pack, folder: @escaping Folder) {
        self.pack = pack
        self.folder = folder
    }

    public static let format = "rules-test/1"

    /// - Parameter files: Texts of tests; those of another format are left alone.
    /// - Returns: The tests in the order of files and of each file, and what is wrong with the files.
    public static func read(
        _ files: [SourceText], pack: Pack, folder: @escaping Folder
    ) -> ([Trial], [Diagnostic]) {
        var reader = TrialReader(pack: pack, folder: folder)
        var trials: [Trial] = []
        for file in files.sorted(by: { $0.name < $1.name }) { trials += reader.read(file) }
        return (trials, reader.context.diagnostics.inOrder())
    }

    /// The world as it stands while steps are read.
    private struct World {
        var base: FactBase
        var at: CalendarDate?
        var lawAt: CalendarDate?
        var settings: [Setting] = []
        var file: String
    }

    private mutating func read(_ file: SourceText) -> [Trial] {
        let (node, diagnostics) = YAMLReader.read(file)
        context.report(diagnostics)
        guard let node, node["format"]?.text == TrialReader.format,
            let fields = Fields(node, of: Localized(fr: "un fichier de tests", en: "a file of tests"), context)
        else { return [] }
        fields.ignore("format", "about")
        var world = World(
            base: FactBase(territory: fields.string("territory") ?? "T"), at: date(fields, "at"),
            lawAt: date(fields, "law_at"), file: file.name)
        base(fields, &world)
        set(fields, &world)
        edit(fields, "facts", &world)
        let trials = fields.list("tests", required: true).compactMap { trial($0, world) }
        fields.finish()
        return trials
    }

    private func trial(_ node: YAMLNode, _ world: World) -> Trial? {
        guard let fields = Fields(node, of: Localized(fr: "un test", en: "a test"), context),
            let name = fields.localized("test", required: true)
        else { return nil }
        var world = world
        base(fields, &world)
        var steps: [Trial.Step] = []
        step(fields, &world, &steps)
        for node in fields.list("then") {
            guard let more = Fields(node, of: Localized(fr: "une suite", en: "what follows"), context) else { continue }
            step(more, &world, &steps)
            more.finish()
        }
        fields.finish()
        return Trial(file: world.file, name: name, location: fields.headLocation, steps: steps)
    }

    private func step(_ fields: Fields, _ world: inout World, _ steps: inout [Trial.Step]) {
        if let at = date(fields, "at") { world.at = at }
        if let law = date(fields, "law_at") { world.lawAt = law }
        set(fields, &world)
        edit(fields, "given", &world)
        var expectations: [Expectation] = []
        for pair in fields.mapping("expect") { expectations += cells(pair) }
        for pair in fields.mapping("assessments") { expectations += assessments(pair) }
        if let node = fields.optional("findings"), let names = context.strings(node) {
            expectations.append(Expectation(.findings(names.sorted()), at: node.location))
        }
        if let node = fields.optional("ask"), let ask = questions(node) { expectations.append(ask) }
        guard let at = world.at else {
            refuse(
                fr: "aucune date : le test n'en donne pas, son dossier non plus",
                en: "no date: neither the test nor its folder gives one", at: fields.headLocation,
                help: Localized(fr: "écrire « at: 2026-06-15 »", en: "write 'at: 2026-06-15'"))
            return
        }
        steps.append(
            Trial.Step(
                snapshot: Snapshot(base: world.base, vocabulary: pack.vocabulary, date: at), lawDate: world.lawAt,
                parameters: world.settings, expectations: expectations))
    }

    // MARK: Facts

    private func base(_ fields: Fields, _ world: inout World) {
        guard let node = fields.optional("base"), let name = context.string(node) else { return }
        guard let (territory, diagnostics) = folder(name, world.file), !territory.territory.isEmpty else {
            refuse(
                fr: "le dossier « \(name) » ne se lit pas", en: "cannot read the folder '\(name)'", at: node.location,
                help: Localized(
                    fr: "le donner à partir du dossier de ce fichier", en: "give it from the folder of this file"))
            return
        }
        context.report(diagnostics.filter { $0.severity == .error })
        world.base = territory.factBase
        world.at = world.at ?? territory.at
    }

    /// Values of parameters, `group.name`: what a territory may choose otherwise.
    private func set(_ fields: Fields, _ world: inout World) {
        for pair in fields.mapping("parameters") {
            guard let path = context.string(pair.key), let value = ConstantReader(context: context).constant(pair.value)
            else { continue }
            let names = path.split(separator: ".").map(String.init)
            let known = pack.parameters.flatMap { group in group.parameters.map { "\(group.name).\($0.name)" } }
            guard names.count == 2, known.contains(path) else {
                context.report(
                    Diagnostic(
                        "R231", Localized(fr: "paramètre inconnu « \(path) »", en: "unknown parameter '\(path)'"),
                        at: pair.key.location, help: .near(path, known)))
                continue
            }
            world.settings.append(Setting(group: names[0], name: names[1], value: value))
        }
    }

    private func edit(_ fields: Fields, _ key: String, _ world: inout World) {
        let (edits, diagnostics) = WrittenFacts.read(
            fields.mapping(key), vocabulary: pack.vocabulary, source: world.file)
        context.report(diagnostics)
        world.base = WrittenFacts.apply(edits, to: world.base)
    }

    private func date(_ fields: Fields, _ key: String) -> CalendarDate? {
        guard let node = fields.optional(key), let text = context.string(node) else { return nil }
        if let date = CalendarDate(text) { return date }
        refuse(
            fr: "« \(text) » n'est pas une date", en: "'\(text)' is no date", at: node.location,
            help: Localized(fr: "l'écrire comme 2026-06-15", en: "write it like 2026-06-15"))
        return nil
    }

    // MARK: Expectations

    /// `rule: {subject: wanted}`.
    private func cells(_ pair: YAMLPair) -> [Expectation] {
        guard let id = context.string(pair.key) else { return [] }
        guard let rule = pack.rule(id) else {
            context.report(
                Diagnostic(
                    "R231", Localized(fr: "règle inconnue « \(id) »", en: "unknown rule '\(id)'"),
                    at: pair.key.location, help: .near(id, pack.rules.map(\.id))))
            return []
        }
        return (context.mapping(pair.value) ?? []).compactMap { pair in
            guard let text = context.string(pair.key) else { return nil }
            let ids = text.split(separator: ",").map { RecordID($0.trimmed) }
            guard ids.count == rule.factors.count, !ids.contains(where: { $0 == nil }),
                zip(ids, rule.factors).allSatisfy({ $0?.kind == $1.kind })
            else {
                let shape = rule.factors.map { "\($0.kind)/…" }.joined(separator: ", ")
                refuse(
                    fr: "« \(text) » n'est pas un sujet de « \(id) »", en: "'\(text)' is no subject of '\(id)'",
                    at: pair.key.location,
                    help: Localized(fr: "l'écrire « \(shape) »", en: "write it '\(shape)'"))
                return nil
            }
            let subject = Subject(ids.compactMap { $0 })
            return wanted(
                pair.value, Expectation(.cell(rule: id, subject: subject), at: pair.key.location), of: rule)
        }
    }

    private func wanted(_ node: YAMLNode, _ expectation: Expectation, of rule: Rule) -> Expectation? {
        var expectation = expectation
        if node.pairs == nil {
            if let word = node.text, let verdict = Verdict.words[word], node.style == .plain {
                expectation.verdict = verdict
                return expectation
            }
            if rule.role == .value || rule.role == .question {
                expectation.value = wanted(node)
                return expectation
            }
        }
        guard let fields = Fields(node, of: Localized(fr: "ce qui est attendu", en: "what is expected"), context) else {
            return nil
        }
        defer { fields.finish() }
        expectation.verdict = verdict(fields, "verdict")
        if rule.role == .value, fields.has("from") || fields.has("to") || fields.has("among") {
            expectation.value = span(fields)
        } else {
            expectation.value = fields.has("value") ? value(fields, "value") : nil
        }
        expectation.score = fields.optional("score").flatMap { wanted($0) } ?? (fields.has("score") ? .null : nil)
        expectation.gravity = fields.optional("gravity").flatMap { wanted($0) }
        expectation.missing = fields.strings("missing")
        if fields.has("absorbed_by") { expectation.absorbedBy = fields.strings("absorbed_by").sorted() }
        for pair in fields.mapping("details") {
            if let name = context.string(pair.key), let value = wanted(pair.value) {
                expectation.details.append((name, value))
            }
        }
        return expectation
    }

    private func assessments(_ pair: YAMLPair) -> [Expectation] {
        guard let id = context.string(pair.key) else { return [] }
        guard let assessment = pack.assessments.first(where: { $0.id == id }) else {
            context.report(
                Diagnostic(
                    "R231", Localized(fr: "évaluation inconnue « \(id) »", en: "unknown assessment '\(id)'"),
                    at: pair.key.location, help: .near(id, pack.assessments.map(\.id))))
            return []
        }
        return (context.mapping(pair.value) ?? []).compactMap { pair in
            guard let record = pair.key.text.flatMap({ RecordID($0) }), record.kind == assessment.subject,
                let fields = Fields(
                    pair.value, of: Localized(fr: "ce qui est attendu", en: "what is expected"), context)
            else { return nil }
            defer { fields.finish() }
            var expectation = Expectation(.assessment(id, record), at: pair.key.location)
            expectation.verdict = verdict(fields, "verdict")
            expectation.band = fields.has("band") ? value(fields, "band") : nil
            expectation.mean = fields.optional("mean").flatMap { wanted($0) }
            expectation.completeness = fields.optional("completeness").flatMap { wanted($0) }
            for pair in fields.mapping("gates") {
                if let id = context.string(pair.key), let word = pair.value.text, let verdict = Verdict.words[word] {
                    expectation.gates.append((id, verdict))
                }
            }
            return expectation
        }
    }

    private func questions(_ node: YAMLNode) -> Expectation? {
        if node.items != nil {
            let among = context.strings(node) ?? []
            return Expectation(.questions(among: among, not: [], first: []), at: node.location)
        }
        guard let fields = Fields(node, of: Localized(fr: "des questions", en: "questions"), context) else {
            return nil
        }
        defer { fields.finish() }
        return Expectation(
            .questions(
                among: fields.strings("among"), not: fields.strings("not"), first: fields.strings("first")),
            at: node.location)
    }

    private func verdict(_ fields: Fields, _ key: String) -> Verdict? {
        guard let node = fields.optional(key), let word = context.string(node) else { return nil }
        if let verdict = Verdict.words[word] { return verdict }
        refuse(
            fr: "« \(word) » n'est pas un verdict", en: "'\(word)' is no verdict", at: node.location,
            help: Localized(
                fr: "il y a : oui, non, inconnu, sans_objet", en: "there are: yes, no, unknown, not_applicable"))
        return nil
    }

    /// What stands after a key that is written; a bare null is one.
    private func value(_ fields: Fields, _ key: String) -> Wanted? {
        guard let node = fields.optional(key) else { return .null }
        return wanted(node)
    }

    private func span(_ fields: Fields) -> Wanted {
        if let node = fields.optional("among") { return .among((context.list(node) ?? []).compactMap { wanted($0) }) }
        return .between(
            fields.optional("from").flatMap { wanted($0) }, fields.optional("to").flatMap { wanted($0) })
    }

    private func wanted(_ node: YAMLNode) -> Wanted? {
        if let items = node.items { return .list(items.compactMap { wanted($0) }) }
        if node.pairs != nil {
            guard let fields = Fields(node, of: Localized(fr: "un encadrement", en: "bounds"), context) else {
                return nil
            }
            defer { fields.finish() }
            return span(fields)
        }
        guard let text = node.text else { return nil }
        guard node.style == .plain else { return .text(text) }
        if node.isNull || text == "sans_objet" { return .null }
        if text == "unknown" || text == "inconnu" { return .uncertain }
        if let number = Number(text) {
            let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
            return .number(number, decimals: decimals)
        }
        if let date = CalendarDate(text) { return .date(date) }
        switch text {
        case "true", "yes", "oui": return .boolean(true)
        case "false", "no", "non": return .boolean(false)
        default: return .text(text)
        }
    }

    private func refuse(fr: String, en: String, at location: Location?, help: Localized? = nil) {
        context.report(Diagnostic("R233", Localized(fr: fr, en: en), at: location, help: help))
    }
}

extension Localized {
    /// Which name was likely meant, or else where names are found.
    static func near(_ name: String, _ known: [String]) -> Localized {
        if let near = NearestName.nearest(to: name, among: known.sorted()) {
            return Localized(fr: "le plus proche est « \(near) »", en: "the nearest is '\(near)'")
        }
        return Localized(fr: "aucun nom n'est proche", en: "no name is near")
    }
}

extension Substring {
    /// Without the spaces around it.
    var trimmed: Substring {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
