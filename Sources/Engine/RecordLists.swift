import FEEL
import Packs
import World

/// The lists of records that expressions walk, with what closes them and what leaves them open.
///
/// The world is open: a list is complete only where a census says so. What a census leaves possible
/// stands in the list's rest as a phantom.
struct RecordLists {
    let session: Session

    private var vocabulary: Vocabulary { session.pack.vocabulary }

    func list(_ member: WorldShape.ListMember, of object: RecordObject) -> ListValue {
        if session.isTracing {
            guard
                case .list(let list)? = session.fetch(
                    .list(member.child, withFringe: member.withFringe, object.record.id))
            else { return ListValue([]) }
            return session.indexed(list, as: key(member, object))
        }
        // One list a record, whoever holds the record and whatever it knows of it besides.
        let record = object.narrowed.isEmpty ? object : session.object(object.record)
        let key = key(member, object)
        return session.list(key) {
            if case .list(let list)? = session.shared(
                .list(member.child, withFringe: member.withFringe, record.record.id))
            {
                return session.indexed(list, as: key)
            }
            return session.indexed(computed(member, of: record), as: key)
        }
    }

    private func key(_ member: WorldShape.ListMember, _ object: RecordObject) -> Session.MemoKey {
        Session.MemoKey(name: (member.withFringe ? "+" : "") + member.child, identity: object.identity)
    }

    func computed(_ member: WorldShape.ListMember, of object: RecordObject) -> ListValue {
        member.withFringe ? flattened(roots(), to: member.child) : descendants(member.child, of: object)
    }

    /// The territory's own records of a kind.
    func own(_ kind: String) -> ListValue {
        guard let root = session.root as? RecordObject else { return ListValue([]) }
        if kind == vocabulary.territoryKind { return ListValue([.object(root)]) }
        guard vocabulary.ancestors(of: kind).contains(vocabulary.territoryKind) else { return unattached(kind) }
        return list(WorldShape.ListMember(child: kind, withFringe: false), of: root)
    }

    /// The territory's own records of a kind and its neighbours'.
    func withFringe(_ kind: String) -> ListValue {
        guard let root = session.root as? RecordObject, vocabulary.kinds[kind]?.pluralWithFringe != nil
        else { return own(kind) }
        return list(WorldShape.ListMember(child: kind, withFringe: true), of: root)
    }

    /// A list of which nothing is known but whose it is.
    func openList(_ child: String, under parent: PhantomObject) -> ListValue {
        let chain = [child] + vocabulary.ancestors(of: child)
        var known: [String: Value] = [:]
        if chain.count > 1, chain[1] == parent.kind { known[parent.kind] = .object(parent) }
        let phantom = PhantomObject(
            session: session, kind: child, known: known, identity: "\(child)/?\(parent.identity)", cause: parent.cause)
        let rest = ListValue.Rest(element: .object(phantom), atMost: nil, causes: .one(parent.cause))
        return ListValue([], membership: .init(presence: [], rest: [rest]))
    }

    private func descendants(_ child: String, of object: RecordObject) -> ListValue {
        guard let parent = vocabulary.kinds[child]?.parent else { return ListValue([]) }
        if parent == object.kind { return children(child, of: object) }
        let between = list(WorldShape.ListMember(child: parent, withFringe: false), of: object)
        return flattened(between, to: child)
    }

    /// The records of `child` under each member of a list of its ancestors, duplicates merged.
    private func flattened(_ ancestors: ListValue, to child: String) -> ListValue {
        var builder = ListBuilder()
        for (position, item) in ancestors.items.enumerated() {
            guard case .object(let object) = item, let record = object as? RecordObject else { continue }
            let presence = ancestors.membership?.presence[position]
            if object.kind == child {
                builder.add(record, presence: presence)
                continue
            }
            let list = descendants(child, of: record)
            for (position, item) in list.items.enumerated() {
                guard case .object(let object) = item, let record = object as? RecordObject else { continue }
                let own = list.membership?.presence[position]
                builder.add(record, presence: presence.map { $0.union(own ?? Causes()) } ?? own)
            }
            builder.rest += list.membership?.rest ?? []
        }
        for rest in ancestors.membership?.rest ?? [] {
            guard case .object(let object) = rest.element, let phantom = object as? PhantomObject else { continue }
            if phantom.kind == child {
                builder.rest.append(rest)
            } else {
                builder.rest += openList(child, under: phantom).membership?.rest ?? []
            }
        }
        return builder.list
    }

    /// Territories: the one at hand and its neighbours.
    private func roots() -> ListValue {
        unattached(vocabulary.territoryKind)
    }

    /// All the records of a kind that belongs to nothing.
    private func unattached(_ kind: String) -> ListValue {
        var builder = ListBuilder()
        session.note(.records(kind))
        for record in session.snapshot.records[kind] ?? [] {
            let doubt = Causes.one(Cause(.undescribedRecord, subject: record.id.description))
            builder.add(session.object(record), presence: record.isDescribed ? nil : doubt)
        }
        close(&builder, kind: kind, under: nil)
        return builder.list
    }

    private func children(_ child: String, of object: RecordObject) -> ListValue {
        var builder = ListBuilder()
        session.note(.children(child, parent: object.record.id.key))
        for record in session.snapshot.children(of: object.record.id.key, kind: child) {
            builder.add(session.object(record), presence: nil)
        }
        if let parent = vocabulary.kinds[child]?.parent {
            session.note(.orphans(child))
            for orphan in session.snapshot.orphans(kind: child) {
                let stated = orphan.facts(parent).map(\.value)
                // Sources that disagree on the parent leave it between the ones they name.
                if !stated.isEmpty, !stated.contains(.text(object.record.id.key)),
                    !stated.contains(where: { if case .withheld = $0 { true } else { false } })
                {
                    continue
                }
                let kind: Cause.Kind =
                    stated.contains(.withheld(.confidential))
                    ? .confidential : orphan.isDescribed ? .missingFact : .undescribedRecord
                let cause = Cause(kind, subject: orphan.id.description, member: parent)
                builder.add(session.object(orphan), presence: .one(cause))
            }
        }
        close(&builder, kind: child, under: object)
        return builder.list
    }

    /// Adds to a list what may still belong to it, given the censuses that count it.
    private func close(_ builder: inout ListBuilder, kind name: String, under parent: RecordObject?) {
        guard let kind = vocabulary.kinds[name] else { return }
        let listName = parent.map { "\($0.identity).\(kind.plural)" } ?? kind.plural
        let open = Cause(.openList, subject: parent?.identity ?? name, member: kind.plural)
        let known: [String: Value] =
            if let parent, let attribute = kind.parent { [attribute: .object(parent)] } else { [:] }

        func rest(_ suffix: String, _ more: [String: Value], atMost: Int?, _ cause: Cause) {
            let phantom = PhantomObject(
                session: session, kind: name, known: known.merging(more) { _, new in new },
                identity: "\(name)/?\(listName)\(suffix)", cause: cause)
            builder.rest.append(.init(element: .object(phantom), atMost: atMost, causes: .one(cause)))
        }

        session.note(.censuses(name))
        let statements = session.snapshot.censuses(of: name).filter { statement in
            guard let attribute = kind.parent, kind.censusBy.contains(attribute) else { return true }
            return statement.scope[attribute] == parent?.record.id.key
        }
        let slices = kind.censusBy.filter { $0 != kind.parent }
        guard slices.count <= 1, !statements.isEmpty else { return rest("", [:], atMost: nil, open) }

        guard let slice = slices.first else {
            // One number for the whole list; of several, the largest is the prudent one.
            let count = statements.map(\.count).max() ?? 0
            let lacking = count - builder.certainCount
            if lacking > 0 { rest("", [:], atMost: lacking, open) }
            if lacking == 0 { builder.keepCertain() }
            if lacking < 0 { builder.doubtAll(.contradiction, statements.map(\.record)) }
            return
        }

        // One number for each value of an attribute: `maisons` of each domain.
        var counts: [String: Int] = [:]
        for statement in statements {
            if let value = statement.scope[slice] { counts[value] = max(counts[value] ?? 0, statement.count) }
        }
        var full: Set<String> = []
        for index in builder.items.indices where builder.presence[index] == nil {
            session.note(.attribute(builder.items[index].record.id, slice))
        }
        for (value, count) in counts.sorted(by: { $0.key < $1.key }) {
            let present = builder.items.indices.filter {
                builder.presence[$0] == nil && builder.items[$0].record.text(slice) == value
            }
            let lacking = count - present.count
            let cause = Cause(.openList, subject: parent?.identity ?? name, member: "\(kind.plural)[\(value)]")
            if lacking == 0 { full.insert(value) }
            if lacking > 0 { rest("[\(value)]", [slice: .string(value)], atMost: lacking, cause) }
            if lacking < 0 {
                for index in present { builder.doubt(index, .contradiction, statements.map(\.record)) }
            }
        }
        if !full.isEmpty { builder.exclude(slice, full) }
        guard case .code(let listName)? = kind.attribute(slice)?.type,
            let codes = vocabulary.codeLists[listName]
        else { return rest("[…]", [:], atMost: nil, open) }
        let uncounted = codes.entries.map(\.code).filter { counts[$0] == nil }
        switch uncounted.count {
        case 0: break
        case 1: rest("[…]", [slice: .string(uncounted[0])], atMost: nil, open)
        case 2...Unknown.Domain.limit:
            let some = Unknown(.values(uncounted.map { .string($0) }), .one(open))
            rest("[…]", [slice: .unknown(some)], atMost: nil, open)
        default: rest("[…]", [:], atMost: nil, open)
        }
    }
}
