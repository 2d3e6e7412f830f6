import ArgumentParser
import Diagnostics
import Engine
import Queries

struct CatalogueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: both(
            "Toutes les questions, tous les critères, tous les seuils, avec sources et dates, pour être lus.",
            "Every question, criterion and threshold, with sources and dates, to be read."))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case markdown, html, json
    }

    @Option(name: .shortAndLong, help: both("Sortie : markdown, html ou json.", "Output: markdown, html or json."))
    var output: Format = .markdown
    @Option(
        help: both(
            "Langue des textes : fr ou en ; sinon celle des paramètres régionaux.",
            "Language of texts: fr or en; the locale's otherwise."))
    var lang: Language?
    @OptionGroup var packs: PackOptions

    func run() throws {
        let terminal = Terminal(language: lang ?? Terminal.localeLanguage)
        let catalogue = Catalogue(try OfflineWorld(packs: packs, terminal: terminal).pack()).json
        let text = CatalogueText(catalogue, terminal.language)
        switch output {
        case .markdown: terminal.print(text.markdown)
        case .html: terminal.print(text.html)
        case .json: terminal.print(catalogue)
        }
    }
}
