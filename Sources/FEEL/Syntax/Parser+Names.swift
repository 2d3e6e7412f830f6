import Diagnostics

/// Names: the longest one in sight that the text spells; otherwise the words that stand together.
extension Parser {
    /// A name where an operand stands, starting at the current word.
    mutating func name() -> Expression {
        let start = token.span.start
        let known = knownName(at: start)
        let end = known?.end ?? endOfWords(from: token.span.end)
        let text = known?.name ?? NameCharacters.normalized(lexer.bytes[start..<end])
        advance(to: end)
        height = 1
        return Expression(.name(text), Span(start, end))
    }

    /// Whether a declared name of several pieces starts here: it then hides a keyword.
    func hidesKeyword() -> Bool {
        guard let match = knownName(at: token.span.start) else { return false }
        return match.pieces > 1
    }

    private func knownName(at offset: Int) -> NameTrie.Match? {
        var own = names.names.longestMatch(in: lexer.bytes, at: offset)
        own = longest(own, locals.longestMatch(in: lexer.bytes, at: offset))
        if filterDepth > 0 { own = longest(own, members.longestMatch(in: lexer.bytes, at: offset)) }
        guard let builtin = BuiltinNames.trie.longestMatch(in: lexer.bytes, at: offset),
            builtin.end > own?.end ?? -1
        else { return own }
        let next = NameCharacters.piece(in: lexer.bytes, from: builtin.end)
        if let next, next.kind == .symbol, lexer.bytes[next.start] == UInt8(ascii: "(") { return builtin }
        if let own { return own }
        // `date limite`, which nothing declares, is a name and not `date` beside something else.
        return endOfWords(from: builtin.end) > builtin.end ? nil : builtin
    }

    private func longest(_ left: NameTrie.Match?, _ right: NameTrie.Match?) -> NameTrie.Match? {
        guard let left else { return right }
        guard let right else { return left }
        return right.end > left.end ? right : left
    }

    /// The end of the words that follow one another from an offset on, up to a keyword.
    private func endOfWords(from offset: Int) -> Int {
        var end = offset
        while let piece = NameCharacters.piece(in: lexer.bytes, from: end), piece.kind == .word,
            keyword(Span(piece.start, piece.end)) == nil
        {
            end = piece.end
        }
        return end
    }

    /// The name after a dot.
    mutating func memberName() -> Name {
        guard token.kind == .word else {
            report(.missingName(before: tokenText), at: token.span)
            return Name("", Span(previousEnd, previousEnd))
        }
        let start = token.span.start
        let words = endOfWords(from: token.span.end)
        let known = members.longestMatch(in: lexer.bytes, at: start)
        var end = words
        var text = NameCharacters.normalized(lexer.bytes[start..<end])
        if let known, known.end >= words {
            end = known.end
            text = known.name
        }
        advance(to: end)
        return Name(text, Span(start, end))
    }

    /// A name that a colon follows: a key, a parameter, an argument's name. Nothing is read.
    func nameBeforeColon() -> Name? {
        guard token.kind == .word else { return nil }
        return nameSpelled { $0 == UInt8(ascii: ":") }
    }

    /// A name that is being declared, up to one of some characters, or to the keyword `in`.
    func declaredName(before isEnd: (UInt8) -> Bool) -> Name? {
        guard token.kind == .word else { return nil }
        return nameSpelled(before: isEnd)
    }

    private func nameSpelled(before isEnd: (UInt8) -> Bool) -> Name? {
        var end = token.span.start
        var pieces = 0
        while let piece = NameCharacters.piece(in: lexer.bytes, from: end), pieces <= NameTrie.longestName {
            let byte = lexer.bytes[piece.start]
            if piece.kind == .symbol, isEnd(byte) {
                let span = Span(token.span.start, end)
                return Name(NameCharacters.normalized(lexer.bytes[span.start..<span.end]), span)
            }
            guard piece.kind != .symbol || "./-'+*".utf8.contains(byte) else { return nil }
            end = piece.end
            pieces += 1
        }
        return nil
    }

    /// The variable of a loop: the pieces before the keyword `in`.
    mutating func variableName() -> Name {
        guard token.kind == .word, keyword == nil || keyword != .in else {
            report(.missingName(before: tokenText), at: token.span)
            return Name("", Span(previousEnd, previousEnd))
        }
        let start = token.span.start
        var end = token.span.end
        var pieces = 0
        var ahead = end
        while let piece = NameCharacters.piece(in: lexer.bytes, from: ahead), pieces < NameTrie.longestName {
            if piece.kind == .word, spelled(Span(piece.start, piece.end)) == Keyword.in.rawValue {
                end = ahead
                break
            }
            guard piece.kind != .symbol || "./-'+*".utf8.contains(lexer.bytes[piece.start]) else { break }
            ahead = piece.end
            pieces += 1
        }
        advance(to: end)
        return Name(NameCharacters.normalized(lexer.bytes[start..<end]), Span(start, end))
    }
}
