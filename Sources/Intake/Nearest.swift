/// The name a person probably meant.
///
/// Distance counts insertions, deletions, substitutions and swaps of neighbouring letters, after
/// folding case, accents, spaces and hyphens: `Équipement` is as good as `equipement`.
enum Nearest {
    /// - Returns: The closest candidate, when it is close enough to be worth suggesting: a third of
    ///   the letters at most may differ; ties go to the first by name.
    static func name(to text: String, among candidates: some Sequence<String>) -> String? {
        let wanted = folded(text)
        guard !wanted.isEmpty else { return nil }
        var best: (distance: Int, name: String)?
        for candidate in candidates {
            let other = folded(candidate)
            let limit = max(1, max(wanted.count, other.count) / 3)
            if abs(wanted.count - other.count) > limit { continue }
            let distance = distance(wanted, other)
            if distance > limit { continue }
            if let current = best, (current.distance, current.name) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// Lower case, without accents; spaces and hyphens as underscores.
    static func folded(_ text: String) -> [Character] {
        text.lowercased().map { character in
            if let plain = plain[character] { return plain }
            return character == " " || character == "-" || character == "'" ? "_" : character
        }
    }

    private static let plain: [Character: Character] = {
        let groups: [(Character, String)] = [
            ("a", "àâäáãå"), ("c", "ç"), ("e", "éèêë"), ("i", "îïíì"), ("n", "ñ"), ("o", "ôöóòõ"), ("u", "ùûüú"),
            ("y", "ÿý"),
        ]
        var table: [Character: Character] = [:]
        for (letter, accented) in groups {
            for character in accented { table[character] = letter }
        }
        return table
    }()

    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for row in 1...left.count {
            var current = [row] + [Int](repeating: 0, count: right.count)
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                current[column] = min(
                    previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    current[column] = min(current[column], beforePrevious[column - 2] + 1)
                }
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
