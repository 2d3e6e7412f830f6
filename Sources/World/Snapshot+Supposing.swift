extension Snapshot {
    /// The same world, were these facts so: an overlay, which nothing else sees.
    ///
    /// Later suppositions give way to none: of two about one attribute, the last counts. Those about a kind
    /// that the vocabulary does not have change nothing.
    public func supposing(_ suppositions: [Supposition]) -> Snapshot { supposed(suppositions).snapshot }

    /// The same, with what may now be answered otherwise.
    public func supposed(_ suppositions: [Supposition]) -> (snapshot: Snapshot, difference: SnapshotDifference) {
        var touched: [RecordID: Record?] = [:]
        for supposition in suppositions where vocabulary.kinds[supposition.record.kind] != nil {
            let id = supposition.record
            let current = touched[id] ?? record(id).flatMap { $0.isDescribed ? $0 : nil }
            var statements = current?.statements ?? [:]
            var settlements = current?.settlements ?? [:]
            settlements[supposition.attribute] = nil
            if let value = supposition.value {
                statements[supposition.attribute] = [
                    Fact(record: id, attribute: supposition.attribute, value: value, source: Supposition.source)
                ]
            } else if supposition.attribute.isEmpty {
                statements = [:]
            } else {
                statements[supposition.attribute] = nil
            }
            touched[id] =
                .some(
                    statements.isEmpty
                        ? nil : Record(id: id, statements: statements, isDescribed: true, settlements: settlements))
        }
        if let snapshot = Snapshot(self, with: &touched) {
            return (snapshot, SnapshotDifference(from: self, to: snapshot, of: touched.keys))
        }
        var described = described
        for (id, record) in touched { described[id] = record }
        let snapshot = Snapshot(described: described, like: self)
        return (snapshot, SnapshotDifference(from: self, to: snapshot))
    }

    /// The records that a record refers to, whatever sources say so.
    static func mentions(of record: Record?, _ vocabulary: Vocabulary) -> Set<RecordID> {
        guard let record, let kind = vocabulary.kinds[record.id.kind] else { return [] }
        var mentioned: Set<RecordID> = []
        for attribute in kind.attributes {
            guard case .reference(let target) = attribute.type else { continue }
            for fact in record.facts(attribute.name) {
                if case .text(let key) = fact.value { mentioned.insert(RecordID(kind: target, key: key)) }
            }
        }
        return mentioned
    }
}
