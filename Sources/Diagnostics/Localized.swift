/// The two languages of the product. Machine formats are never localised.
public enum Language: String, Sendable, CaseIterable {
    case fr, en
}

/// A text a person reads, in both languages.
public struct Localized: Hashable, Sendable {
    public var fr: String
    public var en: String

    public init(fr: String, en: String) {
        self.fr = fr
        self.en = en
    }

    /// The same text in both languages: a name, a code, a number.
    public init(both text: String) {
        self.init(fr: text, en: text)
    }

    public subscript(language: Language) -> String {
        switch language {
        case .fr: fr
        case .en: en
        }
    }
}
