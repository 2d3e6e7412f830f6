/// Runs a compiled regular expression over a text, trying alternatives in order and counting steps.
///
/// Nothing recurses: alternatives wait on a stack of their own, so a long text costs memory, never
/// the thread's stack.
struct RegexMatcher {
    /// A match: the positions of group 0 (the whole) and of each group, in code points; -1 for a group
    /// that took no part.
    struct Match {
        var slots: [Int]

        var range: Range<Int> { slots[0]..<slots[1] }

        func group(_ number: Int) -> Range<Int>? {
            let start = slots[2 * number]
            let end = slots[2 * number + 1]
            return start >= 0 && end >= start ? start..<end : nil
        }
    }

    /// The budget is used up.
    struct Exhausted: Error {}

    private enum Pending {
        case branch(pc: Int, position: Int)
        case slot(Int, old: Int)
        case mark(Int, old: Int)
    }

    private let program: RegexProgram
    let text: [Unicode.Scalar]
    private let ignoresCase: Bool

    init(_ program: RegexProgram, _ text: String) {
        self.program = program
        self.text = Array(text.unicodeScalars)
        ignoresCase = program.flags.contains(.ignoreCase)
    }

    /// The first match that begins at `start` or later.
    ///
    /// - Parameter steps: What may still be spent: one a step.
    func first(from start: Int, steps: inout Int) throws(Exhausted) -> Match? {
        var position = start
        while position <= text.count {
            if let match = try match(at: position, steps: &steps) { return match }
            position += 1
        }
        return nil
    }

    private func match(at start: Int, steps: inout Int) throws(Exhausted) -> Match? {
        var slots = [Int](repeating: -1, count: 2 * (program.groups + 1))
        var marks = [Int](repeating: -1, count: program.marks)
        var pending: [Pending] = []
        var pc = 0
        var position = start
        while true {
            steps -= 1
            if steps < 0 { throw Exhausted() }
            var goesOn = true
            switch program.instructions[pc] {
            case .scalar(let scalar):
                goesOn =
                    position < text.count && (ignoresCase ? RegexCase.fold(text[position]) : text[position]) == scalar
                if goesOn { position += 1 }
            case .set(let set):
                goesOn =
                    position < text.count
                    && set.contains(ignoresCase ? RegexCase.variants(text[position]) : [text[position]])
                if goesOn { position += 1 }
            case .any:
                goesOn =
                    position < text.count
                    && (program.flags.contains(.dotAll) || text[position] != "\n" && text[position] != "\r")
                if goesOn { position += 1 }
            case .split(let first, let second):
                pending.append(.branch(pc: second, position: position))
                pc = first
                continue
            case .jump(let target):
                pc = target
                continue
            case .save(let slot):
                pending.append(.slot(slot, old: slots[slot]))
                slots[slot] = position
            case .mark(let mark):
                pending.append(.mark(mark, old: marks[mark]))
                marks[mark] = position
            case .progress(let mark):
                goesOn = marks[mark] != position
            case .lineStart:
                goesOn = position == 0 || isMultiline && position < text.count && text[position - 1] == "\n"
            case .lineEnd:
                goesOn = position == text.count || isMultiline && text[position] == "\n"
            case .back(let group):
                goesOn = repeats(group, slots, at: &position)
            case .match:
                return Match(slots: slots)
            }
            if goesOn {
                pc += 1
            } else {
                guard let branch = Self.backtrack(&pending, &slots, &marks) else { return nil }
                (pc, position) = branch
            }
        }
    }

    private var isMultiline: Bool { program.flags.contains(.multiline) }

    /// To the last alternative left, undoing what was noted since.
    private static func backtrack(
        _ pending: inout [Pending], _ slots: inout [Int], _ marks: inout [Int]
    ) -> (Int, Int)? {
        while let last = pending.popLast() {
            switch last {
            case .branch(let pc, let position): return (pc, position)
            case .slot(let slot, let old): slots[slot] = old
            case .mark(let mark, let old): marks[mark] = old
            }
        }
        return nil
    }

    /// A group that took no part reads nothing.
    private func repeats(_ group: Int, _ slots: [Int], at position: inout Int) -> Bool {
        let start = slots[2 * group]
        let end = slots[2 * group + 1]
        guard start >= 0, end >= start else { return true }
        guard position + end - start <= text.count else { return false }
        for offset in 0..<(end - start) {
            let a = text[start + offset]
            let b = text[position + offset]
            guard ignoresCase ? RegexCase.fold(a) == RegexCase.fold(b) : a == b else { return false }
        }
        position += end - start
        return true
    }
}
