/// Every code of the project, each with its page.
///
/// Pages are kept here, in one file a family, rather than beside the code that reports them, so
/// that the whole list can be read, checked and printed without the rooms above.
public enum DiagnosticCatalogue {
    /// All pages, in the order of their codes.
    public static let pages: [CodePage] =
        (accessPages + confidentialityPages + deskPages
        + alertDeskPages + alertRulePages + functionTablePages + csvPages + factPages + ruleSetPages + storagePages
        + typePages + evaluationPages
        + decisionPages + studyPages + tablePages
        + valuePages
        + expressionPages
        + yamlPages).sorted { $0.code < $1.code }

    /// The page of a code, whatever the case of its letter.
    public static func page(for code: Code) -> CodePage? {
        let wanted = code.rawValue.uppercased()
        return pages.first { $0.code.rawValue == wanted }
    }

    /// The known code closest to a misspelt one.
    public static func nearest(to code: Code) -> Code? {
        NearestName.nearest(to: code.rawValue.uppercased(), among: pages.map(\.code.rawValue)).map { Code($0) }
    }
}
