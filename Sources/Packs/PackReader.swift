public import Diagnostics
import FEEL
import World
import YAMLReader

/// Reads the files of a pack, whatever their number, and compiles them.
public enum PackReader {
    /// - Parameter files: YAML texts of vocabularies, rule sets and policies; order is irrelevant.
    /// - Returns: The pack, and every diagnostic in order; no pack when one is an error.
    public static func read(_ files: [SourceText]) -> (Pack?, [Diagnostic]) {
        let files = files.sorted { $0.name < $1.name }
        var draft = PackDraft()
        let context = DecodingContext()
        var documents: [(format: String, node: YAMLNode)] = []
        var isWhole = true
        for file in files {
            let (node, diagnostics) = YAMLReader.read(file)
            context.report(diagnostics)
            guard let node, !diagnostics.hasErrors else {
                isWhole = false
                continue
            }
            guard let format = format(of: node, in: file, context) else { continue }
            documents.append((format, node))
        }
        if files.isEmpty {
            context.report(
                Diagnostic(
                    "R001", Localized(fr: "aucun fichier de règles", en: "no rule file"),
                    help: Localized(
                        fr: "donner un dossier qui contient des fichiers .yaml de règles",
                        en: "give a folder that holds .yaml rule files")))
        }
        for (format, node) in documents where format == "vocabulary/1" {
            var reader = VocabularyReader(context: context)
            reader.read(node, into: &draft)
        }
        for (format, node) in documents where format == "rules/1" {
            RuleReader(context: context).read(node, into: &draft)
        }
        for (format, node) in documents where format == "policy/1" {
            PolicyReader(context: context).read(node, into: &draft)
        }
        for (format, node) in documents where format == "studies/1" {
            StudyReader(context: context).read(node, into: &draft)
        }
        for (format, node) in documents where format == "calendar/1" {
            CalendarReader(context: context).read(node, into: &draft)
        }
        for (format, node) in documents where format == "access/1" {
            AccessReader(context: context).read(node, into: &draft)
        }
        draft.fillFromCalendar()
        for (format, node) in documents where format == "alerts/1" {
            AlertReader(context: context).read(node, into: &draft)
        }
        VocabularyCheck(draft: draft, context: context).check()
        // Expressions are compiled even when a file is refused, as long as the kinds can be trusted:
        // an author sees every error at once.
        var diagnostics = context.diagnostics
        var pack: Pack?
        if !context.hasErrors || !draft.rules.isEmpty {
            let (compiled, found) = PackCompiler.compile(draft, hash: hash(files))
            // A file that could not be read may declare the names that the others miss.
            diagnostics += isWhole ? found : found.filter { !nameless.contains($0.code.rawValue) }
            pack = compiled
        }
        return (diagnostics.hasErrors ? nil : pack, diagnostics.inOrder())
    }

    /// What says that nothing has a name.
    private static let nameless: Set<String> = [
        "T001", "T002", "T003", "T014", "R202", "R205", "R206", "R207", "R208", "R253", "R254", "R255", "R256",
        "R300", "R301",
    ]

    private static let formats = [
        "vocabulary/1", "rules/1", "policy/1", "alerts/1", "calendar/1", "studies/1", "access/1",
    ]

    private static func format(of node: YAMLNode, in file: SourceText, _ context: DecodingContext) -> String? {
        guard let stated = node["format"]?.text else {
            context.report(
                Diagnostic(
                    "R002",
                    Localized(fr: "le fichier ne dit pas son format", en: "the file does not say its format"),
                    at: Location(file, Span(0, 0)),
                    help: Localized(
                        fr: "commencer par « format: rules/1 », « vocabulary/1 » ou « policy/1 »",
                        en: "begin with 'format: rules/1', 'vocabulary/1' or 'policy/1'")))
            return nil
        }
        if formats.contains(stated) { return stated }
        let near = NearestName.nearest(to: stated, among: formats)
        context.report(
            Diagnostic(
                "R003", Localized(fr: "format inconnu « \(stated) »", en: "unknown format '\(stated)'"),
                at: node["format"]?.location,
                help: near.map { Localized(fr: "le plus proche est « \($0) »", en: "the nearest is '\($0)'") }
                    ?? Localized(
                        fr: "les formats sont : \(formats.joined(separator: ", "))",
                        en: "the formats are: \(formats.joined(separator: ", "))")))
        return nil
    }

    /// 64-bit FNV-1a over names and bytes, from two offset bases.
    /// - Source: draft-eastlake-fnv, §2.
    private static func hash(_ files: [SourceText]) -> String {
        func digest(_ basis: UInt64) -> String {
            var state = basis
            func feed(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
            for file in files {
                for byte in file.name.utf8 { feed(byte) }
                feed(0)
                for byte in file.bytes { feed(byte) }
                feed(0)
            }
            let text = String(state, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digest(0xcbf2_9ce4_8422_2325) + digest(0x8422_2325_cbf2_9ce4)
    }
}
