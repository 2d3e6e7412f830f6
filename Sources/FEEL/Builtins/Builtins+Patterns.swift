import Diagnostics

/// Functions of regular expressions, as XPath writes them.
///
/// - Source: DMN 1.5, §10.3.4.3; XPath and XQuery Functions and Operators 3.1, §5.6.
extension Builtins {
    static let patterns: [Builtin] = [
        Builtin("matches", "input", "pattern", "flags?") { call throws(BuiltinFailure) in
            let matcher = try call.matcher()
            return .boolean(try call.first(matcher, from: 0) != nil)
        },
        Builtin("replace", "input", "pattern", "replacement", "flags?") { call throws(BuiltinFailure) in
            let matcher = try call.matcher(flags: 3)
            let template = try call.template(isLiteral: call.flags(3).contains(.literal))
            var result = String.UnicodeScalarView()
            var end = 0
            for match in try call.matches(matcher) {
                result.append(contentsOf: matcher.text[end..<match.range.lowerBound])
                for part in template {
                    let scalars =
                        switch part {
                        case .text(let scalars): scalars
                        case .group(let digits): Self.expand(digits, match, matcher.text)
                        }
                    try call.spend(scalars.count)
                    result.append(contentsOf: scalars)
                }
                end = match.range.upperBound
            }
            result.append(contentsOf: matcher.text[end...])
            return .string(String(result))
        },
        Builtin("split", "string", "delimiter") { call throws(BuiltinFailure) in
            let matcher = try call.matcher()
            var parts: [Value] = []
            var end = 0
            for match in try call.matches(matcher) {
                parts.append(.string(String(String.UnicodeScalarView(matcher.text[end..<match.range.lowerBound]))))
                end = match.range.upperBound
            }
            parts.append(.string(String(String.UnicodeScalarView(matcher.text[end...]))))
            return .list(ListValue(parts))
        },
    ]

    /// `$12` means group 12 when there is one, else group 1 followed by `2`.
    private static func expand(
        _ digits: [Unicode.Scalar], _ match: RegexMatcher.Match, _ text: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        let groups = match.slots.count / 2 - 1
        var number = 0
        var used = 0
        for digit in digits {
            let longer = number * 10 + Int(digit.value) - 48
            if used > 0, longer > groups { break }
            number = longer
            used += 1
        }
        let taken = number <= groups ? match.group(number).map { Array(text[$0]) } ?? [] : []
        return taken + digits[used...]
    }
}

/// A part of a replacement text.
private enum TemplatePart {
    case text([Unicode.Scalar])
    /// The digits after a `$`.
    case group([Unicode.Scalar])
}

extension BuiltinCall {
    fileprivate func flags(_ index: Int) throws(BuiltinFailure) -> RegexFlags {
        guard let text = try optionalString(index) else { return [] }
        guard let flags = RegexFlags(text) else {
            throw outOfRange(index, fr: "hors de s, m, i, x, q", en: "outside s, m, i, x, q")
        }
        return flags
    }

    /// The pattern of argument 1, ready to run over the text of argument 0.
    fileprivate mutating func matcher(flags index: Int = 2) throws(BuiltinFailure) -> RegexMatcher {
        let input = try string(0)
        let pattern = try string(1)
        let flags = try flags(index)
        let key = "\(flags.rawValue) \(pattern)"
        if let program = context.patterns[key] { return RegexMatcher(program, input) }
        do {
            let program = try RegexCompiler.compile(pattern, flags)
            context.patterns[key] = program
            return RegexMatcher(program, input)
        } catch {
            throw .because(ValueError.pattern, error.message)
        }
    }

    fileprivate mutating func first(
        _ matcher: RegexMatcher, from start: Int
    ) throws(BuiltinFailure) -> RegexMatcher.Match? {
        do {
            return try matcher.first(from: start, steps: &context.steps)
        } catch {
            throw Self.exhausted
        }
    }

    /// Matches one after another.
    ///
    /// - Throws: When one of them is empty: there would be no end to them.
    fileprivate mutating func matches(_ matcher: RegexMatcher) throws(BuiltinFailure) -> [RegexMatcher.Match] {
        var matches: [RegexMatcher.Match] = []
        var start = 0
        while start <= matcher.text.count, let match = try first(matcher, from: start) {
            guard !match.range.isEmpty else {
                throw .because(
                    ValueError.pattern,
                    Localized(
                        fr: "l'expression rationnelle reconnaît un texte vide",
                        en: "the regular expression matches an empty text"))
            }
            matches.append(match)
            start = match.range.upperBound
        }
        return matches
    }

    /// The replacement of argument 2: `$n` for a group, `\$` and `\\` for themselves.
    fileprivate func template(isLiteral: Bool) throws(BuiltinFailure) -> [TemplatePart] {
        let scalars = Array(try string(2).unicodeScalars)
        if isLiteral { return [.text(scalars)] }
        var parts: [TemplatePart] = []
        var text: [Unicode.Scalar] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "$":
                let start = index
                while index < scalars.count, scalars[index].value >= 48, scalars[index].value <= 57, index - start < 9 {
                    index += 1
                }
                guard index > start else {
                    throw outOfRange(2, fr: "où « $ » n'est suivi d'aucun chiffre", en: "where no digit follows '$'")
                }
                parts.append(.text(text))
                text = []
                parts.append(.group(Array(scalars[start..<index])))
            case "\\":
                guard index < scalars.count, scalars[index] == "$" || scalars[index] == "\\" else {
                    throw outOfRange(
                        2, fr: "où « \\ » n'est suivi ni de « $ » ni de « \\ »",
                        en: "where neither '$' nor '\\' follows '\\'")
                }
                text.append(scalars[index])
                index += 1
            default:
                text.append(scalar)
            }
        }
        return parts + [.text(text)]
    }
}
