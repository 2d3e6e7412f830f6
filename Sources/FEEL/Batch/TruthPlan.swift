/// How to compute a truth for each row.
///
/// **Invariant:** a row that is not hard has the set of truths that evaluating the expression over
/// that row alone gives.
indirect enum TruthPlan: Sendable {
    case constant(TruthSet)
    case and(TruthPlan, TruthPlan)
    case or(TruthPlan, TruthPlan)
    case not(TruthPlan)
    case booleans(BooleanTest)
    case choices(ChoiceTest)
    case thresholds(ThresholdTest)
    case quotients(QuotientTest)
    case comparison(ComparisonOperator, NumberPlan, NumberPlan)
    case elements(ElementTest)
    case counts(CountTest)
    /// Row by row; rows are those of the table.
    case scalar(ScalarPart)
    /// The plan, then the part row by row over hard rows.
    case resolved(TruthPlan, ScalarPart)

    var mayBeHard: Bool {
        switch self {
        case .constant, .scalar, .resolved: false
        case .and(let left, let right), .or(let left, let right): left.mayBeHard || right.mayBeHard
        case .not(let operand): operand.mayBeHard
        case .booleans(let test): test.truths.mayBeHard || test.column.exceptions != nil
        case .choices(let test): test.truths.mayBeHard || test.column.exceptions != nil
        case .thresholds(let test): test.mayBeHard
        case .quotients(let test):
            test.numerator.mayBeHard || test.denominator.mayBeHard
                || test.comparisons.contains { !$0.bound.isConstant }
        case .comparison(_, let left, let right): left.mayBeHard || right.mayBeHard
        case .elements, .counts: true
        }
    }

    /// Whether some row is computed alone, which is worth avoiding where the result is settled.
    var isCostly: Bool {
        switch self {
        case .scalar, .resolved: true
        case .and(let left, let right), .or(let left, let right): left.isCostly || right.isCostly
        case .not(let operand): operand.isCostly
        default: false
        }
    }
}

/// The truths of a condition over each of the values that a cell may have.
struct TruthTable: Sendable {
    /// By place among the values.
    var sets: [TruthSet]
    /// Of an absent cell; nil when the column has none.
    var absent: TruthSet?
    /// Elements of lists whose condition is no boolean make an error of the whole: rows that have
    /// one are hard.
    var refusesOthers: Bool

    func word(_ set: TruthSet) -> TruthWord {
        if refusesOthers, set.contains(.other) { return TruthWord(yes: 0, no: 0, null: 0, hard: .max) }
        return TruthWord(set)
    }

    var mayBeHard: Bool {
        refusesOthers && (sets + [absent].compactMap { $0 }).contains { $0.contains(.other) }
    }
}

/// A condition over a boolean column: false, then true.
struct BooleanTest: Sendable {
    let truths: TruthTable
    let bits: Bitmap
    let column: Column
}

/// A condition over a column of a few values.
struct ChoiceTest: Sendable {
    let truths: TruthTable
    let indices: [UInt32]
    let column: Column
    /// Values that pass, when there are at most 64 and each passes or fails for certain.
    let passing: UInt64?

    init(_ truths: TruthTable, _ indices: [UInt32], _ column: Column) {
        self.truths = truths
        self.indices = indices
        self.column = column
        if truths.sets.count <= 64, truths.sets.allSatisfy({ $0 == .yes || $0 == .no }) {
            passing = truths.sets.enumerated().reduce(0) { $0 | ($1.element == .yes ? 1 << UInt64($1.offset) : 0) }
        } else {
            passing = nil
        }
    }
}

/// A condition over a number that is compared with constants only: the same over each interval
/// between two thresholds.
struct ThresholdTest: Sendable {
    let term: NumberPlan
    /// Increasing coefficients, where an interval begins.
    let thresholds: [Int64]
    /// Of the intervals: one more than thresholds.
    let truths: TruthTable
    /// Of a null.
    let null: TruthSet

    /// The column, where the term is one: absent cells then have a set of their own.
    var column: Column? {
        if case .column(_, let column) = term.kind { column } else { nil }
    }

    var mayBeHard: Bool {
        truths.mayBeHard || (column.map { $0.exceptions != nil } ?? term.mayBeHard)
    }
}

/// Comparisons of a quotient, all of which must hold, by cross-multiplication.
struct QuotientTest: Sendable {
    struct Comparison: Sendable {
        let comparison: ComparisonOperator
        let bound: NumberPlan
        /// The quotient compares as `numerator × left` does with `bound × denominator × right`.
        let left: Int64
        let right: Int64
        /// Whether both sides fit 64 bits; they fit 128 bits in any case.
        let isShort: Bool
        /// Of a quotient that is null.
        let null: TruthSet
    }

    let numerator: NumberPlan
    let denominator: NumberPlan
    let comparisons: [Comparison]
}

extension BatchEvaluation {
    /// - Parameter wanted: Rows whose result matters; nil: all.
    func truths(_ plan: TruthPlan, _ run: Run, wanted: [UInt64]? = nil) -> [TruthWord] {
        switch plan {
        case .constant(let set): return [TruthWord](repeating: TruthWord(set), count: run.words)
        case .and(let left, let right):
            var result = truths(left, run, wanted: wanted)
            let open = right.isCostly ? rows(wanted, in: result) { ~$0.certainlyNo } : wanted
            let other = truths(right, run, wanted: open)
            for index in result.indices { result[index] = .and(result[index], other[index]) }
            return result
        case .or(let left, let right):
            var result = truths(left, run, wanted: wanted)
            let open = right.isCostly ? rows(wanted, in: result) { ~$0.certainlyYes } : wanted
            let other = truths(right, run, wanted: open)
            for index in result.indices { result[index] = .or(result[index], other[index]) }
            return result
        case .not(let operand):
            var result = truths(operand, run, wanted: wanted)
            for index in result.indices { result[index] = result[index].negated }
            return result
        case .booleans(let test): return booleans(test, run)
        case .choices(let test): return choices(test, run)
        case .thresholds(let test): return thresholds(test, run)
        case .quotients(let test): return quotients(test, run)
        case .comparison(let comparison, let left, let right): return compare(comparison, left, right, run)
        case .elements(let test): return elements(test, run)
        case .counts(let test): return counts(test, run)
        case .scalar(let part):
            var result = [TruthWord](repeating: TruthWord(yes: 0, no: 0, hard: .max), count: run.words)
            resolve(&result, part, run, wanted)
            return result
        case .resolved(let plan, let part):
            var result = truths(plan, run, wanted: wanted)
            resolve(&result, part, run, wanted)
            return result
        }
    }

    private func rows(_ wanted: [UInt64]?, in words: [TruthWord], _ open: (TruthWord) -> UInt64) -> [UInt64] {
        words.indices.map { open(words[$0]) & (wanted?[$0] ?? .max) }
    }

    /// Evaluates over each hard row; those that do not matter are given no truth.
    private func resolve(_ words: inout [TruthWord], _ part: ScalarPart, _ run: Run, _ wanted: [UInt64]?) {
        for index in words.indices where words[index].hard != 0 {
            let inside = min(64, run.count - 64 * index)
            var rows = words[index].hard & (inside == 64 ? .max : Bitmap.mask(inside)) & (wanted?[index] ?? .max)
            words[index] = TruthWord(words[index].hard, TruthWord(yes: 0, no: 0, null: .max), words[index])
            while rows != 0 {
                let bit = rows.trailingZeroBitCount
                rows &= rows - 1
                let value = part.value(table.columns, row: run.start + 64 * index + bit, options)
                words[index].set(value.truth.asTernary, at: bit)
            }
        }
    }

    /// Puts in the truths of cells that are absent or do not fit the column's layout.
    @inline(__always)
    private func withAbsent(_ word: TruthWord, _ row: Int, _ column: Column, _ absent: TruthWord) -> TruthWord {
        var word = word
        if let presence = column.presence { word = TruthWord(presence.word(at: row), word, absent) }
        if let exceptions = column.exceptions { word.hard |= exceptions.word(at: row) }
        return word
    }

    private func booleans(_ test: BooleanTest, _ run: Run) -> [TruthWord] {
        let no = test.truths.word(test.truths.sets[0])
        let yes = test.truths.word(test.truths.sets[1])
        let absent = test.truths.word(test.truths.absent ?? .null)
        return (0..<run.words).map { index in
            let row = run.start + 64 * index
            return withAbsent(TruthWord(test.bits.word(at: row), yes, no), row, test.column, absent)
        }
    }

    private func choices(_ test: ChoiceTest, _ run: Run) -> [TruthWord] {
        let absent = test.truths.word(test.truths.absent ?? .null)
        var words: [TruthWord] = []
        words.reserveCapacity(run.words)
        let table = test.truths.sets.map { test.truths.word($0) }
        test.indices.withUnsafeBufferPointer { indices in
            for index in 0..<run.words {
                let row = run.start + 64 * index
                let count = min(64, run.count - 64 * index)
                var word: TruthWord
                if let passing = test.passing {
                    let yes = packed(count) { passing >> UInt64(truncatingIfNeeded: indices[row &+ $0] & 63) & 1 == 1 }
                    word = TruthWord(yes: yes, no: ~yes)
                } else {
                    word = TruthWord(yes: 0, no: 0)
                    for bit in 0..<count {
                        let mask: UInt64 = 1 << UInt64(bit)
                        word = TruthWord(mask, table[Int(indices[row + bit])], word)
                    }
                }
                words.append(withAbsent(word, row, test.column, absent))
            }
        }
        return words
    }

    private func thresholds(_ test: ThresholdTest, _ run: Run) -> [TruthWord] {
        if case .column(let numbers, let column) = test.term.kind {
            let absent = test.truths.word(test.truths.absent ?? .null)
            return numbers.coefficients.withUnsafeBufferPointer { all in
                intervals(test, UnsafeBufferPointer(rebasing: all[run.start..<run.start + run.count])) { word, index in
                    withAbsent(word, run.start + 64 * index, column, absent)
                }
            }
        }
        let vector = numbers(test.term, run)
        let null = test.truths.word(test.null)
        return vector.coefficients.withUnsafeBufferPointer { coefficients in
            intervals(test, coefficients) { word, index in
                var word = TruthWord(vector.null(index), null, word)
                word.hard |= vector.hard(index)
                return word
            }
        }
    }

    @inline(__always)
    private func intervals(
        _ test: ThresholdTest, _ coefficients: UnsafeBufferPointer<Int64>, _ finish: (TruthWord, Int) -> TruthWord
    ) -> [TruthWord] {
        let table = test.truths.sets.map { test.truths.word($0) }
        var words: [TruthWord] = []
        words.reserveCapacity((coefficients.count + 63) / 64)
        for index in 0..<(coefficients.count + 63) / 64 {
            let count = min(64, coefficients.count - 64 * index)
            let row = 64 * index
            var word = table[0]
            // Each interval takes over from the one before it.
            for (place, threshold) in test.thresholds.enumerated() {
                let reached = packed(count) { coefficients[row &+ $0] >= threshold }
                word = TruthWord(reached, table[place + 1], word)
            }
            words.append(finish(word, index))
        }
        return words
    }

    private func quotients(_ test: QuotientTest, _ run: Run) -> [TruthWord] {
        let numerators = numbers(test.numerator, run)
        let denominators = numbers(test.denominator, run)
        let mayBeZero = test.denominator.bounds.contains(0)
        let mayBeNegative = test.denominator.bounds.lowerBound < 0
        var result: [TruthWord] = []
        for comparison in test.comparisons {
            var bounds = NumberVector(coefficients: [])
            var constant: Int64?
            if case .constant(let coefficient) = comparison.bound.kind {
                constant = coefficient
            } else {
                bounds = numbers(comparison.bound, run)
            }
            let null = TruthWord(comparison.null)
            for index in 0..<run.words {
                let (holds, zero) = numerators.coefficients.withUnsafeBufferPointer { n in
                    denominators.coefficients.withUnsafeBufferPointer { d in
                        bounds.coefficients.withUnsafeBufferPointer { b in
                            quotients(
                                comparison, Rows(n: n, d: d, b: b, constant: constant), 64 * index, run,
                                mayBeZero: mayBeZero, mayBeNegative: mayBeNegative)
                        }
                    }
                }
                var word = TruthWord(yes: holds, no: ~holds)
                word = TruthWord(numerators.null(index) | denominators.null(index) | zero, null, word)
                if !bounds.null.isEmpty { word.hard |= bounds.null(index) }
                word.hard |= numerators.hard(index) | denominators.hard(index) | bounds.hard(index)
                if result.count > index { result[index] = .and(result[index], word) } else { result.append(word) }
            }
        }
        return result
    }

    private struct Rows {
        let n: UnsafeBufferPointer<Int64>
        let d: UnsafeBufferPointer<Int64>
        let b: UnsafeBufferPointer<Int64>
        let constant: Int64?
    }

    /// Whether the comparison holds, and whether the denominator is zero, for 64 rows.
    @inline(__always)
    private func quotients(
        _ test: QuotientTest.Comparison, _ rows: Rows, _ row: Int, _ run: Run, mayBeZero: Bool, mayBeNegative: Bool
    ) -> (holds: UInt64, zero: UInt64) {
        let count = min(64, run.count - row)
        let zero = mayBeZero ? packed(count) { rows.d[row &+ $0] == 0 } : 0
        if test.isShort, let constant = rows.constant {
            let right = constant &* test.right
            let left = test.left
            if !mayBeNegative {
                return (
                    packed(count, test.comparison) { (rows.n[row &+ $0] &* left, rows.d[row &+ $0] &* right) }, zero
                )
            }
            return (
                packed(count, test.comparison) {
                    let (l, r) = (rows.n[row &+ $0] &* left, rows.d[row &+ $0] &* right)
                    return rows.d[row &+ $0] < 0 ? (r, l) : (l, r)
                }, zero
            )
        }
        let holds = packed(count, test.comparison) { index -> (Int128, Int128) in
            let d = rows.d[row &+ index]
            let l = Int128(rows.n[row &+ index]) &* Int128(test.left)
            let r = Int128(rows.constant ?? rows.b[row &+ index]) &* Int128(test.right) &* Int128(d)
            return d < 0 ? (r, l) : (l, r)
        }
        return (holds, zero)
    }

    private func compare(
        _ comparison: ComparisonOperator, _ left: NumberPlan, _ right: NumberPlan, _ run: Run
    ) -> [TruthWord] {
        let l = numbers(left, run)
        let r = numbers(right, run)
        let scale = max(left.scale, right.scale)
        let factors = (NumberPlan.power(scale - left.scale), NumberPlan.power(scale - right.scale))
        let isShort = left.fits(times: factors.0) && right.fits(times: factors.1)
        let short = (Int64(truncatingIfNeeded: factors.0), Int64(truncatingIfNeeded: factors.1))
        return l.coefficients.withUnsafeBufferPointer { a in
            r.coefficients.withUnsafeBufferPointer { b in
                (0..<run.words).map { index in
                    let row = 64 * index
                    let count = min(64, run.count - row)
                    let holds =
                        isShort
                        ? packed(count, comparison) { (a[row &+ $0] &* short.0, b[row &+ $0] &* short.1) }
                        : packed(count, comparison) {
                            (Int128(a[row &+ $0]) &* factors.0, Int128(b[row &+ $0]) &* factors.1)
                        }
                    var word = TruthWord(yes: holds, no: ~holds)
                    let either = l.null(index) | r.null(index)
                    switch comparison {
                    case .equal, .notEqual:
                        // A null equals a null and nothing else.
                        let both = l.null(index) & r.null(index)
                        let same = TruthWord(comparison == .equal ? .yes : .no)
                        word = TruthWord(either, TruthWord(both, same, same.negated), word)
                    default: word = TruthWord(either, TruthWord(.null), word)
                    }
                    word.hard |= l.hard(index) | r.hard(index)
                    return word
                }
            }
        }
    }
}

extension NumberPlan {
    func fits(times factor: Int128) -> Bool {
        guard let bounds = fitting else { return false }
        let largest = max(bounds.upperBound, -bounds.lowerBound)
        let (product, overflow) = largest.multipliedReportingOverflow(by: factor)
        return !overflow && product <= Int128(Int64.max)
    }
}

/// 64 comparisons as the bits of a word.
@inline(__always)
private func packed<Number: Comparable>(
    _ count: Int, _ comparison: ComparisonOperator, _ operands: (Int) -> (Number, Number)
) -> UInt64 {
    @inline(__always) func all(_ test: (Number, Number) -> Bool) -> UInt64 {
        packed(count) { index in
            let (left, right) = operands(index)
            return test(left, right)
        }
    }
    return switch comparison {
    case .less: all { $0 < $1 }
    case .greater: all { $0 > $1 }
    case .lessOrEqual: all { $0 <= $1 }
    case .greaterOrEqual: all { $0 >= $1 }
    case .equal: all { $0 == $1 }
    case .notEqual: all { $0 != $1 }
    }
}
