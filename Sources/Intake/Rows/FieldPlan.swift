import Diagnostics
import FEEL
import JSON
import World

/// A short cell as one value: its bytes, and how many; longer ones have none.
struct ShortCell: Hashable {
    private let bytes: UInt128

    init?(_ cell: ArraySlice<UInt8>) {
        guard cell.count < 16 else { return nil }
        var bytes = UInt128(cell.count)
        for byte in cell { bytes = bytes << 8 | UInt128(byte) }
        self.bytes = bytes
    }
}

/// What a cell comes to, ready to be written.
struct CellText {
    /// The cell as JSON; `null` when the row states nothing of it.
    var json: [UInt8]
    /// Its part of a key, escaped as within a JSON text; nil when it cannot name a record.
    var key: [UInt8]?
}

/// How one field of a mapping reads cells: most of them without looking at them twice.
///
/// What a cell comes to depends on nothing but the cell, so it is computed once for as many rows as have it; plain
/// whole numbers and plain texts are their own JSON. All else goes through ``FieldReader`` and ``CellReader``, as in
/// ``Importer``.
struct FieldPlan {
    /// How many different cells are kept: beyond them, each is computed again.
    private static let kept = 1 << 16

    private enum Direct {
        case none, integer, text
    }

    let field: ImportMapping.Field
    let attribute: Attribute
    /// Positions of its columns; empty for a constant.
    let columns: [Int]
    private let direct: Direct
    private let reader: FieldReader
    private let cells: CellReader
    private let prefix, suffix: [UInt8]
    private var known: [ShortCell: CellText] = [:]

    init(field: ImportMapping.Field, attribute: Attribute, columns: [Int], reader: FieldReader, vocabulary: Vocabulary)
    {
        self.field = field
        self.attribute = attribute
        self.columns = columns
        self.reader = reader
        self.cells = CellReader(vocabulary: vocabulary)
        let isPlain = columns.count == 1 && field.codes == nil && field.pad == nil && field.date == nil
        let isWhole = isPlain && !field.readsNumbers
        let affixes = field.prefix + field.suffix
        switch attribute.type {
        case .number where isWhole && affixes.isEmpty: direct = .integer
        case .text where isWhole && FieldPlan.isPlain(affixes), .reference where isWhole && FieldPlan.isPlain(affixes):
            direct = .text
        default: direct = .none
        }
        prefix = Array(field.prefix.utf8)
        suffix = Array(field.suffix.utf8)
    }

    private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { isPlain($0) } }

    /// What stands for itself within a JSON text, and is no white space at either end.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Writes what the cells of a row come to.
    ///
    /// - Parameters:
    ///   - bytes: Where the row's cells are.
    ///   - row: The bounds of its cells.
    ///   - json: What the field comes to is added to it.
    ///   - key: The field's part of the record's key, when asked for.
    /// - Returns: false when a cell is refused, or cannot be part of a key; what was added is then nothing.
    mutating func write(
        _ bytes: [UInt8], row: [Range<Int>], into json: inout [UInt8], key: inout [UInt8], isKey: Bool
    ) -> Bool {
        if columns.count == 1 {
            let cell = bytes[row[columns[0]]]
            switch direct {
            case .integer where isWholeNumber(cell):
                json.append(contentsOf: cell)
                if isKey { key.append(contentsOf: cell) }
                return true
            case .text where isPlainText(cell):
                json.append(UInt8(ascii: "\""))
                let start = json.count
                json.append(contentsOf: prefix)
                json.append(contentsOf: cell)
                json.append(contentsOf: suffix)
                if isKey { key.append(contentsOf: json[start...]) }
                json.append(UInt8(ascii: "\""))
                return true
            default: break
            }
        }
        guard let text = text(bytes, row) else { return false }
        json.append(contentsOf: text.json)
        guard isKey else { return true }
        guard let part = text.key else { return false }
        key.append(contentsOf: part)
        return true
    }

    private mutating func text(_ bytes: [UInt8], _ row: [Range<Int>]) -> CellText? {
        guard columns.count == 1, let short = ShortCell(bytes[row[columns[0]]]) else { return read(bytes, row) }
        if let text = known[short] { return text }
        guard let text = read(bytes, row) else { return nil }
        if known.count < FieldPlan.kept { known[short] = text }
        return text
    }

    /// As ``Importer`` reads it; nil when it is refused.
    private func read(_ bytes: [UInt8], _ row: [Range<Int>]) -> CellText? {
        let nowhere = Location(SourceText(name: "", bytes: []), Span(0, 0))
        let texts = columns.map { column in
            reader.cell(Written(cell: String(decoding: bytes[row[column]], as: UTF8.self), at: nowhere))
        }
        let absent = CellText(json: Array("null".utf8), key: nil)
        switch reader.read(field, cells: texts, row: nowhere) {
        case .absent: return absent
        case .refused: return nil
        case .written(let written):
            switch cells.read(written, as: attribute) {
            case .notStated: return absent
            case .refused: return nil
            case .value(let value):
                var json: [UInt8] = []
                value.cell.write(into: &json)
                return CellText(json: json, key: value.keyText.map(FieldPlan.escaped))
            }
        }
    }

    /// A text as it stands between the quotes of a JSON text.
    static func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONValue.string(text).write(into: &bytes)
        return Array(bytes.dropFirst().dropLast())
    }

    /// Digits that a number is written with, and in its range.
    private func isWholeNumber(_ cell: ArraySlice<UInt8>) -> Bool {
        guard let first = cell.first else { return false }
        let isNegative = first == UInt8(ascii: "-")
        let digits = isNegative ? cell.dropFirst() : cell
        guard let leading = digits.first, digits.count <= 15,
            leading != UInt8(ascii: "0") || (digits.count == 1 && !isNegative)
        else { return false }
        var value: Int64 = 0
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return false }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        if !reader.missing.isEmpty, reader.missing.contains(String(decoding: cell, as: UTF8.self)) { return false }
        guard let range = attribute.range else { return true }
        return range.holds(Number(Int(isNegative ? -value : value)))
    }

    /// Letters, digits and signs that no reader takes for anything else.
    private func isPlainText(_ cell: ArraySlice<UInt8>) -> Bool {
        guard let first = cell.first, let last = cell.last, FieldPlan.isPlain(first), FieldPlan.isPlain(last) else {
            return false
        }
        var hasDigit = false
        for byte in cell {
            // Within, the rest of UTF-8 stands for itself too; at the ends it may be white space.
            guard FieldPlan.isPlain(byte) || byte == 0x20 || byte >= 0x80 else { return false }
            hasDigit = hasDigit || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
        }
        if !reader.missing.isEmpty, reader.missing.contains(String(decoding: cell, as: UTF8.self)) { return false }
        // The words that stand for a value have no digit.
        return hasDigit
            || CellReader.reserved[String(decoding: prefix + cell + suffix, as: UTF8.self).lowercased()] == nil
    }
}
