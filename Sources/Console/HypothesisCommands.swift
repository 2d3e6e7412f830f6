import ArgumentParser
import Diagnostics
import JSON

struct WhatIf: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-if",
        abstract: both(
            "Ce qui changerait si ces faits étaient vrais ; rien n'est écrit.",
            "What would change if these facts were so; nothing is written."), aliases: ["et-si"])

    @Argument(
        help: both(
            "Faits supposés : genre/clé.attribut=valeur ; sans valeur, personne ne l'a déclaré.",
            "Facts supposed: kind/key.attribute=value; without a value, nobody stated it.")) var facts: [String] = []
    @OptionGroup var world: WorldOptions
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        for fact in facts where SupposedFact(fact) == nil {
            throw ValidationError("« \(fact) » : genre/clé.attribut=valeur / kind/key.attribute=value")
        }
    }

    func run() throws {
        let terminal = common.terminal
        let supposed = JSONValue.array(facts.compactMap { SupposedFact($0)?.json })
        let reply = try WorldSource(options: world, view: view, terminal: terminal).read(
            "what-if", [("suppose", supposed.serialized())])
        let text = HypothesisText(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "changes", table: DifferenceText(terminal: terminal).table, text: text.whatIf)
    }
}

/// `kind/key.attribute=value`, as typed: the key may hold points, the value equal signs.
struct SupposedFact {
    var record: String
    var attribute: String
    /// Empty: nobody states it.
    var value: String

    init?(_ text: String) {
        guard let equal = text.firstIndex(of: "="), let point = text[..<equal].lastIndex(of: ".") else { return nil }
        record = String(text[..<point])
        attribute = String(text[text.index(after: point)..<equal])
        value = String(text[text.index(after: equal)...])
        guard record.contains("/"), !attribute.isEmpty else { return nil }
    }

    var json: JSONValue {
        .object([
            .init("record", .string(record)), .init("attribute", .string(attribute)),
            .init("value", value.isEmpty ? .null : .string(value)),
        ])
    }
}

/// Hypotheses and levers, told to a person.
struct HypothesisText {
    let terminal: Terminal
    private var human: Human { Human(terminal: terminal) }

    private func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }

    func whatIf(_ reply: JSONValue) -> String {
        var lines = [
            "\(reply["territory"]?.stringValue ?? "") · "
                + text("hypothèse, rien n'est écrit", "hypothesis, nothing is written")
        ]
        for fact in reply["supposed"]?.arrayValue ?? [] {
            let before = human.plain(fact["before"] ?? .null)
            let after = human.plain(fact["after"] ?? .null)
            lines.append(
                "  \(fact["record"]?.stringValue ?? "").\(fact["attribute"]?.stringValue ?? "") : \(before) → \(after)")
        }
        for item in reply["assessments"]?.arrayValue ?? [] {
            let title = human.label(item["labels"]) ?? ""
            let (before, after) = (item["before"] ?? .null, item["after"] ?? .null)
            let name = item["name"]?.stringValue ?? ""
            let (was, becomes) = (
                human.verdict(before["verdict"]?.stringValue), human.verdict(after["verdict"]?.stringValue)
            )
            let means = text(
                "moyenne \(human.shares(before["mean"])) → \(human.shares(after["mean"]))",
                "mean \(human.shares(before["mean"])) → \(human.shares(after["mean"]))")
            lines.append("  \(title) · \(name) : \(was) → \(becomes) ; \(means)")
            for gate in after["gates"]?.objectMembers ?? [] where before["gates"]?[gate.name] != gate.value {
                let was = human.verdict(before["gates"]?[gate.name]?.stringValue)
                lines.append("      \(gate.name) : \(was) → \(human.verdict(gate.value.stringValue))")
            }
        }
        let changes = reply["changes"]?.arrayValue ?? []
        if changes.isEmpty { lines.append(text("  aucun verdict ne change", "  no verdict changes")) }
        lines += Changes(terminal: terminal).lines(changes)
        return lines.joined(separator: "\n")
    }

    /// The sets of levers that turn a verdict, or how far they were looked for.
    func levers(_ search: JSONValue, of item: JSONValue) -> String {
        let together = search["together"]?.intValue ?? 0
        let sets = search["sets"]?.arrayValue ?? []
        let count = search["levers"]?.intValue ?? 0
        guard !sets.isEmpty else {
            if count == 0 {
                return text(
                    "aucun levier déclaré n'entre dans cette règle", "no declared lever has a part in this rule")
            }
            let until = text(
                "aucun jeu de \(together) leviers au plus ne retourne ce verdict (\(count) leviers essayés)",
                "no set of \(together) levers at most turns this verdict (\(count) levers tried)")
            return search["complete"]?.boolValue == false
                ? until + text(" ; au-delà, trop de jeux à essayer", "; beyond that, too many sets to try") : until
        }
        var lines = [
            text(
                "ce qui retournerait le verdict, \(together == 1 ? "un levier" : "\(together) leviers ensemble")",
                "what would turn the verdict, \(together == 1 ? "one lever" : "\(together) levers together")")
        ]
        for set in sets {
            let moves = (set["levers"]?.arrayValue ?? []).map { lever in
                let unit = lever["unit"]?.stringValue ?? ""
                let before = human.plain(lever["before"] ?? .null, unit: unit)
                let after = human.plain(lever["after"] ?? .null, unit: unit)
                let label = human.label(lever["labels"]) ?? lever["attribute"]?.stringValue ?? ""
                return "\(label) · \(lever["name"]?.stringValue ?? "") : \(before) → \(after)"
            }
            let verdict = set["verdict"]?.stringValue
            let mark = human.mark(verdict: verdict, tag: item["tag"]?.stringValue)
            lines.append("  \(human.verdict(verdict))\(mark) : " + moves.joined(separator: text(" ; et ", "; and ")))
        }
        let more = (search["found"]?.intValue ?? 0) - sets.count
        if more > 0 { lines.append("  … +\(more)") }
        return lines.joined(separator: "\n")
    }
}
