import FEEL
public import JSON

/// Alerts as they are kept and shown: the same members, in the same order.
extension AlertInstance {
    public var json: JSONValue {
        .object(
            [
                .init("alert", .string(key.alert)), .init("subject", .strings(key.subject)),
                .init("phase", .string(phase.rawValue)), .init("matter", .string(matter)),
                .init("armed", .bool(armed)),
            ]
                + Self.texts([("severity", severity), ("material", material)])
                + Self.dates([
                    ("since", since), ("opened", openedOn), ("clearing_since", clearingSince),
                    ("resolved", resolvedOn), ("suspended", suspendedOn), ("escalated", escalatedOn),
                ])
                + (missing.isEmpty ? [] : [.init("missing", .strings(missing))])
                + (acknowledgement.map { [.init("acknowledgement", $0.json)] } ?? [])
                + (told.map { [.init("told", $0.json)] } ?? []))
    }

    static func texts(_ pairs: [(String, String?)]) -> [JSONValue.Member] {
        pairs.compactMap { name, text in text.map { .init(name, .string($0)) } }
    }

    static func dates(_ pairs: [(String, CalendarDate?)]) -> [JSONValue.Member] {
        texts(pairs.map { ($0.0, $0.1?.description) })
    }

    /// - Returns: Nil for what ``json`` does not write.
    public init?(json: JSONValue) {
        guard let alert = json["alert"]?.stringValue, let phase = json["phase"]?.stringValue.flatMap(Phase.init)
        else { return nil }
        self.init(key: AlertKey(alert: alert, subject: json.texts("subject")))
        self.phase = phase
        matter = json["matter"]?.stringValue ?? ""
        armed = json["armed"]?.boolValue ?? false
        severity = json["severity"]?.stringValue
        material = json["material"]?.stringValue
        since = json.date("since")
        openedOn = json.date("opened")
        clearingSince = json.date("clearing_since")
        resolvedOn = json.date("resolved")
        suspendedOn = json.date("suspended")
        escalatedOn = json.date("escalated")
        missing = json.texts("missing")
        acknowledgement = json["acknowledgement"].flatMap { Acknowledgement(json: $0) }
        told = json["told"].flatMap { Told(json: $0) }
    }
}

extension AlertInstance.Acknowledgement {
    public var json: JSONValue {
        .object(
            [
                .init("owner", .string(owner)), .init("note", .string(note)),
                .init("until", .string(until.description)), .init("by", .string(by)),
                .init("on", .string(on.description)),
            ] + AlertInstance.texts([("material", material), ("severity", severity)]))
    }

    init?(json: JSONValue) {
        guard let owner = json["owner"]?.stringValue, let until = json.date("until"), let on = json.date("on") else {
            return nil
        }
        self.init(
            owner: owner, note: json["note"]?.stringValue ?? "", until: until, by: json["by"]?.stringValue ?? "",
            on: on, material: json["material"]?.stringValue, severity: json["severity"]?.stringValue)
    }
}

extension AlertInstance.Told {
    var json: JSONValue {
        .object(
            [
                .init("on", .string(on.description)), .init("first", .string(first.description)),
                .init("reminders", .int(reminders)),
            ] + AlertInstance.texts([("material", material), ("severity", severity)]))
    }

    init?(json: JSONValue) {
        guard let on = json.date("on"), let first = json.date("first") else { return nil }
        self.init(
            on: on, material: json["material"]?.stringValue, severity: json["severity"]?.stringValue,
            reminders: json["reminders"]?.intValue ?? 0, first: first)
    }
}

extension Silence.Matcher {
    public var json: JSONValue {
        .object(
            AlertInstance.texts([
                ("alert", alert), ("matter", matter), ("subject", subject), ("severity", severity),
            ]))
    }

    public init(json: JSONValue?) {
        self.init(
            alert: json?["alert"]?.stringValue, matter: json?["matter"]?.stringValue,
            subject: json?["subject"]?.stringValue, severity: json?["severity"]?.stringValue)
    }
}

extension Silence {
    public var json: JSONValue {
        .object([
            .init("silence", .int(id)), .init("covers", matcher.json), .init("reason", .string(reason)),
            .init("author", .string(author)), .init("from", .string(from.description)),
            .init("until", .string(until.description)),
        ])
    }

    public init?(json: JSONValue) {
        guard let id = json["silence"]?.intValue, let from = json.date("from"), let until = json.date("until") else {
            return nil
        }
        self.init(
            id: id, matcher: Matcher(json: json["covers"]), reason: json["reason"]?.stringValue ?? "",
            author: json["author"]?.stringValue ?? "", from: from, until: until)
    }
}

extension AlertBook {
    /// What is neither an alert nor a silence.
    public var rest: JSONValue {
        func dates(_ values: [String: CalendarDate]) -> JSONValue {
            .object(values.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value.description)) })
        }
        return .object([
            .init("digests", dates(digests)), .init("last_notices", dates(lastNotices)),
            .init("last_silence", .int(lastSilence)),
        ])
    }

    public init(instances: [AlertInstance], silences: [Silence], rest: JSONValue?) {
        self.init()
        self.instances = Dictionary(instances.map { ($0.key, $0) }) { _, last in last }
        self.silences = silences.sorted { $0.id < $1.id }
        func dates(_ name: String) -> [String: CalendarDate] {
            var found: [String: CalendarDate] = [:]
            for member in rest?[name]?.objectMembers ?? [] {
                found[member.name] = member.value.stringValue.flatMap { CalendarDate($0) }
            }
            return found
        }
        digests = dates("digests")
        lastNotices = dates("last_notices")
        lastSilence = rest?["last_silence"]?.intValue ?? 0
    }
}

extension Notice {
    public var json: JSONValue {
        .object(
            [
                .init("kind", .string(kind.rawValue)), .init("territory", .string(territory)),
                .init("audience", .string(audience)), .init("matter", .string(matter)),
                .init("day", .string(day.description)),
            ] + AlertInstance.dates([("from", from)]) + [
                .init("standing", .int(standing)), .init("items", .array(items.map(\.json))),
                .init(
                    "silences",
                    .array(
                        silences.map {
                            .object([.init("silence", .int($0.id)), .init("until", .string($0.until.description))])
                        })),
            ])
    }

    public init?(json: JSONValue) {
        guard let kind = json["kind"]?.stringValue.flatMap(Kind.init), let day = json.date("day") else { return nil }
        self.init(
            kind: kind, territory: json["territory"]?.stringValue ?? "", audience: json["audience"]?.stringValue ?? "",
            matter: json["matter"]?.stringValue ?? "", day: day, from: json.date("from"),
            items: (json["items"]?.arrayValue ?? []).compactMap { Item(json: $0) },
            silences: (json["silences"]?.arrayValue ?? []).compactMap { item in
                guard let id = item["silence"]?.intValue, let until = item.date("until") else { return nil }
                return SilenceEnd(id: id, until: until)
            }, standing: json["standing"]?.intValue ?? 0)
    }

    /// The same for the same notice: a receiver that has met it has been told already.
    public var idempotencyKey: String {
        "\(territory)-\(audience)-\(day)-\(AlertDigest.of(json.serialized()))"
    }
}

extension Notice.Item {
    var json: JSONValue {
        .object(
            [
                .init("what", .string(what.rawValue)), .init("alert", .string(key.alert)),
                .init("subject", .strings(key.subject)),
            ] + AlertInstance.texts([("severity", severity), ("owner", owner)])
                + AlertInstance.dates([("day", day), ("until", until)]))
    }

    init?(json: JSONValue) {
        guard let what = json["what"]?.stringValue.flatMap(What.init), let alert = json["alert"]?.stringValue else {
            return nil
        }
        self.init(
            what: what, key: AlertKey(alert: alert, subject: json.texts("subject")),
            severity: json["severity"]?.stringValue, day: json.date("day"), owner: json["owner"]?.stringValue,
            until: json.date("until"))
    }
}

extension JSONValue {
    fileprivate func date(_ name: String) -> CalendarDate? { self[name]?.stringValue.flatMap { CalendarDate($0) } }
    fileprivate func texts(_ name: String) -> [String] { (self[name]?.arrayValue ?? []).compactMap(\.stringValue) }
}

/// Tells texts apart without keeping them: 64-bit FNV-1a, 16 hexadecimal digits.
/// - Source: draft-eastlake-fnv, §2.
public enum AlertDigest {
    public static func of(_ text: String) -> String {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
