/// A compiled regular expression: instructions for ``RegexMatcher``.
struct RegexProgram: Sendable {
    enum Instruction: Sendable {
        case scalar(Unicode.Scalar)
        case set(RegexSet)
        /// Any character; without flag `s`, any but a line end.
        case any
        /// Goes on at the first; on failure, at the second.
        case split(Int, Int)
        case jump(Int)
        /// Notes the position in a slot: two for each group.
        case save(Int)
        /// Notes the position at a loop's entry, for `progress`.
        case mark(Int)
        /// Fails when nothing was read since `mark`: an empty turn adds nothing.
        case progress(Int)
        case lineStart
        case lineEnd
        case back(Int)
        case match
    }

    var instructions: [Instruction]
    /// Capturing groups, the whole match not counted.
    var groups: Int
    /// Loops that may read nothing.
    var marks: Int
    var flags: RegexFlags
}

/// The flags of `matches` and `replace`.
///
/// - Source: XPath and XQuery Functions and Operators 3.1, §5.6.2.
struct RegexFlags: OptionSet, Sendable {
    let rawValue: Int

    /// `s`: the dot matches line ends too.
    static let dotAll = RegexFlags(rawValue: 1)
    /// `m`: `^` and `$` match at line ends too.
    static let multiline = RegexFlags(rawValue: 2)
    /// `i`: case does not matter.
    static let ignoreCase = RegexFlags(rawValue: 4)
    /// `x`: white space in the pattern is left out.
    static let extended = RegexFlags(rawValue: 8)
    /// `q`: the pattern is a plain text.
    static let literal = RegexFlags(rawValue: 16)

    init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// - Returns: `nil` when there is a letter that is no flag.
    init?(_ text: String) {
        var flags: RegexFlags = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "s": flags.insert(.dotAll)
            case "m": flags.insert(.multiline)
            case "i": flags.insert(.ignoreCase)
            case "x": flags.insert(.extended)
            case "q": flags.insert(.literal)
            default: return nil
            }
        }
        self = flags
    }
}

/// A set of characters: `[a-z-[aeiou]]`, `\d`, `\p{Lu}`.
struct RegexSet: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var members: [RegexSet] = []
    var property: Property?
    var isNegated = false
    var subtracted: [RegexSet] = []

    enum Property: Sendable {
        /// A letter and perhaps a second one: `L`, `Lu`.
        case category(String)
        /// XML names: first character, any character.
        case nameStart, nameCharacter
        /// `\w`: all but punctuation, separators and others.
        case word
    }

    /// - Parameter variants: The character, and its other cases when case does not matter.
    func contains(_ variants: [Unicode.Scalar]) -> Bool {
        let isMember = variants.contains { has($0) } || members.contains { $0.contains(variants) }
        return isMember != isNegated && !subtracted.contains { $0.contains(variants) }
    }

    private func has(_ scalar: Unicode.Scalar) -> Bool {
        if ranges.contains(where: { $0.contains(scalar.value) }) { return true }
        switch property {
        case nil: return false
        case .category(let name): return RegexCategory.matches(scalar, name)
        case .nameStart: return RegexCategory.isNameStart(scalar)
        case .nameCharacter: return RegexCategory.isNameCharacter(scalar)
        case .word:
            return !["P", "Z", "C"].contains { RegexCategory.matches(scalar, $0) }
        }
    }
}

/// Cases of a character.
enum RegexCase {
    /// One form for all cases of a character: `K`, `k` and the Kelvin sign give `k`.
    static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.value < 128 {
            return scalar.value >= 65 && scalar.value <= 90 ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
        }
        return lower(upper(scalar))
    }

    static func variants(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        [scalar, lower(scalar), upper(scalar), fold(scalar)]
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        single(scalar.properties.lowercaseMapping) ?? scalar
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        single(scalar.properties.uppercaseMapping) ?? scalar
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }
}
