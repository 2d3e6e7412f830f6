import GRDB
import JSON
import World

/// One item of an entry's payload, as it is committed to: what it names, what it says, and what is
/// left of it once it is erased.
///
/// The commitment has two steps: `V = SHA-256(salt, said)`, `C = SHA-256(V, named)`. Without its salt,
/// `V` says nothing of the value; without `V`, `C` says nothing of the names.
///
/// ```json
/// {"state":{"kind":"maison","key":"A1","attribute":"places","value":{"number":"40"}}}
/// {"withdraw":{"kind":"maison","key":"A1","attribute":""}}
/// {"erase":{"entry":12,"item":0}}
/// {"rows":{"kind":"maison","attributes":["places"],"file":"m.csv","import":1,"blocks":[[1,80,"…"]]}}
/// {"erased":{"kind":"maison","key":"A1","attribute":"places","digest":"…"}}
/// {"erased":{"commitment":"…"}}
/// ```
struct JournalItem {
    /// Bytes of salt an item.
    static let saltSize = 16

    let json: JSONValue

    /// The one member: its name is the item's nature.
    private var body: (nature: String, members: [JSONValue.Member])? {
        guard case .object(let outer) = json, outer.count == 1, case .object(let members) = outer[0].value
        else { return nil }
        return (outer[0].name, members)
    }

    private static let names: Set<String> = ["kind", "key", "attribute"]

    /// - Parameter salt: ``saltSize`` bytes; those of what was erased are ignored.
    /// - Returns: ``Digest/size`` bytes; nil when this is no item.
    func commitment(salt: some Collection<UInt8>) -> [UInt8]? {
        guard let (nature, members) = body else { return nil }
        switch nature {
        case "state", "withdraw", "erase", "rows":
            return Self.commitment(
                said: Self.digest(salt: salt, said: members), nature: nature, members.filter(Self.isName))
        case "erased":
            if let whole = text("commitment", in: members) { return Hexadecimal.bytes(whole) }
            guard let digest = text("digest", in: members).flatMap(Hexadecimal.bytes) else { return nil }
            return Self.commitment(said: digest, nature: "state", members.filter(Self.isName))
        default:
            return nil
        }
    }

    /// What stays when the value goes: the names, and a digest that says nothing of the value.
    func withoutValue(salt: some Collection<UInt8>) -> JournalItem? {
        guard let (nature, members) = body, nature == "state" else { return nil }
        let digest = Hexadecimal.text(Self.digest(salt: salt, said: members))
        let left = members.filter(Self.isName) + [JSONValue.Member("digest", .string(digest))]
        return JournalItem(json: .object([JSONValue.Member("erased", .object(left))]))
    }

    /// What stays when the record goes: the commitment alone.
    func withoutNames(salt: some Collection<UInt8>) -> JournalItem? {
        guard let commitment = commitment(salt: salt) else { return nil }
        let left = JSONValue.Member("commitment", .string(Hexadecimal.text(commitment)))
        return JournalItem(json: .object([JSONValue.Member("erased", .object([left]))]))
    }

    /// Whether the item was erased, in part or whole.
    var isErased: Bool { body?.nature == "erased" }

    /// Whether the item states a value.
    var isStatement: Bool { body?.nature == "state" }

    /// What the item is about; nil for what names no record.
    var subject: (record: RecordID, attribute: String)? {
        guard let (_, members) = body, let kind = text("kind", in: members), let key = text("key", in: members),
            let attribute = text("attribute", in: members)
        else { return nil }
        return (RecordID(kind: kind, key: key), attribute)
    }

    /// The item that this one erases, if it is of that nature.
    var erasure: JournalEntry.Place? {
        guard let (nature, members) = body, nature == "erase" else { return nil }
        func number(_ name: String) -> Int64? {
            for member in members where member.name == name {
                if case .number(let text) = member.value { return Int64(text) }
            }
            return nil
        }
        guard let entry = number("entry"), let item = number("item") else { return nil }
        var row: JournalEntry.Place.Row?
        if let block = number("block"), let index = number("row") {
            row = JournalEntry.Place.Row(block: block, index: Int(index))
        }
        return JournalEntry.Place(entry: entry, item: Int(item), row: row)
    }

    static func erasing(_ place: JournalEntry.Place) -> JournalItem {
        let members =
            [
                JSONValue.Member("entry", .number(String(place.entry))),
                JSONValue.Member("item", .number(String(place.item))),
            ] + (place.row.map { [.init("block", .int($0.block)), .init("row", .int($0.index))] } ?? [])
        return JournalItem(json: .object([JSONValue.Member("erase", .object(members))]))
    }

    private func text(_ name: String, in members: [JSONValue.Member]) -> String? {
        for member in members where member.name == name {
            if case .string(let text) = member.value { return text }
        }
        return nil
    }

    private static func isName(_ member: JSONValue.Member) -> Bool { names.contains(member.name) }

    private static func digest(salt: some Collection<UInt8>, said members: [JSONValue.Member]) -> [UInt8] {
        var digest = Digest()
        digest.add(salt)
        digest.add(JSONValue.object(members.filter { !isName($0) }).serialized())
        return digest.bytes()
    }

    private static func commitment(said: [UInt8], nature: String, _ names: [JSONValue.Member]) -> [UInt8] {
        var digest = Digest()
        digest.add(said)
        digest.add(nature)
        digest.add(JSONValue.object(names).serialized())
        return digest.bytes()
    }
}

/// A row of the journal as it stands in the table: what the chain is computed over.
struct JournalRow {
    static let columns = "seq, territory, source, author_uid, author_name, reason, recorded_at, payload, salts, hash"

    var seq: Int64
    var territory: String
    var source: String
    var authorUID: Int64
    var authorName: String
    var reason: String
    var recordedAt: String
    var items: [JournalItem]
    /// ``JournalItem/saltSize`` bytes an item.
    var salts: [UInt8]

    /// What the first entry follows.
    static let origin = [UInt8](repeating: 0, count: Digest.size)

    /// - Returns: Nil when an item or its salt is missing or is nothing of ours.
    func hash(after previous: [UInt8]) -> [UInt8]? {
        guard salts.count == items.count * JournalItem.saltSize else { return nil }
        var digest = Digest()
        digest.add("maillage journal 1")
        digest.add(previous)
        for text in [
            String(seq), territory, source, String(authorUID), authorName, reason, recordedAt, String(items.count),
        ] {
            digest.add(text)
        }
        for (index, item) in items.enumerated() {
            guard let commitment = item.commitment(salt: salt(index)) else { return nil }
            digest.add(commitment)
        }
        return digest.bytes()
    }

    func salt(_ index: Int) -> ArraySlice<UInt8> {
        salts[index * JournalItem.saltSize..<(index + 1) * JournalItem.saltSize]
    }

    var payload: String { JSONValue.array(items.map(\.json)).serialized() }

    /// - Parameter row: Begins with ``columns`` without the hash.
    /// - Throws: ``StoreError`` S009 when the payload is no list.
    init(row: Row, path: String) throws {
        seq = row[0]
        territory = row[1]
        source = row[2]
        authorUID = row[3]
        authorName = row[4]
        reason = row[5]
        recordedAt = row[6]
        items = try JournalRow.items(row[7], seq: seq, path: path)
        salts = Hexadecimal.bytes(row[8]) ?? []
    }

    init(seq: Int64, changes: ChangeSet, items: [JournalItem], salts: [UInt8]) {
        self.seq = seq
        territory = changes.territory.canonical
        source = changes.source
        authorUID = Int64(changes.author.uid)
        authorName = changes.author.name
        reason = changes.reason
        recordedAt = changes.recordedAt
        self.items = items
        self.salts = salts
    }

    static func items(_ payload: String, seq: Int64, path: String) throws -> [JournalItem] {
        guard let json = try? JSONValue.parse(payload, limits: JSONLimits(size: .max)), case .array(let items) = json
        else { throw StoreError(.unreadableEntry, path: path, detail: "journal \(seq)") }
        return items.map { JournalItem(json: $0) }
    }
}
