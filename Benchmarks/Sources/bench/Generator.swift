import Glibc

/// Uniform numbers without a state: the generator of the common workload, so that the records are
/// the same as those of the other engines.
struct Generator {
    private let seed: UInt64
    private var stream: UInt64 = 0

    init(seed: UInt64) { self.seed = seed }

    private static func mix(_ word: UInt64) -> UInt64 {
        var word = word &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// As many numbers in 0..<1.
    mutating func uniform(_ count: Int) -> [Double] {
        stream += 1
        let base = Generator.mix(seed &* 1_000_003 &+ stream)
        return (0..<count).map { index in
            Double(Generator.mix(UInt64(index) &* 0xD134_2543_DE82_EF95 &+ base) >> 11) / Double(1 << 53 as UInt64)
        }
    }

    mutating func integers(_ count: Int, _ low: Int, _ high: Int) -> [Int] {
        uniform(count).map { low + Int(($0 * Double(high - low)).rounded(.down)) }
    }

    mutating func normal(_ count: Int) -> [Double] {
        let (a, b) = (uniform(count), uniform(count))
        return zip(a, b).map { (-2 * log(1 - $0)).squareRoot() * cos(2 * .pi * $1) }
    }

    /// Places among weights, as often as they weigh.
    mutating func choices(_ count: Int, _ weights: [Double]) -> [Int] {
        let total = weights.reduce(0, +)
        var sum = 0.0
        let ends = weights.map { weight -> Double in
            sum += weight
            return sum / total
        }
        return uniform(count).map { number in min(ends.firstIndex { number < $0 } ?? weights.count, weights.count - 1) }
    }
}
