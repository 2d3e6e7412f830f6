import Diagnostics
import World

// What is said of a row, a record, a column, a file.

extension Diagnostic {
    static func unknownAttribute(_ name: String, _ kind: Kind, at location: Location) -> Diagnostic {
        let near = NearestName.nearest(to: name, among: kind.attributes.map(\.name) + RecordReader.ownColumns.sorted())
        return Diagnostic(
            IntakeCode.unknownAttribute,
            Localized(
                fr: "'\(name)' n'est pas un attribut de '\(kind.name)'",
                en: "'\(name)' is not an attribute of '\(kind.name)'"),
            at: location,
            notes: [
                Localized(fr: "ce qui est écrit là n'est pas lu", en: "what is written there is not read")
            ],
            help: near.map { Localized(fr: "écrivez '\($0)'", en: "write '\($0)'") })
    }

    static func missingKey(_ kind: Kind, _ name: String, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.missingKey,
            name.isEmpty
                ? Localized(fr: "'\(kind.name)' n'a pas de clé", en: "'\(kind.name)' has no key")
                : Localized(
                    fr: "un enregistrement de '\(kind.name)' n'a pas sa clé '\(name)'",
                    en: "a record of '\(kind.name)' lacks its key '\(name)'"),
            at: location,
            notes: [Localized(fr: "l'enregistrement n'est pas lu", en: "the record is not read")],
            help: Localized(
                fr: "donnez à chaque enregistrement un identifiant qui ne change pas",
                en: "give each record an identifier that does not change"))
    }

    static func duplicateRecord(_ record: RecordID, first: Location?, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.duplicateRecord,
            Localized(
                fr: "'\(record)' est déjà décrit par la même source",
                en: "'\(record)' is already described by the same source"),
            at: location,
            label: Localized(fr: "cette fois n'est pas lue", en: "this one is not read"),
            secondary: first.map { [Label($0, Localized(fr: "décrit ici d'abord", en: "first described here"))] } ?? [],
            help: Localized(
                fr: "gardez une seule ligne, ou nommez deux sources dans une colonne 'source'",
                en: "keep one row, or name two sources in a 'source' column"))
    }

    static func reversedValidity(at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.reversedValidity,
            Localized(
                fr: "'valid_to' vient avant 'valid_from'", en: "'valid_to' comes before 'valid_from'"),
            at: location,
            notes: [Localized(fr: "l'enregistrement n'est pas lu", en: "the record is not read")])
    }

    static func ambiguousKey(_ text: String, _ name: String, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.ambiguousKey,
            Localized(
                fr: "la clé '\(name)' contient '|', qui sépare les parties d'une clé : '\(text)'",
                en: "the key '\(name)' holds '|', which parts the pieces of a key: '\(text)'"),
            at: location)
    }

    static func danglingReference(
        _ reference: RecordReader.Reference, known: some Sequence<String>
    ) -> Diagnostic {
        let near = NearestName.nearest(to: reference.target.key, among: known)
        return Diagnostic(
            IntakeCode.danglingReference, .warning,
            Localized(
                fr: "'\(reference.attribute)' renvoie à '\(reference.target)', que rien ne décrit",
                en: "'\(reference.attribute)' refers to '\(reference.target)', which nothing describes"),
            at: reference.location,
            notes: [
                Localized(
                    fr: "ce qui en dépend restera inconnu", en: "what depends on it will stay unknown")
            ],
            help: near.map { Localized(fr: "écrivez '\($0)'", en: "write '\($0)'") })
    }

    static func unknownFile(_ source: SourceText, name: String, plurals: [String]) -> Diagnostic {
        let near = NearestName.nearest(to: name, among: plurals)
        return Diagnostic(
            IntakeCode.unknownFile,
            Localized(
                fr: "'\(source.name)' ne porte le nom d'aucun genre",
                en: "'\(source.name)' does not have the name of a kind"),
            at: Location(startOf: source),
            notes: [Localized(fr: "le fichier n'est pas lu", en: "the file is not read")],
            help: near.map {
                Localized(fr: "nommez-le '\($0).csv'", en: "name it '\($0).csv'")
            }
                ?? Localized(
                    fr: "les noms admis sont : \(plurals.joined(separator: ", "))",
                    en: "the names are: \(plurals.joined(separator: ", "))"))
    }

    static func unknownKind(_ name: String, _ vocabulary: Vocabulary, at location: Location?) -> Diagnostic {
        let near = NearestName.nearest(to: name, among: vocabulary.kinds.keys.sorted())
        return Diagnostic(
            IntakeCode.unknownKind,
            Localized(fr: "'\(name)' n'est pas un genre connu", en: "'\(name)' is not a known kind"),
            at: location,
            help: near.map { Localized(fr: "écrivez '\($0)'", en: "write '\($0)'") })
    }

    static func fileShape(_ words: Localized, at location: Location?, help: Localized? = nil) -> Diagnostic {
        Diagnostic(IntakeCode.fileShape, words, at: location, help: help)
    }

    static func territoryNotNamed(at location: Location?) -> Diagnostic {
        Diagnostic(
            IntakeCode.territoryNotNamed,
            Localized(
                fr: "rien ne dit de quel territoire il s'agit", en: "nothing says which territory this is"),
            at: location,
            help: Localized(
                fr: "écrivez dans territory.yaml : territory: suivi de l'identifiant du territoire",
                en: "write in territory.yaml: territory: followed by the territory's identifier"))
    }
}
