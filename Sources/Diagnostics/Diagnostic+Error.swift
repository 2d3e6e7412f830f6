extension Diagnostic {
    /// An error: what most diagnostics are.
    public init(
        _ code: Code,
        _ headline: Localized,
        at primary: Location? = nil,
        label: Localized? = nil,
        secondary: [Label] = [],
        notes: [Localized] = [],
        help: Localized? = nil,
        source: String? = nil
    ) {
        self.init(
            code, .error, headline, at: primary, label: label, secondary: secondary, notes: notes, help: help,
            source: source)
    }
}
