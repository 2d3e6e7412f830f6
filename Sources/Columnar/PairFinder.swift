/// Counts the pairs of some elements that agree in a key, differ in another, and lie close in the plane.
///
/// Elements of one key are swept in the order of x: the candidates of each lie within reach to its right.
struct PairFinder {
    private var square: Int64?
    private var keys: [Int64] = []
    private var different: [Int64] = []
    private var xs: [Int32] = []
    private var ys: [Int32] = []
    private var joint: [Pair: Int64] = [:]
    private var lastKey: [Int64: Int] = [:]
    // Of one key, in the order of x.
    private var order: [UInt64] = []
    private var x: [Int32] = []
    private var y: [Int32] = []
    private var d: [Int32] = []
    private var hit: [Int32] = []

    private struct Pair: Hashable {
        var first: Int64
        var second: Int64
    }

    /// - Parameter distance: The square of the reach; nil for any distance.
    mutating func begin(distance square: Int64?) {
        self.square = square
        keys.removeAll(keepingCapacity: true)
        different.removeAll(keepingCapacity: true)
        xs.removeAll(keepingCapacity: true)
        ys.removeAll(keepingCapacity: true)
        joint.removeAll(keepingCapacity: true)
    }

    /// One key for two.
    mutating func joined(_ first: Int64, _ second: Int64) -> Int64 {
        let pair = Pair(first: first, second: second)
        if let known = joint[pair] { return known }
        let key = Int64(joint.count)
        joint[pair] = key
        return key
    }

    /// - Returns: False for a place out of range.
    mutating func add(key: Int64, different own: Int64, x: Int64, y: Int64) -> Bool {
        let limit: Int64 = 1 << 30
        guard x.magnitude < limit, y.magnitude < limit, own.magnitude < limit else { return false }
        keys.append(key)
        different.append(own)
        xs.append(Int32(x))
        ys.append(Int32(y))
        return true
    }

    /// Pairs, each once, and the elements that are in one.
    mutating func find() -> (pairs: Int, members: Int) {
        var pairs = 0
        var members = 0
        // The elements of each key, side by side.
        var numbers: [Int64: Int] = [:]
        var groups: [Int32] = []
        groups.reserveCapacity(keys.count)
        var sizes: [Int] = []
        for key in keys {
            let group = numbers[key] ?? sizes.count
            if group == sizes.count {
                numbers[key] = group
                sizes.append(0)
            }
            sizes[group] += 1
            groups.append(Int32(group))
        }
        var starts = [0]
        for size in sizes { starts.append(starts[starts.count - 1] + size) }
        var next = starts
        order = [UInt64](repeating: 0, count: keys.count)
        for (element, group) in groups.enumerated() {
            let place = UInt64(UInt32(bitPattern: xs[element]) ^ 0x8000_0000)
            order[next[Int(group)]] = place << 32 | UInt64(element)
            next[Int(group)] += 1
        }
        for group in sizes.indices where sizes[group] > 1 {
            let found =
                square == nil ? apart(starts[group]..<starts[group + 1]) : near(starts[group]..<starts[group + 1])
            pairs += found.pairs
            members += found.members
        }
        return (pairs, members)
    }

    /// Any distance: all pairs but those of one kind.
    private func apart(_ range: Range<Int>) -> (pairs: Int, members: Int) {
        var sizes: [Int64: Int] = [:]
        for entry in order[range] { sizes[different[Int(entry & 0xFFFF_FFFF)], default: 0] += 1 }
        let all = range.count * (range.count - 1) / 2
        let same = sizes.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        return (all - same, sizes.count > 1 ? range.count : 0)
    }

    private mutating func near(_ range: Range<Int>) -> (pairs: Int, members: Int) {
        guard let square else { return (0, 0) }
        order[range].sort()
        x.removeAll(keepingCapacity: true)
        y.removeAll(keepingCapacity: true)
        d.removeAll(keepingCapacity: true)
        hit.removeAll(keepingCapacity: true)
        for entry in order[range] {
            let element = Int(entry & 0xFFFF_FFFF)
            x.append(xs[element])
            y.append(ys[element])
            d.append(Int32(truncatingIfNeeded: different[element]))
            hit.append(0)
        }
        let reach = Int64(Double(square).squareRoot()) + 1
        // Where squares of what is within reach, and of one beyond it, fit in 32 bits.
        let isShort = square < 1 << 29
        var pairs = 0
        x.withUnsafeBufferPointer { x in
            y.withUnsafeBufferPointer { y in
                d.withUnsafeBufferPointer { d in
                    hit.withUnsafeMutableBufferPointer { hit in
                        pairs =
                            isShort
                            ? PairFinder.sweep(x, y, d, hit, Int32(square), Int32(reach))
                            : PairFinder.wideSweep(x, y, d, hit, square, reach)
                    }
                }
            }
        }
        return (pairs, hit.reduce(0) { $0 + ($1 != 0 ? 1 : 0) })
    }

    private static func sweep(
        _ x: UnsafeBufferPointer<Int32>, _ y: UnsafeBufferPointer<Int32>, _ d: UnsafeBufferPointer<Int32>,
        _ hit: UnsafeMutableBufferPointer<Int32>, _ square: Int32, _ reach: Int32
    ) -> Int {
        var pairs = 0
        var end = 0
        let count = x.count
        for first in 0..<count {
            let (ownX, ownY, own) = (x[first], y[first], d[first])
            while end < count, x[end] &- ownX <= reach { end &+= 1 }
            var found: Int32 = 0
            var second = first &+ 1
            while second < end {
                let dx = x[second] &- ownX
                let dy = y[second] &- ownY
                let height = min(max(dy, -reach), reach)
                // A height that was cut is at least the reach, which is more than the square's root.
                let isPair: Int32 = (dx &* dx &+ height &* height <= square ? 1 : 0) & (d[second] != own ? 1 : 0)
                found &+= isPair
                hit[second] |= isPair
                second &+= 1
            }
            pairs &+= Int(found)
            hit[first] |= found
        }
        return pairs
    }

    private static func wideSweep(
        _ x: UnsafeBufferPointer<Int32>, _ y: UnsafeBufferPointer<Int32>, _ d: UnsafeBufferPointer<Int32>,
        _ hit: UnsafeMutableBufferPointer<Int32>, _ square: Int64, _ reach: Int64
    ) -> Int {
        var pairs = 0
        let count = x.count
        for first in 0..<count {
            var second = first + 1
            while second < count, Int64(x[second]) - Int64(x[first]) <= reach {
                let dx = Int64(x[second]) - Int64(x[first])
                let dy = Int64(y[second]) - Int64(y[first])
                if d[second] != d[first], dx * dx + dy * dy <= square {
                    pairs += 1
                    hit[first] = 1
                    hit[second] = 1
                }
                second += 1
            }
        }
        return pairs
    }
}
