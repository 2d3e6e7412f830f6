/// What is promised of every text, whoever wrote it: nothing stops the program, places are inside the text,
/// what is printed reads back as the same, and what is announced of unknown inputs holds whatever they turn
/// out to be.
///
/// The first byte chooses what the rest is read as; the fuzzer and the tests call the same code.
public enum Probe: UInt8, CaseIterable, Sendable {
    case expression = 0x65  // e
    case unaryTests = 0x75  // u
    case table = 0x74  // t
    case regex = 0x72  // r
    case number = 0x6E  // n
    case temporal = 0x64  // d
    case yaml = 0x79  // y
    case csv = 0x63  // c
    case json = 0x6A  // j

    /// - Parameter input: A letter, then the text.
    /// - Returns: The promise that the input breaks, in a sentence; nil when all hold.
    public static func flaw(in input: [UInt8]) -> String? {
        guard let first = input.first else { return nil }
        let probe = Probe(rawValue: first) ?? allCases[Int(first) % allCases.count]
        do throws(Flaw) {
            let rest = Array(input.dropFirst())
            switch probe {
            case .expression: try ExpressionProbe.run(rest)
            case .unaryTests: try ExpressionProbe.runTests(rest)
            case .table: try TableProbe.run(rest)
            case .regex: try RegexProbe.run(rest)
            case .number: try NumberProbe.run(rest)
            case .temporal: try TemporalProbe.run(rest)
            case .yaml: try FormatProbe.yaml(rest)
            case .csv: try FormatProbe.csv(rest)
            case .json: try FormatProbe.json(rest)
            }
            return nil
        } catch {
            return "\(probe): \(error.promise)"
        }
    }
}

/// A promise that an input breaks.
struct Flaw: Error {
    let promise: String

    init(_ promise: String) { self.promise = promise }
}

/// - Throws: The promise, when it is not kept.
func promise(_ isKept: Bool, _ said: @autoclosure () -> String) throws(Flaw) {
    if !isKept { throw Flaw(said()) }
}

/// Repeatable randomness: SplitMix64.
public struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// Seeded by a text: the same bytes give the same numbers.
    init(_ bytes: [UInt8]) {
        state = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
