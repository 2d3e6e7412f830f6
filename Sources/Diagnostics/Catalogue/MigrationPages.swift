extension DiagnosticCatalogue {
    /// R330 to R333: the engine that a pack needs, and what becomes of facts stated before.
    static let migrationPages: [CodePage] = [
        CodePage(
            Code("R330"),
            title: Localized(fr: "moteur trop ancien", en: "engine too old"),
            meaning: Localized(
                fr:
                    "Ces règles demandent un moteur plus récent : celui-ci en lirait une partie et tairait le reste. Les règles "
                    + "d'avant restent en vigueur.",
                en:
                    "These rules need a later engine: this one would read some of them and keep silent about the rest. The rules "
                    + "of before stay live."),
            bad: """
                format: vocabulary/1
                engine: 9999

                """,
            good: """
                format: vocabulary/1
                engine: 1

                """),
        CodePage(
            Code("R331"),
            title: Localized(fr: "migration déclarée deux fois", en: "migration declared twice"),
            meaning: Localized(
                fr: "Une migration a un nom à elle : c'est ainsi qu'on sait d'où vient une valeur traduite.",
                en: "A migration has a name of its own: that is how one knows where a translated value comes from."),
            bad: """
                format: vocabulary/1
                migrations:
                  - {id: m, date: 2026-11-26, reason: {fr: Un mot., en: A word.}, list: couleurs, codes: {roux: rouge}}
                  - {id: m, date: 2026-11-26, reason: {fr: Un mot., en: A word.}, list: couleurs, codes: {azur: bleu}}

                """,
            good: """
                format: vocabulary/1
                migrations:
                  - {id: m, date: 2026-11-26, reason: {fr: Un mot., en: A word.}, list: couleurs, codes: {roux: rouge}}

                """),
        CodePage(
            Code("R332"),
            title: Localized(fr: "encore déclaré", en: "still declared"),
            meaning: Localized(
                fr:
                    "Une migration part de ce que le vocabulaire ne déclare plus. Ce qui change de sens ou d'unité change de nom : "
                    + "sans cela, on ne saurait pas de quand date une valeur.",
                en:
                    "A migration leaves from what the vocabulary no longer declares. What changes its meaning or unit changes its "
                    + "name: otherwise nobody could tell which of the two a value is."),
            bad: """
                format: vocabulary/1
                migrations:
                  - id: ares
                    date: 2026-11-26
                    reason: {fr: Des mètres carrés., en: Square metres.}
                    kind: maison
                    from: {surface: {type: number}}
                    to: {pieces: surface * 100}

                """,
            good: """
                format: vocabulary/1
                migrations:
                  - id: ares
                    date: 2026-11-26
                    reason: {fr: Des mètres carrés., en: Square metres.}
                    kind: maison
                    from: {surface_ares: {type: number}}
                    to: {surface: surface_ares * 100}

                """),
        CodePage(
            Code("R333"),
            title: Localized(fr: "rien où migrer", en: "nothing to migrate to"),
            meaning: Localized(
                fr: "Une migration mène à ce que le vocabulaire déclare, ou d'où une migration suivante repart.",
                en: "A migration leads to what the vocabulary declares, or to where a later migration leaves from."),
            bad: """
                format: vocabulary/1
                migrations:
                  - {id: m, date: 2026-11-26, reason: {fr: Un mot., en: A word.}, list: couleurs, codes: {roux: rouje}}

                """,
            good: """
                format: vocabulary/1
                migrations:
                  - {id: m, date: 2026-11-26, reason: {fr: Un mot., en: A word.}, list: couleurs, codes: {roux: rouge}}

                """),
    ]
}
