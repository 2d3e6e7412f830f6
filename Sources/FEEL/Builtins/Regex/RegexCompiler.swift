import Diagnostics

/// What is wrong with a pattern.
struct RegexError: Error {
    var message: Localized

    init(fr: String, en: String) {
        message = Localized(fr: fr, en: en)
    }
}

/// Compiles a regular expression as XPath writes it.
///
/// It has anchors, reluctant quantifiers, groups, `(?:…)`, back-references, categories, blocks and
/// class subtraction; no look-around, no `\b`.
/// - Source: XML Schema 1.1 part 2, appendix G; XPath and XQuery Functions and Operators 3.1, §5.6.1.
struct RegexCompiler {
    /// `a{1000}{1000}` would write a million instructions.
    private static let limit = 20_000
    /// Groups inside groups.
    private static let depthLimit = 200

    private var pattern: [Unicode.Scalar]
    private var index = 0
    private var code: [RegexProgram.Instruction] = []
    private var groups = 0
    /// Groups that are closed: only those may be referred back to.
    private var closed: Set<Int> = []
    private var marks = 0
    private var depth = 0
    private let flags: RegexFlags

    static func compile(_ pattern: String, _ flags: RegexFlags) throws(RegexError) -> RegexProgram {
        var compiler = RegexCompiler(pattern, flags)
        if flags.contains(.literal) {
            compiler.code = compiler.pattern.map { compiler.literal($0) }
        } else {
            try compiler.alternatives()
            if let scalar = compiler.next {
                throw RegexError(
                    fr: "« \(scalar) » inattendu dans l'expression rationnelle",
                    en: "unexpected '\(scalar)' in the regular expression")
            }
        }
        return RegexProgram(
            instructions: [.save(0)] + compiler.shifted(compiler.code, by: 1) + [.save(1), .match],
            groups: compiler.groups, marks: compiler.marks, flags: flags)
    }

    private init(_ pattern: String, _ flags: RegexFlags) {
        self.flags = flags
        let scalars = Array(pattern.unicodeScalars)
        self.pattern = flags.contains(.extended) && !flags.contains(.literal) ? Self.withoutSpace(scalars) : scalars
    }

    /// White space goes, except inside a class.
    private static func withoutSpace(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var depth = 0
        var isEscaped = false
        for scalar in scalars {
            let isSpace = scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
            if isSpace, depth == 0 { continue }
            if isEscaped {
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "[" {
                depth += 1
            } else if scalar == "]" {
                depth -= 1
            }
            result.append(scalar)
        }
        return result
    }

    private var next: Unicode.Scalar? { index < pattern.count ? pattern[index] : nil }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    private mutating func take() throws(RegexError) -> Unicode.Scalar {
        guard let scalar = next else {
            throw RegexError(
                fr: "expression rationnelle inachevée", en: "the regular expression is not finished")
        }
        index += 1
        return scalar
    }

    private mutating func emit(_ instruction: RegexProgram.Instruction) throws(RegexError) {
        guard code.count < Self.limit else {
            throw RegexError(fr: "expression rationnelle trop longue", en: "the regular expression is too long")
        }
        code.append(instruction)
    }
}

// MARK: - Alternatives, sequences, quantifiers

extension RegexCompiler {
    private mutating func alternatives() throws(RegexError) {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthLimit else {
            throw RegexError(fr: "trop de groupes imbriqués", en: "too many groups inside groups")
        }
        let start = code.count
        try sequence()
        var ends: [Int] = []
        var branch = start
        while skip("|") {
            // split L1, L2; L1: what was there; jump to the end; L2: the next one.
            insert(.split(branch + 1, 0), at: branch)
            ends.append(code.count)
            try emit(.jump(0))
            code[branch] = .split(branch + 1, code.count)
            branch = code.count
            try sequence()
        }
        for end in ends { code[end] = .jump(code.count) }
    }

    private mutating func sequence() throws(RegexError) {
        while let scalar = next, scalar != "|", scalar != ")" {
            let start = code.count
            try atom()
            try quantifier(from: start)
        }
    }

    private mutating func quantifier(from start: Int) throws(RegexError) {
        let minimum: Int
        let maximum: Int?
        switch next {
        case "*": (minimum, maximum) = (0, nil)
        case "+": (minimum, maximum) = (1, nil)
        case "?": (minimum, maximum) = (0, 1)
        case "{":
            index += 1
            (minimum, maximum) = try bounds()
            try repeated(from: start, minimum, maximum)
            return
        default: return
        }
        index += 1
        try repeated(from: start, minimum, maximum)
    }

    /// `{2}`, `{2,}`, `{2,5}`: after the brace.
    private mutating func bounds() throws(RegexError) -> (Int, Int?) {
        let minimum = try count()
        var maximum: Int? = minimum
        if skip(",") { maximum = next == "}" ? nil : try count() }
        guard skip("}"), maximum ?? minimum >= minimum else { throw Self.badQuantifier }
        return (minimum, maximum)
    }

    private mutating func count() throws(RegexError) -> Int {
        var value = 0
        var hasDigit = false
        while let scalar = next, scalar.value >= 48, scalar.value <= 57 {
            value = min(value * 10 + Int(scalar.value) - 48, Self.limit + 1)
            hasDigit = true
            index += 1
        }
        guard hasDigit else { throw Self.badQuantifier }
        return value
    }

    private static var badQuantifier: RegexError {
        RegexError(fr: "quantificateur mal formé", en: "the quantifier is not well formed")
    }

    /// Writes an atom's code as often as it takes.
    private mutating func repeated(from start: Int, _ minimum: Int, _ maximum: Int?) throws(RegexError) {
        let isReluctant = skip("?")
        if let scalar = next, scalar == "*" || scalar == "+" || scalar == "?" || scalar == "{" {
            throw Self.badQuantifier
        }
        let body = Array(code[start...])
        code.removeSubrange(start...)
        for _ in 0..<minimum { try append(body, from: start) }
        guard let maximum else {
            let mark = marks
            marks += 1
            let loop = code.count
            try emit(.jump(0))
            try emit(.mark(mark))
            try append(body, from: start)
            try emit(.progress(mark))
            try emit(.jump(loop))
            code[loop] = fork(loop + 1, code.count, isReluctant)
            return
        }
        var forks: [Int] = []
        for _ in minimum..<max(minimum, maximum) {
            forks.append(code.count)
            try emit(.jump(0))
            try append(body, from: start)
        }
        for fork in forks { code[fork] = self.fork(fork + 1, code.count, isReluctant) }
    }

    private func fork(_ inside: Int, _ outside: Int, _ isReluctant: Bool) -> RegexProgram.Instruction {
        isReluctant ? .split(outside, inside) : .split(inside, outside)
    }

    private mutating func append(_ body: [RegexProgram.Instruction], from origin: Int) throws(RegexError) {
        for instruction in shifted(body, by: code.count - origin) { try emit(instruction) }
    }

    /// Instructions moved to another place.
    private func shifted(
        _ instructions: [RegexProgram.Instruction], by distance: Int
    ) -> [RegexProgram.Instruction] {
        instructions.map { instruction in
            switch instruction {
            case .split(let first, let second): .split(first + distance, second + distance)
            case .jump(let target): .jump(target + distance)
            default: instruction
            }
        }
    }

    private mutating func insert(_ instruction: RegexProgram.Instruction, at place: Int) {
        let tail = shifted(Array(code[place...]), by: 1)
        code.replaceSubrange(place..., with: [instruction] + tail)
    }
}

// MARK: - Atoms

extension RegexCompiler {
    private func literal(_ scalar: Unicode.Scalar) -> RegexProgram.Instruction {
        .scalar(flags.contains(.ignoreCase) ? RegexCase.fold(scalar) : scalar)
    }

    private mutating func atom() throws(RegexError) {
        let scalar = try take()
        switch scalar {
        case "^": try emit(.lineStart)
        case "$": try emit(.lineEnd)
        case ".": try emit(.any)
        case "(": try group()
        case "[": try emit(.set(try characterClass()))
        case "\\": try escape()
        case "*", "+", "?", "{", "}", "]", ")":
            throw RegexError(
                fr: "« \(scalar) » inattendu dans l'expression rationnelle",
                en: "unexpected '\(scalar)' in the regular expression")
        default: try emit(literal(scalar))
        }
    }

    private mutating func group() throws(RegexError) {
        if skip("?") {
            guard skip(":") else {
                throw RegexError(fr: "groupe « (? » inconnu", en: "unknown group '(?'")
            }
            try alternatives()
        } else {
            groups += 1
            let number = groups
            try emit(.save(2 * number))
            try alternatives()
            try emit(.save(2 * number + 1))
            closed.insert(number)
        }
        guard skip(")") else {
            throw RegexError(fr: "il manque « ) »", en: "a ')' is missing")
        }
    }

    private mutating func escape() throws(RegexError) {
        if let digit = next, digit.value >= 48, digit.value <= 57 { return try backReference() }
        switch try classEscape() {
        case .scalar(let scalar): try emit(literal(scalar))
        case .set(let set): try emit(.set(set))
        }
    }

    /// As many digits as there are groups for.
    private mutating func backReference() throws(RegexError) {
        var number = 0
        while let digit = next, digit.value >= 48, digit.value <= 57 {
            let longer = number * 10 + Int(digit.value) - 48
            if number > 0, longer > groups { break }
            number = longer
            index += 1
        }
        guard closed.contains(number) else {
            throw RegexError(
                fr: "aucun groupe \(number) avant « \\\(number) »", en: "no group \(number) before '\\\(number)'")
        }
        try emit(.back(number))
    }
}

// MARK: - Classes

extension RegexCompiler {
    private enum Escaped {
        case scalar(Unicode.Scalar)
        case set(RegexSet)
    }

    /// After a backslash.
    private mutating func classEscape() throws(RegexError) -> Escaped {
        let scalar = try take()
        switch scalar {
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        case "t": return .scalar("\t")
        case "\\", "|", ".", "?", "*", "+", "(", ")", "{", "}", "-", "[", "]", "^", "$": return .scalar(scalar)
        case "s", "S": return .set(RegexSet(ranges: [0x20...0x20, 0x09...0x0A, 0x0D...0x0D], isNegated: scalar == "S"))
        case "d", "D": return .set(RegexSet(property: .category("Nd"), isNegated: scalar == "D"))
        case "w", "W": return .set(RegexSet(property: .word, isNegated: scalar == "W"))
        case "i", "I": return .set(RegexSet(property: .nameStart, isNegated: scalar == "I"))
        case "c", "C": return .set(RegexSet(property: .nameCharacter, isNegated: scalar == "C"))
        case "p", "P": return .set(try property(isNegated: scalar == "P"))
        default:
            throw RegexError(fr: "échappement « \\\(scalar) » inconnu", en: "unknown escape '\\\(scalar)'")
        }
    }

    /// `{Lu}` or `{IsBasicLatin}`.
    private mutating func property(isNegated: Bool) throws(RegexError) -> RegexSet {
        guard skip("{") else { throw RegexError(fr: "il manque « { »", en: "a '{' is missing") }
        var name = ""
        while !skip("}") { name.unicodeScalars.append(try take()) }
        if RegexCategory.isName(name) { return RegexSet(property: .category(name), isNegated: isNegated) }
        if name.hasPrefix("Is"), let block = RegexCategory.blocks[String(name.dropFirst(2))] {
            return RegexSet(ranges: [block], isNegated: isNegated)
        }
        throw RegexError(
            fr: "catégorie ou bloc Unicode « \(name) » inconnu", en: "unknown Unicode category or block '\(name)'")
    }

    /// After `[`.
    private mutating func characterClass() throws(RegexError) -> RegexSet {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthLimit else {
            throw RegexError(fr: "trop de classes imbriquées", en: "too many classes inside classes")
        }
        var set = RegexSet()
        set.isNegated = skip("^")
        var isFirst = true
        while true {
            let scalar = try take()
            if scalar == "]", !isFirst { return set }
            if scalar == "-", next == "[" {
                index += 1
                set.subtracted.append(try characterClass())
                guard skip("]") else {
                    throw RegexError(fr: "la soustraction termine une classe", en: "a subtraction ends a class")
                }
                return set
            }
            try member(scalar, of: &set, isFirst: isFirst)
            isFirst = false
        }
    }

    private mutating func member(
        _ scalar: Unicode.Scalar, of set: inout RegexSet, isFirst: Bool
    ) throws(RegexError) {
        var low = scalar
        switch scalar {
        case "[", "]":
            throw RegexError(
                fr: "« \(scalar) » sans échappement dans une classe", en: "'\(scalar)' without an escape in a class")
        case "\\":
            switch try classEscape() {
            case .scalar(let escaped): low = escaped
            case .set(let member):
                set.members.append(member)
                return
            }
        case "-":
            // A hyphen stands for itself first or last.
            guard isFirst || next == "]" else {
                throw RegexError(fr: "tiret mal placé dans une classe", en: "misplaced hyphen in a class")
            }
        default: break
        }
        guard next == "-", index + 1 < pattern.count, pattern[index + 1] != "]", pattern[index + 1] != "[" else {
            set.ranges.append(low.value...low.value)
            return
        }
        index += 1
        var high = try take()
        if high == "\\" {
            guard case .scalar(let escaped) = try classEscape() else {
                throw RegexError(fr: "étendue mal formée", en: "the character range is not well formed")
            }
            high = escaped
        }
        guard low.value <= high.value else {
            throw RegexError(fr: "étendue de caractères à l'envers", en: "the character range runs backwards")
        }
        set.ranges.append(low.value...high.value)
    }
}
