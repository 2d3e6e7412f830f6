extension DiagnosticCatalogue {
    /// Family F: facts and intake.
    static let factPages: [CodePage] = []
}
