extension DiagnosticCatalogue {
    /// Family R: rule sets.
    static let ruleSetPages: [CodePage] = []
}
