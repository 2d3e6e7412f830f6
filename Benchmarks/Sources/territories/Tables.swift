import Columnar
import Diagnostics
import FEEL
import Foundation
import Intake
import World

/// Reads the tables of the common workload as their import mappings say, straight into columns.
struct Tables {
    let vocabulary: Vocabulary
    private(set) var tables: [ColumnarTable] = []
    private var rows: [String: [String: Int32]] = [:]
    private var territories: [String: [Int32]] = [:]

    init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    /// - Parameter mapping: One column an attribute; of what a mapping may say, columns, values for codes, and
    ///   numbers and texts as they are.
    mutating func read(_ mapping: ImportMapping, _ path: String) throws {
        guard let kind = vocabulary.kinds[mapping.kind] else { throw Failure("unknown kind \(mapping.kind)") }
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let (header, cells) = Tables.cells(data)
        func column(_ field: ImportMapping.Field) throws -> [Int64] {
            guard case .columns(let columns, _) = field.origin, columns.count == 1,
                let index = header.firstIndex(of: columns[0].name)
            else { throw Failure("no column for \(field.attribute)") }
            return cells[index]
        }
        var keys: [String] = []
        var columns: [String: ColumnarTable.Values] = [:]
        for field in mapping.fields {
            let given = try column(field)
            func code(_ value: Int64) -> String { field.codes.map { $0["\(value)"] ?? "" } ?? "\(value)" }
            if kind.key == [field.attribute] { keys = given.map { field.prefix + code($0) } }
            switch kind.attribute(field.attribute)?.type {
            case .number: columns[field.attribute] = .numbers(given, scale: 0)
            case .boolean: columns[field.attribute] = .truths(given.map { code($0) == "oui" })
            case .reference(let target):
                let known = rows[target] ?? [:]
                columns[field.attribute] = .references(given.map { known[code($0)] ?? -1 }, to: target)
            default:
                // Keys are no column: they are the table's own.
                if kind.key == [field.attribute] { continue }
                var places: [Int64: UInt32] = [:]
                var known: [String: UInt32] = [:]
                var texts: [String] = []
                let indices = given.map { value in
                    if let place = places[value] { return place }
                    let text = code(value)
                    let place = known[text] ?? UInt32(texts.count)
                    if known.updateValue(place, forKey: text) == nil { texts.append(text) }
                    places[value] = place
                    return place
                }
                columns[field.attribute] = .texts(indices, among: texts)
            }
        }
        add(kind, keys, columns)
    }

    private mutating func add(_ kind: Kind, _ keys: [String], _ columns: [String: ColumnarTable.Values]) {
        var own = keys.indices.map { Int32($0) }
        if let parent = kind.parent, case .references(let rows, let target)? = columns[parent] {
            own = rows.map { territories[target]?[Int($0)] ?? 0 }
        }
        territories[kind.name] = own
        if vocabulary.kinds.values.contains(where: { $0.parent == kind.name }) {
            rows[kind.name] = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, Int32($0)) })
        }
        tables.append(ColumnarTable(kind: kind.name, keys: keys, territories: own, columns: columns))
    }

    /// One record for each territory and code: a kind whose key is both.
    mutating func product(_ name: String) throws {
        guard let kind = vocabulary.kinds[name], let parent = kind.parent,
            let attribute = kind.attributes.first(where: { if case .code = $0.type { true } else { false } }),
            case .code(let list) = attribute.type, let codes = vocabulary.codeLists[list]?.entries.map(\.code),
            let above = tables.first(where: { $0.kind == parent })
        else { throw Failure("no product") }
        var keys: [String] = []
        var (parents, places): ([Int32], [UInt32]) = ([], [])
        for (row, key) in above.keys.enumerated() {
            for (place, code) in codes.enumerated() {
                keys.append("\(key)|\(code)")
                parents.append(Int32(row))
                places.append(UInt32(place))
            }
        }
        add(kind, keys, [parent: .references(parents, to: parent), attribute.name: .texts(places, among: codes)])
    }

    /// A census of every list under its parent: the tables are whole.
    mutating func count() throws {
        guard let census = vocabulary.census, let kind = vocabulary.kinds[census.kind] else {
            throw Failure("no census")
        }
        var lines: [(territory: Int32, parent: String, row: Int32, kind: String, count: Int64)] = []
        for table in tables {
            guard let parent = vocabulary.kinds[table.kind]?.parent,
                case .references(let rows, _)? = table.columns[parent]
            else { continue }
            var counts = [Int64](repeating: 0, count: territories[parent]?.count ?? 0)
            for row in rows { counts[Int(row)] += 1 }
            for (row, count) in counts.enumerated() {
                lines.append((territories[parent]?[row] ?? 0, parent, Int32(row), table.kind, count))
            }
        }
        lines.sort { ($0.territory, $0.kind, $0.row) < ($1.territory, $1.kind, $1.row) }
        var places: [String: UInt32] = [:]
        for line in lines where places[line.kind] == nil { places[line.kind] = UInt32(places.count) }
        var columns: [String: ColumnarTable.Values] = [
            census.of: .texts(
                lines.map { places[$0.kind] ?? 0 }, among: places.sorted { $0.value < $1.value }.map(\.key)),
            census.count: .numbers(lines.map(\.count), scale: 0),
        ]
        for parent in Set(lines.map(\.parent)) {
            columns[parent] = .references(lines.map { $0.parent == parent ? $0.row : -1 }, to: parent)
        }
        territories[kind.name] = lines.map(\.territory)
        tables.append(
            ColumnarTable(
                kind: kind.name, keys: lines.map { "\($0.kind)_\($0.parent)_\($0.row)" },
                territories: lines.map(\.territory), columns: columns))
    }

    /// A table of whole numbers, a column at a time.
    private static func cells(_ data: Data) -> (header: [String], cells: [[Int64]]) {
        data.withUnsafeBytes { bytes in
            var position = 0
            while position < bytes.count, bytes[position] != 10 { position += 1 }
            let header = String(decoding: bytes[..<position], as: UTF8.self).split(separator: ",").map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"\r"))
            }
            position += 1
            var cells = [[Int64]](repeating: [], count: header.count)
            var (column, value, sign): (Int, Int64, Int64) = (0, 0, 1)
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case 48...57: value = value * 10 + Int64(byte - 48)
                case 45: sign = -1
                case 44, 10:
                    cells[column].append(sign * value)
                    column = byte == 44 ? column + 1 : 0
                    (value, sign) = (0, 1)
                default: break
                }
            }
            return (header, cells)
        }
    }
}

struct Failure: Error {
    let text: String
    init(_ text: String) { self.text = text }
}
