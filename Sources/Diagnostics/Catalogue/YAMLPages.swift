extension DiagnosticCatalogue { static let yamlPages: [CodePage] = [] }
