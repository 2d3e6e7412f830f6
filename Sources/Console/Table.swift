import Diagnostics
import JSON

/// Rows with named columns: aligned for a person, with stable keys and machine texts for tools.
struct Table {
    struct Column {
        /// The header of CSV and TSV, never localised.
        var key: String
        var title: Localized
        var alignsRight = false

        init(_ key: String, _ title: Localized, alignsRight: Bool = false) {
            self.key = key
            self.title = title
            self.alignsRight = alignsRight
        }
    }

    struct Cell {
        /// For a person, in their language.
        var shown: String
        /// For a tool.
        var machine: String

        init(_ shown: String, machine: String? = nil) {
            self.shown = shown
            self.machine = machine ?? shown
        }
    }

    var columns: [Column]
    var rows: [[Cell]]

    /// Columns padded by display width, two spaces apart; the last one is not padded.
    func aligned(_ terminal: Terminal) -> String {
        let titles = columns.map { $0.title[terminal] }
        var widths = titles.map { DisplayWidth.of($0) }
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.of(cell.shown)) }
        }
        func line(_ texts: [String]) -> String {
            var text = ""
            for (index, part) in texts.enumerated() {
                let isLast = index == texts.count - 1
                text +=
                    isLast && !columns[index].alignsRight
                    ? part : DisplayWidth.padded(part, to: widths[index], alignRight: columns[index].alignsRight)
                if !isLast { text += "  " }
            }
            return text.trimmingTrailingSpaces
        }
        return ([line(titles)] + rows.map { line($0.map(\.shown)) }).joined(separator: "\n")
    }

    /// RFC 4180, line feeds.
    var csv: String {
        func quoted(_ text: String) -> String {
            guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
            return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        }
        return separated(by: ",", quoted)
    }

    /// Tabs and line ends inside a cell become spaces.
    var tsv: String {
        separated(by: "\t") { String($0.map { $0 == "\t" || $0.isNewline ? " " : $0 }) }
    }

    private func separated(by separator: String, _ escape: (String) -> String) -> String {
        let header = columns.map { escape($0.key) }.joined(separator: separator)
        let lines = rows.map { $0.map { escape($0.machine) }.joined(separator: separator) }
        return ([header] + lines).joined(separator: "\n")
    }
}

extension String {
    var trimmingTrailingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
