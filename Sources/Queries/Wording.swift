public import Diagnostics
import FEEL
public import JSON

/// Figures, verdicts and causes as a person reads them, in one language; from machine forms.
public struct Wording: Sendable {
    public let language: Language

    public init(_ language: Language) {
        self.language = language
    }

    private var isFrench: Bool { language == .fr }

    private func text(_ fr: String, _ en: String) -> String { isFrench ? fr : en }

    /// `12 345,6` in French, `12,345.6` in English; at most `decimals` places.
    public func number(_ text: String, decimals: Int = 4) -> String {
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

    public func percent(_ text: String) -> String {
        guard let share = Number(text)?.multiplied(by: Number(100)) else { return text }
        return number(share.description, decimals: 1) + (isFrench ? "\u{202F}%" : "%")
    }

    /// A share or an interval of shares: `76,9 % à 84,4 %`.
    public func shares(_ interval: JSONValue?) -> String {
        guard let lower = interval?["lower"]?.numberText, let upper = interval?["upper"]?.numberText else { return "?" }
        if lower == upper { return percent(lower) }
        return text("\(percent(lower)) à \(percent(upper))", "\(percent(lower)) to \(percent(upper))")
    }

    public func verdict(_ verdict: String?) -> String {
        switch verdict {
        case "yes": text("oui", "yes")
        case "no": text("non", "no")
        case "unknown": text("inconnu", "unknown")
        case "not_applicable": text("sans objet", "not applicable")
        case "withheld": text("réservé", "withheld")
        default: "–"
        }
    }

    /// How sure the rule is, in brackets after its verdict: a local choice, to be confirmed by a lawyer; empty
    /// where there is nothing to be said of it, or no verdict that it bears on.
    public func mark(verdict: String?, tag: String?) -> String {
        guard verdict == "yes" || verdict == "no" else { return "" }
        switch tag {
        case "default": return text(" (choix local)", " (local choice)")
        case "check": return text(" (à confirmer par un juriste)", " (to be confirmed by a lawyer)")
        default: return ""
        }
    }

    /// A verdict with what its rule is worth.
    public func verdict(of item: JSONValue) -> String {
        let found = item["verdict"]?.stringValue
        return verdict(found) + mark(verdict: found, tag: item["tag"]?.stringValue)
    }

    public func label(_ labels: JSONValue?) -> String? { labels?[language.rawValue]?.stringValue }

    /// A value with its unit; what it may be when it is not certain.
    public func value(_ item: JSONValue, unit: String? = nil) -> String {
        let unit = unit ?? item["unit"]?.stringValue ?? ""
        if item["certain"]?.boolValue == false { return bounds(item["bounds"], unit: unit) }
        return plain(item["value"] ?? .null, unit: unit)
    }

    public func plain(_ value: JSONValue, unit: String = "") -> String {
        switch value {
        case .null: "–"
        case .bool(let flag): verdict(flag ? "yes" : "no")
        case .number(let text): unit == "ratio" ? percent(text) : number(text) + (unit.isEmpty ? "" : " \(unit)")
        case .string(let text): text
        case .array(let items): items.map { plain($0) }.joined(separator: ", ")
        case .object(let members): members.map { "\($0.name): \(plain($0.value))" }.joined(separator: ", ")
        }
    }

    public func bounds(_ bounds: JSONValue?, unit: String = "") -> String {
        let unknown = verdict("unknown")
        guard let bounds else { return unknown }
        if let values = bounds["values"]?.arrayValue {
            let list = values.map { plain($0, unit: unit) }.joined(separator: text(" ou ", " or "))
            return "\(unknown) (\(list))"
        }
        if let stated = bounds["stated"]?.intValue {
            return text("\(unknown) (\(stated) connus, liste ouverte)", "\(unknown) (\(stated) known, open list)")
        }
        let lower = bounds["lower"].flatMap { $0.isNull ? nil : plain($0, unit: unit) }
        let upper = bounds["upper"].flatMap { $0.isNull ? nil : plain($0, unit: unit) }
        switch (lower, upper) {
        case (let lower?, let upper?):
            return text("\(unknown), de \(lower) à \(upper)", "\(unknown), \(lower) to \(upper)")
        case (let lower?, nil): return text("\(unknown), au moins \(lower)", "\(unknown), at least \(lower)")
        case (nil, let upper?): return text("\(unknown), au plus \(upper)", "\(unknown), at most \(upper)")
        case (nil, nil): return unknown
        }
    }

    /// A missing thing in words: `places de maison/A1 : non renseigné`.
    public func cause(_ cause: JSONValue) -> String {
        let subject = cause["subject"]?.stringValue ?? ""
        let member = cause["member"]?.stringValue ?? ""
        switch cause["kind"]?.stringValue {
        case "missing_fact":
            return text("\(subject) : « \(member) » n'est pas renseigné", "\(subject): '\(member)' is not stated")
        case "stale_fact":
            return text("\(subject) : « \(member) » est à renouveler", "\(subject): '\(member)' is to be renewed")
        case "undescribed_record":
            return text(
                "\(subject) : aucune source ne le décrit\(member.isEmpty ? "" : " (« \(member) »)")",
                "\(subject): no source describes it\(member.isEmpty ? "" : " ('\(member)')")")
        case "open_list":
            return text(
                "\(subject) : la liste « \(member) » n'est pas close par un recensement",
                "\(subject): the list '\(member)' is not closed by a census")
        case "confidential":
            return text(
                "\(subject) : « \(member) » est confidentiel", "\(subject): '\(member)' is confidential")
        case "unmeasured": return text("\(member) non mesuré : \(subject)", "\(member) not measured: \(subject)")
        case "contradiction":
            return text(
                "\(subject) : les sources se contredisent\(member.isEmpty ? "" : " sur « \(member) »")",
                "\(subject): sources disagree\(member.isEmpty ? "" : " on '\(member)'")")
        default: return member.isEmpty ? subject : "\(subject).\(member)"
        }
    }
}
