import Diagnostics
import JSON

/// Answers told in lines rather than rows: readiness and explanations.
struct Texts {
    let terminal: Terminal
    private var human: Human { Human(terminal: terminal) }

    private func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }

    // MARK: Readiness

    /// Groups and gates first; the interval stands last and never alone.
    func readiness(_ reply: JSONValue) -> String {
        (reply["assessments"]?.arrayValue ?? []).map { assessment($0, reply) }.joined(separator: "\n\n")
    }

    private func assessment(_ assessment: JSONValue, _ reply: JSONValue) -> String {
        var lines: [String] = []
        let name = assessment["name"]?.stringValue ?? ""
        let title = human.label(assessment["labels"]) ?? ""
        lines.append(
            "\(title) · \(name) · \(reply["territory"]?.stringValue ?? "") · \(reply["at"]?.stringValue ?? "")")
        let groups = (assessment["groups"]?.arrayValue ?? []).map { group in
            let questions = group["questions"]?.intValue ?? 0
            let count = text(
                "\(questions) question\(questions > 1 ? "s" : "")", "\(questions) question\(questions == 1 ? "" : "s")")
            return (
                human.label(group["labels"]) ?? group["group"]?.stringValue ?? "", human.shares(group["mean"]), count
            )
        }
        let gates = (assessment["gates"]?.arrayValue ?? []).map { gate in
            (
                human.label(gate["labels"]) ?? gate["gate"]?.stringValue ?? "",
                human.verdict(gate["verdict"]?.stringValue)
            )
        }
        let width = (groups.map { DisplayWidth.of($0.0) } + gates.map { DisplayWidth.of($0.0) }).max() ?? 0
        let shares = groups.map { DisplayWidth.of($0.1) }.max() ?? 0
        for group in groups {
            lines.append(
                "  \(DisplayWidth.padded(group.0, to: width))  \(DisplayWidth.padded(group.1, to: shares, alignRight: true))  \(group.2)"
            )
        }
        if !gates.isEmpty { lines.append(text("Préalables", "Gates")) }
        for gate in gates { lines.append("  \(DisplayWidth.padded(gate.0, to: width))  \(gate.1)") }
        let blocks = assessment["blocks"]?.arrayValue ?? []
        if !blocks.isEmpty { lines.append(text("Critères bloquants non remplis", "Blocking criteria not met")) }
        for block in blocks {
            let names = (block["names"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " – ")
            lines.append("  \(human.label(block["labels"]) ?? "") · \(names) : \(human.verdict(of: block))")
        }
        let band = human.label(assessment["band_labels"]) ?? text("palier inconnu", "band unknown")
        let completeness = assessment["completeness"]?.numberText.map(human.percent) ?? "?"
        lines.append(
            text(
                "Verdict : \(human.verdict(assessment["verdict"]?.stringValue)) – \(band) ; moyenne \(human.shares(assessment["mean"])), complétude \(completeness)",
                "Verdict: \(human.verdict(assessment["verdict"]?.stringValue)) – \(band); mean \(human.shares(assessment["mean"])), completeness \(completeness)"
            ))
        let missing = assessment["missing"]?.arrayValue ?? []
        if !missing.isEmpty {
            lines.append(text("Ce qui manque", "Missing"))
            lines += missing.prefix(10).map { "  - " + human.cause($0) }
            if missing.count > 10 { lines.append("  … +\(missing.count - 10)") }
        }
        return lines.joined(separator: "\n")
    }

    // MARK: Why

    func explanations(_ reply: JSONValue) -> String {
        (reply["explanations"]?.arrayValue ?? []).map(explanation).joined(separator: "\n\n")
    }

    private func explanation(_ item: JSONValue) -> String {
        var text = told(item) ?? tree(item)
        if let search = item["what_would_change"] {
            text += "\n" + HypothesisText(terminal: terminal).levers(search, of: item)
        }
        return text
    }

    /// What an elected official or a lawyer is told; nil for the tree.
    private func told(_ item: JSONValue) -> String? {
        let lines = item["told"]?["lines"]?.arrayValue ?? []
        return lines.isEmpty ? nil : lines.compactMap(human.label).joined(separator: "\n")
    }

    private func tree(_ item: JSONValue) -> String {
        let names = (item["names"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " – ")
        let label = human.label(item["labels"]) ?? item["rule"]?.stringValue ?? ""
        var head = "\(label) · \(names) : "
        if let verdict = item["verdict"]?.stringValue {
            head += human.verdict(verdict)
        } else {
            head += human.value(item)
        }
        if let gravity = human.label(item["gravity_labels"]) { head += " (\(gravity))" }
        head += human.mark(verdict: item["verdict"]?.stringValue, tag: item["tag"]?.stringValue)
        var lines = [head]
        for absorber in item["absorbed_by"]?.arrayValue ?? [] {
            lines.append(
                text("  absorbé par \(absorber.stringValue ?? "")", "  absorbed by \(absorber.stringValue ?? "")"))
        }
        for part in item["because"]?.arrayValue ?? [] { lines += self.part(part, indent: 1) }
        if let source = item["source"]?.stringValue {
            lines.append(text("  source : \(source)", "  source: \(source)") + tag(item))
        }
        if let note = item["source_note"]?.stringValue { lines.append("    \(note)") }
        lines.append(
            text("  règle : \(item["declared"]?.stringValue ?? "")", "  rule: \(item["declared"]?.stringValue ?? "")"))
        lines += particulars(item)
        let missing = item["missing"]?.arrayValue ?? []
        if !missing.isEmpty { lines.append(text("  ce qui manque", "  missing")) }
        lines += missing.map { "    - " + human.cause($0) }
        return lines.joined(separator: "\n")
    }

    /// When the rule is in force, and what it says in words.
    private func particulars(_ item: JSONValue) -> [String] {
        var lines: [String] = []
        let day = item["in_force"]?["law_date"]?.stringValue ?? ""
        let (from, to) = (item["in_force"]?["from"]?.stringValue, item["in_force"]?["to"]?.stringValue)
        switch item["reason"]?.stringValue {
        case "not_yet_in_force":
            lines.append(
                text(
                    "  pas encore en vigueur le \(day) : depuis le \(from ?? "")",
                    "  not yet in force on \(day): from \(from ?? "") on"))
        case "no_longer_in_force":
            lines.append(
                text(
                    "  plus en vigueur le \(day) : jusqu'au \(to ?? "")",
                    "  no longer in force on \(day): until \(to ?? "")"))
        default:
            if let from { lines.append(text("  en vigueur depuis le \(from)", "  in force from \(from) on")) }
            if let to { lines.append(text("  en vigueur jusqu'au \(to)", "  in force until \(to)")) }
        }
        let names = [
            ("help", text("aide", "help")), ("evidence", text("pièces attendues", "evidence expected")),
            ("good", text("bon", "good")), ("bad", text("mauvais", "bad")),
        ]
        let particulars = [
            ("participants", text("qui peut participer", "who may take part")),
            ("condition", text("condition", "condition")),
            ("decisions", text("décisions et avis", "decisions and opinions")),
            ("staff", text("personnel", "staff")), ("money", text("argent", "money")),
            ("duration", text("durée", "duration")),
        ]
        let texts = names.map { ($0.1, item[$0.0]) } + particulars.map { ($0.1, item["particulars"]?[$0.0]) }
        for (name, words) in texts {
            if let words = human.label(words) { lines.append(text("  \(name) : \(words)", "  \(name): \(words)")) }
        }
        return lines
    }

    private func tag(_ item: JSONValue) -> String {
        switch item["tag"]?.stringValue {
        case "default": text(" (choix local)", " (local choice)")
        case "check": text(" (à confirmer par un juriste)", " (to be confirmed by a lawyer)")
        case "likely": text(" (probable)", " (likely)")
        default: ""
        }
    }

    private func part(_ part: JSONValue, indent: Int) -> [String] {
        let margin = String(repeating: "  ", count: indent)
        let expression = (part["expression"]?.stringValue ?? "").split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        let value = part["needed"]?.boolValue == false ? text("sans effet", "not needed") : human.value(part)
        var lines = ["\(margin)\(value)  \(role(part))\(expression)"]
        for term in part["terms"]?.arrayValue ?? [] { lines += self.part(term, indent: indent + 1) }
        for read in part["reads"]?.arrayValue ?? [] { lines += self.read(read, indent: indent + 1) }
        return lines
    }

    private func role(_ part: JSONValue) -> String {
        switch part["role"]?.stringValue {
        case "applies": text("s'applique si ", "applies if ")
        case "when": text("quand ", "when ")
        case "score": text("barème : ", "score: ")
        case "gravity": text("gravité : ", "gravity: ")
        default: ""
        }
    }

    /// Where sources disagreed: which was believed, why, and what the others say.
    private func settled(_ settled: JSONValue, _ margin: String) -> [String] {
        let who = "\(settled["author"]?.stringValue ?? ""), \(settled["date"]?.stringValue ?? "")"
        let reason = human.label(settled["reason"]) ?? ""
        let sources = (settled["sources"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " > ")
        let head =
            settled["by"]?.stringValue == "arbitration"
            ? text("tranché pour \(sources)", "settled for \(sources)")
            : text("priorité : \(sources)", "precedence: \(sources)")
        let aside = (settled["set_aside"]?.arrayValue ?? []).map { fact in
            margin
                + text(
                    "écarté : \(human.plain(fact["value"] ?? .null)) (\(fact["source"]?.stringValue ?? ""))",
                    "set aside: \(human.plain(fact["value"] ?? .null)) (\(fact["source"]?.stringValue ?? ""))")
        }
        return [margin + head + " (\(who)" + text(" : ", ": ") + reason + ")"] + aside
    }

    private func read(_ read: JSONValue, indent: Int) -> [String] {
        let margin = String(repeating: "  ", count: indent)
        let member = read["member"]?.stringValue ?? ""
        let name = read["name"]?.stringValue ?? ""
        var line = "\(margin)\(name.isEmpty ? member : "\(name).\(member)") = \(human.value(read))"
        if let facts = read["facts"]?.arrayValue, !facts.isEmpty {
            let places = facts.map { fact in
                let origin = fact["origin"]?.stringValue ?? ""
                return origin.isEmpty ? fact["source"]?.stringValue ?? "" : origin
            }
            line += "  [\(places.joined(separator: ", "))]"
        } else if let source = read["source"]?.stringValue {
            // A local choice replaces the pack's: what that one was worth says nothing of it.
            line += "  [\(source)]" + (read["override"] == nil ? tag(read) : "")
        }
        if let override = read["override"] {
            line += text(
                "  (choix local de \(override["author"]?.stringValue ?? ""), \(override["date"]?.stringValue ?? "") : ",
                "  (local choice of \(override["author"]?.stringValue ?? ""), \(override["date"]?.stringValue ?? ""): ")
            line += (human.label(override["reason"]) ?? "") + ")"
        }
        var lines = [line]
        if let settled = read["settled"] { lines += self.settled(settled, margin + "  ") }
        for part in read["because"]?.arrayValue ?? [] { lines += self.part(part, indent: indent + 1) }
        return lines
    }
}
