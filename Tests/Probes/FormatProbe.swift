import CSVReader
import Diagnostics
import JSON
import YAMLReader

/// Files: whatever is in one, every place told is inside it.
enum FormatProbe {
    static func yaml(_ bytes: [UInt8]) throws(Flaw) {
        let source = SourceText(name: "probe.yaml", bytes: bytes)
        let (node, diagnostics) = YAMLReader.read(source)
        try check(diagnostics, bytes.count)
        if let node { try check(node, bytes.count) }
    }

    private static func check(_ node: YAMLNode, _ count: Int) throws(Flaw) {
        let span = node.location.span
        try promise(0 <= span.start && span.start <= span.end && span.end <= count, "a node is at \(span)")
        switch node.kind {
        case .scalar(let text, _):
            guard let embedded = node.embedded else { return }
            try promise(embedded.text == text, "the embedded text is another one")
            for offset in 0...text.utf8.count {
                let place = embedded.location(Span(offset, offset)).span
                try promise(
                    0 <= place.start && place.start <= place.end && place.end <= count,
                    "byte \(offset) of a scalar is at \(place)")
            }
        case .sequence(let items): for item in items { try check(item, count) }
        case .mapping(let pairs):
            for pair in pairs {
                try check(pair.key, count)
                try check(pair.value, count)
            }
        }
    }

    static func csv(_ bytes: [UInt8]) throws(Flaw) {
        let (table, diagnostics) = CSVReader.read(source: SourceText(name: "probe.csv", bytes: bytes))
        try check(diagnostics, bytes.count)
        for row in [table.header] + table.rows {
            try promise(row.count == table.header.count, "a row has \(row.count) cells under \(table.header.count)")
            for cell in row {
                let span = cell.location.span
                try promise(
                    0 <= span.start && span.start <= span.end && span.end <= bytes.count, "a cell is at \(span)")
                for offset in 0...cell.text.utf8.count {
                    let place = cell.embedded.location(Span(offset, offset)).span
                    try promise(0 <= place.start && place.end <= bytes.count, "byte \(offset) of a cell is at \(place)")
                }
            }
        }
    }

    static func json(_ bytes: [UInt8]) throws(Flaw) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes)
        } catch {
            return try promise((0...bytes.count).contains(error.offset), "the fault is at \(error.offset)")
        }
        for isPretty in [false, true] {
            let again = try? JSONValue.parse(value.serialized(pretty: isPretty))
            try promise(again == value, "what is written does not read back")
        }
    }

    private static func check(_ diagnostics: [Diagnostic], _ count: Int) throws(Flaw) {
        for label in diagnostics.flatMap({ ($0.primary.map { [$0] } ?? []) + $0.secondary }) {
            let span = label.location.span
            try promise(0 <= span.start && span.start <= span.end && span.end <= count, "a diagnostic is at \(span)")
        }
    }
}
