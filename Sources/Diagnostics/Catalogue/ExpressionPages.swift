extension DiagnosticCatalogue {
    /// Family X: expressions.
    static let expressionPages: [CodePage] = []
}
