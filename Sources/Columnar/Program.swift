/// A scalar expression over one row, as steps for a stack of integers.
///
/// **Invariant:** a program gives the value of its expression, exactly, or gives up: over an absent cell, a
/// number out of 64 bits, a quotient that is no whole number of units. A number's scale is known beforehand,
/// so that a result of fewer than 19 digits is one that 34 digits do not round.
struct Program: Sendable, Hashable {
    var steps: [Step] = []

    struct Step: Sendable, Hashable, BitwiseCopyable {
        var code: Code
        /// A slot, a table, or where to go on.
        var index: Int32 = 0
        var constant: Int64 = 0
    }

    enum Code: UInt8, Sendable, Hashable, BitwiseCopyable {
        case constant
        /// The row at hand, as a reference.
        case row
        /// The row of the territory's own record.
        case territory
        /// The cell of a slot's column in the row at hand.
        case load
        /// The cell of a slot's column in the row on the stack.
        case gather
        case add, subtract, multiply, negate
        /// By the constant, when that leaves nothing over.
        case divide
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        case not
        /// Takes a truth off the stack.
        case jumpIfFalse
        case jump
        /// Leaves the truth on the stack where it jumps, takes it off otherwise.
        case jumpKeepingFalse, jumpKeepingTrue
        /// The value of a place in a table of values.
        case lookUp
        case fail
    }

    mutating func emit(_ code: Code, _ index: Int = 0, _ constant: Int64 = 0) {
        steps.append(Step(code: code, index: Int32(index), constant: constant))
    }

    /// Lets a jump go on after the last step.
    mutating func land(_ jump: Int) { steps[jump].index = Int32(steps.count) }

    /// The slot of a program that is one cell of the row at hand.
    var singleLoad: Int? { steps.count == 1 && steps[0].code == .load ? Int(steps[0].index) : nil }

    var slots: Set<Int> { Set(steps.filter { $0.code == .load || $0.code == .gather }.map { Int($0.index) }) }

    /// The slots read in other rows than the one at hand.
    var gatheredSlots: Set<Int> { Set(steps.filter { $0.code == .gather }.map { Int($0.index) }) }

    /// How high the stack may get.
    static let stackHeight = 64
}

/// What programs read: columns by slot, and tables of values.
struct Machine: Sendable {
    /// A column's memory. Unchecked: the column outlives the machine, and its rows are shared out among threads.
    struct Slot: @unchecked Sendable {
        var values: UnsafeMutablePointer<Int64>
        var presence: UnsafeMutablePointer<UInt8>
    }

    var slots: [Slot] = []
    /// By place in the pool of texts; nil where there is no entry.
    var tables: [[Int64?]] = []

    /// The value of a program over a row; nil when it gives up.
    ///
    /// - Parameter territory: The row of the territory's own record.
    @inline(__always)
    func run(_ program: Program, row: Int, territory: Int) -> Int64? {
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: Program.stackHeight) { stack in
            program.steps.withUnsafeBufferPointer { steps in
                slots.withUnsafeBufferPointer { slots in
                    run(steps, slots, stack.baseAddress.unsafelyUnwrapped, row, territory)
                }
            }
        }
    }

    func run(
        _ steps: UnsafeBufferPointer<Program.Step>, _ slots: UnsafeBufferPointer<Slot>,
        _ stack: UnsafeMutablePointer<Int64>, _ row: Int, _ territory: Int
    ) -> Int64? {
        var top = -1
        var position = 0
        @inline(__always) func push(_ value: Int64) {
            top &+= 1
            stack[top] = value
        }
        @inline(__always) func compare(_ test: (Int64, Int64) -> Bool) {
            top &-= 1
            stack[top] = test(stack[top], stack[top &+ 1]) ? 1 : 0
        }
        while position < steps.count {
            let step = steps[position]
            position &+= 1
            switch step.code {
            case .constant: push(step.constant)
            case .row: push(Int64(row))
            case .territory:
                if territory < 0 { return nil }
                push(Int64(territory))
            case .load:
                let slot = slots[Int(step.index)]
                if slot.presence[row] == 0 { return nil }
                push(slot.values[row])
            case .gather:
                let slot = slots[Int(step.index)]
                let place = Int(stack[top])
                if slot.presence[place] == 0 { return nil }
                stack[top] = slot.values[place]
            case .add:
                top &-= 1
                let (sum, overflow) = stack[top].addingReportingOverflow(stack[top &+ 1])
                if overflow { return nil }
                stack[top] = sum
            case .subtract:
                top &-= 1
                let (difference, overflow) = stack[top].subtractingReportingOverflow(stack[top &+ 1])
                if overflow { return nil }
                stack[top] = difference
            case .multiply:
                top &-= 1
                let (product, overflow) = stack[top].multipliedReportingOverflow(by: stack[top &+ 1])
                if overflow { return nil }
                stack[top] = product
            case .negate:
                if stack[top] == .min { return nil }
                stack[top] = -stack[top]
            case .divide:
                let (quotient, rest) = stack[top].quotientAndRemainder(dividingBy: step.constant)
                if rest != 0 { return nil }
                stack[top] = quotient
            case .equal: compare(==)
            case .notEqual: compare(!=)
            case .less: compare(<)
            case .lessOrEqual: compare(<=)
            case .greater: compare(>)
            case .greaterOrEqual: compare(>=)
            case .not: stack[top] = 1 &- stack[top]
            case .jumpIfFalse:
                top &-= 1
                if stack[top &+ 1] == 0 { position = Int(step.index) }
            case .jump: position = Int(step.index)
            case .jumpKeepingFalse:
                if stack[top] == 0 { position = Int(step.index) } else { top &-= 1 }
            case .jumpKeepingTrue:
                if stack[top] != 0 { position = Int(step.index) } else { top &-= 1 }
            case .lookUp:
                let table = tables[Int(step.index)]
                let place = Int(stack[top])
                guard place < table.count, let value = table[place] else { return nil }
                stack[top] = value
            case .fail: return nil
            }
        }
        return stack[0]
    }
}
