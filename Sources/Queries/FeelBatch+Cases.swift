public import Diagnostics
import FEEL
import JSON

struct DecisionLibrary: Sendable {}

extension FeelBatch {
    /// Reads models, one a line.
    public mutating func load(models text: SourceText) -> [Diagnostic] { [] }

    mutating func answer(case json: JSONValue) throws(BatchError) -> [JSONValue.Member] {
        throw .shape(fr: "mode inconnu", en: "unknown mode")
    }
}
