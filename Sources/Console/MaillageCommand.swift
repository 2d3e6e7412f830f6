public import ArgumentParser

/// `maillage`: the companion of the daemon. English verbs, French aliases.
public struct MaillageCommand: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "maillage",
        abstract: both(
            "Aide à la décision pour des services publics : règles, preuves, causes.",
            "Decision support for public services: rules, evidence, causes."),
        version: Version.text,
        subcommands: [
            Status.self, Readiness.self, Verdicts.self, Overlaps.self, Why.self, Questions.self, Values.self,
            Query.self, AnswerQuestion.self, Apply.self, Import.self, Watch.self, Evaluate.self, Rules.self, Feel.self,
            Explain.self,
        ])

    public init() {}
}

/// The product's version.
public enum Version {
    public static let text = "0.1.0"
}
