public import Diagnostics

/// The folders a pack is read from.
public enum PackFolders {
    /// The texts of both folders, named `rules/…` and `policies/…` wherever the folders stand, so that
    /// a pack's hash says nothing of a machine.
    ///
    /// - Parameter policies: May be absent: a pack without local choices.
    /// - Returns: The YAML texts, and what could not be read; texts are worth compiling only when no
    ///   diagnostic is an error.
    public static func read(rules: String, policies: String?) -> ([SourceText], [Diagnostic]) {
        var files: [SourceText] = []
        var diagnostics: [Diagnostic] = []
        for (folder, prefix) in [(Optional(rules), "rules"), (policies, "policies")] {
            guard let folder else { continue }
            let contents = FolderReader.read(folder)
            diagnostics += contents.diagnostics
            for file in contents.files where !file.name.hasSuffix(".csv") && !isTest(file.name) {
                files.append(SourceText(name: "\(prefix)/\(file.name)", bytes: file.bytes))
            }
        }
        return (files, diagnostics.inOrder())
    }

    /// The texts of the tests that stand beside the rules, `*.test.yaml`, named `rules/…`.
    public static func tests(rules: String) -> ([SourceText], [Diagnostic]) {
        let contents = FolderReader.read(rules)
        let files = contents.files.filter { isTest($0.name) }
            .map { SourceText(name: "rules/\($0.name)", bytes: $0.bytes) }
        return (files, contents.diagnostics)
    }

    /// Tests are no part of a pack: they neither change its hash nor reach the daemon.
    private static func isTest(_ name: String) -> Bool {
        name.hasSuffix(".test.yaml") || name.hasSuffix(".test.yml")
    }
}
