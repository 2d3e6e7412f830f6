import Diagnostics
import JSON
import Packs
import Testing

@testable import Queries

/// The packs as a document: nothing left out, and a page that anyone can read.
@Suite("catalogue") struct CatalogueTests {
    @Test("every rule, threshold, source and date is there, in both languages and both forms")
    func complete() throws {
        let pack = try #require(Repository.pack.0)
        let json = Catalogue(pack).json
        for language in Language.allCases {
            let text = CatalogueText(json, language)
            for document in [text.markdown, text.html] {
                func holds(_ text: String) -> Bool {
                    document.contains(text) || document.contains(Self.escaped(text))
                        || document.contains(text.replacing("|", with: "\\|"))
                }
                for rule in pack.rules {
                    #expect(holds(rule.id) && holds(rule.labels[language]), "\(rule.id)")
                    if let wording = rule.wording { #expect(holds(wording[language]), "\(rule.id)") }
                    if let source = rule.source { #expect(holds(source.citation), "\(rule.id)") }
                    for date in [rule.inForce.from, rule.inForce.to].compactMap({ $0 }) {
                        #expect(holds(date.description), "\(rule.id)")
                    }
                }
                for group in pack.parameters {
                    for parameter in group.parameters {
                        #expect(holds("\(group.name).\(parameter.name)"))
                        #expect(holds(parameter.labels[language]))
                        if let override = parameter.override { #expect(holds(override.author)) }
                    }
                }
            }
        }
    }

    @Test("the page needs nothing else, and is built to be read by anyone", arguments: Language.allCases)
    func page(_ language: Language) throws {
        let pack = try #require(Repository.pack.0)
        let page = CatalogueText(Catalogue(pack).json, language).html
        #expect(page.hasPrefix("<!doctype html>\n<html lang=\"\(language.rawValue)\">"))
        for word in ["<script", "src=", "<link", "@import", "url("] { #expect(!page.contains(word), "\(word)") }
        for word in [
            "<title>", "class=\"skip\"", "<main id=\"content\">", "<nav aria-label=", "scope=\"col\"", "<caption>",
        ] {
            #expect(page.contains(word), "\(word)")
        }
        // Tags close in the order they open; headings go down one level at a time.
        var open: [Substring] = []
        var level = 0
        let void: Set<Substring> = ["meta", "!doctype"]
        for match in page.matches(of: /<(\/?)([a-z!][a-z0-9]*)[^>]*>/) {
            let name = match.output.2
            if void.contains(name) { continue }
            if match.output.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
            if match.output.1.isEmpty, name.first == "h", let number = name.dropFirst().first?.wholeNumberValue {
                #expect(number <= level + 1, "h\(number) after h\(level)")
                level = number
            }
        }
        #expect(open.isEmpty)
        // Every link leads somewhere on the page, and no anchor is given twice.
        let anchors = page.matches(of: /\sid="([^"]+)"/).map { String($0.output.1) }
        #expect(Set(anchors).count == anchors.count)
        for match in page.matches(of: /href="#([^"]+)"/) { #expect(anchors.contains(String(match.output.1))) }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
