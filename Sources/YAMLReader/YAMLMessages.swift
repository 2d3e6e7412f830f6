import Diagnostics

/// The words of codes Y001 to Y014.
enum YAMLMessages {
    static func malformed(_ fault: Fault, in source: SourceText, offsets: CharacterOffsets) -> Diagnostic {
        let offset = offsets.offset(of: fault.position)
        let bytes = source.bytes
        var end = min(offset + 1, bytes.count)
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        if offset < bytes.count, TextCheck.isBreak(bytes[offset]) { end = offset }
        let place = Location(source, Span(offset, end))
        if let tab = indentingTab(before: offset, bytes),
            fault.problem.contains("token") || fault.problem.contains("tab")
        {
            return tabIndentation(Location(source, Span(tab, tab + 1)))
        }
        let known = YAMLProblems.translation(of: fault.problem)
        var result = Diagnostic(
            Code("Y001"),
            Localized(
                fr: "YAML mal formé : \(known?.text.fr ?? "la structure du texte n'est pas celle attendue")",
                en: "malformed YAML: \(known?.text.en ?? fault.problem)"
            ),
            at: place,
            help: known?.help ?? anyHelp
        )
        if known == nil {
            result.notes.append(
                Localized(fr: "détail de libyaml : \(fault.problem)", en: "libyaml's detail: \(fault.problem)"))
        }
        if let context = fault.context {
            let start = offsets.offset(of: fault.contextPosition)
            if start < offset {
                result.secondary.append(
                    Label(Location(source, Span(start, min(start + 1, bytes.count))), YAMLProblems.context(context)))
            }
        }
        return result
    }

    private static let anyHelp = Localized(
        fr: "regarder ce qui précède : un crochet, une accolade ou un guillemet sans sa fin, un retrait qui n'est pas "
            + "celui des lignes voisines",
        en: "look at what precedes: a bracket, a brace or a quote without its end, an indentation that is not that of "
            + "the lines around")

    /// The first tab among the blanks that begin the line of an offset.
    private static func indentingTab(before offset: Int, _ bytes: [UInt8]) -> Int? {
        var start = min(offset, bytes.count)
        while start > 0, !TextCheck.isBreak(bytes[start - 1]) { start -= 1 }
        while start < bytes.count, TextCheck.isBlank(bytes[start]) {
            if bytes[start] == 0x09 { return start }
            start += 1
        }
        return nil
    }

    static func invalidUTF8(_ byte: UInt8, _ place: Location) -> Diagnostic {
        let hexadecimal = "0x" + String(byte, radix: 16, uppercase: true)
        return Diagnostic(
            Code("Y002"),
            Localized(fr: "le texte n'est pas en UTF-8", en: "the text is not UTF-8"),
            at: place,
            label: Localized(
                fr: "l'octet \(hexadecimal), à la position \(place.span.start), n'est pas à sa place",
                en: "byte \(hexadecimal), at offset \(place.span.start), does not belong here"
            ),
            help: Localized(
                fr: "enregistrer le fichier en UTF-8 (il est peut-être en Windows-1252 ou ISO-8859-1)",
                en: "save the file as UTF-8 (it may be Windows-1252 or ISO-8859-1)"
            )
        )
    }

    static func controlCharacter(_ scalar: UInt32, _ place: Location) -> Diagnostic {
        let digits = String(scalar, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return Diagnostic(
            Code("Y003"),
            Localized(
                fr: "le caractère \(name) n'a pas sa place dans un fichier YAML",
                en: "character \(name) has no place in a YAML file"
            ),
            at: place,
            help: Localized(
                fr: "le supprimer, ou l'écrire \"\\u\(name.dropFirst(2))\" entre guillemets doubles",
                en: "remove it, or write it \"\\u\(name.dropFirst(2))\" between double quotes"
            )
        )
    }

    static func notUTF8Mark(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y004"),
            Localized(fr: "le texte est en UTF-16 ou UTF-32", en: "the text is UTF-16 or UTF-32"),
            at: place,
            help: Localized(fr: "enregistrer le fichier en UTF-8", en: "save the file as UTF-8")
        )
    }

    static func keyTwice(_ name: String, _ place: Location, first: Location) -> Diagnostic {
        Diagnostic(
            Code("Y005"),
            Localized(fr: "la clé « \(name) » est donnée deux fois", en: "key '\(name)' is given twice"),
            at: place,
            label: Localized(fr: "donnée à nouveau ici", en: "given again here"),
            secondary: [Label(first, Localized(fr: "donnée une première fois ici", en: "first given here"))],
            help: Localized(fr: "garder une seule des deux", en: "keep only one of the two")
        )
    }

    static func alias(_ name: String, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y006"),
            Localized(fr: "l'alias « *\(name) » n'est pas lu", en: "alias '*\(name)' is not read"),
            at: place,
            help: Localized(
                fr: "écrire la valeur en toutes lettres, ou entre guillemets si l'astérisque en fait partie",
                en: "write the value in full, or between quotes if the asterisk belongs to it"
            )
        )
    }

    static func tag(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y007"),
            .warning,
            Localized(fr: "l'étiquette « \(place.text) » est ignorée", en: "tag '\(place.text)' is ignored"),
            at: place,
            notes: [Localized(fr: "le type vient du schéma", en: "the type comes from the schema")],
            help: Localized(
                fr: "la supprimer, ou mettre la valeur entre guillemets si elle en fait partie",
                en: "remove it, or put the value between quotes if it belongs to it"
            )
        )
    }

    static func tooDeep(_ limit: Int, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y008"),
            Localized(
                fr: "plus de \(limit) niveaux sont imbriqués",
                en: "more than \(limit) levels are nested"
            ),
            at: place
        )
    }

    static func tooLarge(_ size: Int, limit: Int, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y009"),
            Localized(
                fr: "le texte fait \(size) octets, la limite est \(limit)",
                en: "the text is \(size) bytes, the limit is \(limit)"
            ),
            at: place
        )
    }

    static func tooManyNodes(_ limit: Int, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y009"),
            Localized(fr: "le texte a plus de \(limit) valeurs", en: "the text has more than \(limit) values"),
            at: place
        )
    }

    static func empty(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y010"),
            Localized(fr: "le fichier ne contient aucune valeur", en: "the file has no value in it"),
            at: place,
            help: Localized(
                fr: "l'écrire, à commencer par sa ligne « format: », ou le supprimer",
                en: "write it, beginning with its 'format:' line, or remove it")
        )
    }

    static func secondDocument(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y011"),
            Localized(fr: "un second document commence ici", en: "a second document begins here"),
            at: place,
            help: Localized(fr: "le placer dans un fichier à part", en: "put it in a file of its own")
        )
    }

    static func keyIsNotText(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y012"),
            Localized(fr: "une clé doit être un texte", en: "a key must be a text"),
            at: place,
            help: Localized(
                fr: "la mettre entre guillemets si les crochets ou accolades en font partie",
                en: "put it between quotes if the brackets or braces belong to it"
            )
        )
    }

    static func tabIndentation(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y013"),
            Localized(fr: "une tabulation sert de retrait", en: "a tab is used as indentation"),
            at: place,
            help: Localized(fr: "la remplacer par des espaces", en: "replace it with spaces")
        )
    }

    static func anchor(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y014"),
            .warning,
            Localized(fr: "l'ancre « \(place.text) » est ignorée", en: "anchor '\(place.text)' is ignored"),
            at: place,
            help: Localized(
                fr: "la supprimer, ou mettre la valeur entre guillemets si elle en fait partie",
                en: "remove it, or put the value between quotes if it belongs to it"
            )
        )
    }

    static func unexpectedEvent(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("Y001"),
            Localized(fr: "YAML mal formé : une valeur est attendue", en: "malformed YAML: a value is expected"),
            at: place,
            help: anyHelp
        )
    }
}
