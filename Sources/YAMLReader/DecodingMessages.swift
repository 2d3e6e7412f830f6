import Diagnostics

/// The words of codes Y101 to Y108.
enum DecodingMessages {
    static let text = Localized(fr: "un texte", en: "a text")
    static let list = Localized(fr: "une liste", en: "a list")
    static let mapping = Localized(fr: "un ensemble de clés", en: "a mapping")
    static let localizedText = Localized(fr: "un texte en français et en anglais", en: "a text in French and English")

    static func missingKey(_ key: String, _ subject: Localized, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y101"),
            Localized(
                fr: "il manque la clé « \(key) » à \(subject.fr)",
                en: "\(subject.en) lacks key '\(key)'"
            ),
            at: place,
            help: Localized(fr: "ajouter « \(key): … »", en: "add '\(key): …'")
        )
    }

    static func wrongShape(_ node: YAMLNode, wanted: Localized, for subject: Localized? = nil) -> Diagnostic {
        let found: Localized
        switch node.kind {
        case .scalar: found = text
        case .sequence: found = list
        case .mapping: found = mapping
        }
        let before = subject.map { Localized(fr: "\($0.fr) : ", en: "\($0.en): ") } ?? Localized(both: "")
        return Diagnostic(
            Code("Y102"),
            Localized(
                fr: "\(before.fr)\(wanted.fr) est attendu, pas \(found.fr)",
                en: "\(before.en)\(wanted.en) is expected, not \(found.en)"
            ).agreeing(with: wanted),
            at: head(of: node)
        )
    }

    static func unknownKey(
        _ key: String, _ subject: Localized, _ place: Location, nearest: String?, known: [String]
    ) -> Diagnostic {
        Diagnostic(
            Code("Y103"),
            Localized(
                fr: "la clé « \(key) » n'existe pas dans \(subject.fr)",
                en: "\(subject.en) has no key '\(key)'"
            ),
            at: place,
            notes: known.isEmpty || nearest != nil
                ? []
                : [
                    Localized(
                        fr: "clés connues : \(known.joined(separator: ", "))",
                        en: "known keys: \(known.joined(separator: ", "))")
                ],
            help: nearest.map { Localized(fr: "écrire « \($0) »", en: "write '\($0)'") }
        )
    }

    static func notBoolean(_ text: String, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y104"),
            Localized(fr: "« \(text) » n'est ni vrai ni faux", en: "'\(text)' is neither true nor false"),
            at: place,
            help: Localized(fr: "écrire true ou false, sans guillemets", en: "write true or false, without quotes")
        )
    }

    static func notNumber(_ text: String, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y105"),
            Localized(fr: "« \(text) » n'est pas un nombre", en: "'\(text)' is not a number"),
            at: place,
            help: Localized(
                fr: "écrire des chiffres, avec un point pour les décimales, sans guillemets",
                en: "write digits, with a point before decimals, without quotes"
            )
        )
    }

    static func notInteger(_ text: String, _ place: Location, _ bounds: ClosedRange<Int>) -> Diagnostic {
        Diagnostic(
            Code("Y105"),
            Localized(fr: "« \(text) » n'est pas un nombre entier", en: "'\(text)' is not a whole number"),
            at: place,
            help: within(bounds)
        )
    }

    static func outOfBounds(_ value: Int, _ bounds: ClosedRange<Int>, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y105"),
            Localized(
                fr: "\(value) n'est pas entre \(bounds.lowerBound) et \(bounds.upperBound)",
                en: "\(value) is not between \(bounds.lowerBound) and \(bounds.upperBound)"
            ),
            at: place,
            help: within(bounds)
        )
    }

    static func notAmong(_ text: String, _ names: [String], _ place: Location) -> Diagnostic {
        let all = names.joined(separator: ", ")
        return Diagnostic(
            Code("Y106"),
            Localized(fr: "« \(text) » n'est pas une valeur possible ici", en: "'\(text)' is not a value allowed here"),
            at: place,
            notes: [Localized(fr: "valeurs possibles : \(all)", en: "allowed values: \(all)")],
            help: NearestName.nearest(to: text, among: names).map {
                Localized(fr: "écrire « \($0) »", en: "write '\($0)'")
            }
        )
    }

    static func languageMissing(_ language: String, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y107"),
            .warning,
            language == "fr"
                ? Localized(fr: "ce texte n'est pas donné en français", en: "this text is not given in French")
                : Localized(fr: "ce texte n'est pas donné en anglais", en: "this text is not given in English"),
            at: place,
            help: Localized(fr: "ajouter « \(language): … »", en: "add '\(language): …'")
        )
    }

    static func leftOut(_ node: YAMLNode) -> Diagnostic {
        Diagnostic(
            Code("Y108"),
            Localized(fr: "il manque une valeur", en: "a value is left out"),
            at: node.location,
            help: Localized(
                fr: "mettre le mot null entre guillemets s'il s'agit d'un texte",
                en: "put the word null between quotes if a text is meant"
            )
        )
    }

    private static func within(_ bounds: ClosedRange<Int>) -> Localized {
        Localized(
            fr: "écrire un nombre entier de \(bounds.lowerBound) à \(bounds.upperBound)",
            en: "write a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        )
    }

    /// A collection over many lines is shown by its first one.
    private static func head(of node: YAMLNode) -> Location {
        let source = node.location.source
        let start = node.location.span.start
        let bytes = source.bytes[min(start, source.bytes.count)..<min(node.location.span.end, source.bytes.count)]
        let end = bytes.firstIndex { TextCheck.isBreak($0) } ?? node.location.span.end
        return Location(source, Span(start, end))
    }
}

extension Localized {
    /// French agreement: "une liste est attendue", "un texte est attendu".
    fileprivate func agreeing(with noun: Localized) -> Localized {
        guard noun.fr.hasPrefix("une ") else { return self }
        var words = fr.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        for index in words.indices where words[index] == "attendu," { words[index] = "attendue," }
        return Localized(fr: words.joined(separator: " "), en: en)
    }
}
