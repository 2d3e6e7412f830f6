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
        let names = (item["names"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " – ")
        let label = human.label(item["labels"]) ?? item["rule"]?.stringValue ?? ""
        var head = "\(label) · \(names) : "
        if let verdict = item["verdict"]?.stringValue {
            head += human.verdict(verdict)
        } else {
            head += human.value(item)
        }
        if let gravity = human.label(item["gravity_labels"]) { head += " (\(gravity))" }
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
        let missing = item["missing"]?.arrayValue ?? []
        if !missing.isEmpty { lines.append(text("  ce qui manque", "  missing")) }
        lines += missing.map { "    - " + human.cause($0) }
        return lines.joined(separator: "\n")
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
            line += "  [\(source)]" + tag(read)
        }
        if let override = read["override"] {
            line += text(
                "  (choix local de \(override["author"]?.stringValue ?? ""), \(override["date"]?.stringValue ?? "") : ",
                "  (local choice of \(override["author"]?.stringValue ?? ""), \(override["date"]?.stringValue ?? ""): ")
            line += (human.label(override["reason"]) ?? "") + ")"
        }
        var lines = [line]
        for part in read["because"]?.arrayValue ?? [] { lines += self.part(part, indent: indent + 1) }
        return lines
    }
}
