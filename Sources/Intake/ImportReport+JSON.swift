import Diagnostics
import FEEL
public import JSON

extension ImportReport {
    /// The report as the socket and `maillage import` show it: counts, sums of the numeric attributes,
    /// refusals with line, column and reason.
    public var json: JSONValue {
        var sums: [String: Number] = [:]
        for fact in facts {
            if case .number(let number) = fact.value {
                sums[fact.attribute] = (sums[fact.attribute] ?? .zero).adding(number) ?? .zero
            }
        }
        return .object([
            .init("source", .string(source)), .init("rows_read", .int(rowsRead)), .init("rows_taken", .int(rowsTaken)),
            .init("rows_filtered", .int(rowsFiltered)), .init("rows_refused", .int(rowsRefused)),
            .init(
                "sums", .object(sums.sorted { $0.key < $1.key }.map { .init($0.key, .number($0.value.description)) })),
            .init(
                "refused",
                .array(
                    refused.map { refusal in
                        .object([
                            .init("line", .int(refusal.line)),
                            .init("column", refusal.column.map { .string($0) } ?? .null),
                            .init("reason", refusal.reason.json()),
                        ])
                    })),
            .init("diagnostics", .array(diagnostics.map { $0.json() })),
        ])
    }
}
