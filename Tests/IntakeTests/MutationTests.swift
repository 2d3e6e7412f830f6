import Diagnostics
import Testing
import World

@testable import Intake

/// A small generator whose runs repeat: the seed is the test's argument.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// One byte changed, anywhere: nothing stops, spans stay in bounds, and a change that is refused
/// only takes facts away.
@Suite struct MutationTests {
    private let table = """
        id;commune;nom;domaine;publics;places;accessible;releve;latitude
        A1;01;"Salle; ""Aube"" 1";jeunesse;"enfants;ados";1 200;OUI;2026-01-31;-0,5
        A2;02;Stade;sport;;12,5;non;;48.4

        """

    @Test(arguments: UInt64(1)...8)
    func oneByteChanged(seed: UInt64) {
        var random = Generator(state: seed)
        for _ in 0..<150 {
            var csv = Array(table.utf8)
            var yaml = head.bytes
            csv[Int.random(in: csv.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            yaml[Int.random(in: yaml.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            let files = [
                SourceText(name: "equipements.csv", bytes: csv), SourceText(name: "territory.yaml", bytes: yaml),
            ]
            let (description, diagnostics) = TerritoryFolder.read(files: files, vocabulary: vocabulary)
            for diagnostic in diagnostics {
                for label in [diagnostic.primary].compactMap({ $0 }) + diagnostic.secondary {
                    let span = label.location.span
                    #expect(span.start >= 0 && span.end <= label.location.source.bytes.count)
                }
            }
            // One fact at most of a source for an attribute of a record.
            let statements = description.facts.map { "\($0.record) \($0.attribute) \($0.source)" }
            #expect(Set(statements).count == statements.count)
        }
    }
}
