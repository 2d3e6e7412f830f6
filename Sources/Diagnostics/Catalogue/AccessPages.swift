extension DiagnosticCatalogue {
    /// Family A: access and API.
    static let accessPages: [CodePage] = []
}
