extension DiagnosticCatalogue {
    /// Family V: evaluation.
    static let evaluationPages: [CodePage] = []
}
