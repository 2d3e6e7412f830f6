import Diagnostics
import FEEL

/// What one field of an import amounts to, from the texts of its cells: all that a mapping may do to them.
struct FieldReader {
    typealias Cell = (text: String, location: Location)

    enum Outcome {
        /// The row states nothing of it.
        case absent
        case written(Written)
        case refused(Diagnostic)
    }

    /// Cells that mean the same as an empty one.
    let missing: Set<String>
    /// The identifier of the territory imported into.
    let territory: String

    /// A cell's text, empty when it says nothing.
    func cell(_ cell: Written) -> Cell {
        guard case .text(let text) = cell.content, !missing.contains(text) else { return ("", cell.location) }
        return (text, cell.location)
    }

    func holds(_ filter: ImportMapping.Filter, _ text: String) -> Bool {
        switch filter.test {
        case .present(let isPresent): text.isEmpty != isPresent
        case .oneOf(let texts): texts.contains(text)
        case .noneOf(let texts): !texts.contains(text)
        case .territory: text == territory
        }
    }

    /// - Parameter cells: Those of the field's columns, in order; none when it has no column.
    func read(_ field: ImportMapping.Field, cells: [Cell], row: Location) -> Outcome {
        switch field.origin {
        case .constant(let text):
            return .written(Written(cell: text, at: row))
        case .territory:
            return .written(Written(.text(territory), at: row))
        case .columns(_, let join):
            guard let location = cells.first?.location, cells.allSatisfy({ !$0.text.isEmpty }) else { return .absent }
            let text = cells.map { padded($0.text, to: field.pad) }.joined(separator: join)
            return transformed(text, field, at: location)
        }
    }

    private func padded(_ text: String, to count: Int?) -> String {
        guard let count, text.count < count, text.allSatisfy({ ("0"..."9").contains($0) }) else { return text }
        return String(repeating: "0", count: count - text.count) + text
    }

    private func transformed(_ text: String, _ field: ImportMapping.Field, at location: Location) -> Outcome {
        var text = text
        if let codes = field.codes {
            guard let code = codes[text] ?? field.otherCode else {
                return .refused(.unmappedValue(text, field, at: location))
            }
            if code.isEmpty { return .absent }
            text = code
        }
        text = field.prefix + text + field.suffix
        if let pattern = field.date {
            guard let date = pattern.date(text) else {
                return .refused(.notADate(text, field.attribute, pattern: pattern, at: location))
            }
            text = date.description
        }
        if field.readsNumbers, case .plain(let plain) = DecimalText(text, decimal: field.decimal),
            let number = scaled(plain, field)
        {
            return .written(Written(.number(number.description), at: location))
        }
        return .written(Written(cell: text, at: location))
    }

    /// - Returns: nil when the number or its product cannot be held exactly enough; it is then refused
    ///   as it stands.
    private func scaled(_ plain: String, _ field: ImportMapping.Field) -> Number? {
        guard var number = Number(exactly: plain) else { return nil }
        if let scale = field.scale {
            guard let product = number.multiplied(by: scale) else { return nil }
            number = product
        }
        return field.round.map { number.rounded(scale: $0) } ?? number
    }
}
