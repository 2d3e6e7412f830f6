extension DiagnosticCatalogue {
    /// Family A: who may write where, and what is confidential.
    static let confidentialityPages: [CodePage] = [
        CodePage(
            "A080",
            title: Localized(fr: "niveau de confidentialité inconnu", en: "unknown level of confidentiality"),
            meaning: Localized(
                fr:
                    "Un genre, un attribut ou un public nomme un niveau qu'aucun vocabulaire ne déclare sous « levels: ». "
                    + "Tout le paquet est refusé : rien ne serait tenu secret.",
                en:
                    "A kind, an attribute or an audience names a level that no vocabulary declares under 'levels:'. The "
                    + "whole pack is refused: nothing would be kept secret."),
            bad: "loyer: {type: number, confidential: burau}",
            good: "loyer: {type: number, confidential: bureau}"),
        CodePage(
            "A081",
            title: Localized(fr: "clé confidentielle", en: "confidential key"),
            meaning: Localized(
                fr: "La clé d'un enregistrement le nomme dans toutes les réponses : un attribut qui en fait partie ne "
                    + "peut être tenu secret.",
                en: "The key of a record names it in every answer: an attribute that is part of it cannot be kept "
                    + "secret.")),
        CodePage(
            "A082",
            title: Localized(
                fr: "condition de confidentialité sans effet", en: "condition of confidentiality without effect"),
            meaning: Localized(
                fr: "« when » nomme un attribut qui n'est pas un code, ou un code que sa liste ne contient pas : aucun "
                    + "enregistrement ne serait jamais confidentiel.",
                en: "'when' names an attribute that is no code, or a code that its list does not hold: no record would "
                    + "ever be confidential.")),
        CodePage(
            "A083",
            title: Localized(fr: "accès sur un genre inconnu", en: "access to an unknown kind"),
            meaning: Localized(
                fr: "« within » nomme l'enregistrement dans lequel un groupe écrit : genre/clé, d'un genre que le "
                    + "vocabulaire déclare.",
                en: "'within' names the record within which a group writes: kind/key, of a kind that the vocabulary "
                    + "declares."),
            bad: "- {group: bureau-a, within: A}",
            good: "- {group: bureau-a, within: quartier/A}"),
        CodePage(
            "A084",
            title: Localized(fr: "lecture qui mêle le confidentiel", en: "read that mixes what is confidential"),
            meaning: Localized(
                fr: "Ce chemin rend d'un bloc ce qui est confidentiel et ce qui ne l'est pas : SQL sur la base, ou ce "
                    + "qui est dit d'une alerte qui en dépend. Seuls les membres du groupe du niveau le lisent. Les autres "
                    + "chemins répondent, sans ce qui est confidentiel.",
                en: "This path gives in one piece what is confidential and what is not: SQL over the store, or what is "
                    + "told of an alert that depends on it. Only members of the level's group read it. The other paths "
                    + "answer, without what is confidential."),
            good: "adduser agent maillage-bureau"),
        CodePage(
            "A085",
            title: Localized(fr: "écriture hors de son périmètre", en: "write beyond one's own records"),
            meaning: Localized(
                fr: "Un groupe écrit dans un enregistrement (policies/access.yaml) et ce qui lui appartient, avant "
                    + "comme après le changement. Une demande qui touche autre chose est refusée entière : rien n'est écrit.",
                en:
                    "A group writes within a record (policies/access.yaml) and what belongs to it, before the change and "
                    + "after. A request that touches anything else is refused whole: nothing is written."),
            good: "adduser agent bureau-a"),
        CodePage(
            "A086",
            title: Localized(fr: "dossier d'export déjà là", en: "folder of an export already there"),
            meaning: Localized(
                fr: "« maillage export --readable » crée son dossier, lisible de son seul auteur : il n'écrit pas dans "
                    + "un dossier qui existe, dont d'autres pourraient lire les fichiers.",
                en: "'maillage export --readable' makes its folder, which its maker alone may read: it writes nothing "
                    + "into a folder that exists, whose files others might read."),
            good: "maillage export --readable nouveau-dossier"),
    ]
}
