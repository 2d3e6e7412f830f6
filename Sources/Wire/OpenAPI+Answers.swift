import JSON

/// What routes answer with 200, member by member. What a rule computes has any type: `value` and its like say none.
///
/// Members may be added in later versions: an answer with one that is not here is no breach.
extension OpenAPI {
    static func answer(_ name: Route.Name) -> JSONValue {
        switch name {
        case .status:
            record(
                ["version": text, "since": text, "territories": list(ref("Territory")), "event": whole].merging(packs))
        case .territories: record(["territories": list(ref("Territory"))])
        case .rules: record(packs)
        case .verdicts: page("verdicts")
        case .values: page("values")
        case .overlaps: view(["gravities": list(gravity), "findings": list(ref("Cell")), "absorbed": whole])
        case .readiness: view(["assessments": list(ref("Assessment"))])
        case .evaluation:
            view([
                "gravities": list(gravity), "values": list(ref("Cell")), "verdicts": list(ref("Cell")),
                "questions": list(ref("Cell")), "assessments": list(ref("Assessment")),
            ])
        case .why: view(["explanations": list(ref("Cell"))], optional: ["since": free])
        case .questions:
            view([
                "total": whole, "minutes": whole, "without_answer": whole, "questions": list(question),
                "respondents": list(
                    record(["asked_of": orNull("string"), "questions": whole, "minutes": whole, "settles": whole])),
                "known": record([
                    "facts": whole, "sources": list(record(["source": text, "facts": whole])), "verdicts": counts,
                ]),
            ])
        case .query: view(["value": anything, "certain": flag])
        case .whatIf: view(["supposed": list(free), "changes": list(ref("Change")), "assessments": list(free)])
        case .law:
            record(["at": day, "pack": text, "always": whole, "rules": list(force)], optional: ["next": list(free)])
        case .catalogue:
            record(
                ["pack": text].merging(
                    Dictionary(
                        uniqueKeysWithValues: [
                            "groups", "questions", "criteria", "values", "parameters", "levers", "recorded", "sources",
                        ].map { ($0, list(free)) })))
        case .scenarios, .vehicles, .keys, .positions, .robustness: study(["records": list(free)])
        case .compare:
            study(["records": list(free), "figures": list(free), "criteria": list(free), "members": list(free)])
        case .perimeters: search(["method": text, "viable": whole, "possible": whole, "best": list(free)])
        case .waves: search(["core": free, "sequences": list(free), "complete": flag, "never": list(free)])
        case .clock: view(["clocks": list(clock)])
        case .diff:
            record(
                ["territory": text, "before": free, "after": free, "statements": whole, "changes": list(free)])
        case .journal: record(["entries": list(entry), "next": orNull("integer")])
        case .transitions: record(["transitions": list(transition), "next": orNull("integer")])
        case .milestones: record(["milestones": list(ref("Milestone"))])
        case .milestone: ref("Milestone")
        case .verify:
            record([
                "sound": flag, "entries": whole, "erased": whole, "head": orNull("string"),
                "problems": list(ref("Diagnostic")),
            ])
        case .alerts, .alert, .alertHistory, .deliveries: alertAnswer(name)
        case .sql: record(["columns": list(text), "rows": list(list(anything)), "more": flag])
        default: free
        }
    }

    private static func alertAnswer(_ name: Route.Name) -> JSONValue {
        switch name {
        case .alerts:
            record([
                "territory": text, "at": day, "severities": list(text), "alerts": list(ref("Alert")),
                "silences": list(free),
            ])
        case .alert:
            record([
                "alert": ref("Alert"), "rule": free, "hold": free, "matter": text, "recipients": list(free),
                "history": list(ref("AlertEvent")), "deliveries": list(ref("Delivery")),
            ])
        case .alertHistory: record(["events": list(ref("AlertEvent")), "next": orNull("integer")])
        default: record(["deliveries": list(ref("Delivery"))])
        }
    }

    /// What several answers hold.
    static var shared: [JSONValue.Member] {
        [
            .init("Cell", cell), .init("Change", change), .init("Assessment", assessment),
            .init("Missing", record(["kind": text, "subject": text, "member": text])),
            .init("Localized", record(["fr": text, "en": text])),
            .init(
                "Diagnostic",
                record([
                    "code": text, "severity": text, "headline": ref("Localized"), "primary": orNull("object"),
                    "secondary": list(free), "notes": list(ref("Localized")), "help": nullable("Localized"),
                    "source": orNull("string"),
                ])),
            .init(
                "Territory",
                record(
                    ["territory": text, "evaluated_at": text, "diagnostics": list(ref("Diagnostic"))],
                    // Where there are rules to judge it by.
                    optional: ["at": day, "facts": whole, "verdicts": whole, "unknown": whole])),
            .init(
                "Milestone",
                record([
                    "name": text, "instant": text, "journal": whole, "hash": text, "author": text, "reason": text,
                    "recorded_at": text,
                ])),
            .init(
                "Alert",
                record(
                    [
                        "id": text, "state": text, "labels": ref("Localized"), "severity_labels": ref("Localized"),
                        "names": list(ref("Localized")), "alert": text, "subject": list(text), "phase": text,
                        "matter": text, "armed": flag, "severity": text, "material": text, "since": text,
                    ],
                    optional: [
                        "advice": ref("Localized"), "opened": text, "told": free, "suspended": text,
                        "missing": list(text),
                    ])),
            .init(
                "AlertEvent",
                record([
                    "seq": whole, "territory": text, "kind": text, "id": orNull("string"), "day": day, "detail": text,
                    "author": orNull("string"), "uid": orNull("integer"), "reason": text, "recorded_at": text,
                ])),
            .init(
                "Delivery",
                record([
                    "notice": whole, "key": text, "territory": text, "audience": text, "kind": text, "day": day,
                    "channel": text, "state": text, "attempts": whole, "next_at": orNull("string"),
                    "last_error": orNull("string"), "delivered_at": orNull("string"),
                ])),
        ]
    }

    // MARK: Parts

    private static var packs: [String: JSONValue] {
        ["pack": nullable(packInService), "refused": nullable(refusedPack)]
    }
    private static let packInService = record(["hash": text, "rules": whole, "since": text])
    private static let refusedPack = record(["since": text, "diagnostics": list(ref("Diagnostic"))])
    private static let gravity = record(["gravity": text, "labels": ref("Localized")])
    private static let counts = record(["yes": whole, "no": whole, "unknown": whole, "not_applicable": whole])

    private static let head: [String: JSONValue] = ["territory": text, "at": day, "pack": text]

    private static func view(_ members: [String: JSONValue], optional: [String: JSONValue] = [:]) -> JSONValue {
        record(head.merging(members), optional: optional.merging(["law_at": day]))
    }

    private static func page(_ name: String) -> JSONValue {
        view(["total": whole, name: list(ref("Cell")), "next": orNull("string")])
    }

    private static func study(_ members: [String: JSONValue]) -> JSONValue {
        view(["study": text, "labels": ref("Localized"), "reference": text].merging(members))
    }

    private static func search(_ members: [String: JSONValue]) -> JSONValue {
        view(
            [
                "search": text, "labels": ref("Localized"), "subject": text, "name": text, "candidates": list(free),
                "constraints": list(free),
            ].merging(members))
    }

    private static let subject: [String: JSONValue] = [
        "rule": text, "role": text, "subject": list(text), "names": list(text), "labels": ref("Localized"),
    ]

    private static let verdict: JSONValue = .object([
        .init("enum", .array([.string("yes"), .string("no"), .string("unknown"), .string("not_applicable"), .null]))
    ])

    private static let cell = record(
        subject,
        optional: [
            "verdict": verdict, "value": anything, "certain": flag, "bounds": free, "unit": text,
            "missing": list(ref("Missing")), "details": free, "gravity": anything, "gravity_bounds": free,
            "absorbed_by": list(text), "group": text, "score": anything, "score_bounds": free, "tag": text,
            "nature": text, "reason": text, "failure": anything,
        ])

    private static let change = record(
        subject, optional: ["tag": text, "before": orNull("object"), "after": orNull("object"), "because": list(free)])

    private static let interval = record(["lower": anything, "upper": anything])

    private static let assessment = record([
        "assessment": text, "labels": nullable("Localized"), "subject": text, "name": text, "verdict": verdict,
        "band": orNull("string"), "band_labels": nullable("Localized"),
        "groups": list(
            record(["group": text, "labels": nullable("Localized"), "questions": whole, "mean": interval])),
        "gates": list(
            record(["gate": text, "labels": nullable("Localized"), "verdict": verdict, "missing": list(ref("Missing"))])
        ),
        "blocks": list(free), "questions": whole, "mean": interval, "completeness": number,
        "completeness_required": orNull("number"), "scores": list(free), "missing": list(ref("Missing")),
    ])

    private static let question = record([
        "kind": text, "subject": text, "name": text, "member": text, "labels": ref("Localized"),
        "asked_of": orNull("string"),
        "minutes": orNull("integer"), "answer": text, "may_not_apply": flag, "holds_up": whole, "settles": whole,
        "changes": whole, "for_instance": anything, "why": ref("Localized"), "verdicts": list(text),
        "states": list(free),
    ])

    private static let force = record([
        "rule": text, "role": text, "labels": ref("Localized"), "force": text, "from": orNull("string"),
        "to": orNull("string"), "source": orNull("string"), "tag": orNull("string"),
    ])

    private static let clock = record([
        "record": text, "name": text, "clock": text, "labels": ref("Localized"), "target": orNull("string"),
        "earliest": orNull("string"), "feasible": orNull("boolean"), "steps": list(free), "missing": list(free),
    ])

    private static let entry = record([
        "seq": whole, "territory": text, "source": text, "author": text, "uid": orNull("integer"), "reason": text,
        "recorded_at": text, "hash": text, "operations": list(free),
    ])

    private static let transition = record([
        "seq": whole, "territory": text, "rule": text, "subject": list(text), "change": text, "before": free,
        "after": free, "at": day, "journal": orNull("integer"), "pack": text, "recorded_at": text,
    ])

    // MARK: Forms

    private static let text = of("string")
    private static let whole = of("integer")
    private static let number = of("number")
    private static let flag = of("boolean")
    private static let free = of("object")
    private static let anything = JSONValue.object([])
    private static let day = JSONValue.object([.init("type", "string"), .init("format", "date")])

    private static func of(_ type: String) -> JSONValue { .object([.init("type", .string(type))]) }

    private static func orNull(_ type: String) -> JSONValue {
        .object([.init("type", .array([.string(type), .string("null")]))])
    }

    private static func ref(_ name: String) -> JSONValue {
        .object([.init("$ref", .string("#/components/schemas/\(name)"))])
    }

    private static func nullable(_ name: String) -> JSONValue { nullable(ref(name)) }

    private static func nullable(_ schema: JSONValue) -> JSONValue {
        .object([.init("anyOf", .array([schema, of("null")]))])
    }

    private static func list(_ items: JSONValue) -> JSONValue {
        .object([.init("type", "array"), .init("items", items)])
    }

    private static func record(
        _ members: [String: JSONValue], optional: [String: JSONValue] = [:]
    ) -> JSONValue {
        .object([
            .init("type", "object"),
            .init("required", .strings(members.keys.sorted())),
            .init(
                "properties",
                .object(
                    members.merging(optional).sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })),
        ])
    }
}

extension [String: JSONValue] {
    fileprivate func merging(_ other: Self) -> Self { merging(other) { first, _ in first } }
}
