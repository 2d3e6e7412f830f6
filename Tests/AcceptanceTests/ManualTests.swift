import Foundation
import Testing

/// The manual pages name what there is, in both languages.
struct ManualTests {
    private static let folder = "\(Place.root)/docs/man"

    @Test("the verbs that a manual page names exist", arguments: ["", "fr/"])
    func verbs(_ language: String) throws {
        let page = try String(contentsOfFile: "\(Self.folder)/\(language)maillaged.8", encoding: .utf8)
        let line = try #require(page.split(separator: "\n").first { $0.hasPrefix(".RB {") })
        let verbs = line.dropFirst(3).split { !$0.isLetter }.map(String.init)
        #expect(verbs.count > 3)
        try Workspace.use { place in
            for verb in verbs {
                let help = try place.run(Place.maillaged, [verb, "--help"])
                #expect(help.code == 0 && help.output.contains("maillaged \(verb)"), "\(verb): \(help.output)")
            }
            for option in ["--offline", "--lang"] {
                #expect(try place.run(Place.maillage, ["verdicts", "--help"]).output.contains(option))
            }
        }
    }
}
