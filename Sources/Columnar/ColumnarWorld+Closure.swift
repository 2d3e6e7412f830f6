import World

/// Which lists are whole. The world is open: a list is complete only where a census says so.
extension ColumnarWorld {
    /// Finds, for each kind and territory, whose records are its own, and whether they are all there are.
    mutating func settle() {
        for kind in vocabulary.kinds.keys { tables[kind, default: KindTable()].fill(territories.count) }
        for kind in vocabulary.kinds.keys.sorted() {
            for territory in territories.indices {
                let attached = isAttached(kind, territory)
                tables[kind]?.isAttached[territory] = attached
            }
        }
        for territory in territories.indices { close(territory) }
    }

    /// Whether every record of the kind, and of those it belongs to, says which record it belongs to.
    private func isAttached(_ kind: String, _ territory: Int) -> Bool {
        guard roots[territory] >= 0 else { return false }
        for name in [kind] + vocabulary.ancestors(of: kind) {
            guard let table = tables[name] else { return false }
            guard let parent = vocabulary.kinds[name]?.parent else { continue }
            guard let column = table.columns[parent]?.column else {
                if table.rows(territory).isEmpty { continue }
                return false
            }
            for row in table.rows(territory) where column.presence[row] == 0 { return false }
        }
        return true
    }

    /// Compares the records there are with what censuses count.
    private mutating func close(_ territory: Int) {
        for kind in vocabulary.kinds.keys { tables[kind]?.isClosed[territory] = false }
        guard let census = vocabulary.census, let counted = tables[census.kind] else { return }
        let rows = counted.rows(territory)
        guard rows.isEmpty == false, let of = counted.columns[census.of], let number = counted.columns[census.count],
            of.type == .text, number.type == .number(scale: 0)
        else { return }
        // By kind, then by parent.
        var counts: [Int64: [Int64: Int64]] = [:]
        for row in rows {
            guard let kind = of.column[row], let count = number.column[row] else { return }
            guard let name = vocabulary.kinds[pool.texts[Int(kind)]] else { continue }
            guard name.censusBy.count <= 1, name.censusBy.first == name.parent || name.censusBy.isEmpty else {
                continue
            }
            var scope: Int64 = -1
            if let by = name.censusBy.first {
                guard let stated = counted.columns[by]?.column[row] else { return }
                scope = stated
            }
            counts[kind, default: [:]][scope] = max(counts[kind]?[scope] ?? 0, count)
        }
        for kind in vocabulary.kinds.values where !vocabulary.ancestors(of: kind.name).isEmpty {
            let isSliced = kind.censusBy.contains { $0 != kind.parent }
            guard !isSliced, tables[kind.name]?.isAttached[territory] == true, let place = pool.known(kind.name) else {
                continue
            }
            let whole = isWhole(kind, territory, counts[place] ?? [:])
            tables[kind.name]?.isClosed[territory] = whole
        }
        // A list is whole when those that lead to it are.
        var incomplete: [String] = []
        for kind in vocabulary.kinds.keys {
            let chain = [kind] + vocabulary.ancestors(of: kind).filter { $0 != vocabulary.territoryKind }
            guard chain.contains(where: { tables[$0]?.isClosed[territory] == false }) else { continue }
            incomplete.append(kind)
        }
        for kind in incomplete { tables[kind]?.isClosed[territory] = false }
    }

    private func isWhole(_ kind: Kind, _ territory: Int, _ counts: [Int64: Int64]) -> Bool {
        guard let parent = kind.parent, let table = tables[kind.name], let parents = tables[parent] else {
            return false
        }
        let isScoped = !kind.censusBy.isEmpty
        let own = parents.own(territory)
        guard isScoped || own.count <= 1 else { return false }
        var present = [Int64](repeating: 0, count: own.count)
        if let column = table.columns[parent]?.column {
            for row in table.own(territory) { present[Int(column.values[row]) - own.lowerBound] += 1 }
        }
        for (index, row) in own.enumerated() where counts[isScoped ? Int64(row) : -1] != present[index] { return false }
        return true
    }
}

extension KindTable {
    /// Gives a table without rows its place in every territory.
    mutating func fill(_ territories: Int) {
        while starts.count <= territories { starts.append(count) }
        while ownEnds.count < territories { ownEnds.append(starts[ownEnds.count]) }
        isAttached = [Bool](repeating: false, count: territories)
        isClosed = [Bool](repeating: false, count: territories)
    }
}
