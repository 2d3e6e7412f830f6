/// A condition over the elements of lists.
struct ElementTest: Sendable {
    let quantifier: Quantifier
    let lists: ListColumn
    let condition: TruthPlan
    /// Of an absent list.
    let absent: TruthSet
}

/// A condition over how many elements of a list pass another.
struct CountTest: Sendable {
    let lists: ListColumn
    let condition: TruthPlan
    /// The condition over the count, which stands for the placeholder.
    let part: ScalarPart
    /// Of an absent list.
    let absent: TruthSet
    /// Which of the evaluation's tables remembers the truths by count.
    let table: Int
}

/// How many elements of a list pass a condition, or their sum.
struct AggregatePlan: Sendable {
    enum Kind: Sendable {
        case count
        /// The numbers to add up, by element.
        case sum(NumberPlan)
    }

    /// What the function answers for something that is no usual list.
    enum Answer: Sendable {
        case number(Int64)
        case null
        case hard
    }

    let kind: Kind
    let lists: ListColumn
    let condition: TruthPlan
    let empty: Answer
    let absent: Answer
}

/// A column of lists, taken apart.
struct ListColumn: Sendable {
    let offsets: [Int]
    let elements: Column
    let column: Column
    /// Of the lists, as declared.
    let type: FEELType

    init?(_ column: Column, _ type: FEELType) {
        guard case .lists(let offsets, let elements) = column.storage else { return nil }
        self.offsets = offsets
        self.elements = elements
        self.column = column
        self.type = type
    }
}

extension BatchEvaluation {
    /// The elements of a run of rows, as a run of their own.
    private func elements(_ lists: ListColumn, _ run: Run) -> Run {
        let start = lists.offsets[run.start]
        return Run(start: start, count: lists.offsets[run.start + run.count] - start)
    }

    /// Visits 64 elements of a list at most at a time: their truths, and which bits are theirs.
    @inline(__always)
    private func visit(
        _ words: UnsafeBufferPointer<TruthWord>, _ from: Int, _ to: Int, _ body: (TruthWord, UInt64) -> Void
    ) {
        var position = from
        while position < to {
            let bit = position & 63
            let count = min(64 - bit, to - position)
            let mask = (count == 64 ? UInt64.max : Bitmap.mask(count)) &<< UInt64(truncatingIfNeeded: bit)
            body(words[position >> 6], mask)
            position += count
        }
    }

    func elements(_ test: ElementTest, _ run: Run) -> [TruthWord] {
        let inner = elements(test.lists, run)
        let words = truths(test.condition, inner)
        let isSome = test.quantifier == .some
        let limit = longestList
        return rows(run, test.lists, test.absent) { from, to in
            // What passes is what settles the matter: a true element for `some`, a false one for `every`.
            var passes: UInt64 = 0
            var isNull: UInt64 = 0
            var mustPass: UInt64 = 0
            var mustNotFail: UInt64 = 0
            var hard: UInt64 = to - from > limit ? 1 : 0
            words.withUnsafeBufferPointer { words in
                visit(words, from - inner.start, to - inner.start) { word, mask in
                    let fails = isSome ? word.no : word.yes
                    passes |= (isSome ? word.yes : word.no) & mask
                    isNull |= word.null & mask
                    mustPass |= ~(fails | word.null) & mask
                    mustNotFail |= ~fails & mask
                    hard |= word.hard & mask
                }
            }
            let settled = passes != 0
            let unsettled = mustNotFail == 0
            let null = mustPass == 0 && isNull != 0
            return (isSome ? settled : unsettled, isSome ? unsettled : settled, null, hard != 0)
        }
    }

    /// A truth for each row, from the places of its elements; absent and exceptional lists apart.
    @inline(__always)
    private func rows(
        _ run: Run, _ lists: ListColumn, _ absent: TruthSet,
        _ row: (_ from: Int, _ to: Int) -> (yes: Bool, no: Bool, null: Bool, hard: Bool)
    ) -> [TruthWord] {
        let absent = TruthWord(absent)
        var result: [TruthWord] = []
        result.reserveCapacity(run.words)
        lists.offsets.withUnsafeBufferPointer { offsets in
            for index in 0..<run.words {
                let first = run.start + 64 * index
                var word = TruthWord(yes: 0, no: 0)
                for bit in 0..<min(64, run.count - 64 * index) {
                    let truth = row(offsets[first + bit], offsets[first + bit + 1])
                    let shift = UInt64(truncatingIfNeeded: bit)
                    word.yes |= (truth.yes ? 1 : 0) &<< shift
                    word.no |= (truth.no ? 1 : 0) &<< shift
                    word.null |= (truth.null ? 1 : 0) &<< shift
                    word.hard |= (truth.hard ? 1 : 0) &<< shift
                }
                if let presence = lists.column.presence {
                    word = TruthWord(presence.word(at: first), word, absent)
                }
                if let exceptions = lists.column.exceptions { word.hard |= exceptions.word(at: first) }
                result.append(word)
            }
        }
        return result
    }

    func counts(_ test: CountTest, _ run: Run) -> [TruthWord] {
        let inner = elements(test.lists, run)
        let words = truths(test.condition, inner)
        let limit = longestList
        var table = countTables[test.table] ?? [TruthSet?](repeating: nil, count: 65 * 65)
        defer { countTables[test.table] = table }
        return rows(run, test.lists, test.absent) { from, to in
            var least = 0
            var most = 0
            var hard: UInt64 = to - from > limit ? 1 : 0
            words.withUnsafeBufferPointer { words in
                visit(words, from - inner.start, to - inner.start) { word, mask in
                    most += (word.yes & mask).nonzeroBitCount
                    least += (word.yes & ~(word.no | word.null) & mask).nonzeroBitCount
                    hard |= word.hard & mask
                }
            }
            if hard != 0 { return (false, false, false, true) }
            let set: TruthSet
            if most <= 64 {
                if let known = table[least * 65 + most] {
                    set = known
                } else {
                    set = truth(test.part, least, most)
                    table[least * 65 + most] = set
                }
            } else {
                set = truth(test.part, least, most)
            }
            return (set.contains(.yes), set.contains(.no), set.contains(.null), false)
        }
    }

    private func truth(_ part: ScalarPart, _ least: Int, _ most: Int) -> TruthSet {
        let count = Value.number(in: .closed(Number(least), Number(most)), orNull: false, Causes())
        return part.value([count], options).truth.asTernary
    }

    func aggregate(_ plan: AggregatePlan, _ run: Run) -> NumberVector {
        let inner = elements(plan.lists, run)
        let words = truths(plan.condition, inner)
        var vector = NumberVector(
            coefficients: [Int64](repeating: 0, count: run.count), null: [UInt64](repeating: 0, count: run.words),
            hard: run.words(of: plan.lists.column.exceptions))
        if vector.hard.isEmpty { vector.hard = [UInt64](repeating: 0, count: run.words) }
        let terms: NumberVector? = if case .sum(let plan) = plan.kind { numbers(plan, inner) } else { nil }
        for index in 0..<run.count {
            let row = run.start + index
            let answer: AggregatePlan.Answer
            if let presence = plan.lists.column.presence, !presence[row] {
                answer = plan.absent
            } else {
                let places = (plan.lists.offsets[row] - inner.start)..<(plan.lists.offsets[row + 1] - inner.start)
                answer = places.count > longestList ? .hard : self.answer(plan, places, words, terms)
            }
            switch answer {
            case .number(let number): vector.coefficients[index] = number
            case .null: vector.null[index >> 6] |= 1 << UInt64(index & 63)
            case .hard: vector.hard[index >> 6] |= 1 << UInt64(index & 63)
            }
        }
        return vector
    }

    /// The aggregate of one list.
    private func answer(
        _ plan: AggregatePlan, _ places: Range<Int>, _ words: [TruthWord], _ terms: NumberVector?
    ) -> AggregatePlan.Answer {
        var total: Int64 = 0
        var count = 0
        var isNull = false
        for place in places {
            let word = words[place >> 6]
            let bit: UInt64 = 1 << UInt64(place & 63)
            if word.hard & bit != 0 { return .hard }
            if word.yes & bit == 0 { continue }
            // An element that may or may not pass makes the aggregate an interval.
            if (word.no | word.null) & bit != 0 { return .hard }
            count += 1
            guard let terms else { continue }
            if terms.hard(place >> 6) & bit != 0 { return .hard }
            if terms.null(place >> 6) & bit != 0 { isNull = true }
            let (sum, overflow) = total.addingReportingOverflow(terms.coefficients[place])
            if overflow || sum == .min { return .hard }
            total = sum
        }
        guard terms != nil else { return .number(Int64(count)) }
        if count == 0 { return plan.empty }
        return isNull ? .null : .number(total)
    }
}
