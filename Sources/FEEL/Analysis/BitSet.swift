/// A set of small whole numbers: rules of a table, or parts of a column.
struct BitSet: Hashable, Sendable {
    private var words: [UInt64]

    /// - Parameter count: Members are `0..<count`.
    init(count: Int, full isFull: Bool = false) {
        words = [UInt64](repeating: isFull ? .max : 0, count: max(1, (count + 63) / 64))
        if isFull, count % 64 != 0 || count == 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
    }

    subscript(index: Int) -> Bool {
        get { words[index >> 6] >> UInt64(index & 63) & 1 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(index & 63)
            if newValue { words[index >> 6] |= bit } else { words[index >> 6] &= ~bit }
        }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// The members, the smallest first.
    var indices: [Int] {
        var result: [Int] = []
        for (place, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                result.append(place * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return result
    }

    func intersection(_ other: BitSet) -> BitSet {
        var result = self
        for place in words.indices { result.words[place] &= other.words[place] }
        return result
    }

    func union(_ other: BitSet) -> BitSet {
        var result = self
        for place in words.indices { result.words[place] |= other.words[place] }
        return result
    }

    func subtracting(_ other: BitSet) -> BitSet {
        var result = self
        for place in words.indices { result.words[place] &= ~other.words[place] }
        return result
    }

    func isDisjoint(with other: BitSet) -> Bool {
        for place in words.indices where words[place] & other.words[place] != 0 { return false }
        return true
    }

    func isSubset(of other: BitSet) -> Bool {
        for place in words.indices where words[place] & ~other.words[place] != 0 { return false }
        return true
    }
}
