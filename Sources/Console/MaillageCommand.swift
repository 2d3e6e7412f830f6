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
            Query.self, WhatIf.self, Law.self, Ask.self, AnswerQuestion.self, Record.self, Apply.self, Import.self,
            Arbitrate.self, Watch.self, Evaluate.self,
            Rules.self, Packs.self, Journal.self, Milestones.self, Diff.self, Erase.self, Verify.self, Export.self,
            Restore.self, Backup.self, Load.self, Alerts.self, AlertVerbs.self, SilenceAlerts.self, Acknowledge.self,
            Check.self, WaitUntil.self, SQL.self, Doctor.self,
            Scenarios.self, Compare.self, Vehicles.self, Keys.self, Positions.self, Perimeters.self, Waves.self,
            Clock.self, Robustness.self, Actions.self, ChecklistVerb.self, BaselineVerbs.self, BenefitsVerb.self,
            Feel.self, Explain.self,
        ])

    public init() {}
}

/// The product's version.
public enum Version {
    public static let text = "0.1.0"
}
