public import Diagnostics
public import FEEL
public import Packs

extension Pack {
    /// Reads, checks and compiles a pack, and makes sure that its rules can be evaluated in some order.
    ///
    /// - Parameters:
    ///   - files: YAML texts of vocabularies, rule sets and policies.
    ///   - date: Any date; it only stands for `today` while cycles are looked for.
    /// - Returns: The pack, and every diagnostic in order; no pack when one is an error.
    public static func load(_ files: [SourceText], at date: CalendarDate) -> (Pack?, [Diagnostic]) {
        var (pack, diagnostics) = PackReader.read(files)
        guard let read = pack else { return (nil, diagnostics) }
        for cycle in Evaluation.cycles(in: read, at: date) {
            let rules = cycle.compactMap { read.rule($0) }
            let chain = (cycle + cycle.prefix(1)).map { "« \($0) »" }.joined(separator: " → ")
            let first = cycle.first ?? ""
            diagnostics.append(
                Diagnostic(
                    "R204",
                    Localized(fr: "la règle « \(first) » dépend d'elle-même", en: "rule '\(first)' depends on itself"),
                    at: rules.first?.location,
                    secondary: rules.dropFirst().map {
                        Label($0.location, Localized(fr: "par cette règle", en: "through this rule"))
                    },
                    notes: [Localized(both: chain)],
                    help: Localized(
                        fr: "remplacer l'une des lectures par un fait ou un paramètre",
                        en: "replace one of the readings with a fact or a parameter")))
            pack = nil
        }
        return (pack, diagnostics.inOrder())
    }
}
