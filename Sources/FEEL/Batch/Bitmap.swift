/// A set of rows, `0..<count`: one bit each.
public struct Bitmap: Sendable, Hashable {
    public let count: Int
    /// 64 rows a word, the first in the lowest bit. Bits beyond `count` are zero, and one word more
    /// than needed stands at the end, so that 64 bits can be read from any row.
    private(set) var words: [UInt64]

    public init(count: Int, repeating isIn: Bool = false) {
        self.count = count
        words = [UInt64](repeating: isIn ? .max : 0, count: (count + 63) / 64 + 1)
        if isIn { trim() }
    }

    public init(_ rows: some Collection<Bool>) {
        self.init(count: rows.count)
        for (row, isIn) in rows.enumerated() where isIn { words[row >> 6] |= 1 << UInt64(row & 63) }
    }

    /// - Parameter words: 64 rows each; what lies beyond `count` is not looked at.
    init(count: Int, words given: [UInt64]) {
        self.count = count
        words = given
        let needed = (count + 63) / 64 + 1
        words.removeLast(max(0, words.count - needed))
        words += repeatElement(0, count: needed - words.count)
        trim()
    }

    private mutating func trim() {
        let last = count >> 6
        words[last] &= Bitmap.mask(count & 63)
        for index in words.indices where index > last { words[index] = 0 }
    }

    public subscript(row: Int) -> Bool {
        get { words[row >> 6] >> UInt64(row & 63) & 1 == 1 }
        set {
            precondition(row < count)
            let bit: UInt64 = 1 << UInt64(row & 63)
            if newValue { words[row >> 6] |= bit } else { words[row >> 6] &= ~bit }
        }
    }

    /// How many rows are in the set.
    public var population: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// 64 rows from any one on; those beyond the end are not in the set.
    @inline(__always)
    func word(at row: Int) -> UInt64 {
        words.withUnsafeBufferPointer { words in
            let index = row >> 6
            let shift = UInt64(truncatingIfNeeded: row & 63)
            let low = words[index]
            if shift == 0 { return low }
            // The word at the end is there for this one.
            return low >> shift | (index + 1 < words.count ? words[index + 1] << (64 - shift) : 0)
        }
    }

    /// The lowest `count` bits, 0...63 of them.
    @inline(__always)
    static func mask(_ count: Int) -> UInt64 { (1 << UInt64(truncatingIfNeeded: count)) &- 1 }
}

/// 64 tests as the bits of a word; the tests beyond `count` are zero.
@inline(__always)
func packed(_ count: Int, _ test: (Int) -> Bool) -> UInt64 {
    @inline(__always) func bit(_ index: Int) -> UInt64 { test(index) ? 1 : 0 }
    var word: UInt64 = 0
    if count >= 64 {
        var index = 0
        while index < 64 {
            let low = bit(index) | bit(index &+ 1) &<< 1 | bit(index &+ 2) &<< 2 | bit(index &+ 3) &<< 3
            let high = bit(index &+ 4) &<< 4 | bit(index &+ 5) &<< 5 | bit(index &+ 6) &<< 6 | bit(index &+ 7) &<< 7
            word |= (low | high) &<< UInt64(truncatingIfNeeded: index)
            index &+= 8
        }
    } else {
        for index in 0..<max(count, 0) { word |= bit(index) &<< UInt64(truncatingIfNeeded: index) }
    }
    return word
}
