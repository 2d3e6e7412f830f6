import Diagnostics
import FEEL
import Intake
import JSON
import Packs
import Testing
import World

@testable import Engine
@testable import Queries

/// Scenarios side by side, keys, consents and perimeters, over the worked example.
///
/// - Source: the domain reference, §8.5 and §8.6.
@Suite("studies") struct StudyTests {
    static func found(_ topic: String, _ parameters: [String: String] = [:]) throws -> JSONValue {
        guard case .found(let reply) = try HypothesisTests.answers().answer(topic, parameters) else {
            Issue.record("\(topic): refused")
            return .null
        }
        return reply
    }

    /// The item of a list whose member has that text.
    static func item(_ list: JSONValue?, _ member: String, _ text: String) throws -> JSONValue {
        try #require(list?.arrayValue?.first { $0[member]?.stringValue == text })
    }

    /// The status quo, its numbers drawn, and a scenario that says the same under another name.
    private static func twins(_ draw: inout SplitMix) throws -> FactBase {
        let base = try #require(DeletionTests.intact).base
        var facts: [Fact] = []
        for var fact in base.facts {
            let isQuo = fact.record == RecordID(kind: "scenario", key: "S0")
            if isQuo, case .number(let number) = fact.value, number != .zero,
                let drawn = number.multiplied(by: Number(Int.random(in: 80...120, using: &draw)))
            {
                fact.value = .number(drawn)
            }
            if fact.record.kind == "recensement", fact.attribute == "nombre", fact.value == .number(Number(5)),
                base.facts.contains(where: { $0.record == fact.record && $0.value == .text("scenario") })
            {
                fact.value = .number(Number(6))
            }
            facts.append(fact)
            let counts = fact.record == RecordID(kind: "recensement", key: "R31")
            guard isQuo || counts else { continue }
            fact.record = isQuo ? RecordID(kind: "scenario", key: "S9") : RecordID(kind: "recensement", key: "R99")
            if fact.value == .text("S0") { fact.value = .text("S9") }
            if counts, fact.value == .text("R31") { fact.value = .text("R99") }
            if isQuo, fact.attribute == "modele" { fact.value = .text("service_commun_noyau") }
            facts.append(fact)
        }
        return FactBase(territory: base.territory, facts: facts)
    }

    @Test("a scenario that says what the status quo says has no effect")
    func sameIsZero() throws {
        var draw = SplitMix(state: 5)
        for round in 0..<4 {
            let answers = Answers(try Evaluation(try Self.twins(&draw)), suppositions: SocketFacts.suppositions)
            guard case .found(let reply) = answers.answer("compare", [:]) else {
                Issue.record("refused")
                return
            }
            var compared = 0
            for figure in reply["figures"]?.arrayValue ?? [] {
                let name = "seed 5, round \(round): \(figure["figure"]?.stringValue ?? "")"
                let quo = try Self.item(figure["cells"], "record", "scenario/S0")
                let twin = try Self.item(figure["cells"], "record", "scenario/S9")
                #expect(quo["value"] == twin["value"] && quo["bounds"] == twin["bounds"], "\(name)")
                guard let difference = twin["difference"], difference["certain"]?.boolValue == true else { continue }
                #expect(difference["value"]?.numberText == "0", "\(name)")
                compared += 1
            }
            #expect(compared > 8, "seed 5, round \(round): \(compared) figures")
        }
    }

    @Test("figures stand side by side, each with its difference to the status quo")
    func comparison() throws {
        let reply = try Self.found("compare")
        #expect(reply["reference"] == "scenario/S0")
        // The five that are stated, and less pooling, which nobody states.
        let derived = reply["records"]?.arrayValue?.map { $0["derived"]?.boolValue }
        #expect(derived == [false, false, false, false, false, true])
        let saving = try Self.item(reply["figures"], "figure", "economie")
        #expect(try Self.item(saving["cells"], "record", "scenario/S2")["value"]?.numberText == "8600")
        #expect(try Self.item(saving["cells"], "record", "scenario/S3")["difference"]?["value"]?.numberText == "-13400")
        #expect(try Self.item(saving["cells"], "record", "scenario/S0")["difference"] == nil)
        let drift = try Self.item(reply["figures"], "figure", "cout_net_derive")
        let unknown = try Self.item(drift["cells"], "record", "scenario/S2")
        #expect(unknown["certain"]?.boolValue == false)
        #expect(unknown["bounds"]?["lower"]?.numberText == "89282.088")
        #expect(unknown["difference"]?["bounds"]?["lower"] != nil)
        let outcomes = ["A": "gains", "B": "gains", "C": "loses", "D": "loses"]
        for (key, outcome) in outcomes {
            #expect(try Self.item(reply["members"], "record", "partie/S2|\(key)")["outcome"]?.stringValue == outcome)
        }
        #expect(try Self.item(reply["members"], "record", "partie/S3|A")["outcome"] == "same")
        #expect(try Self.item(reply["members"], "record", "partie/S1|A")["outcome"] == "unknown")
    }

    @Test("the matrix of forms says which are open, and what closes the others")
    func forms() throws {
        let reply = try Self.found("vehicles", ["record": "S2,S4"])
        let second = try Self.item(reply["records"], "record", "scenario/S2")
        #expect(try Self.item(second["forms"], "form", "forme_service_commun")["state"] == "open")
        #expect(try Self.item(second["forms"], "form", "forme_transfert_a_la_carte")["state"] == "unknown")
        let fourth = try Self.item(reply["records"], "record", "scenario/S4")
        let closed = try Self.item(fourth["forms"], "form", "forme_service_commun")
        #expect(closed["state"] == "closed" && closed["failing"]?[0] == "scenario.parties_exterieures = 0")
        let agreement = try Self.item(fourth["forms"], "form", "forme_convention_gestion")
        #expect(agreement["state"] == "conditional" && agreement["particulars"]?["decisions"] != nil)
    }

    /// The transfer lacks Aubeclair alone: half the population, and more than a quarter of it.
    @Test("the smallest sets to convince")
    func consent() throws {
        let reply = try Self.found("positions", ["record": "S3"])
        let rule = try Self.item(reply["records"]?[0]?["rules"], "rule", "majorite_qualifiee")
        #expect(rule["verdict"] == "no" && rule["details"]?["population_favorable"]?.numberText == "5000")
        #expect(rule["convince"]?["sets"]?.arrayValue?.count == 1)
        #expect(rule["convince"]?["sets"]?[0]?[0]?["record"] == "partie/S3|A")
        #expect(rule["convince"]?["complete"]?.boolValue == true)
    }

    @Test(
        "a yes on a condition counts when the condition holds, and is told with what it lacks",
        arguments: [
            ("variation_charge <= 0 and taux_epargne_commune_apres > 0.1", "yes", "yes"),
            ("variation_charge < 0", "no", nil), ("usage_prevu > 10", "unknown", nil),
            ("variation_charge <", "unknown", nil),
        ])
    func conditions(_ condition: String, _ holds: String, _ after: String?) throws {
        let base = try #require(ValClairTests.evaluation)
        let party = RecordID(kind: "partie", key: "S3|A")
        let evaluation = base.supposing([
            Supposition(record: party, attribute: "vote", value: .text("sous_condition")),
            Supposition(record: party, attribute: "condition", value: .text(condition)),
        ])
        guard case .found(let reply) = Answers(evaluation).answer("positions", ["record": "S3"]) else {
            Issue.record("refused")
            return
        }
        let member = try Self.item(reply["records"]?[0]?["members"], "record", "partie/S3|A")
        #expect(member["holds"]?.stringValue == holds)
        #expect((member["diagnostics"]?.arrayValue?.isEmpty == false) == condition.hasSuffix("<"))
        let rule = try Self.item(reply["records"]?[0]?["rules"], "rule", "majorite_qualifiee")
        #expect(rule["verdict"] == "no" && rule["with_conditions"]?.stringValue == after)
    }

    /// Every key by steps of five hundredths, computed here in binary floating point from the table of §8.6.
    @Test(
        "keys under which nobody loses more than an amount",
        arguments: [10_000, 10_441, 10_442, 11_000, 11_828, 20_000])
    func keys(_ limit: Int) throws {
        let usages: [Double] = [102_000, 39_000, 15_750, 11_250]
        let populations: [Double] = [5000, 2500, 1500, 800]
        let potentials: [Double] = [5_000_000, 2_250_000, 1_200_000, 560_000]
        let today: [Double] = [105_000, 54_000, 17_600, 0]
        let byPeople = populations.map { $0 * 168_000 / 9800 }
        let byWealth = potentials.map { $0 * 168_000 / 9_010_000 }
        var fitting = 0
        for usage in 0...20 {
            for people in 0...(20 - usage) {
                let wealth = 20 - usage - people
                let losses = today.indices.map { index -> Double in
                    var borne = usages[index] * Double(usage)
                    borne += byPeople[index] * Double(people)
                    borne += byWealth[index] * Double(wealth)
                    return borne / 20 - today[index]
                }
                if losses.allSatisfy({ $0 <= Double(limit) }) { fitting += 1 }
            }
        }
        let reply = try Self.found("keys", ["record": "S2", "max_loss": "\(limit)", "limit": "1000"])
        let record = try #require(reply["records"]?[0])
        #expect(record["tried"]?.intValue == 231)
        #expect(record["fitting"]?.intValue == fitting && record["doubtful"]?.intValue == 0)
        #expect(record["keys"]?.arrayValue?.count == fitting)
        let price = try Self.item(record["prices"], "record", "partie/S2|D")
        #expect(price["least_loss_without"]?.numberText == "-1850")
    }

    @Test("without a usage forecast, keys that do without usage are certain, and the others are not ruled out")
    func keysUnknown() throws {
        let reply = try Self.found("keys", ["record": "S1", "max_loss": "500000", "limit": "300"])
        let record = try #require(reply["records"]?[0])
        #expect(record["missing"]?.arrayValue?.isEmpty == false)
        #expect(record["fitting"]?.intValue == 21 && record["doubtful"]?.intValue == 210)
        let keys = try #require(record["keys"]?.arrayValue)
        #expect(keys.allSatisfy { $0["weights"]?["poids_usage"]?.numberText == "0" })
    }

    @Test("robustness: what moves a saving, and where it turns")
    func robustness() throws {
        let reply = try Self.found("robustness", ["record": "S2"])
        let record = try #require(reply["records"]?[0])
        #expect(record["figure"] == "economie" && record["value"]?.numberText == "8600")
        let facts = try #require(record["facts"]?.arrayValue)
        #expect(facts.map { $0["attribute"]?.stringValue } == ["charges_brutes", "reference_nette", "recettes"])
        #expect(facts[0]["low"]?["value"]?.numberText == "33400" && facts[0]["high"]?["value"]?.numberText == "-16200")
        // 168,000 € less receipts of today's cost: the saving is nothing.
        let turns = facts.map { $0["break_even"]?.numberText.flatMap { Number($0) } }
        #expect(turns == [Number(256_600), Number(168_000), Number(71_400)])
        #expect(facts.map { $0["crosses"]?.boolValue } == [true, true, false])
    }

    @Test("a clock counts back over working days, and says what comes too late")
    func clock() throws {
        let reply = try Self.found("clock", ["record": "S2", "target": "2027-09-01"])
        let clock = try #require(reply["clocks"]?[0])
        #expect(clock["feasible"]?.boolValue == true && clock["earliest"] == "2027-01-14")
        let steps = try #require(clock["steps"]?.arrayValue)
        let chain = ["fiche_impact", "avis_cst", "deliberations", "preparation"]
        let following = try chain.map { try Self.item(clock["steps"], "step", $0) }
        #expect(
            following.map { $0["begins_by"]?.stringValue } == ["2027-02-04", "2027-03-04", "2027-05-04", "2027-08-04"])
        #expect(following.last?["ends_by"] == "2027-09-01")
        #expect(steps.count == 7)
        let late = try Self.found("clock", ["record": "S2", "target": "2026-09-01"])["clocks"]?[0]
        #expect(late?["feasible"]?.boolValue == false && late?["steps"]?[0]?["state"] == "late")
        let unknown = try Self.found("clock", ["record": "S2"])["clocks"]?[0]
        #expect(unknown?["target"] == .null && unknown?["missing"]?[0]?["member"] == "date_demarrage")
        // An agreement between communes has no clock of its own.
        #expect(try Self.found("clock", ["record": "S1"])["clocks"] == [])
    }

    @Test("perimeters: every set looked at, what is unknown only possible, each neighbour's reason")
    func perimeters() throws {
        let reply = try Self.found("perimeters")
        #expect(reply["method"] == "exact")
        #expect(reply["viable"]?.intValue == 7 && reply["possible"]?.intValue == 4)
        #expect(reply["minimal"]?.arrayValue?.count == 3)
        let whole = try #require(
            reply["best"]?.arrayValue?.first { $0["perimeter"]?.arrayValue?.count == 4 && $0["verdict"] == "yes" })
        let without = try Self.item(whole["neighbours"], "record", "commune/A")
        #expect(without["inside"]?.boolValue == true && without["breaks"] == ["equipe"])
        let with = try Self.item(whole["neighbours"], "record", "commune/E")
        #expect(with["breaks"] == [] && with["may_break"] == ["volontaires", "epargne"])
        let tried = try Self.found("perimeters", ["perimeter": "A,E"])
        #expect(tried["best"]?[0]?["verdict"] == "no")
        #expect(tried["best"]?[0]?["constraints"]?["proches"] == "no")
    }

    @Test("waves: who can join a core at each step, what each exit breaks, who joins none")
    func waves() throws {
        let reply = try Self.found("waves", ["core": "A,B", "from": "2027-01-01"])
        let waves = try #require(reply["sequences"]?[0]?.arrayValue)
        #expect(waves.map { $0["from"]?.stringValue } == ["2027-01-01", "2028-01-01", "2029-01-01"])
        #expect(waves.last?["perimeter"]?.arrayValue?.count == 4 && waves.last?["verdict"] == "yes")
        let exit = try Self.item(waves.last?["exits"], "record", "commune/A")
        #expect(exit["breaks"] == ["equipe"])
        #expect(try Self.item(reply["never"], "record", "commune/E")["may_break"] == ["volontaires", "epargne"])
        let two = try Self.found("waves", ["core": "A,B", "at_most": "2"])
        #expect(two["sequences"]?[0]?.arrayValue?.count == 2)
        let none = try Self.found("waves", ["core": "A"])
        #expect(none["sequences"] == [] && none["core"]?["constraints"]?["au_moins_deux"] == "no")
    }

    @Test(
        "what is not there is refused with what there is",
        arguments: [
            ("compare", ["study": "scenario"], "A110"), ("compare", ["record": "S9"], "A111"),
            ("keys", ["max_loss": "much"], "A112"), ("perimeters", ["search": "x"], "A110"),
            ("perimeters", ["subject": "x"], "A111"), ("perimeters", ["perimeter": "A,Z"], "A111"),
            ("waves", [:], "A114"),
            ("robustness", ["figure": "charges_brutes"], "A111"), ("robustness", ["by": "0"], "A112"),
        ])
    func refused(_ topic: String, _ parameters: [String: String], _ code: Code) throws {
        switch try HypothesisTests.answers().answer(topic, parameters) {
        case .found: Issue.record("\(topic) answered")
        case .missing(let diagnostics), .refused(let diagnostics):
            #expect(diagnostics.map(\.code) == [code])
            #expect(diagnostics.first?.help != nil)
        }
    }
}

/// What holds of every sharing, on invented numbers.
@Suite("sharing") struct SharingTests {
    private struct Draw {
        var state: UInt64

        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
    }

    private struct Invented {
        var populations: [Int]
        var usages: [Int]
        var potentials: [Int]
        var weights: (Int, Int, Int)
        var cents: Int

        init(_ draw: inout Draw) {
            let count = 2 + draw.below(7)
            populations = (0..<count).map { _ in 1 + draw.below(5000) }
            usages = (0..<count).map { _ in 1 + draw.below(9000) }
            potentials = (0..<count).map { _ in 500 + draw.below(900) }
            let first = draw.below(101)
            let second = draw.below(101 - first)
            weights = (first, second, 100 - first - second)
            cents = draw.below(50_000_000)
        }

        /// - Parameter order: In which the communes are written, each under its own name.
        func evaluation(_ order: [Int], hiding hidden: Int? = nil) throws -> Evaluation {
            let names = "abcdefghij".map { String($0) }
            var text = "  territoire:\n    - {id: T, type: CC}\n  commune:\n"
            for index in order {
                text += "    - {id: \(names[index]), territoire: T, population: \(populations[index]), "
                text += "potentiel_financier: \(potentials[index])}\n"
            }
            text += "  projet:\n    - {id: P, territoire: T, domaine: jeunesse}\n  scenario:\n"
            text += "    - {id: S, projet: P, forme: entente, charges_brutes: \(Double(cents) / 100), recettes: 0, "
            text += "poids_usage: 0.\(Self.two(weights.0)), poids_population: 0.\(Self.two(weights.1)), "
            text += "poids_potentiel: 0.\(Self.two(weights.2))}\n  partie:\n"
            for index in order {
                let usage = index == hidden ? "" : ", usage_prevu: \(usages[index])"
                text += "    - {scenario: S, commune: \(names[index])\(usage)}\n"
            }
            text += "  recensement:\n    - {id: R, genre: partie, scenario: S, nombre: \(order.count)}\n"
            return try TerritoryText.evaluation(text.replacing("0.100", with: "1"))
        }

        private static func two(_ percent: Int) -> String { percent < 10 ? "0\(percent)" : "\(percent)" }
    }

    private static func shares(_ evaluation: Evaluation) -> [String: Value] {
        Dictionary(
            evaluation.cells(of: "contribution_arrondie").map { ($0.keys, $0.value ?? .null) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Whole cents by largest remainder, in fractions of whole numbers: computed apart from the rules.
    private static func expected(_ invented: Invented) -> [Int] {
        let (populations, usages) = (invented.populations, invented.usages)
        let wealth = zip(populations, invented.potentials).map { $0 * $1 }
        let (people, uses, rich) = (populations.reduce(0, +), usages.reduce(0, +), wealth.reduce(0, +))
        let divisor = Int128(people) * Int128(uses) * Int128(rich) * 100
        let exact = populations.indices.map { index -> Int128 in
            let byUse = Int128(invented.weights.0 * usages[index]) * Int128(people) * Int128(rich)
            let byPeople = Int128(invented.weights.1 * populations[index]) * Int128(uses) * Int128(rich)
            let byWealth = Int128(invented.weights.2 * wealth[index]) * Int128(people) * Int128(uses)
            return (byUse + byPeople + byWealth) * Int128(invented.cents)
        }
        var cents = exact.map { Int($0 / divisor) }
        let order = exact.indices.sorted { left, right in
            let (one, other) = (exact[left] % divisor, exact[right] % divisor)
            if one != other { return one > other }
            return populations[left] != populations[right] ? populations[left] > populations[right] : left < right
        }
        for index in order.prefix(invented.cents - cents.reduce(0, +)) { cents[index] += 1 }
        return cents
    }

    @Test("shares are those of another computation, sum to the cent, whatever the order of the communes")
    func sharesSum() throws {
        var draw = Draw(state: 2026)
        for round in 0..<12 {
            let invented = Invented(&draw)
            let order = Array(invented.populations.indices)
            let shares = Self.shares(try invented.evaluation(order))
            let expected = Self.expected(invented)
            var sum = 0
            for (index, name) in "abcdefghij".map({ String($0) }).prefix(order.count).enumerated() {
                guard case .number(let number)? = shares["S|\(name)"] else {
                    Issue.record("seed 2026, round \(round): \(name)")
                    continue
                }
                let cents = number.multiplied(by: Number(100))?.asInt ?? -1
                #expect(cents == expected[index], "seed 2026, round \(round): \(name)")
                sum += cents
            }
            #expect(sum == invented.cents, "seed 2026, round \(round)")
            guard round < 4 else { continue }
            let reversed = Self.shares(try invented.evaluation(order.reversed()))
            #expect(reversed.mapValues(\.shown) == shares.mapValues(\.shown), "seed 2026, round \(round)")
        }
    }

    @Test("hiding a forecast widens each share, and never moves it away")
    func hidingWidens() throws {
        var draw = Draw(state: 12)
        for round in 0..<5 {
            let invented = Invented(&draw)
            let order = Array(invented.populations.indices)
            let known = Self.shares(try invented.evaluation(order))
            let hidden = Self.shares(try invented.evaluation(order, hiding: draw.below(order.count)))
            for (name, value) in known {
                guard case .number(let number) = value else { continue }
                let after = try #require(hidden[name])
                #expect(after.mayBe(.number(number)), "seed 12, round \(round): \(name) \(number) \(after.shown)")
            }
        }
    }
}
