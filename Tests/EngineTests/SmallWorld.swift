import Diagnostics
import FEEL
import Packs
import World

@testable import Engine

/// A pack of a few rules in which each means of the engine has its part, so that thousands of changes can be
/// compared in seconds: lists with and without the fringe, censuses by slice, measures with stand-ins and
/// distances, derived values, conclusions read by others, findings of findings, pairs, products, questions, an
/// assessment, parameters, functions, dates, facts that age, results that are records.
enum SmallWorld {
    static let date = CalendarDate("2026-06-15")!

    /// - Parameter more: What stands first in sections of the rules, by their names.
    static func pack(adding more: KeyValuePairs<String, String>) -> Pack? {
        pack { rules in
            more.reduce(rules) { rules, section in
                let lines = section.value.split(separator: "\n").map { "  \($0)\n" }
                return rules.replacing("\(section.key):\n", "\(section.key):\n" + lines.joined())
            }
        }
    }

    /// - Parameter edit: Changes the rules' text.
    static func pack(
        _ edit: (String) -> String = { $0 }, policy: (String) -> String = { $0 },
        alerts: (String) -> String = { $0 }
    ) -> Pack? {
        let (pack, diagnostics) = Pack.load(
            [
                SourceText(name: "vocabulary.yaml", text: vocabulary),
                SourceText(name: "rules.yaml", text: edit(rules)),
                SourceText(name: "policy.yaml", text: policy(self.policy)),
                SourceText(name: "alerts.yaml", text: alerts(self.alerts)),
            ], at: date)
        for diagnostic in diagnostics where diagnostic.severity == .error {
            print(diagnostic.code, diagnostic.headline.en, diagnostic.notes.map(\.en))
        }
        return pack
    }

    static let intact = pack()

    static let vocabulary = """
        format: vocabulary/1
        territory_kind: region
        census: {kind: tally, of: counted, count: number}
        codes:
          colours:
            red: {fr: Rouge, en: Red}
            blue: {fr: Bleu, en: Blue}
            green: {fr: Vert, en: Green}
          countable:
            street: {fr: Rue, en: Street}
            house: {fr: Maison, en: House}
            region: {fr: Région, en: Region}
            plan: {fr: Projet, en: Plan}
        kinds:
          region:
            labels: {fr: Région, en: Region}
            plural: regions
            key: [id]
            attributes:
              budget: {type: number, range: "[0..1000]"}
          street:
            labels: {fr: Rue, en: Street}
            plural: streets
            plural_with_fringe: streets_around
            key: [id]
            belongs_to: region
            census_by: [region]
            attributes:
              width: {type: number, range: "[1..50]"}
          house:
            labels: {fr: Maison, en: House}
            plural: houses
            plural_with_fringe: houses_around
            key: [id]
            belongs_to: street
            census_by: [street, colour]
            position: {latitude: lat, longitude: lon}
            attributes:
              size: {type: number, range: "[0..500]"}
              rooms: {type: number, range: "[0..20]", may_not_apply: true}
              colour: {type: code, list: colours}
              lat: {type: number, range: "[-90..90]"}
              lon: {type: number, range: "[-180..180]"}
              inspected: {type: boolean, stale_after: P12M}
          plan:
            labels: {fr: Projet, en: Plan}
            plural: plans
            key: [id]
            belongs_to: region
            census_by: [region]
            attributes:
              colour: {type: code, list: colours}
          road:
            labels: {fr: Chemin, en: Road}
            plural: roads
            key: [from, to]
            attributes:
              from: {type: reference, kind: street}
              to: {type: reference, kind: street}
              minutes: {type: number, range: "[0..100]"}
          tally:
            labels: {fr: Compte, en: Tally}
            plural: tallies
            key: [id]
            attributes:
              counted: {type: code, list: countable}
              region: {type: reference, kind: region}
              street: {type: reference, kind: street}
              colour: {type: code, list: colours}
              number: {type: number, range: "[0..1000]"}
        measures:
          walk:
            labels: {fr: Marche, en: Walk}
            unit: min
            range: "[0..100]"
            symmetric: true
            records: {kind: road, ends: [from, to], value: minutes}
            via: {house: street}
            from_distance: {fastest: 6, slowest: 2, detour: 1.5}

        """

    static let rules = """
        format: rules/1
        pack: small
        labels: {fr: Petit, en: Small}
        parameters:
          limits:
            near: {value: 10, range: "[0..100]", labels: {fr: Proche, en: Near}, source: {reference: test}, tag: default}
            large: {value: 100, range: "[0..500]", labels: {fr: Grand, en: Large}, source: {reference: test}, tag: default}
        functions:
          density:
            parameters: {h: house}
            returns: number
            body: h.size / max(1, h.rooms)
          tall:
            parameters: {s: street}
            returns: list
            body: 's.houses[size > limits.large and (inspected or today < date("2026-09-01"))]'
          taller:
            parameters: {s: street}
            returns: list
            body: 'tall(s)[density(item) > 5]'
          built:
            parameters: {r: region}
            returns: list
            body: 'r.houses_around[size > 0]'
          mates:
            parameters: {h: house}
            returns: boolean
            body: 'some o in region.houses_around satisfies o.colour = h.colour and o.size > 100 and o != h'
          mark:
            parameters: {h: house}
            returns: any
            body: 'if h.size > 100 then h.street else h.colour'
          within:
            parameters: {x: any}
            returns: any
            body: 'some o in region.houses_around satisfies o.street = x'
        groups:
          needs: {labels: {fr: Besoins, en: Needs}, order: 1}
        values:
          spread: {for: house, labels: {fr: E, en: S}, value: density(house)}
          total: {for: street, labels: {fr: T, en: T}, value: sum(street.houses.size)}
          heights: {for: street, labels: {fr: H, en: H}, value: 'count(tall(street)) + count(taller(street)) / 10'}
          average: {for: region, labels: {fr: M, en: A}, value: 'if count(region.houses) = 0 then 0 else mean(region.houses.size)'}
          share: {for: house, labels: {fr: P, en: S}, value: 'house.size / max(1, house.street.total)'}
          peers: {for: house, labels: {fr: P, en: P}, value: 'count(region.houses_around[item.colour = house.colour and size > house.size])'}
          around: {for: house, labels: {fr: A, en: A}, value: 'count(built(region)[street = house.street]) + count(built(region)[colour = "blue" and rooms > 4])'}
          marked: {for: house, labels: {fr: M, en: M}, value: 'if within(mark(house)) = null then 1 else if mates(house) then 2 else 3'}
          parts:
            for: street
            labels: {fr: P, en: P}
            value: |-
              count(for i in 1..3 return {l: region.houses_around[size > i], n: count(l[colour = "red"]) + count(l[colour = "blue"])})
              + count(region.houses_around[colour = "red" and size > street.width])
        findings:
          large:
            for: house
            labels: {fr: Grande, en: Large}
            when: house.size > limits.large
            gravity: high
            details:
              where: house.street
              like: 'house.street.houses[colour = house.colour]'
              tint: house.colour
          larger:
            for: house
            labels: {fr: Plus grande, en: Larger}
            when: house.size > region.average
            gravity: if house.size > 2 * limits.large then "high" else "low"
            absorbed_by: [large]
          close:
            pair: house
            same: [colour]
            labels: {fr: Proches, en: Close}
            when: walk(a, b) <= limits.near and a.spread > 5
            gravity: if walk(a, b) < 5 then "high" else "low"
            details:
              time: walk(a, b)
          crowded:
            of: {street: street, plan: plan}
            labels: {fr: Serrée, en: Crowded}
            when: 'count(street.houses[colour = plan.colour]) > 1'
            gravity: low
        decisions:
          better:
            ordered_pair: house
            same: [colour]
            labels: {fr: Mieux, en: Better}
            applies: a.rooms > 0 and b.rooms > 0
            when: a.spread > b.spread
            value: distance(a, b)
          striking: {for: region, labels: {fr: S, en: S}, when: 'count(region.findings[gravity = "high"]) > 2', value: 'count(region.findings[rule = "close"])'}
          matching: {for: plan, labels: {fr: M, en: M}, when: 'some f in plan.region.findings[tint = plan.colour] satisfies f.rule = "large"'}
          grave: {for: region, labels: {fr: G, en: G}, when: 'count(region.findings[gravity = "high" and not(absorbed)]) > 2'}
          spacious:
            for: house
            labels: {fr: V, en: S}
            when: 'house.rooms > 3 and every h in region.houses_around satisfies h.size <= house.size or h.street = house.street'
          topped: {for: house, labels: {fr: D, en: T}, when: 'some h in region.houses_around satisfies h.street = house.street and h.rooms > house.rooms'}
          quiet: {for: street, labels: {fr: C, en: Q}, when: 'not(some h in street.houses satisfies h.spacious)', value: street.houses}
          towering: {for: street, labels: {fr: T, en: T}, when: 'some h in tall(street) satisfies h.spacious', value: 'taller(street)[1]'}
          wide: {for: street, labels: {fr: L, en: W}, when: street.width > 10}
          old: {for: region, labels: {fr: A, en: O}, when: 'today > date("2026-07-01") and region.budget > 10'}
          recent:
            for: house
            labels: {fr: R, en: R}
            when: house.inspected
            in_force: {from: 2026-06-01, to: 2027-01-01}
          rich:
            for: plan
            labels: {fr: R, en: R}
            when: 'plan.region.budget >= sum(for s in plan.region.streets return s.width)'
        questions:
          has_red:
            for: plan
            group: needs
            labels: {fr: R, en: R}
            ask: {fr: "Rouge ?", en: "Red?"}
            value: 'some h in region.houses satisfies h.colour = plan.colour'
            score: if value then 1 else 0
          is_wanted:
            for: plan
            group: needs
            labels: {fr: V, en: W}
            ask: {fr: "Voulu ?", en: "Wanted?"}
            answer: {type: boolean}
            score: if answer then 1 else 0
            asked_of: town
            minutes: 1
            validity: P1Y

        """

    static let policy = """
        format: policy/1
        gravities:
          - {id: high, labels: {fr: Haute, en: High}}
          - {id: low, labels: {fr: Basse, en: Low}}
        assessments:
          ready:
            for: plan
            labels: {fr: Prêt, en: Ready}
            scope: [has_red, is_wanted]
            groups: [needs]
            completeness: 0.5
            gates:
              - {id: rich, labels: {fr: R, en: R}, when: plan.rich}
            bands:
              - {id: good, from: 0.7, labels: {fr: Bon, en: Good}}
              - {id: poor, from: 0, labels: {fr: Mauvais, en: Poor}}

        """

    /// One alert for each kind of thing that the world has to be watched.
    static let alerts = """
        format: alerts/1
        audiences:
          town: {labels: {fr: Ville, en: Town}, channels: [town], immediate: [high], digest: monday}
        alerts:
          big:
            labels: {fr: G, en: B}
            watch: {rules: [large, close, matching]}
            when: verdict = "yes" and not(absorbed)
            clear: verdict != "yes"
            severity: 'if gravity = null then "low" else gravity'
            matter: subjects[1]
            to: [town]
          cramped: {labels: {fr: E, en: C}, watch: {records: house}, when: house.rooms < 3, severity: low, matter: house.street, to: [town]}
          poor: {labels: {fr: P, en: P}, watch: {assessment: ready}, when: 'band = "poor"', severity: high, matter: plan, to: [town]}
          gate: {labels: {fr: J, en: G}, watch: {gates: ready}, after: verdict = "yes", when: verdict = "no", severity: high, matter: plan, to: [town]}
          law:
            labels: {fr: D, en: L}
            watch: {law: true}
            when: ends != null and ends > today
            severity: low
            matter: '"law"'
            to: [town]

        """

    // MARK: Facts

    /// States numbers, by the source of the territory's other facts.
    static func state(_ facts: [(record: String, attribute: String, value: Int)], in base: inout FactBase) {
        base.apply(
            ChangeSet(
                territory: base.territory, source: "s", author: Author(uid: 0, name: "test"), reason: "",
                recordedAt: "2026-06-15T00:00:00Z",
                operations: facts.compactMap { fact in
                    RecordID(fact.record).map {
                        .state(Fact(record: $0, attribute: fact.attribute, value: .number(fact.value), source: "s"))
                    }
                }))
    }

    static func territory() -> FactBase {
        var facts: [Fact] = []
        func add(_ kind: String, _ key: String, _ values: KeyValuePairs<String, FactValue>) {
            let id = RecordID(kind: kind, key: key)
            facts.append(.existence(of: id, source: "s"))
            for (name, value) in values { facts.append(Fact(record: id, attribute: name, value: value, source: "s")) }
        }
        add("region", "r", ["id": .text("r"), "budget": .number(Number(40))])
        add("region", "n", ["id": .text("n"), "budget": .number(Number(30))])
        for (street, region) in [("r1", "r"), ("r2", "r"), ("n1", "n")] {
            add(
                "street", street,
                ["id": .text(street), "region": .text(region), "width": .number(Number(street == "r2" ? 12 : 6))])
        }
        for (index, colour) in ["red", "red", "blue", "red", "blue", "red"].enumerated() {
            let street = ["r1", "r1", "r1", "r2", "r2", "n1"][index]
            add(
                "house", "h\(index)",
                [
                    "id": .text("h\(index)"), "street": .text(street), "size": .number(Number(60 + 30 * index)),
                    "rooms": .number(Number(2 + index)), "colour": .text(colour),
                    "lat": .number(Number(47)), "lon": .number(Number(index, exponent: -2) ?? .zero),
                    "inspected": .boolean(index % 2 == 0),
                ])
        }
        add("plan", "p", ["id": .text("p"), "region": .text("r"), "colour": .text("red")])
        add("road", "r1|r2", ["from": .text("r1"), "to": .text("r2"), "minutes": .number(Number(8))])
        add("tally", "t1", ["id": .text("t1"), "counted": .text("street"), "region": .text("r"), "number": .number(2)])
        add("tally", "t2", ["id": .text("t2"), "counted": .text("plan"), "region": .text("r"), "number": .number(1)])
        for (street, colour, count) in [("r1", "red", 2), ("r1", "blue", 1), ("r1", "green", 0), ("r2", "red", 1)] {
            add(
                "tally", "t_\(street)_\(colour)",
                [
                    "id": .text("t_\(street)_\(colour)"), "counted": .text("house"), "street": .text(street),
                    "colour": .text(colour), "number": .number(Number(count)),
                ])
        }
        return FactBase(territory: "r", facts: facts)
    }
}

extension FactValue {
    static func number(_ value: Int) -> FactValue { .number(Number(value)) }
}
