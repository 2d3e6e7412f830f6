public import Diagnostics
public import JSON

/// A catalogue as a document for people, in one language: Markdown, or one HTML page that needs nothing else.
public struct CatalogueText {
    private let json: JSONValue
    private let words: Wording

    /// - Parameter json: What ``Catalogue/json`` gives.
    public init(_ json: JSONValue, _ language: Language) {
        self.json = json
        words = Wording(language)
    }

    public var markdown: String { sections.map { $0.markdown(words.language) }.joined(separator: "\n\n") + "\n" }

    public var html: String { CataloguePage(title: title, sections: sections, words: words).document }

    private func text(_ fr: String, _ en: String) -> String { words.language == .fr ? fr : en }

    private var title: String { text("Catalogue des règles", "Catalogue of rules") }

    /// A heading, what stands under it, and how deep it is.
    struct Section {
        var level: Int
        var title: String
        /// What links point at; empty for none.
        var anchor = ""
        var paragraphs: [String] = []
        /// Names and what is said of them.
        var facts: [(name: String, text: String, isCode: Bool)] = []
        var table: (caption: String, head: [String], rows: [[String]])?

        func markdown(_ language: Language) -> String {
            let colon = language == .fr ? " : " : ": "
            var parts = [String(repeating: "#", count: level) + " " + title]
            parts += paragraphs
            if !facts.isEmpty {
                parts.append(
                    facts.map { fact in
                        "- **\(fact.name)**\(colon)\(fact.isCode ? "`\(fact.text.oneLine)`" : fact.text.oneLine)"
                    }.joined(separator: "\n"))
            }
            if let table {
                func row(_ cells: [String]) -> String {
                    "| " + cells.map { $0.oneLine.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
                }
                let rule = "| " + table.head.map { _ in "---" }.joined(separator: " | ") + " |"
                parts.append(([row(table.head), rule] + table.rows.map(row)).joined(separator: "\n"))
            }
            return parts.joined(separator: "\n\n")
        }
    }

    // MARK: Sections

    private var sections: [Section] {
        let questions = json["questions"]?.arrayValue ?? []
        let criteria = json["criteria"]?.arrayValue ?? []
        let values = json["values"]?.arrayValue ?? []
        let parameters = json["parameters"]?.arrayValue ?? []
        var sections = [
            Section(
                level: 1, title: title,
                paragraphs: [
                    text(
                        "\(questions.count) questions, \(criteria.count) critères et constats, \(values.count) chiffres déduits, \(parameters.count) seuils. Règles \(hash).",
                        "\(questions.count) questions, \(criteria.count) criteria and findings, \(values.count) derived figures, \(parameters.count) thresholds. Rules \(hash)."
                    ),
                    text(
                        "« Choix local » : ni droit ni norme, le territoire peut en décider autrement. « À confirmer par un juriste » : ne pas s'en servir avant.",
                        "“Local choice”: neither law nor standard, the territory may decide otherwise. “To be confirmed by a lawyer”: not to be used before."
                    ),
                ])
        ]
        sections.append(Section(level: 2, title: text("Questions", "Questions"), anchor: "questions"))
        for group in json["groups"]?.arrayValue ?? [] {
            let id = group["group"]?.stringValue
            let own = questions.filter { $0["group"]?.stringValue == id }
            guard !own.isEmpty else { continue }
            sections.append(Section(level: 3, title: words.label(group["labels"]) ?? id ?? ""))
            sections += own.map { rule($0, level: 4) }
        }
        sections.append(
            Section(level: 2, title: text("Critères et constats", "Criteria and findings"), anchor: "criteria"))
        sections += bySet(criteria)
        sections.append(Section(level: 2, title: text("Chiffres déduits", "Derived figures"), anchor: "values"))
        sections += bySet(values)
        sections.append(thresholds(parameters))
        if let levers = json["levers"]?.arrayValue, !levers.isEmpty { sections.append(self.levers(levers)) }
        sections.append(sources)
        return sections
    }

    private var hash: String { String(json["pack"]?.stringValue?.prefix(8) ?? "") }

    private func bySet(_ rules: [JSONValue]) -> [Section] {
        var sections: [Section] = []
        var current = ""
        for item in rules {
            let set = item["set"]?.stringValue ?? ""
            if set != current {
                sections.append(Section(level: 3, title: set))
                current = set
            }
            sections.append(rule(item, level: 4))
        }
        return sections
    }

    private func rule(_ item: JSONValue, level: Int) -> Section {
        let id = item["rule"]?.stringValue ?? ""
        var section = Section(level: level, title: words.label(item["labels"]) ?? id, anchor: id)
        if let ask = words.label(item["ask"]) { section.paragraphs.append(ask) }
        func add(_ name: String, _ text: String?, isCode: Bool = false) {
            if let text, !text.isEmpty { section.facts.append((name, text, isCode)) }
        }
        add(text("nom", "name"), id, isCode: true)
        add(text("porte sur", "about"), item["of"]?.arrayValue?.compactMap(\.stringValue).joined(separator: " × "))
        add(text("nature", "nature"), nature(item["nature"]?.stringValue))
        add(text("se demande à", "asked of"), item["asked_of"]?.stringValue)
        add(text("minutes", "minutes"), item["minutes"]?.numberText)
        add(text("réponse", "answer"), answer(item["answer"]))
        for (name, key) in [
            (text("s'applique si", "applies if"), "applies"), (text("oui quand", "yes when"), "when"),
            (text("valeur", "value"), "value"), (text("barème", "score"), "score"),
            (text("gravité", "gravity"), "gravity"),
        ] { add(name, item[key]?.stringValue, isCode: true) }
        add(text("unité", "unit"), item["unit"]?.stringValue)
        for (name, key) in [
            (text("aide", "help"), "help"), (text("pièces attendues", "evidence expected"), "evidence"),
            (text("bon", "good"), "good"), (text("mauvais", "bad"), "bad"),
        ] { add(name, words.label(item[key])) }
        add(text("valable", "valid for"), item["validity"]?.stringValue)
        add(
            text("déduit de", "derived from"),
            item["settled_by"]?.arrayValue?.compactMap(\.stringValue).joined(separator: ", "))
        for particular in item["particulars"]?.objectMembers ?? [] {
            add(self.particular(particular.name), words.label(particular.value))
        }
        add(text("en vigueur", "in force"), dates(item))
        let note = item["source_note"]?.stringValue.map { " – \($0)" } ?? ""
        add(text("source", "source"), (item["source"]?.stringValue).map { $0 + note })
        add(text("sûreté", "how sure"), tag(item["tag"]?.stringValue))
        add(text("écrit dans", "written in"), item["declared"]?.stringValue)
        return section
    }

    private func thresholds(_ parameters: [JSONValue]) -> Section {
        let rows = parameters.map { item -> [String] in
            let override = item["override"]
            let local = override.map { choice in
                "\(words.label(choice["reason"]) ?? "") (\(choice["author"]?.stringValue ?? ""), \(choice["date"]?.stringValue ?? ""))"
            }
            return [
                item["parameter"]?.stringValue ?? "", words.label(item["labels"]) ?? "",
                words.plain(item["value"] ?? .null, unit: item["unit"]?.stringValue ?? ""),
                item["source"]?.stringValue ?? "–",
                override == nil ? tag(item["tag"]?.stringValue) ?? "–" : text("choix local", "local choice"),
                local ?? "",
            ]
        }
        let head = [
            text("Nom", "Name"), text("Seuil", "Threshold"), text("Valeur", "Value"), text("Source", "Source"),
            text("Sûreté", "How sure"), text("Choix local", "Local choice"),
        ]
        let title = text("Seuils", "Thresholds")
        return Section(level: 2, title: title, anchor: "parameters", table: (title, head, rows))
    }

    private func levers(_ levers: [JSONValue]) -> Section {
        let title = text("Leviers", "Levers")
        let rows = levers.map { item in
            let values = (item["values"]?.arrayValue ?? []).map { words.plain($0) }
            let factors = (item["factors"]?.arrayValue ?? []).map { "× " + words.plain($0) }
            return [
                item["lever"]?.stringValue ?? "", words.label(item["labels"]) ?? "",
                (values + factors).joined(separator: ", "),
            ]
        }
        let head = [text("Nom", "Name"), text("Levier", "Lever"), text("Peut devenir", "May become")]
        return Section(level: 2, title: title, anchor: "levers", table: (title, head, rows))
    }

    private var sources: Section {
        let title = text("Sources", "Sources")
        let rows = (json["sources"]?.arrayValue ?? []).map { item in
            [
                item["source"]?.stringValue ?? "",
                (item["of"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", "),
            ]
        }
        return Section(
            level: 2, title: title, anchor: "sources",
            table: (title, [text("Source", "Source"), text("De quoi", "Of what")], rows))
    }

    // MARK: Words

    private func nature(_ nature: String?) -> String? {
        switch nature {
        case "blocking": text("bloquant", "blocking")
        case "required": text("exigé", "required")
        case "desirable": text("souhaitable", "desirable")
        case "informative": text("pour information", "informative")
        default: nature
        }
    }

    private func tag(_ tag: String?) -> String? {
        switch tag {
        case "sure": text("lu dans le texte", "read in the text")
        case "likely": text("probable, texte non relu", "likely, text not read again")
        case "check": text("à confirmer par un juriste", "to be confirmed by a lawyer")
        case "default": text("choix local", "local choice")
        default: tag
        }
    }

    private func particular(_ name: String) -> String {
        switch name {
        case "participants": text("qui peut participer", "who may take part")
        case "condition": text("condition", "condition")
        case "decisions": text("décisions et avis", "decisions and opinions")
        case "staff": text("personnel", "staff")
        case "money": text("argent", "money")
        case "duration": text("durée", "duration")
        default: name
        }
    }

    private func dates(_ item: JSONValue) -> String? {
        switch (item["from"]?.stringValue, item["to"]?.stringValue) {
        case (let from?, let to?): text("du \(from) au \(to)", "from \(from) to \(to)")
        case (let from?, nil): text("depuis le \(from)", "from \(from) on")
        case (nil, let to?): text("jusqu'au \(to)", "until \(to)")
        case (nil, nil): nil
        }
    }

    private func answer(_ answer: JSONValue?) -> String? {
        guard let answer else { return nil }
        let options = (answer["options"]?.objectMembers ?? []).map { option in
            "\(option.name) (\(words.label(option.value) ?? ""))"
        }
        if !options.isEmpty { return options.joined(separator: ", ") }
        let unit = answer["unit"]?.stringValue
        let type: String
        switch answer["type"]?.stringValue {
        case "boolean": type = text("oui ou non", "yes or no")
        case "number": type = text("un nombre", "a number")
        case "date": type = text("une date", "a date")
        default: type = text("un texte", "a text")
        }
        return type + (unit.map { " (\($0))" } ?? "")
    }
}

extension String {
    /// Line ends and runs of blanks as one space.
    var oneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

/// The sections as one page: its style inside, no script, nothing fetched; headings in order, a way past the
/// contents, tables with a caption and named columns, colours of enough contrast in both schemes.
struct CataloguePage {
    let title: String
    let sections: [CatalogueText.Section]
    let words: Wording

    private func text(_ fr: String, _ en: String) -> String { words.language == .fr ? fr : en }

    var document: String {
        let skip = text("Aller au contenu", "Skip to content")
        let contents = text("Sommaire", "Contents")
        let links = sections.filter { $0.level == 2 }.map { section in
            "<li><a href=\"#\(Self.escaped(section.anchor))\">\(Self.escaped(section.title))</a></li>"
        }
        return """
            <!doctype html>
            <html lang="\(words.language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Self.escaped(title))</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <a class="skip" href="#content">\(skip)</a>
            <nav aria-label="\(contents)">
            <ul>
            \(links.joined(separator: "\n"))
            </ul>
            </nav>
            <main id="content">
            \(sections.map(html).joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    private func html(_ section: CatalogueText.Section) -> String {
        let anchor = section.anchor.isEmpty ? "" : " id=\"\(Self.escaped(section.anchor))\""
        var lines = ["<h\(section.level)\(anchor)>\(Self.escaped(section.title))</h\(section.level)>"]
        lines += section.paragraphs.map { "<p>\(Self.escaped($0))</p>" }
        if !section.facts.isEmpty {
            lines.append("<dl>")
            for fact in section.facts {
                let text = Self.escaped(fact.isCode ? fact.text : fact.text.oneLine)
                lines.append("<dt>\(Self.escaped(fact.name))</dt>")
                lines.append("<dd>\(fact.isCode ? "<code>\(text)</code>" : text)</dd>")
            }
            lines.append("</dl>")
        }
        if let table = section.table {
            lines.append("<table>\n<caption>\(Self.escaped(table.caption))</caption>")
            lines.append(
                "<thead><tr>" + table.head.map { "<th scope=\"col\">\(Self.escaped($0))</th>" }.joined()
                    + "</tr></thead>\n<tbody>")
            for row in table.rows {
                let cells = row.enumerated().map { index, cell in
                    index == 0
                        ? "<th scope=\"row\">\(Self.escaped(cell))</th>" : "<td>\(Self.escaped(cell))</td>"
                }
                lines.append("<tr>" + cells.joined() + "</tr>")
            }
            lines.append("</tbody>\n</table>")
        }
        return lines.joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    private static let style = """
        :root { color-scheme: light dark; --text: #1a1a1a; --page: #ffffff; --link: #003e9c; --line: #767676; }
        @media (prefers-color-scheme: dark) { :root { --text: #f2f2f2; --page: #161616; --link: #9ec5ff; --line: #8f8f8f; } }
        body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: var(--text); background: var(--page); font: 1rem/1.5 system-ui, sans-serif; }
        a { color: var(--link); }
        a:focus { outline: 3px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { position: static; }
        h4 { margin: 2rem 0 0.25rem; }
        dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 0.15rem 1rem; margin: 0; }
        dt { font-weight: 600; }
        dd { margin: 0; }
        code { font-family: ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
        th, td { border: 1px solid var(--line); padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        @media print { nav, .skip { display: none; } }
        """
}
