/// How to compute a number for each row, exactly, in 64 bits: `coefficient × 10^-scale`.
///
/// **Invariant:** a row whose exact result does not fit is hard. Coefficients have at most 19
/// digits, so that no result here is one that the language would round.
struct NumberPlan: Sendable {
    indirect enum Kind: Sendable {
        case column(Column.Numbers, Column)
        case constant(Int64)
        case sum(NumberPlan, NumberPlan, isDifference: Bool)
        case product(NumberPlan, NumberPlan)
        case negated(NumberPlan)
        case aggregate(AggregatePlan)
    }

    let kind: Kind
    let scale: Int
    /// What the coefficients lie between; wider than 64 bits when rows may have to be given up.
    let bounds: ClosedRange<Int128>

    static let largestScale = 18

    init(_ numbers: Column.Numbers, of column: Column) {
        kind = .column(numbers, column)
        scale = numbers.scale
        bounds = Int128(numbers.bounds.lowerBound)...Int128(numbers.bounds.upperBound)
    }

    /// - Returns: nil for a number with too many digits.
    init?(constant number: Number) {
        guard number.decimals <= NumberPlan.largestScale,
            let coefficient = number.coefficient(scale: number.decimals)
        else { return nil }
        kind = .constant(coefficient)
        scale = number.decimals
        bounds = Int128(coefficient)...Int128(coefficient)
    }

    init(aggregate: AggregatePlan, scale: Int, bounds: ClosedRange<Int128>) {
        kind = .aggregate(aggregate)
        self.scale = scale
        self.bounds = bounds
    }

    private init(_ kind: Kind, scale: Int, bounds: ClosedRange<Int128>) {
        self.kind = kind
        self.scale = scale
        self.bounds = bounds
    }

    static func sum(_ left: NumberPlan, _ right: NumberPlan, isDifference: Bool) -> NumberPlan? {
        let scale = max(left.scale, right.scale)
        guard let a = left.fitting, let b = right.fitting else { return nil }
        let factors = (NumberPlan.power(scale - left.scale), NumberPlan.power(scale - right.scale))
        let l = a.lowerBound * factors.0...a.upperBound * factors.0
        let r = b.lowerBound * factors.1...b.upperBound * factors.1
        let bounds =
            isDifference
            ? l.lowerBound - r.upperBound...l.upperBound - r.lowerBound
            : l.lowerBound + r.lowerBound...l.upperBound + r.upperBound
        return NumberPlan(.sum(left, right, isDifference: isDifference), scale: scale, bounds: bounds)
    }

    static func product(_ left: NumberPlan, _ right: NumberPlan) -> NumberPlan? {
        let scale = left.scale + right.scale
        guard scale <= largestScale, let a = left.fitting, let b = right.fitting else { return nil }
        let corners = [
            a.lowerBound * b.lowerBound, a.lowerBound * b.upperBound, a.upperBound * b.lowerBound,
            a.upperBound * b.upperBound,
        ]
        let bounds = (corners.min() ?? 0)...(corners.max() ?? 0)
        return NumberPlan(.product(left, right), scale: scale, bounds: bounds)
    }

    static func negated(_ operand: NumberPlan) -> NumberPlan? {
        guard let bounds = operand.fitting else { return nil }
        return NumberPlan(.negated(operand), scale: operand.scale, bounds: -bounds.upperBound ... -bounds.lowerBound)
    }

    /// The bounds of the rows that are not given up.
    var fitting: ClosedRange<Int128>? {
        let limits = -Int128(Int64.max)...Int128(Int64.max)
        return bounds.overlaps(limits) ? bounds.clamped(to: limits) : nil
    }

    /// Whether no row is given up for its size.
    var fits: Bool { bounds.lowerBound >= -Int128(Int64.max) && bounds.upperBound <= Int128(Int64.max) }

    static func power(_ exponent: Int) -> Int128 { Int128(PowersOfTen[exponent]) }

    var isConstant: Bool { if case .constant = kind { true } else { false } }

    /// Whether some row may be hard.
    var mayBeHard: Bool {
        switch kind {
        case .column(_, let column): column.exceptions != nil || column.presence != nil && !column.absent.isNull
        case .constant: false
        case .sum(let left, let right, _), .product(let left, let right):
            !fits || left.mayBeHard || right.mayBeHard
        case .negated(let operand): operand.mayBeHard
        case .aggregate: true
        }
    }
}

/// The numbers of some rows.
struct NumberVector {
    var coefficients: [Int64]
    /// Rows that are null; empty when there is none.
    var null: [UInt64] = []
    /// Rows to be given up; empty when there is none.
    var hard: [UInt64] = []

    static func union(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        if left.isEmpty { return right }
        if right.isEmpty { return left }
        return zip(left, right).map { $0 | $1 }
    }

    @inline(__always) func null(_ word: Int) -> UInt64 { null.isEmpty ? 0 : null[word] }
    @inline(__always) func hard(_ word: Int) -> UInt64 { hard.isEmpty ? 0 : hard[word] }
}

/// Rows, or elements of lists, one after the other.
struct Run {
    let start: Int
    let count: Int

    var words: Int { (count + 63) / 64 }

    /// The rows of a set, 64 a word from the run's start; empty when there is no set.
    func words(of set: Bitmap?, inverted: Bool = false) -> [UInt64] {
        guard let set else { return [] }
        return (0..<words).map { inverted ? ~set.word(at: start + 64 * $0) : set.word(at: start + 64 * $0) }
    }
}

extension BatchEvaluation {
    func numbers(_ plan: NumberPlan, _ run: Run) -> NumberVector {
        switch plan.kind {
        case .column(let numbers, let column):
            var vector = NumberVector(
                coefficients: Array(numbers.coefficients[run.start..<run.start + run.count]))
            let missing = run.words(of: column.presence, inverted: true)
            if column.absent.isNull { vector.null = missing } else { vector.hard = missing }
            vector.hard = NumberVector.union(vector.hard, run.words(of: column.exceptions))
            return vector
        case .constant(let coefficient):
            return NumberVector(coefficients: [Int64](repeating: coefficient, count: run.count))
        case .sum(let left, let right, let isDifference):
            let sign: Int64 = isDifference ? -1 : 1
            let (leftPower, rightPower) = (plan.scale - left.scale, plan.scale - right.scale)
            let factors = (Int64(NumberPlan.power(leftPower)), sign * Int64(NumberPlan.power(rightPower)))
            if case .constant(let constant) = right.kind, plan.fits {
                let term = constant &* factors.1
                return combined(left, right, run, plan.fits) { l, _ in (l &* factors.0 &+ term, false) }
            }
            if plan.fits {
                return combined(left, right, run, true) { l, r in (l &* factors.0 &+ r &* factors.1, false) }
            }
            return combined(left, right, run, false) { l, r in
                let (a, o1) = l.multipliedReportingOverflow(by: factors.0)
                let (b, o2) = r.multipliedReportingOverflow(by: factors.1)
                let (sum, o3) = a.addingReportingOverflow(b)
                return (sum, o1 || o2 || o3 || sum == .min)
            }
        case .product(let left, let right):
            if case .constant(let constant) = right.kind, plan.fits {
                return combined(left, right, run, true) { l, _ in (l &* constant, false) }
            }
            if plan.fits { return combined(left, right, run, true) { l, r in (l &* r, false) } }
            return combined(left, right, run, false) { l, r in
                let (product, overflow) = l.multipliedReportingOverflow(by: r)
                return (product, overflow || product == .min)
            }
        case .negated(let operand):
            var vector = numbers(operand, run)
            for index in vector.coefficients.indices { vector.coefficients[index] = 0 &- vector.coefficients[index] }
            return vector
        case .aggregate(let aggregate): return self.aggregate(aggregate, run)
        }
    }

    /// Two operands row by row; the function says whether the result does not fit.
    @inline(__always)
    private func combined(
        _ left: NumberPlan, _ right: NumberPlan, _ run: Run, _ fits: Bool, _ function: (Int64, Int64) -> (Int64, Bool)
    ) -> NumberVector {
        var vector = numbers(left, run)
        var other = NumberVector(coefficients: [])
        let isConstant: Bool
        if case .constant(let coefficient) = right.kind {
            isConstant = true
            other.coefficients = [coefficient]
        } else {
            isConstant = false
            other = numbers(right, run)
        }
        vector.null = NumberVector.union(vector.null, other.null)
        vector.hard = NumberVector.union(vector.hard, other.hard)
        var overflows: [UInt64] = fits ? [] : [UInt64](repeating: 0, count: run.words)
        vector.coefficients.withUnsafeMutableBufferPointer { l in
            other.coefficients.withUnsafeBufferPointer { r in
                for index in 0..<run.count {
                    let (result, overflow) = function(l[index], r[isConstant ? 0 : index])
                    l[index] = result
                    if !fits, overflow { overflows[index >> 6] |= 1 << UInt64(index & 63) }
                }
            }
        }
        vector.hard = NumberVector.union(vector.hard, overflows)
        return vector
    }
}
