import Diagnostics
import FEEL
import World

/// Reads one written value as its attribute's type.
///
/// **Invariant:** a value that cannot be read is refused with a diagnostic; it never becomes another
/// value, and an absent one is never a value at all.
struct CellReader {
    enum Outcome {
        case value(FactValue)
        /// The source says nothing of this attribute.
        case notStated
        case refused(Diagnostic)
    }

    let vocabulary: Vocabulary

    func read(_ written: Written, as attribute: Attribute) -> Outcome {
        switch written.content {
        case .absent:
            return .notStated
        case .text(let text):
            let text = text.trimmed
            if text.isEmpty { return .notStated }
            if let word = Self.reserved[text.lowercased()] {
                if word == .notApplicable, !attribute.mayNotApply {
                    return .refused(.alwaysApplies(text, attribute, at: written.location))
                }
                return .value(word)
            }
            return value(text, attribute, at: written.location)
        case .number(let text):
            guard attribute.type == .number else {
                return .refused(.wrongShape(attribute, found: .init(both: text), at: written.location))
            }
            return plainNumber(text, attribute, at: written.location)
        case .boolean(let flag):
            guard attribute.type == .boolean else {
                return .refused(.wrongShape(attribute, found: .init(both: "\(flag)"), at: written.location))
            }
            return .value(.boolean(flag))
        case .list(let items):
            return list(items, attribute, at: written.location)
        case .structure:
            let found = Localized(fr: "un ensemble de clés", en: "a set of keys")
            return .refused(.wrongShape(attribute, found: found, at: written.location))
        }
    }

    /// Words that take the place of a value of any type.
    static let reserved: [String: FactValue] = [
        "nsp": .withheld(.dontKnow), "ne sait pas": .withheld(.dontKnow), "dont_know": .withheld(.dontKnow),
        "refus": .withheld(.refused), "refused": .withheld(.refused),
        "a_verifier": .withheld(.toVerify), "à vérifier": .withheld(.toVerify), "to_verify": .withheld(.toVerify),
        "sans_objet": .notApplicable, "sans objet": .notApplicable, "not_applicable": .notApplicable,
    ]

    static let booleans: [String: Bool] = [
        "oui": true, "non": false, "true": true, "false": false, "vrai": true, "faux": false, "1": true, "0": false,
    ]

    private func value(_ text: String, _ attribute: Attribute, at location: Location) -> Outcome {
        switch attribute.type {
        case .text, .reference:
            return .value(.text(text))
        case .number:
            return number(text, attribute, at: location)
        case .boolean:
            guard let flag = Self.booleans[text.lowercased()] else {
                return .refused(.notABoolean(text, attribute, at: location))
            }
            return .value(.boolean(flag))
        case .date:
            guard let date = CalendarDate(text) else {
                return .refused(.notADate(text, attribute.name, at: location))
            }
            return .value(.date(date))
        case .code(let list):
            if let refusal = refusal(ofCode: text, in: list, attribute, at: location) { return .refused(refusal) }
            return .value(.text(text))
        case .codes(let list):
            let codes = text.split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty }
            for code in codes {
                if let refusal = refusal(ofCode: code, in: list, attribute, at: location) {
                    return .refused(refusal)
                }
            }
            return codes.isEmpty ? .notStated : .value(.codes(codes.withoutRepetition))
        }
    }

    private func number(_ text: String, _ attribute: Attribute, at location: Location) -> Outcome {
        switch DecimalText(text) {
        case .plain(let plain): plainNumber(plain, attribute, at: location)
        case .ambiguous(let one, let other):
            .refused(.ambiguousNumber(text, one, other, attribute, at: location))
        case .notANumber: .refused(.notANumber(text, attribute, at: location))
        }
    }

    private func plainNumber(_ text: String, _ attribute: Attribute, at location: Location) -> Outcome {
        guard let number = Number(exactly: text) else {
            return .refused(.notANumber(text, attribute, at: location))
        }
        return inRange(number, attribute, at: location)
    }

    func inRange(_ number: Number, _ attribute: Attribute, at location: Location) -> Outcome {
        if let range = attribute.range, !range.holds(number) {
            return .refused(.outOfRange(number, range, attribute, at: location))
        }
        return .value(.number(number))
    }

    private func list(_ items: [Written], _ attribute: Attribute, at location: Location) -> Outcome {
        guard case .codes(let list) = attribute.type else {
            let found = Localized(fr: "une liste", en: "a list")
            return .refused(.wrongShape(attribute, found: found, at: location))
        }
        var codes: [String] = []
        for item in items {
            guard case .text(let code) = item.content else {
                let found = Localized(fr: "une liste d'autre chose que des codes", en: "a list of other things")
                return .refused(.wrongShape(attribute, found: found, at: item.location))
            }
            if let refusal = refusal(ofCode: code.trimmed, in: list, attribute, at: item.location) {
                return .refused(refusal)
            }
            codes.append(code.trimmed)
        }
        // A list written empty is a statement: none of the codes.
        return .value(.codes(codes.withoutRepetition))
    }

    private func refusal(
        ofCode code: String, in list: String, _ attribute: Attribute, at location: Location
    ) -> Diagnostic? {
        // A list that the vocabulary does not have is the pack's fault, reported there.
        guard let list = vocabulary.codeLists[list], !list.contains(code), !vocabulary.wasCode(code, of: list.name)
        else {
            return nil
        }
        return .unknownCode(code, list, attribute, at: location)
    }
}

extension [String] {
    /// The first of each, in order.
    fileprivate var withoutRepetition: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

extension Number {
    /// - Returns: nil when the text is no plain decimal or has more digits than a number keeps: a
    ///   source's figure is never rounded silently.
    init?(exactly text: String) {
        let digits = text.drop { $0 == "-" || $0 == "0" || $0 == "." }.count { ("0"..."9").contains($0) }
        guard digits <= Number.precision, let number = Number(text) else { return nil }
        self = number
    }
}
