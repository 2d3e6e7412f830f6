extension DiagnosticCatalogue {
    /// Family R: vocabularies, rule sets and policies. Each example is a file beside a small pack of
    /// regions and houses; a test loads both.
    static let ruleSetPages: [CodePage] = vocabularyPages + rulePages + leverPages + trialPages + migrationPages
}
