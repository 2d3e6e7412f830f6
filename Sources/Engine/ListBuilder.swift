import FEEL
import World

/// Collects records and the doubts about them.
struct ListBuilder {
    private(set) var items: [RecordObject] = []
    /// Doubts, at the same positions; nil for a record that is certainly there.
    private(set) var presence: [Causes?] = []
    var rest: [ListValue.Rest] = []
    private var positions: [RecordID: Int] = [:]

    var certainCount: Int { presence.count { $0 == nil } }

    /// A record met twice is there if either is, and is what either says.
    mutating func add(_ object: RecordObject, presence doubt: Causes?) {
        guard let position = positions[object.record.id] else {
            positions[object.record.id] = items.count
            items.append(object)
            presence.append(doubt)
            return
        }
        let causes = (presence[position] ?? Causes()).union(doubt ?? Causes())
        for (name, value) in items[position].narrowed {
            items[position].narrowed[name] = object.narrowed[name].map { Value.join(value, $0, because: causes) }
        }
        if let known = presence[position] { presence[position] = doubt.map { known.union($0) } }
    }

    mutating func doubt(_ position: Int, _ kind: Cause.Kind, _ records: [RecordID]) {
        let causes = Causes(records.map { Cause(kind, subject: $0.description) })
        presence[position] = (presence[position] ?? Causes()).union(causes)
    }

    mutating func doubtAll(_ kind: Cause.Kind, _ records: [RecordID]) {
        for position in items.indices { doubt(position, kind, records) }
    }

    /// The list is counted, and its certain members are all there are: no doubtful one belongs.
    mutating func keepCertain() {
        remove(Set(items.indices.filter { presence[$0] != nil }))
    }

    /// Among the records with these values of an attribute, the certain members are all there are: a
    /// doubtful record that belongs to the list has another value.
    mutating func exclude(_ attribute: String, _ values: Set<String>) {
        var gone: Set<Int> = []
        for position in items.indices where presence[position] != nil {
            switch items[position].member(attribute) {
            case .string(let value)?:
                if values.contains(value) { gone.insert(position) }
            case .unknown(let unknown)?:
                guard case .values(let possible) = unknown.domain else { continue }
                let left = possible.filter { if case .string(let value) = $0 { !values.contains(value) } else { true } }
                switch left.count {
                case 0: gone.insert(position)
                case 1: items[position].narrowed[attribute] = left[0]
                case possible.count: continue
                default: items[position].narrowed[attribute] = .unknown(Unknown(.values(left), unknown.causes))
                }
            default: continue
            }
        }
        remove(gone)
    }

    private mutating func remove(_ gone: Set<Int>) {
        if gone.isEmpty { return }
        let kept = items.indices.filter { !gone.contains($0) }
        items = kept.map { items[$0] }
        presence = kept.map { presence[$0] }
        positions = [:]
        for (position, item) in items.enumerated() { positions[item.record.id] = position }
    }

    var list: ListValue {
        let order = items.indices.sorted { items[$0].record.id < items[$1].record.id }
        let values = order.map { Value.object(items[$0]) }
        if rest.isEmpty, presence.allSatisfy({ $0 == nil }) { return ListValue(values) }
        return ListValue(values, membership: .init(presence: order.map { presence[$0] }, rest: rest))
    }
}
