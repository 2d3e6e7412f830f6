/// The names an expression can use from outside: variables and built-in functions.
///
/// Names may hold spaces, accents and the characters `+ - / * . '`; the parser takes the longest
/// one that the text spells. Scopes that the expression opens itself (a loop's variable, a
/// function's parameters, the entries of a context) are the parser's business.
/// - Source: DMN 1.5, §10.3.1.4 and §10.3.1.5.
public struct NameScope: Sendable {
    var names: NameTrie
    /// Names that follow a dot or stand in a filter; only those with symbols need declaring.
    var members: NameTrie

    /// - Parameters:
    ///   - names: Variables, in any order; built-in functions are always known besides.
    public init(_ names: some Sequence<String>) {
        self.init(names, members: EmptyCollection())
    }

    /// - Parameters:
    ///   - names: Variables, in any order; built-in functions are always known besides.
    ///   - members: Names of the variables' members, for those that hold symbols: `a-b`.
    public init(_ names: some Sequence<String>, members: some Sequence<String>) {
        self.init(names, members: NameTrie(members))
    }

    init(_ names: some Sequence<String>, members: NameTrie) {
        self.names = NameTrie(names)
        self.members = members
    }
}

/// A set of names, searched by the pieces they are made of.
struct NameTrie: Sendable {
    private struct Node: Sendable {
        var children = Children()
        /// Normalised spelling, while `count` declarations of it are in sight.
        var name: String?
        var count = 0
    }

    /// Nodes by piece, found without a string being made: by the length and the first seven bytes of
    /// the piece, then by the rest of it.
    private struct Children: Sendable {
        private var heads: [UInt64] = []
        private var entries: [(piece: [UInt8], node: Int)] = []

        private static func head(_ piece: ArraySlice<UInt8>) -> UInt64 {
            var head = UInt64(truncatingIfNeeded: piece.count)
            for byte in piece.prefix(7) { head = head << 8 | UInt64(byte) }
            return head
        }

        subscript(piece: ArraySlice<UInt8>) -> Int? {
            let head = Children.head(piece)
            var place = firstPlace(of: head)
            while place < heads.count, heads[place] == head {
                if piece.count <= 7 || entries[place].piece.elementsEqual(piece) { return entries[place].node }
                place += 1
            }
            return nil
        }

        mutating func insert(_ piece: ArraySlice<UInt8>, _ node: Int) {
            let head = Children.head(piece)
            let place = firstPlace(of: head)
            heads.insert(head, at: place)
            entries.insert((Array(piece), node), at: place)
        }

        private func firstPlace(of head: UInt64) -> Int {
            var low = 0
            var high = heads.count
            while low < high {
                let middle = (low + high) / 2
                if heads[middle] < head { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    private var nodes = [Node()]

    /// Names with more pieces cannot be found: the bound keeps a search from depending on the text.
    static let longestName = 64

    init(_ names: some Sequence<String> = EmptyCollection()) {
        for name in names { insert(name) }
    }

    mutating func insert(_ name: String) {
        guard let node = node(of: name, creating: true) else { return }
        nodes[node].name = NameCharacters.normalized(name.utf8)
        nodes[node].count += 1
    }

    /// Takes one declaration of a name away.
    mutating func remove(_ name: String) {
        guard let node = node(of: name, creating: false) else { return }
        nodes[node].count -= 1
        if nodes[node].count == 0 { nodes[node].name = nil }
    }

    private mutating func node(of name: String, creating: Bool) -> Int? {
        let bytes = Array(name.utf8)
        var pieces: [ArraySlice<UInt8>] = []
        var offset = 0
        while let piece = NameCharacters.piece(in: bytes, from: offset) {
            pieces.append(bytes[piece.start..<piece.end])
            offset = piece.end
            if pieces.count > NameTrie.longestName { return nil }
        }
        guard !pieces.isEmpty else { return nil }
        var node = 0
        for piece in pieces {
            if let child = nodes[node].children[piece] {
                node = child
            } else if creating {
                nodes.append(Node())
                nodes[node].children.insert(piece, nodes.count - 1)
                node = nodes.count - 1
            } else {
                return nil
            }
        }
        return node
    }

    struct Match {
        var name: String
        var start: Int
        var end: Int
        /// Number of pieces.
        var pieces: Int
    }

    /// The longest name that the text spells from an offset on.
    /// - Parameter singleWord: Whether a name of one piece counts.
    func longestMatch(in bytes: [UInt8], at offset: Int) -> Match? {
        if nodes.count == 1 { return nil }
        var best: Match?
        var node = 0
        var end = offset
        var start: Int?
        var count = 0
        while let piece = NameCharacters.piece(in: bytes, from: end) {
            guard let child = nodes[node].children[bytes[piece.start..<piece.end]] else { break }
            node = child
            end = piece.end
            count += 1
            if start == nil { start = piece.start }
            if let name = nodes[node].name {
                best = Match(name: name, start: start ?? offset, end: end, pieces: count)
            }
        }
        return best
    }
}
