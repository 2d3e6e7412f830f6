import Diagnostics
import FEEL
import JSON

/// Figures, verdicts and names as a person reads them, in their language.
struct Human {
    let terminal: Terminal

    private var isFrench: Bool { terminal.language == .fr }

    /// `12 345,6` in French, `12,345.6` in English; at most `decimals` places.
    func number(_ text: String, decimals: Int = 4) -> String {
        guard let number = Number(text) else { return text }
        let rounded = number.rounded(scale: decimals, mode: .halfEven)
        var digits = rounded.description
        let isNegative = digits.hasPrefix("-")
        if isNegative { digits.removeFirst() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var whole = ""
        for (offset, digit) in parts[0].reversed().enumerated() {
            if offset > 0, offset.isMultiple(of: 3) { whole = (isFrench ? "\u{202F}" : ",") + whole }
            whole = String(digit) + whole
        }
        let fraction = parts.count > 1 && !parts[1].isEmpty ? (isFrench ? "," : ".") + parts[1] : ""
        return (isNegative ? "-" : "") + whole + fraction
    }

    func percent(_ text: String) -> String {
        guard let share = Number(text)?.multiplied(by: Number(100)) else { return text }
        return number(share.description, decimals: 1) + (isFrench ? "\u{202F}%" : "%")
    }

    /// A share or an interval of shares: `76,9 % à 84,4 %`.
    func shares(_ interval: JSONValue?) -> String {
        guard let lower = interval?["lower"]?.numberText, let upper = interval?["upper"]?.numberText else { return "?" }
        if lower == upper { return percent(lower) }
        return Localized(fr: "\(percent(lower)) à \(percent(upper))", en: "\(percent(lower)) to \(percent(upper))")[
            terminal]
    }

    func verdict(_ verdict: String?) -> String {
        switch verdict {
        case "yes": Localized(fr: "oui", en: "yes")[terminal]
        case "no": Localized(fr: "non", en: "no")[terminal]
        case "unknown": Localized(fr: "inconnu", en: "unknown")[terminal]
        case "not_applicable": Localized(fr: "sans objet", en: "not applicable")[terminal]
        default: "–"
        }
    }

    func label(_ labels: JSONValue?) -> String? { labels?[terminal.language.rawValue]?.stringValue }

    /// A value with its unit; what it may be when it is not certain.
    func value(_ item: JSONValue, unit: String? = nil) -> String {
        let unit = unit ?? item["unit"]?.stringValue ?? ""
        if item["certain"]?.boolValue == false { return bounds(item["bounds"], unit: unit) }
        return plain(item["value"] ?? .null, unit: unit)
    }

    func plain(_ value: JSONValue, unit: String = "") -> String {
        switch value {
        case .null: "–"
        case .bool(let flag): verdict(flag ? "yes" : "no")
        case .number(let text): unit == "ratio" ? percent(text) : number(text) + (unit.isEmpty ? "" : " \(unit)")
        case .string(let text): text
        case .array(let items): items.map { plain($0) }.joined(separator: ", ")
        case .object(let members): members.map { "\($0.name): \(plain($0.value))" }.joined(separator: ", ")
        }
    }

    func bounds(_ bounds: JSONValue?, unit: String = "") -> String {
        let unknown = verdict("unknown")
        guard let bounds else { return unknown }
        if let values = bounds["values"]?.arrayValue {
            let list = values.map { plain($0, unit: unit) }.joined(
                separator: Localized(fr: " ou ", en: " or ")[terminal])
            return "\(unknown) (\(list))"
        }
        if let stated = bounds["stated"]?.intValue {
            return Localized(
                fr: "\(unknown) (\(stated) connus, liste ouverte)", en: "\(unknown) (\(stated) known, open list)")[
                    terminal]
        }
        let lower = bounds["lower"].flatMap { $0.isNull ? nil : plain($0, unit: unit) }
        let upper = bounds["upper"].flatMap { $0.isNull ? nil : plain($0, unit: unit) }
        switch (lower, upper) {
        case (let lower?, let upper?):
            return Localized(fr: "\(unknown), de \(lower) à \(upper)", en: "\(unknown), \(lower) to \(upper)")[terminal]
        case (let lower?, nil):
            return Localized(fr: "\(unknown), au moins \(lower)", en: "\(unknown), at least \(lower)")[terminal]
        case (nil, let upper?):
            return Localized(fr: "\(unknown), au plus \(upper)", en: "\(unknown), at most \(upper)")[terminal]
        case (nil, nil): return unknown
        }
    }

    /// A missing thing in words: `places de maison/A1 : non renseigné`.
    func cause(_ cause: JSONValue) -> String {
        let subject = cause["subject"]?.stringValue ?? ""
        let member = cause["member"]?.stringValue ?? ""
        switch cause["kind"]?.stringValue {
        case "missing_fact":
            return Localized(
                fr: "\(subject) : « \(member) » n'est pas renseigné", en: "\(subject): '\(member)' is not stated")[
                    terminal]
        case "undescribed_record":
            return Localized(
                fr: "\(subject) : aucune source ne le décrit\(member.isEmpty ? "" : " (« \(member) »)")",
                en: "\(subject): no source describes it\(member.isEmpty ? "" : " ('\(member)')")")[terminal]
        case "open_list":
            return Localized(
                fr: "\(subject) : la liste « \(member) » n'est pas close par un recensement",
                en: "\(subject): the list '\(member)' is not closed by a census")[terminal]
        case "unmeasured":
            return Localized(fr: "\(member) non mesuré : \(subject)", en: "\(member) not measured: \(subject)")[
                terminal]
        case "contradiction":
            return Localized(
                fr: "\(subject) : les sources se contredisent\(member.isEmpty ? "" : " sur « \(member) »")",
                en: "\(subject): sources disagree\(member.isEmpty ? "" : " on '\(member)'")")[terminal]
        default:
            return member.isEmpty ? subject : "\(subject).\(member)"
        }
    }
}
