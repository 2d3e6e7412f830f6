import FEEL
import GRDB
import JSON
import World

/// Rows that a piece of a table states in one territory, as the store keeps them: each may be erased alone, and the
/// root still commits to all of them.
///
/// A row's leaf is `SHA-256(salt, row)`, the root the hash of the leaves. As long as no row is erased, salts derive
/// from one seed; then each stands alone, and that of the erased row is gone: its leaf says nothing of what it held.
struct RowBlock {
    /// Bytes of a seed or of a salt.
    static let saltSize = 16

    /// Rows as JSON; an erased one is `{"erased":"leaf"}`.
    private(set) var rows: [[UInt8]]
    private var salts: Salts

    private enum Salts {
        case seed([UInt8])
        /// One a row; empty where the row is erased.
        case each([[UInt8]])
    }

    /// Rows as a piece of a table states them.
    init(_ rows: TerritoryRows) {
        self.rows = RowBlock.split(rows.body + (rows.body.isEmpty ? [] : [UInt8(ascii: "]")]))
        salts = .seed(Chain.salts(1))
    }

    /// - Returns: nil when the texts are not what ``body`` and ``saltText`` write.
    init?(body: String, salts: String) {
        rows = RowBlock.split(Array(body.utf8))
        if salts.contains(",") || rows.isEmpty {
            let each = salts.split(separator: ",", omittingEmptySubsequences: false).dropLast().map {
                Hexadecimal.bytes(String($0)) ?? []
            }
            guard each.count == rows.count else { return nil }
            self.salts = .each(each)
        } else {
            guard let seed = Hexadecimal.bytes(salts), seed.count == RowBlock.saltSize else { return nil }
            self.salts = .seed(seed)
        }
    }

    /// - Returns: nil when there is none of that number, or it is not what ``body`` and ``saltText`` write.
    static func stored(_ id: Int64, _ db: Database) throws -> RowBlock? {
        try Row.fetchOne(db, sql: "SELECT body, salts FROM row_block WHERE id = ?", arguments: [id]).flatMap { row in
            RowBlock(body: row[0], salts: row[1])
        }
    }

    var body: String {
        var bytes = [UInt8(ascii: "[")]
        for (index, row) in rows.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: row)
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One seed in hexadecimal, or a salt a row, each followed by a comma.
    var saltText: String {
        switch salts {
        case .seed(let seed): Hexadecimal.text(seed)
        case .each(let each): each.map { Hexadecimal.text($0) + "," }.joined()
        }
    }

    /// ``Digest/size`` bytes.
    func root() -> [UInt8] {
        var digest = Digest()
        for index in rows.indices { digest.add(leaf(index)) }
        return digest.bytes()
    }

    /// The row as JSON; nil when it is erased.
    func row(_ index: Int) -> JSONValue? {
        guard !isErased(index) else { return nil }
        return try? JSONValue.parse(rows[index], limits: JSONLimits(size: .max))
    }

    func isErased(_ index: Int) -> Bool { rows[index].first == UInt8(ascii: "{") }

    /// Where the rows of a record are.
    func indices(of key: String) -> [Int] {
        var wanted: [UInt8] = []
        JSONValue.string(key).write(into: &wanted)
        return rows.indices.filter { index in
            guard let comma = rows[index].firstIndex(of: UInt8(ascii: ",")) else { return false }
            return rows[index][(comma + 1)...].starts(with: wanted)
        }
    }

    mutating func erase(_ index: Int) {
        guard !isErased(index) else { return }
        let leaf = Hexadecimal.text(leaf(index))
        var each = rows.indices.map { isErased($0) ? [] : salt($0) }
        each[index] = []
        salts = .each(each)
        rows[index] = Array(#"{"erased":"\#(leaf)"}"#.utf8)
    }

    private func leaf(_ index: Int) -> [UInt8] {
        if isErased(index) {
            let text = String(decoding: rows[index].dropFirst(11).dropLast(2), as: UTF8.self)
            return Hexadecimal.bytes(text) ?? []
        }
        var digest = Digest()
        digest.add(salt(index))
        digest.add(rows[index])
        return digest.bytes()
    }

    private func salt(_ index: Int) -> [UInt8] {
        switch salts {
        case .each(let each): return each[index]
        case .seed(let seed):
            var digest = Digest()
            digest.add(seed)
            withUnsafeBytes(of: UInt64(index).bigEndian) { digest.add($0) }
            return Array(digest.bytes().prefix(RowBlock.saltSize))
        }
    }

    /// The items of a JSON array without white space between them.
    private static func split(_ body: [UInt8]) -> [[UInt8]] {
        var rows: [[UInt8]] = []
        var (depth, start) = (0, 1)
        var (isQuoted, isEscaped) = (false, false)
        for (index, byte) in body.enumerated() {
            if isQuoted {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isQuoted = true
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0, index > start { rows.append(Array(body[start..<index])) }
            case UInt8(ascii: ",") where depth == 1:
                rows.append(Array(body[start..<index]))
                start = index + 1
            default: break
            }
        }
        return rows
    }
}

/// What an entry says of the rows of one import in its territory: it closes what its source stated there before.
struct RowStatement: Hashable {
    struct Block: Hashable {
        var id: Int64
        var count: Int64
        /// In hexadecimal.
        var root: String
    }

    var importID: Int64
    var table: RowTable
    /// None when the source no longer states anything there.
    var blocks: [Block]

    var rowCount: Int64 { blocks.reduce(0) { $0 + $1.count } }
}

extension RowTable {
    var members: [JSONValue.Member] {
        var members = [
            JSONValue.Member("kind", .string(kind)),
            JSONValue.Member("attributes", .array(attributes.map(JSONValue.string))),
            JSONValue.Member("file", .string(file)),
        ]
        if let validFrom { members.append(.init("from", .string(validFrom.description))) }
        if let validTo { members.append(.init("to", .string(validTo.description))) }
        return members
    }
}

extension RowStatement {
    /// `{"rows":{"kind":"maison","attributes":["places",…],"file":"m.csv","import":3,"blocks":[[17,80,"root"],…]}}`
    var item: JournalItem {
        let blocks = blocks.map { block in
            JSONValue.array([.int(block.id), .int(block.count), .string(block.root)])
        }
        return JournalItem(
            json: .object([
                .init(
                    "rows", .object(table.members + [.init("import", .int(importID)), .init("blocks", .array(blocks))]))
            ]))
    }

    /// - Returns: nil when the item is of another nature.
    init?(_ item: JournalItem, source: String) {
        guard case .object(let outer) = item.json, outer.count == 1, outer[0].name == "rows" else { return nil }
        let json = outer[0].value
        guard let kind = json["kind"]?.stringValue, let file = json["file"]?.stringValue,
            let attributes = json["attributes"]?.arrayValue, let id = json["import"]?.intValue,
            let blocks = json["blocks"]?.arrayValue
        else { return nil }
        importID = Int64(id)
        table = RowTable(
            source: source, kind: kind, attributes: attributes.compactMap(\.stringValue),
            validFrom: json["from"]?.stringValue.flatMap { CalendarDate($0) },
            validTo: json["to"]?.stringValue.flatMap { CalendarDate($0) }, file: file)
        self.blocks = blocks.compactMap { block in
            guard let items = block.arrayValue, items.count == 3, let id = items[0].intValue,
                let count = items[1].intValue, let root = items[2].stringValue
            else { return nil }
            return Block(id: Int64(id), count: Int64(count), root: root)
        }
        guard self.blocks.count == blocks.count else { return nil }
    }
}
