import Diagnostics
import FEEL
import Testing
import World

@testable import Intake

@Suite struct ChangesTests {
    private let author = Author(uid: 1000, name: "maire")

    private func changes(_ description: TerritoryDescription, _ base: FactBase) -> [ChangeSet] {
        description.changes(against: base, author: author, reason: "essai", recordedAt: "2026-06-15T10:00:00Z")
    }

    @Test func oneChangeSetASourceAndNoneTheSecondTime() {
        let (description, _) = folder(["equipements.csv": "id,places,source\nA1,1,\nA2,2,visite\n"])
        var base = FactBase(territory: "val_clair")
        let first = changes(description, base)
        #expect(
            first.map(\.source) == ["folder:equipements.csv", "folder:equipements.csv#visite", "folder:territory.yaml"])
        for change in first { base.apply(change) }
        #expect(base.facts == description.factBase.facts)
        #expect(changes(description, base).isEmpty)
    }

    @Test func whatFilesNoLongerStateIsWithdrawn() {
        let (before, _) = folder([
            "equipements.csv": "id,places\nA1,1\nA2,2\n", "projects/p.yaml": "records: {projet: [{id: p}]}\n",
        ])
        var base = before.factBase
        let answer = Fact(
            record: RecordID(kind: "equipement", key: "A2"), attribute: "places", value: decimal("9"), source: "mairie")
        base.apply(
            ChangeSet(
                territory: "val_clair", source: "mairie", author: author, reason: "", recordedAt: "",
                operations: [.state(answer)]))
        let (after, _) = folder(["equipements.csv": "id,places\nA1,\nA3,3\n"])
        let changes = changes(after, base)
        #expect(changes.map(\.source) == ["folder:equipements.csv", "folder:projects/p.yaml"])
        for change in changes { base.apply(change) }
        #expect(base.facts.filter { $0.source.hasPrefix("folder:") } == after.factBase.facts)
        #expect(base.facts.filter { $0.source == "mairie" } == [answer])
        #expect(
            changes.last?.operations == [.withdraw(record: RecordID(kind: "projet", key: "p"), attribute: "")])
    }

    @Test func filesThatCannotBeReadKeepWhatTheySaid() {
        let (before, _) = folder([
            "equipements.csv": "id,places\nA1,1\n", "projects/p.yaml": "records: {projet: [{id: p}]}\n",
        ])
        let base = before.factBase
        let (broken, diagnostics) = folder([
            "equipements.csv": "", "projects/p.yaml": "records: {projet: [{id: p}\n",
        ])
        #expect(diagnostics.hasErrors)
        #expect(changes(broken, base).isEmpty)
        let (unread, _) = TerritoryFolder.read(
            files: [head], vocabulary: vocabulary, unread: ["equipements.csv", "projects/p.yaml"])
        #expect(changes(unread, base).isEmpty)
        let (partial, _) = TerritoryFolder.read(files: [head], vocabulary: vocabulary, isComplete: false)
        #expect(changes(partial, base).isEmpty)
    }

    @Test func movingARowChangesNothing() {
        let (before, _) = folder(["equipements.csv": "id,places\nA1,1\nA2,2\n"])
        let (after, _) = folder(["equipements.csv": "places;id\n2;A2\n\n1;A1\n"])
        #expect(changes(after, before.factBase).isEmpty)
    }
}
