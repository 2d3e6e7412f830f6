extension DiagnosticCatalogue {
    /// R250 to R256, R260: alerts, audiences and the calendar.
    static let alertRulePages: [CodePage] = [
        CodePage(
            "R250",
            title: Localized(fr: "délai illisible", en: "unreadable delay"),
            meaning: Localized(
                fr:
                    "Un délai compte des jours, des mois, des jours ouvrés ou des séances : P10D, P2M, « 5 working days », « 2 sittings ».",
                en: "A delay counts days, months, working days or sittings: P10D, P2M, '5 working days', '2 sittings'."),
            bad: alert("for: 10 days"), good: alert("for: P10D")),
        CodePage(
            "R251",
            title: Localized(fr: "une alerte surveille une chose", en: "an alert watches one thing"),
            meaning: Localized(
                fr: "« watch » donne un seul de « rules », « records », « assessment », « gates », « clocks », "
                    + "« conditions », « actions » ou « law: true ».",
                en: "'watch' gives one of 'rules', 'records', 'assessment', 'gates', 'clocks', 'conditions', 'actions' "
                    + "or 'law: true'."),
            bad: alert("for: P1D", watch: "{law: false}"), good: alert("for: P1D")),
        CodePage(
            "R252",
            title: Localized(fr: "jour illisible", en: "unreadable day"),
            meaning: Localized(
                fr: "Un jour du calendrier s'écrit 07-14 quand il revient chaque année, 2026-07-14 sinon.",
                en: "A day of the calendar is written 07-14 when it comes each year, 2026-07-14 otherwise."),
            bad: "format: calendar/1\nsittings: [2026-02-30]\n", good: "format: calendar/1\nsittings: [2026-02-28]\n"),
        CodePage(
            "R253",
            title: Localized(fr: "public inconnu", en: "unknown audience"),
            meaning: Localized(
                fr: "Une alerte s'adresse à des publics que « audiences » déclare.",
                en: "An alert is for audiences that 'audiences' declares."),
            bad: alert("to: [bureaux]"), good: alert("to: [bureau]")),
        CodePage(
            "R254",
            title: Localized(fr: "alerte inconnue", en: "unknown alert"),
            meaning: Localized(
                fr: "Une alerte est tue par une autre, déclarée elle aussi.",
                en: "An alert is inhibited by another one, which is declared too."),
            bad: alert("inhibited_by: [{alert: autre}]"),
            good: alert("inhibited_by: [{alert: seconde}]", and: "seconde")),
        CodePage(
            "R255",
            title: Localized(fr: "gravité inconnue", en: "unknown severity"),
            meaning: Localized(
                fr: "Un public est prévenu aussitôt de gravités qu'une politique déclare.",
                en: "An audience is told at once of severities that a policy declares."),
            bad: "format: alerts/1\naudiences:\n  bureau: {labels: {fr: Bureau, en: Office}, immediate: [enorme]}\n",
            good: "format: alerts/1\naudiences:\n  bureau: {labels: {fr: Bureau, en: Office}, immediate: []}\n"),
        CodePage(
            "R256",
            title: Localized(fr: "évaluation inconnue", en: "unknown assessment"),
            meaning: Localized(
                fr: "« assessment » et « gates » nomment une évaluation des politiques.",
                en: "'assessment' and 'gates' name an assessment of the policies."),
            bad: alert("for: P1D", watch: "{assessment: preparation}", when: "verdict = \"no\""),
            good: alert("for: P1D")),
        CodePage(
            "R260",
            title: Localized(fr: "paramètre à deux valeurs", en: "parameter with two values"),
            meaning: Localized(
                fr: "Un paramètre a sa valeur, « value », ou prend celle du calendrier, « calendar ».",
                en: "A parameter has its value, 'value', or takes the calendar's, 'calendar'."),
            bad: parameter("value: 3\n      calendar: elections"), good: parameter("calendar: elections")),
    ]

    private static func parameter(_ lines: String) -> String {
        """
        format: rules/1
        pack: jours
        parameters:
          jours:
            scrutins:
              \(lines)
              labels: {fr: Scrutins, en: Elections}
              source: {reference: "Usage local"}
              tag: default

        """
    }

    private static func alert(
        _ line: String, watch: String = "{records: maison}", when: String = "maison.surface > 100",
        and other: String? = nil
    ) -> String {
        func one(_ id: String, _ line: String) -> String {
            """
              \(id):
                labels: {fr: Grande, en: Large}
                watch: \(watch)
                when: \(when)
                severity: '"haute"'
                \(line)

            """
        }
        return """
            format: alerts/1
            audiences:
              bureau: {labels: {fr: Bureau, en: Office}}
            alerts:

            """ + one("grande", line) + (other.map { one($0, "for: P1D") } ?? "")
    }

    /// A070 to A075: what people do to alerts; F090: channels.
    static let alertDeskPages: [CodePage] = [
        CodePage(
            "A070",
            title: Localized(fr: "aucune alerte de ce nom", en: "no alert of that name"),
            meaning: Localized(
                fr: "On ne prend en charge qu'une alerte ouverte, on ne finit qu'un silence en cours.",
                en: "Only an open alert is acknowledged, only a silence under way is ended."),
            good: "maillage alerts"),
        CodePage(
            "A071",
            title: Localized(fr: "dernier jour manquant", en: "missing last day"),
            meaning: Localized(
                fr: "Un silence ou une prise en charge finit un jour, dans l'année : sans terme, on oublierait.",
                en:
                    "A silence or an acknowledgement ends some day, within the year: without an end, it would be forgotten."
            ),
            good: "maillage ack ID --note TEXT --until 2026-12-31"),
        CodePage(
            "A072",
            title: Localized(fr: "raison ou responsable manquant", en: "missing reason or owner"),
            meaning: Localized(
                fr: "Qui fait taire dit pourquoi ; qui prend en charge dit qui s'en occupe et ce qui sera fait.",
                en: "Who silences says why; who acknowledges says who sees to it and what will be done."),
            good: "maillage silence add --matter NAME --until 2026-12-31 --reason TEXT"),
        CodePage(
            "A073",
            title: Localized(fr: "public inconnu", en: "unknown audience"),
            meaning: Localized(
                fr: "Un avis d'essai s'envoie à un public que les politiques déclarent.",
                en: "A test notice is sent to an audience that the policies declare."),
            good: "maillage alert test AUDIENCE"),
        CodePage(
            "A074",
            title: Localized(fr: "silence trop large", en: "silence too wide"),
            meaning: Localized(
                fr: "Un silence dit ce qu'il couvre : une alerte, une affaire, un enregistrement ou une gravité.",
                en: "A silence says what it covers: an alert, a matter, a record or a severity."),
            bad: "maillage silence add --preview", good: "maillage silence add --preview --matter NAME"),
        CodePage(
            "A075",
            title: Localized(fr: "alerte ou gravité inconnue", en: "unknown alert or severity"),
            meaning: Localized(
                fr:
                    "Un silence nomme une alerte et une gravité que les politiques déclarent : mal écrit, il ne couvrirait rien.",
                en:
                    "A silence names an alert and a severity that the policies declare: mistyped, it would cover nothing."
            ),
            good: "maillage silence add --preview --alert NAME"),
        CodePage(
            "F090",
            title: Localized(fr: "chemin qui n'est pas absolu", en: "path that is not absolute"),
            meaning: Localized(
                fr:
                    "Les programmes et les fichiers des canaux d'avis sont nommés depuis la racine : le démon ne cherche rien.",
                en:
                    "Programs and files of the channels of notices are named from the root: the daemon looks for nothing."
            ),
            bad: "format: channels/1\nchannels:\n  bureau: {kind: file, path: avis.ndjson}\n",
            good: "format: channels/1\nchannels:\n  bureau: {kind: file, path: /var/lib/maillage/avis.ndjson}\n"),
    ]
}
