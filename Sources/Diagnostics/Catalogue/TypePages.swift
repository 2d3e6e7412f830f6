extension DiagnosticCatalogue {
    /// Family T: names and types.
    static let typePages: [CodePage] = []
}
