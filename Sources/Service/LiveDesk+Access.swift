import Alerts
import Diagnostics
import JSON
import Packs
import Queries
import Store
public import Wire
import World

/// Who may write what, besides what the groups of the machine's configuration say.
extension LiveDesk {
    public func grants(_ access: Route.Access, to peer: Peer) -> Bool {
        !grants(of: peer, access).isEmpty
    }

    private func grants(of peer: Peer, _ access: Route.Access) -> [WriteGrant] {
        let declared = board.state.pack?.pack.grants ?? []
        let wanted: Set<WriteGrant.Access>
        switch access {
        case .answer: wanted = [.answer, .validate]
        case .validate: wanted = [.validate]
        case .read, .administer: return []
        }
        guard !declared.isEmpty, let permission = configuration.permission else { return [] }
        let own = permission.groups(of: peer)
        return declared.filter { grant in
            wanted.contains(grant.access) && permission.accounts.group(grant.group).map(own.contains) ?? false
        }
    }

    /// What a peer's write is held to; nil where it may write everything.
    ///
    /// - Throws: ``DeskRefusal`` where the route writes what is within no record.
    func scope(_ route: Route.Name, _ peer: Peer) throws(DeskRefusal) -> DeskWriter.Scope? {
        let access = Route.named(route).access
        guard let permission = configuration.permission,
            let refusal = permission.refusal(of: peer, asking: access)
        else { return nil }
        let own = grants(of: peer, access)
        switch route {
        case .answers, .records, .changes, .imports, .acknowledge, .arbitrations:
            guard !own.isEmpty else { break }
            let groups = permission.groups
            return DeskWriter.Scope(
                user: peer.name, grants: own, group: access == .validate ? groups.validate : groups.answer)
        default: break
        }
        throw DeskRefusal(403, [refusal])
    }

    /// Whether the store holds, or ever held, anything that this reader may not read.
    ///
    /// Such a fact of any territory counts, withdrawn or not, of whatever level: that there is one is public.
    func mixes(_ disclosure: Disclosure) -> Bool {
        guard !disclosure.isFull else { return false }
        guard let vocabulary = disclosure.vocabulary else { return true }
        func stated(_ territory: String, _ kind: String, _ attribute: String) throws -> [Fact] {
            try vocabulary.formerNames(of: attribute, kind: kind).flatMap {
                try store.statements(territory: territory, kind: kind, attribute: $0)
            }
        }
        do {
            for territory in try store.territories() {
                for kind in vocabulary.sortedKinds {
                    for attribute in kind.attributes {
                        guard let declared = kind.confidentiality(of: attribute.name) else { continue }
                        guard let condition = declared.condition else {
                            if try !stated(territory, kind.name, attribute.name).isEmpty { return true }
                            continue
                        }
                        let says = try stated(territory, kind.name, condition.attribute).contains { fact in
                            if case .text(let code) = fact.value { condition.codes.contains(code) } else { false }
                        }
                        if says { return true }
                    }
                }
            }
            return false
        } catch {
            // What cannot be read is not known to be public.
            return true
        }
    }

    /// The refusal of an act on alerts that hang on what the peer may not read.
    func refusal(_ route: Route.Name, _ body: JSONValue, _ disclosure: Disclosure) -> Reply? {
        guard !disclosure.isFull else { return nil }
        let state = board.state.seen(by: disclosure)
        let named = body["territory"]?.stringValue
        let closed = state.territories.filter { named == nil || $0.key == named }.values.reduce(into: Set<String>()) {
            $0.formUnion($1.closedAlerts)
        }
        switch route {
        case .silence: return closed.isEmpty && disclosure.vocabulary != nil ? nil : disclosure.refusal()
        case .acknowledge:
            let key = AlertKey(id: body["id"]?.stringValue ?? "")
            return closed.contains(key.alert) || disclosure.vocabulary == nil ? disclosure.refusal() : nil
        default: return nil
        }
    }

    /// Changes of verdicts, for a reader without some right: as events told them to such readers, since what was
    /// kept in full says when a confidential verdict changed. `after` and `next` are numbers of events.
    func toldTransitions(_ parameters: [String: String], _ disclosure: Disclosure) -> Reply {
        let limit = min(parameters["limit"].flatMap { Int($0) } ?? 1000, 10_000)
        var cursor = parameters["after"].flatMap { Int64($0) } ?? 0
        if parameters["known_at"] != nil { return disclosure.refusal() }
        var rows: [JSONValue] = []
        do {
            while rows.count < limit {
                let page = try store.events(after: cursor, limit: 256)
                guard let last = page.last else { break }
                for event in page where event.kind == "change" && rows.count < limit {
                    cursor = event.seq
                    guard parameters["territory"].map({ $0 == event.territory }) ?? true,
                        let body = try? JSONValue.parse(Array(event.body.utf8), limits: JSONLimits(size: .max))
                    else { continue }
                    let shown = disclosure.shown(body)
                    for change in shown["changes"]?.arrayValue ?? [] {
                        let subjects = change["subject"]?.arrayValue?.compactMap(\.stringValue) ?? []
                        guard parameters["rule"].map({ $0 == change["rule"]?.stringValue }) ?? true,
                            parameters["subject"].map(subjects.contains) ?? true
                        else { continue }
                        rows.append(
                            .object(
                                [
                                    .init("seq", .int(event.seq)), .init("territory", .string(event.territory)),
                                ] + (change.objectMembers ?? []) + [
                                    .init("at", shown["at"] ?? .null), .init("recorded_at", .string(event.recordedAt)),
                                ]))
                    }
                }
                if rows.count < limit { cursor = last.seq }
            }
        } catch {
            return .failure(503, error.diagnostic)
        }
        return Reply(
            body: .object([
                .init("transitions", .array(rows)), .init("next", rows.isEmpty ? .null : .int(cursor)),
            ]))
    }
}
