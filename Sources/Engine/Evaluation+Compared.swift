import FEEL
public import Packs
public import World

extension Evaluation {
    /// A study's records with those that are always among them: where nobody states one, it is taken from what is known.
    public struct Compared: Sendable {
        /// The same world, with the derived records.
        public var evaluation: Evaluation
        /// Which of the study's records, stated or derived, are always compared, by what they are.
        public var always: [RecordID: String]
        public var derived: Set<RecordID>

        /// - Parameter evaluation: As it is: nothing is derived.
        public init(_ evaluation: Evaluation) {
            self.evaluation = evaluation
            (always, derived) = ([:], [])
        }
    }

    /// A derived record states what its expressions are sure of and has no members; the rest stays within its ranges.
    public func compared(_ study: Study) -> Compared {
        var found = Compared(self)
        guard !study.always.isEmpty, let kind = pack.vocabulary.kinds[study.kind], let parent = kind.parent else {
            return found
        }
        let stated = records(of: study.kind).records
        var suppositions: [Supposition] = []
        for above in records(of: parent).records {
            let own = stated.filter { snapshot.record($0)?.text(parent) == above.key }
            var missing: [Study.Always] = []
            for always in study.always {
                let those = own.filter { id in
                    if case .boolean(true) = evaluate(always.test, with: [object(id)]) { true } else { false }
                }
                for id in those { found.always[id] = always.id }
                if those.isEmpty { missing.append(always) }
            }
            for always in missing {
                let id = RecordID(kind: study.kind, key: "\(above.key)~\(always.id)")
                guard snapshot.record(id)?.isDescribed != true else { continue }
                found.always[id] = always.id
                found.derived.insert(id)
                suppositions += derived(always, id, kind, above)
                suppositions += memberless(study, id)
            }
            // A census of the stated ones does not count those that are derived.
            if !missing.isEmpty, let census = pack.vocabulary.census {
                for statement in snapshot.censuses(of: study.kind) where statement.scope == [parent: above.key] {
                    suppositions.append(
                        Supposition(
                            record: statement.record, attribute: census.count,
                            value: .number(Number(statement.count + missing.count))))
                }
            }
        }
        if !suppositions.isEmpty {
            let rules = Set(study.criteria + study.forms + study.figures + (study.members?.figures ?? []))
            found.evaluation = Evaluation(
                pack: pack, snapshot: snapshot.supposing(suppositions), lawDate: lawDate, only: rules)
        }
        return found
    }

    private func derived(
        _ always: Study.Always, _ id: RecordID, _ kind: Kind, _ above: RecordID
    ) -> [Supposition] {
        var facts: [Supposition] = []
        if let parent = kind.parent {
            facts.append(Supposition(record: id, attribute: parent, value: .text(above.key)))
        }
        for (name, expression) in always.states {
            guard let attribute = kind.attribute(name) else { continue }
            let value = evaluate(expression, with: [object(above)])
            if let fact = pack.vocabulary.stated(value, as: attribute) {
                facts.append(Supposition(record: id, attribute: name, value: fact))
            } else if value.isNotApplicable, attribute.mayNotApply {
                facts.append(Supposition(record: id, attribute: name, value: .notApplicable))
            }
        }
        return facts
    }

    /// A census that counts none of a derived record's members.
    private func memberless(_ study: Study, _ id: RecordID) -> [Supposition] {
        guard let members = study.members?.kind, let census = pack.vocabulary.census,
            pack.vocabulary.kinds[members]?.censusBy == [study.kind]
        else { return [] }
        let record = RecordID(kind: census.kind, key: "\(id.key)~\(members)")
        return [
            Supposition(record: record, attribute: census.of, value: .text(members)),
            Supposition(record: record, attribute: study.kind, value: .text(id.key)),
            Supposition(record: record, attribute: census.count, value: .number(.zero)),
        ]
    }
}
