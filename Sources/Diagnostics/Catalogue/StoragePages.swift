extension DiagnosticCatalogue {
    /// Family S: storage.
    static let storagePages: [CodePage] = []
}
