/// The truths of 64 rows: for each, whether it may be true, false or null.
///
/// **Invariant:** operations answer for each row what ``TruthSet`` does.
struct TruthWord: Sendable, BitwiseCopyable {
    var yes: UInt64 = 0
    var no: UInt64 = 0
    var null: UInt64 = 0
    /// Rows that columns cannot tell: the expression is evaluated over each of them alone, and
    /// their other bits mean nothing.
    var hard: UInt64 = 0

    /// The same set in every row.
    init(_ set: TruthSet) {
        let set = set.asTernary
        yes = set.contains(.yes) ? .max : 0
        no = set.contains(.no) ? .max : 0
        null = set.contains(.null) ? .max : 0
    }

    init(yes: UInt64, no: UInt64, null: UInt64 = 0, hard: UInt64 = 0) {
        self.yes = yes
        self.no = no
        self.null = null
        self.hard = hard
    }

    /// One set in the rows of a mask, another in the others.
    @inline(__always)
    init(_ mask: UInt64, _ inside: TruthWord, _ outside: TruthWord) {
        yes = inside.yes & mask | outside.yes & ~mask
        no = inside.no & mask | outside.no & ~mask
        null = inside.null & mask | outside.null & ~mask
        hard = inside.hard & mask | outside.hard & ~mask
    }

    /// Rows that are certainly true, those that are certainly false.
    @inline(__always) var certainlyYes: UInt64 { yes & ~(no | null | hard) }
    @inline(__always) var certainlyNo: UInt64 { no & ~(yes | null | hard) }

    @inline(__always)
    static func and(_ left: TruthWord, _ right: TruthWord) -> TruthWord {
        TruthWord(
            yes: left.yes & right.yes,
            no: left.no | right.no,
            null: left.null & (right.yes | right.null) | right.null & (left.yes | left.null),
            // What is certainly false settles the matter, whatever the other is.
            hard: left.hard & ~right.certainlyNo | right.hard & ~left.certainlyNo
        ).settled(no: left.certainlyNo | right.certainlyNo)
    }

    @inline(__always)
    static func or(_ left: TruthWord, _ right: TruthWord) -> TruthWord {
        and(left.negated, right.negated).negated
    }

    @inline(__always)
    var negated: TruthWord { TruthWord(yes: no, no: yes, null: null, hard: hard) }

    @inline(__always)
    private func settled(no rows: UInt64) -> TruthWord {
        TruthWord(yes: yes & ~rows, no: no | rows, null: null & ~rows, hard: hard & ~rows)
    }

    mutating func set(_ truth: TruthSet, at bit: Int) {
        let mask: UInt64 = 1 << UInt64(bit)
        self = TruthWord(mask, TruthWord(truth), self)
    }
}
