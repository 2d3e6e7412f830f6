/// The lines of one file that a diagnostic points into, laid out in columns.
struct Excerpt {
    /// A run of one row below a line of source.
    struct Run {
        enum Kind { case blank, secondary, primary }
        var kind: Kind
        var text: String
    }

    enum Row {
        case source(number: Int, text: String)
        case marks([Run])
        case gap
    }

    private struct Place {
        var label: Label
        var isPrimary: Bool
        var firstLine: Int
        var lastLine: Int
    }

    private struct Mark {
        var columns: Range<Int>
        var isPrimary: Bool
        var message: String?
        var kind: Run.Kind { isPrimary ? .primary : .secondary }
    }

    /// What the file is first pointed at for.
    let head: Location
    private var places: [Place]

    private init(_ label: Label, isPrimary: Bool) {
        head = label.location
        places = [Self.place(label, isPrimary)]
    }

    /// One excerpt a file: that of the primary label, then the others in the order met.
    static func all(of diagnostic: Diagnostic) -> [Excerpt] {
        var excerpts: [Excerpt] = []
        let labels =
            [diagnostic.primary].compactMap { $0 }.map { ($0, true) } + diagnostic.secondary.map { ($0, false) }
        for (label, isPrimary) in labels {
            if let index = excerpts.firstIndex(where: { $0.head.source.name == label.location.source.name }) {
                excerpts[index].places.append(place(label, isPrimary))
            } else {
                excerpts.append(Excerpt(label, isPrimary: isPrimary))
            }
        }
        return excerpts
    }

    private static func place(_ label: Label, _ isPrimary: Bool) -> Place {
        let source = label.location.source
        let span = label.location.span
        let first = source.position(of: span.start).line
        // A span that ends with a line feed does not reach the next line.
        let last = span.end > span.start ? source.position(of: span.end - 1).line : first
        return Place(label: label, isPrimary: isPrimary, firstLine: first, lastLine: last)
    }

    var lastLine: Int { places.map(\.lastLine).max() ?? 1 }

    /// Rows from the first line pointed at to the last; none for a source without text.
    func rows(language: Language, columns: Int) -> [Row] {
        guard !head.source.bytes.isEmpty else { return [] }
        var rows: [Row] = []
        var previous: Int?
        for number in shownLines() {
            if let previous, number > previous + 1 { rows.append(.gap) }
            previous = number
            rows += self.rows(line: number, language: language, available: columns)
        }
        return rows
    }

    /// Lines that carry a mark, and those that stand alone between two of them.
    private func shownLines() -> [Int] {
        var marked: Set<Int> = []
        for place in places {
            if place.lastLine - place.firstLine < 4 {
                marked.formUnion(place.firstLine...place.lastLine)
            } else {
                marked.formUnion([place.firstLine, place.firstLine + 1, place.lastLine])
            }
        }
        for number in marked where marked.contains(number + 2) { marked.insert(number + 1) }
        return marked.sorted()
    }

    private func rows(line number: Int, language: Language, available: Int) -> [Row] {
        let concerned = places.filter { $0.firstLine <= number && number <= $0.lastLine }
        let focus = concerned.filter { $0.firstLine == number }.map(\.label.location.span.start).min() ?? 0
        let line = VisibleLine(head.source, line: number, focus: focus)
        let marks = concerned.map { place in
            let span = place.label.location.span
            var columns = place.firstLine == number ? line.columns(span) : line.inkColumns
            if place.firstLine < number, place.lastLine == number {
                let end = line.columns(Span(columns.lowerBound, span.end)).upperBound
                columns = columns.lowerBound..<max(columns.lowerBound + 1, end)
            }
            let message = place.lastLine == number ? place.label.message.map { VisibleText.line($0[language]) } : nil
            return Mark(columns: columns, isPrimary: place.isPrimary, message: message)
        }
        let window = Self.window(line, marks, available)
        var rows: [Row] = [.source(number: number, text: Self.text(line, window))]
        rows += Self.markRows(marks.map { Self.clipped($0, window) })
        return rows
    }

    // MARK: Cutting long lines

    private static func window(_ line: VisibleLine, _ marks: [Mark], _ available: Int) -> Range<Int> {
        guard line.width > available else { return 0..<max(available, line.width + 1) }
        let start = marks.map(\.columns.lowerBound).min() ?? 0
        let end = marks.map(\.columns.upperBound).max() ?? 0
        if end < available { return 0..<available }
        // A quarter of the window stays before the mark, so that it can be read in its context;
        // less when that brings the whole mark in.
        let before = min(available / 4, max(2, available - 2 - (end - start)))
        let low = min(max(0, start - before), max(0, line.width + 1 - available))
        return low..<(low + available)
    }

    private static func text(_ line: VisibleLine, _ window: Range<Int>) -> String {
        var text = ""
        var used = 0
        let isCutBefore = window.lowerBound > 0
        let isCutAfter = line.width > window.upperBound
        let low = window.lowerBound + (isCutBefore ? 1 : 0)
        let high = window.upperBound - (isCutAfter ? 1 : 0)
        if isCutBefore {
            text = "…"
            used = 1
        }
        for cell in line.cells where cell.column >= low && cell.column + cell.width <= high {
            // Half of a wide character at the cut leaves a space, so that columns still agree.
            let gap = cell.column - window.lowerBound - used
            if gap > 0 { text += String(repeating: " ", count: gap) }
            text += cell.text
            used = cell.column - window.lowerBound + cell.width
        }
        return isCutAfter ? text + "…" : text
    }

    private static func clipped(_ mark: Mark, _ window: Range<Int>) -> Mark {
        var mark = mark
        let low = min(max(mark.columns.lowerBound, window.lowerBound), window.upperBound - 1) - window.lowerBound
        let high = min(mark.columns.upperBound, window.upperBound) - window.lowerBound
        mark.columns = low..<max(low + 1, high)
        return mark
    }

    // MARK: Underlines and messages

    private static func markRows(_ marks: [Mark]) -> [Row] {
        guard let width = marks.map(\.columns.upperBound).max() else { return [] }
        var kinds = [Run.Kind](repeating: .blank, count: width)
        for mark in marks.filter({ !$0.isPrimary }) + marks.filter(\.isPrimary) {
            for column in mark.columns { kinds[column] = mark.kind }
        }
        var runs = underline(kinds)
        // The message of the rightmost mark stands beside it, the others hang below theirs.
        let beside = marks.indices.max { left, right in
            let (l, r) = (marks[left], marks[right])
            return (l.columns.upperBound, l.isPrimary ? 1 : 0, l.columns.lowerBound)
                < (r.columns.upperBound, r.isPrimary ? 1 : 0, r.columns.lowerBound)
        }
        if let beside, let message = marks[beside].message {
            runs.append(Run(kind: marks[beside].kind, text: " " + message))
        }
        var rows: [Row] = [.marks(runs)]
        var hanging = marks.indices.filter { $0 != beside && marks[$0].message != nil }.map { marks[$0] }
        hanging.sort { $0.columns.lowerBound > $1.columns.lowerBound }
        if !hanging.isEmpty { rows.append(.marks(stems(hanging[...]))) }
        for position in hanging.indices {
            let mark = hanging[position]
            let left = hanging[(position + 1)...].filter { $0.columns.lowerBound < mark.columns.lowerBound }
            var runs = stems(left[...])
            let used = left.map(\.columns.lowerBound).max().map { $0 + 1 } ?? 0
            runs.append(Run(kind: .blank, text: String(repeating: " ", count: mark.columns.lowerBound - used)))
            runs.append(Run(kind: mark.kind, text: mark.message ?? ""))
            rows.append(.marks(runs))
        }
        return rows
    }

    private static func underline(_ kinds: [Run.Kind]) -> [Run] {
        var runs: [Run] = []
        for kind in kinds {
            let sign: String
            switch kind {
            case .blank: sign = " "
            case .secondary: sign = "-"
            case .primary: sign = "^"
            }
            if let last = runs.last, last.kind == kind {
                runs[runs.count - 1].text += sign
            } else {
                runs.append(Run(kind: kind, text: sign))
            }
        }
        return runs
    }

    /// A `|` at the first column of each mark.
    private static func stems(_ marks: ArraySlice<Mark>) -> [Run] {
        var runs: [Run] = []
        var used = 0
        for mark in marks.sorted(by: { $0.columns.lowerBound < $1.columns.lowerBound }) {
            guard mark.columns.lowerBound >= used else { continue }
            runs.append(Run(kind: .blank, text: String(repeating: " ", count: mark.columns.lowerBound - used)))
            runs.append(Run(kind: mark.kind, text: "|"))
            used = mark.columns.lowerBound + 1
        }
        return runs
    }
}
