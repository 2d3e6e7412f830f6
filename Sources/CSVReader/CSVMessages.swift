import Diagnostics

/// The words of codes F001 to F010.
enum CSVMessages {
    static func invalidUTF8(_ byte: UInt8, _ place: Location) -> Diagnostic {
        let hexadecimal = "0x" + String(byte, radix: 16, uppercase: true)
        return Diagnostic(
            Code("F001"),
            Localized(fr: "le texte n'est pas en UTF-8", en: "the text is not UTF-8"),
            at: place,
            label: Localized(
                fr: "l'octet \(hexadecimal), à la position \(place.span.start), n'est pas à sa place",
                en: "byte \(hexadecimal), at offset \(place.span.start), does not belong here"
            ),
            help: Localized(
                fr: "enregistrer le fichier en « CSV UTF-8 » (il est peut-être en Windows-1252)",
                en: "save the file as 'CSV UTF-8' (it may be Windows-1252)"
            )
        )
    }

    static func otherEncoding(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("F001"),
            Localized(fr: "le texte est en UTF-16 ou UTF-32", en: "the text is UTF-16 or UTF-32"),
            at: place,
            help: Localized(fr: "enregistrer le fichier en « CSV UTF-8 »", en: "save the file as 'CSV UTF-8'")
        )
    }

    static func control(_ byte: UInt8, _ place: Location) -> Diagnostic {
        let digits = String(byte, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: 4 - digits.count) + digits
        return Diagnostic(
            Code("F002"),
            Localized(
                fr: "ligne refusée : caractère de contrôle \(name)", en: "row refused: control character \(name)"),
            at: place,
            help: byte == 0x0D
                ? Localized(fr: "finir les lignes par LF ou CR LF", en: "end lines with LF or CR LF")
                : Localized(fr: "le supprimer", en: "remove it")
        )
    }

    static func tooLarge(_ size: Int, limit: Int, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("F003"),
            Localized(
                fr: "le texte fait \(size) octets, la limite est \(limit)",
                en: "the text is \(size) bytes, the limit is \(limit)"
            ),
            at: place
        )
    }

    static func tooManyRows(_ limit: Int, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("F003"),
            Localized(
                fr: "plus de \(limit) lignes : la suite n'est pas lue",
                en: "more than \(limit) rows: the rest is not read"),
            at: place
        )
    }

    static func tooManyColumns(_ limit: Int, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("F003"),
            Localized(fr: "plus de \(limit) colonnes", en: "more than \(limit) columns"),
            at: place
        )
    }

    static func cellTooLarge(_ limit: Int, at start: Int, _ source: SourceText) -> Diagnostic {
        Diagnostic(
            Code("F003"),
            Localized(
                fr: "ligne refusée : une cellule dépasse \(limit) octets",
                en: "row refused: a cell is larger than \(limit) bytes"
            ),
            at: Location(source, Span(start, start))
        )
    }

    static func empty(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("F004"),
            Localized(fr: "le fichier n'a pas de ligne d'en-tête", en: "the file has no header line"),
            at: place
        )
    }

    static func columnTwice(_ cell: CSVCell, first: CSVCell) -> Diagnostic {
        Diagnostic(
            Code("F005"),
            Localized(
                fr: "la colonne « \(cell.text) » est donnée deux fois", en: "column '\(cell.text)' is given twice"),
            at: cell.location,
            label: Localized(fr: "donnée à nouveau ici", en: "given again here"),
            secondary: [Label(first.location, Localized(fr: "donnée une première fois ici", en: "first given here"))],
            help: Localized(fr: "renommer ou supprimer l'une des deux", en: "rename or remove one of the two")
        )
    }

    static func ragged(_ cells: [CSVCell], _ header: [CSVCell], _ source: SourceText) -> Diagnostic {
        let found = cells.count
        let wanted = header.count
        let place: Location
        let label: Localized
        if found > wanted, let last = cells.last {
            place = Location(source, Span(cells[wanted].location.span.start, last.location.span.end))
            label = Localized(fr: "en trop", en: "too many")
        } else {
            let end = cells.last?.location.span.end ?? 0
            place = Location(source, Span(end, end))
            label = Localized(
                fr: "rien ici pour « \(header[min(found, wanted - 1)].text) »",
                en: "nothing here for '\(header[min(found, wanted - 1)].text)'"
            )
        }
        return Diagnostic(
            Code("F006"),
            Localized(
                fr: "ligne refusée : \(found) \(found > 1 ? "cellules" : "cellule") pour \(wanted) "
                    + (wanted > 1 ? "colonnes" : "colonne"),
                en: "row refused: \(found) \(found == 1 ? "cell" : "cells") for \(wanted) "
                    + (wanted == 1 ? "column" : "columns")
            ),
            at: place,
            label: label,
            help: Localized(
                fr:
                    "mettre entre guillemets une cellule qui contient le séparateur ; laisser vide une cellule inconnue",
                en: "put a cell that holds the separator between quotes; leave an unknown cell empty"
            )
        )
    }

    static func strayQuote(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("F007"),
            Localized(
                fr: "ligne refusée : un guillemet au milieu d'une cellule sans guillemets",
                en: "row refused: a quote inside a cell without quotes"
            ),
            at: place,
            help: Localized(
                fr: "mettre toute la cellule entre guillemets et doubler celui-ci",
                en: "put the whole cell between quotes and double this one"
            )
        )
    }

    static func textAfterQuote(_ place: Location, quote: Location) -> Diagnostic {
        Diagnostic(
            Code("F007"),
            Localized(
                fr: "ligne refusée : du texte suit le guillemet fermant",
                en: "row refused: text follows the closing quote"
            ),
            at: place,
            secondary: [Label(quote, Localized(fr: "la cellule s'ouvre ici", en: "the cell opens here"))],
            help: Localized(
                fr: "doubler les guillemets à l'intérieur de la cellule", en: "double the quotes inside the cell")
        )
    }

    static func unclosedQuote(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("F008"),
            Localized(fr: "ligne refusée : guillemet jamais fermé", en: "row refused: quote never closed"),
            at: place,
            help: Localized(fr: "fermer la cellule par un guillemet", en: "close the cell with a quote")
        )
    }

    static func unnamedColumn(_ place: Location) -> Diagnostic {
        Diagnostic(
            Code("F009"),
            .warning,
            Localized(fr: "une colonne n'a pas de nom", en: "a column has no name"),
            at: place,
            notes: [Localized(fr: "ses cellules ne sont lues par personne", en: "nothing reads its cells")]
        )
    }

    static func others(_ count: Int, _ place: Location) -> Diagnostic {
        Diagnostic(
            Code("F010"),
            Localized(
                fr: count == 1 ? "1 autre problème dans ce fichier" : "\(count) autres problèmes dans ce fichier",
                en: count == 1 ? "1 other problem in this file" : "\(count) other problems in this file"
            ),
            at: place
        )
    }
}
