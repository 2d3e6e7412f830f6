import FEEL
import Glibc

/// The records of the common workload, as columns.
enum Records {
    static let seed: UInt64 = 20_261_123
    static let domains = [
        "petite_enfance", "jeunesse", "culture", "sport", "voirie", "urbanisme", "dechets", "eau", "assainissement",
        "action_sociale", "tourisme", "numerique",
    ]
    static let modes = ["regie", "delegation", "syndicat", "association"]
    static let zones = ["rural", "periurbain", "urbain", "montagne"]
    static let kinds = ["creche", "ecole", "gymnase", "mediatheque", "salle", "atelier"]
    static let tags = [
        "mutualise", "intercommunal", "etat", "caf", "region", "urgent", "pilote", "saisonnier", "accessible",
        "vetuste",
    ]

    /// Which cells are left out.
    enum Absence: String, CaseIterable {
        case none, null, unknown

        func value(_ name: String) -> Value {
            let causes = Causes.one(Cause(.missingFact, subject: "record", member: name))
            return self == .unknown ? .unknown(Unknown(.any(type: Absence.type(of: name)), causes)) : .null
        }

        private static func type(of name: String) -> String {
            switch name {
            case "pop", "fte", "budget", "ratio", "dist", "cap": "number"
            case "has_plan", "open": "boolean"
            case "sites", "tags": "list"
            default: "string"
            }
        }
    }

    /// Columns with one cell in a hundred left out.
    private struct Maker {
        let absence: Absence
        var generator = Generator(seed: seed + 99)

        init(_ absence: Absence) { self.absence = absence }

        mutating func presence(_ count: Int) -> Bitmap? {
            absence == .none ? nil : Bitmap(generator.uniform(count).map { $0 >= 0.01 })
        }

        mutating func numbers(_ name: String, _ numbers: [Int], scale: Int = 0) -> Column {
            .numbers(
                numbers.map(Int64.init), scale: scale, presence: presence(numbers.count), absent: absence.value(name))
        }

        mutating func texts(_ name: String, _ places: [Int], among texts: [String]) -> Column {
            .strings(
                places.map(UInt32.init), among: texts, presence: presence(places.count), absent: absence.value(name))
        }

        mutating func truths(_ name: String, _ truths: [Bool]) -> Column {
            .booleans(Bitmap(truths), presence: presence(truths.count), absent: absence.value(name))
        }

        mutating func lists(_ name: String, _ offsets: [Int], _ elements: Column) -> Column {
            .lists(
                offsets: offsets, elements: elements, presence: presence(offsets.count - 1), absent: absence.value(name)
            )
        }
    }

    static let scope = Scope(
        variables: [
            .init(name: "pop", type: .number), .init(name: "fte", type: .number), .init(name: "budget", type: .number),
            .init(name: "domain", type: .string), .init(name: "mode", type: .string),
            .init(name: "zone", type: .string), .init(name: "has_plan", type: .boolean),
            .init(
                name: "sites",
                type: .list(.context(["kind": .string, "dist": .number, "cap": .number, "open": .boolean]))),
            .init(name: "tags", type: .list(.string)),
        ], types: StandardTypes())

    /// What the conditions are about, before cells are left out. Distances and FTE are in tenths.
    struct Conditions: Equatable {
        var pop, fte, budget, domain, mode, zone: [Int]
        var plan: [Bool]
        /// Where the sites and tags of each record begin; one more than records.
        var siteOffsets, tagOffsets: [Int]
        var kind, distance, capacity: [Int]
        var isOpen: [Bool]
        var tag: [Int]

        /// The records of the files, up to a number.
        init(_ files: Files, _ count: Int) {
            pop = files.integers("w1", "pop", count)
            fte = files.tenths("w1", "fte", count)
            budget = files.integers("w1", "budget", count)
            domain = files.integers("w1", "domain", count)
            mode = files.integers("w1", "mode", count)
            zone = files.integers("w1", "zone", count)
            plan = files.integers("w1", "plan", count).map { $0 == 1 }
            siteOffsets = files.integers("w1", "site_off", pop.count + 1)
            tagOffsets = files.integers("w1", "tag_off", pop.count + 1)
            let sites = siteOffsets[pop.count]
            kind = files.integers("w1", "s_kind", sites)
            distance = files.tenths("w1", "s_dist", sites)
            capacity = files.integers("w1", "s_cap", sites)
            isOpen = files.integers("w1", "s_open", sites).map { $0 == 1 }
            tag = files.integers("w1", "tag", tagOffsets[pop.count])
        }

        /// The same records, made: `count` of them must be as many as the files have, or the two differ.
        init(_ count: Int) {
            var random = Generator(seed: seed + 1)
            let pop = random.normal(count).map {
                Int(min(max(exp(6.6 + 1.4 * $0).rounded(.toNearestOrEven), 60), 250_000))
            }
            let fte = zip(pop, random.normal(count)).map {
                Int(((exp(-7.2 + 1.02 * log(Double($0)) + 0.9 * $1) * 1.2 + 0.1) * 10).rounded(.toNearestOrEven))
            }
            let share = random.uniform(count)
            budget = (0..<count).map { index in
                let ownPart = Double(pop[index]) * (10 + 55 * share[index])
                return Int((ownPart + Double(fte[index]) / 10 * 9000).rounded(.toNearestOrEven))
            }
            self.pop = pop
            self.fte = fte
            domain = random.integers(count, 0, 12)
            mode = random.choices(count, [55, 15, 15, 15])
            zone = random.choices(count, [55, 20, 12, 13])
            plan = random.uniform(count).map { $0 < 0.4 }
            siteOffsets = Conditions.offsets(random.integers(count, 0, 9))
            tagOffsets = Conditions.offsets(random.integers(count, 0, 5))
            let sites = siteOffsets[count]
            kind = random.integers(sites, 0, 6)
            distance = random.uniform(sites).map { Int((18 * pow($0, 1.3) * 10).rounded(.toNearestOrEven)) }
            capacity = random.integers(sites, 0, 81)
            isOpen = random.uniform(sites).map { $0 < 0.8 }
            tag = random.integers(tagOffsets[count], 0, 10)
        }

        private static func offsets(_ counts: [Int]) -> [Int] {
            var offsets = [0]
            for count in counts { offsets.append(offsets[offsets.count - 1] + count) }
            return offsets
        }

        func table(_ absence: Absence) -> ColumnTable {
            var make = Maker(absence)
            let elements = Column.contexts([
                ("kind", make.texts("kind", kind, among: kinds)), ("dist", make.numbers("dist", distance, scale: 1)),
                ("cap", make.numbers("cap", capacity)), ("open", make.truths("open", isOpen)),
            ])
            return ColumnTable(
                count: pop.count,
                columns: [
                    make.numbers("pop", pop), make.numbers("fte", fte, scale: 1), make.numbers("budget", budget),
                    make.texts("domain", domain, among: domains), make.texts("mode", mode, among: modes),
                    make.texts("zone", zone, among: zones), make.truths("has_plan", plan),
                    make.lists("sites", siteOffsets, elements),
                    make.lists("tags", tagOffsets, make.texts("tags", tag, among: tags)),
                ])
        }
    }

    static let tableScope = Scope(
        variables: [
            .init(name: "domain", type: .string), .init(name: "pop", type: .number), .init(name: "fte", type: .number),
            .init(name: "zone", type: .string), .init(name: "ratio", type: .number),
        ], types: StandardTypes())

    /// What the decision tables are about, before cells are left out. FTE and ratios are in tenths.
    struct Decisions: Equatable {
        var pop, fte, ratio, domain, zone: [Int]

        /// The records of the files, up to a number.
        init(_ files: Files, _ count: Int) {
            pop = files.integers("w2", "pop", count)
            fte = files.tenths("w2", "fte", count)
            ratio = files.tenths("w2", "ratio", count)
            domain = files.integers("w2", "domain", count)
            zone = files.integers("w2", "zone", count)
        }

        /// The same records, made.
        init(_ count: Int) {
            var random = Generator(seed: seed + 2)
            let pop = random.normal(count).map {
                Int(min(max(exp(6.9 + 1.6 * $0).rounded(.toNearestOrEven), 60), 250_000))
            }
            self.pop = pop
            fte = zip(pop, random.normal(count)).map {
                Int(((exp(-6.9 + 1.0 * log(Double($0)) + 0.9 * $1) * 2 + 0.1) * 10).rounded(.toNearestOrEven))
            }
            ratio = random.uniform(count).map { Int(((5 + 90 * $0) * 10).rounded(.toNearestOrEven)) }
            domain = random.integers(count, 0, 12)
            zone = random.choices(count, [45, 25, 15, 15])
        }

        func table(_ absence: Absence) -> ColumnTable {
            var make = Maker(absence)
            return ColumnTable(
                count: pop.count,
                columns: [
                    make.texts("domain", domain, among: domains), make.numbers("pop", pop),
                    make.numbers("fte", fte, scale: 1), make.texts("zone", zone, among: zones),
                    make.numbers("ratio", ratio, scale: 1),
                ])
        }
    }
}
