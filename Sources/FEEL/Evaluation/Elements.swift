/// The elements an aggregate is given: of a list, known or open, or of one value alone.
struct Elements {
    struct Item {
        var value: Value
        /// What its presence depends on; nil when it is certainly there.
        var presence: Causes?
    }

    var items: [Item]
    var rest: [ListValue.Rest]
    /// What says that the order is not known, and nothing more: a rest of none.
    var disorder: [ListValue.Rest]
    /// What it depends on whether there is a list at all; empty when there certainly is.
    var doubt = Causes()

    init(_ list: ListValue) {
        items = list.items.enumerated().map { Item(value: $1, presence: list.presence($0)) }
        rest = list.rest.filter { $0.atMost != 0 }
        disorder = list.rest.filter { $0.atMost == 0 }
    }

    /// - Returns: nil for a value that is certainly null.
    init?(_ value: Value) {
        switch value {
        case .null: return nil
        case .list(let list): self.init(list)
        case .unknown(let unknown):
            switch unknown.domain {
            case .number(_, let orNull), .date(_, let orNull):
                self.init(ListValue([value]))
                if orNull { doubt = unknown.causes }
            case .values(let values):
                var merged: ListValue?
                var isMissing = false
                for value in values {
                    guard !value.isNull else {
                        isMissing = true
                        continue
                    }
                    let list = if case .list(let list) = value { list } else { ListValue([value]) }
                    merged = merged.map { .merged($0, list, because: unknown.causes) } ?? list
                }
                self.init(merged ?? ListValue([]))
                if isMissing { doubt = unknown.causes }
            case .any:
                self.init(.anything(unknown.causes))
                doubt = unknown.causes
            }
        default: self.init(ListValue([value]))
        }
    }

    /// The elements of a call that takes a list, or its elements as arguments.
    init?(arguments: [Value]) {
        if arguments.count == 1 {
            self.init(arguments[0])
        } else {
            self.init(ListValue(arguments))
        }
    }

    var least: Int { items.count { $0.presence == nil } }

    var most: Int? {
        var sum: Int? = items.count
        for one in rest { sum = sum.flatMap { sum in one.atMost.map { sum + $0 } } }
        return sum
    }

    /// Every value there may be.
    var all: [Value] { items.map(\.value) + rest.map(\.element) }

    /// What the number of elements depends on.
    var membershipCauses: Causes {
        let presence = items.reduce(doubt) { $0.union($1.presence ?? Causes()) }
        return rest.reduce(presence) { $0.union($1.causes) }
    }

    var causes: Causes {
        all.reduce(membershipCauses) { $0.union($1.causes) }
    }

    var list: ListValue {
        ListValue(items.map(\.value), presence: items.map(\.presence), rest: rest + disorder)
    }
}
