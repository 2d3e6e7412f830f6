/// A program where it does not move, with what it most often is told apart.
///
/// **Invariant:** the memory is that of the ``Codes`` it was made by, which lives as long as the results do. Unchecked:
/// the memory is written before the value exists, and only read from then on.
struct Code: @unchecked Sendable {
    let steps: UnsafeBufferPointer<Program.Step>
    /// The slot of a program that loads one cell; -1 for another.
    let single: Int
    /// `column comparison constant`: the slot; -1 for another.
    let compared: Int
}

/// Owns the memory of programs. Unchecked: blocks are added while results are set up, by one thread, before any other
/// sees them.
final class Codes: @unchecked Sendable {
    private var blocks: [UnsafeMutableBufferPointer<Program.Step>] = []

    func code(_ program: Program) -> Code {
        let block = UnsafeMutableBufferPointer<Program.Step>.allocate(capacity: max(program.steps.count, 1))
        _ = block.initialize(from: program.steps)
        blocks.append(block)
        var compared = -1
        if program.steps.count == 3, program.steps[0].code == .load, program.steps[1].code == .constant {
            switch program.steps[2].code {
            case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
                compared = Int(program.steps[0].index)
            default: break
            }
        }
        return Code(
            steps: UnsafeBufferPointer(rebasing: block[..<program.steps.count]), single: program.singleLoad ?? -1,
            compared: compared)
    }

    deinit { for block in blocks { block.deallocate() } }
}

extension Machine {
    /// The value of a program over a row; nil when it gives up.
    @inline(__always)
    func run(
        _ code: Code, _ slots: UnsafeBufferPointer<Slot>, _ stack: UnsafeMutablePointer<Int64>, row: Int, territory: Int
    ) -> Int64? {
        if code.single >= 0 {
            let slot = slots[code.single]
            return slot.presence[row] == 0 ? nil : slot.values[row]
        }
        if code.compared >= 0 {
            let slot = slots[code.compared]
            if slot.presence[row] == 0 { return nil }
            let (value, bound) = (slot.values[row], code.steps[1].constant)
            return switch code.steps[2].code {
            case .equal: value == bound ? 1 : 0
            case .notEqual: value != bound ? 1 : 0
            case .less: value < bound ? 1 : 0
            case .lessOrEqual: value <= bound ? 1 : 0
            case .greater: value > bound ? 1 : 0
            default: value >= bound ? 1 : 0
            }
        }
        return run(code.steps, slots, stack, row, territory)
    }
}
