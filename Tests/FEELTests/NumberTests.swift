import FEEL
import Foundation
import Testing

@Suite struct NumberTests {
    @Test(arguments: decimalFacts)
    func `a fact of arithmetic holds`(fact: DecimalFact) {
        #expect(fact.failure == nil)
    }

    @Test func `every fact of decimal34 holds`() throws {
        guard let file = Conformance.file("decimal34.jsonl") else {
            print("decimal34.jsonl is not here (MAILLAGE_CONFORMANCE): 3,600 facts not run")
            return
        }
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        var failures: [String] = []
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            var result = object["r"] as? String
            if result == nil, let truth = object["r"] as? Bool { result = truth ? "true" : "false" }
            let fact = DecimalFact(
                object["op"] as? String ?? "", object["a"] as? String ?? "", object["b"] as? String ?? "", result)
            if let failure = fact.failure { failures.append(failure) }
        }
        print("decimal34: \(lines.count - failures.count) of \(lines.count)")
        #expect(lines.count == 3600)
        #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n"))")
    }

    @Test(arguments: [
        ("10", "10"), ("1.0", "1"), ("1e1", "10"), ("-0", "0"), ("0.10", "0.1"), (".5", "0.5"), ("+3", "3"),
        ("1.2e3", "1200"), ("1E-7", "0.0000001"), ("-12.50", "-12.5"), ("0e500", "0"), ("007", "7"),
        ("1e100", "1E+100"), ("1.5e-80", "1.5E-80"), ("1e60", "1" + String(repeating: "0", count: 60)),
        ("12345678901234567890123456789012345", "12345678901234567890123456789012340"),
        ("12345678901234567890123456789012355", "12345678901234567890123456789012360"),
        (
            "1234567890123456789012345678901234500000000000000000001",
            "1234567890123456789012345678901235000000000000000000000"
        ),
        ("9999999999999999999999999999999999.5", "10000000000000000000000000000000000"),
    ])
    func `a text is read and written in its plain form`(text: String, plain: String) {
        #expect(Number(text)?.description == plain)
    }

    @Test(arguments: [
        "", "-", ".", "1.", "1.e3", "e3", "1e", "1e+", "1.2.3", "1,2", " 1", "1 ", "0x1", "--1", "1e9999", "١",
    ])
    func `what is no number is refused`(text: String) {
        #expect(Number(text) == nil)
    }

    @Test func `equality, hashes and order are by value`() throws {
        let one = try #require(Number("1.00"))
        #expect(one == Number.one)
        #expect(one.hashValue == Number.one.hashValue)
        #expect(Set([one, .one, Number(10), try #require(Number("1e1"))]).count == 2)
        let order = ["-1e40", "-2", "-1.5", "0", "1e-40", "0.999", "1", "1.0000000000000000000000000000000001", "1e40"]
            .compactMap { Number($0) }
        #expect(order.shuffled().sorted() == order)
    }

    @Test func `overflow has no value and underflow is zero`() throws {
        let large = try #require(Number("9e6144"))
        let small = try #require(Number("1e-6176"))
        #expect(large.adding(large) == nil)
        #expect(large.multiplied(by: large) == nil)
        #expect(small.multiplied(by: small) == .zero)
        #expect(small.divided(by: Number(3)) == .zero)
        #expect(large.divided(by: small) == nil)
        #expect(Number("1e6145") == nil)
        #expect(Number("1e-7000") == .zero)
        #expect(large.subtracting(large) == .zero)
        #expect(Number(100_000).exponential == nil)
        #expect(Number(-100_000).exponential == .zero)
        #expect(Number(10).power(Number(7000)) == nil)
        #expect(Number(10).power(Number(-7000)) == .zero)
        #expect(Number("0.5")?.power(Number(-100_000)) == nil)
    }

    @Test(arguments: [
        ("4", "0.5", "2"), ("2", "10", "1024"), ("2", "-2", "0.25"), ("1.1", "2", "1.21"), ("0", "0", "1"),
        ("27", "0.3333333333333333333333333333333333", "3"),
        ("-2", "3", "-8"), ("10", "-34", "1e-34"), ("1", "1e30", "1"),
    ])
    func `powers`(base: String, exponent: String, result: String) throws {
        let base = try #require(Number(base))
        let exponent = try #require(Number(exponent))
        #expect(base.power(exponent) == Number(result))
    }

    @Test(
        arguments: [
            ("12", 12), ("1e3", 1000), ("12.0", 12), ("12.5", nil), ("-9223372036854775808", Int.min),
            ("9223372036854775807", Int.max), ("9223372036854775808", nil), ("1e40", nil), ("0.0", 0),
        ] as [(String, Int?)])
    func `integers`(text: String, value: Int?) throws {
        #expect(try #require(Number(text)).asInt == value)
    }

    /// Sums, products and quotients against the definition, at random: what is rounded away is less
    /// than half a unit.
    @Test func `a quotient times its divisor comes back`() throws {
        var random = SplitMix(seed: 42)
        let part = try #require(Number("2e-33"))
        for _ in 0..<2000 {
            let a = random.number()
            let b = random.number()
            guard !b.isZero, let quotient = a.divided(by: b), let back = quotient.multiplied(by: b) else { continue }
            let error = try #require(back.subtracting(a)).magnitude
            let bound = try #require(a.magnitude.multiplied(by: part))
            #expect(error <= bound, "\(a) / \(b)")
            #expect(a.adding(b) == b.adding(a))
            #expect(a.multiplied(by: b) == b.multiplied(by: a))
        }
    }
}

extension DecimalFact {
    /// What is wrong with it, or nil.
    var failure: String? {
        guard let left = Number(a) else { return "cannot read \(a)" }
        let right = Number(b)
        let scale = right?.asInt ?? 0
        var tolerance = false
        let result: Number?
        switch operation {
        case "+": result = right.flatMap { left.adding($0) }
        case "-": result = right.flatMap { left.subtracting($0) }
        case "*": result = right.flatMap { left.multiplied(by: $0) }
        case "/": result = right.flatMap { left.divided(by: $0) }
        case "modulo": result = right.flatMap { left.modulo($0) }
        case "**":
            result = right.flatMap { left.power($0) }
            tolerance = true
        case "sqrt": result = left.squareRoot
        case "exp":
            result = left.exponential
            tolerance = true
        case "log":
            result = left.naturalLogarithm
            tolerance = true
        case "decimal": result = left.rounded(scale: scale)
        case "floor": result = left.floor(scale: scale)
        case "ceiling": result = left.ceiling(scale: scale)
        case "round up": result = left.rounded(scale: scale, mode: .up)
        case "round down": result = left.rounded(scale: scale, mode: .down)
        case "round half up": result = left.rounded(scale: scale, mode: .halfUp)
        case "round half down": result = left.rounded(scale: scale, mode: .halfDown)
        case "<": return right.map { String(left < $0) } == r ? nil : "\(a) < \(b) is not \(r ?? "null")"
        case "=": return right.map { String(left == $0) } == r ? nil : "\(a) = \(b) is not \(r ?? "null")"
        default: return "unknown operation \(operation)"
        }
        let expected = r.flatMap { Number($0) }
        if result == expected { return nil }
        if tolerance, let result, let expected, result.isWithinOneUnit(of: expected) { return nil }
        return "\(a) \(operation) \(b) is \(result?.description ?? "null"), not \(r ?? "null")"
    }
}

extension Number {
    /// Whether two numbers differ by one unit of the 34th digit at most.
    func isWithinOneUnit(of other: Number) -> Bool {
        guard let difference = subtracting(other)?.magnitude,
            let unit = other.magnitude.multiplied(by: Number("1e-33") ?? .zero)
        else { return false }
        return difference <= unit
    }
}

/// Repeatable random numbers.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func number() -> Number {
        let digits = Int.random(in: 1...34, using: &self)
        var text = Bool.random(using: &self) ? "-" : ""
        for _ in 0..<digits { text += String(Int.random(in: 0...9, using: &self)) }
        return Number(text + "e\(Int.random(in: -40...40, using: &self))") ?? .zero
    }
}

enum Conformance {
    /// A file of the conformance data, beside the package or where `MAILLAGE_CONFORMANCE` says.
    static func file(_ name: String) -> URL? {
        var folders: [URL] = []
        if let path = ProcessInfo.processInfo.environment["MAILLAGE_CONFORMANCE"] {
            folders.append(URL(fileURLWithPath: path))
        }
        let package = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        folders.append(package.appendingPathComponent("../shared/conformance/feel"))
        return folders.map { $0.appendingPathComponent(name) }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }
}
