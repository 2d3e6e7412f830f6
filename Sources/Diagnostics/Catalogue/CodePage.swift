/// What a code means, for `maillage explain`.
public struct CodePage: Sendable, Hashable {
    public var code: Code
    /// A few words: the broken rule.
    public var title: Localized
    /// Why it is refused or warned about, and what to do: whole sentences.
    public var meaning: Localized
    /// A text that yields the code.
    public var bad: String?
    /// The same, corrected.
    public var good: String?

    public init(_ code: Code, title: Localized, meaning: Localized, bad: String? = nil, good: String? = nil) {
        self.code = code
        self.title = title
        self.meaning = meaning
        self.bad = bad
        self.good = good
    }

    /// The page as plain text; every line ends with a line feed.
    public func text(_ language: Language) -> String {
        var output = "\(code)  \(title[language])\n\n\(meaning[language])\n"
        if let bad {
            output += language == .fr ? "\nÀ corriger :\n\n" : "\nTo be corrected:\n\n"
            output += Self.indented(bad)
        }
        if let good {
            output += language == .fr ? "\nCorrigé :\n\n" : "\nCorrected:\n\n"
            output += Self.indented(good)
        }
        return output
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "\n" : "    \(VisibleText.line(String($0)))\n" }
            .joined()
    }
}
