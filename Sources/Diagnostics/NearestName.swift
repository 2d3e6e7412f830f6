/// Finds what a misspelt name probably meant.
///
/// Distances are Damerau-Levenshtein's (optimal string alignment): insertions, deletions,
/// substitutions and swaps of neighbours, counted on code points.
public enum NearestName {
    /// The closest candidate, when it is close enough to be offered.
    ///
    /// - Parameters:
    ///   - candidates: In any order; among equally close ones, the first in code point order wins.
    /// - Returns: nil when every candidate is further than a third of the name's length, at least 1
    ///   and at most 3, or equal to the name.
    public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let folded = folded(name)
        let limit = min(3, max(1, folded.count / 3))
        var best: (distance: Int, name: String)?
        for candidate in candidates where candidate != name {
            let other = self.folded(candidate)
            guard abs(other.count - folded.count) <= limit else { continue }
            let distance = distance(folded, other)
            guard distance <= limit else { continue }
            if let best, (best.distance, best.name) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// The number of edits between two texts.
    /// - Complexity: O(*m* × *n*) in their code points.
    public static func distance(_ left: String, _ right: String) -> Int {
        distance(Array(left.unicodeScalars), Array(right.unicodeScalars))
    }

    private static func distance(_ left: [UnicodeScalar], _ right: [UnicodeScalar]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        var current = previous
        for i in 1...left.count {
            current[0] = i
            for j in 1...right.count {
                let cost = left[i - 1] == right[j - 1] ? 0 : 1
                current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    current[j] = min(current[j], beforePrevious[j - 2] + 1)
                }
            }
            (beforePrevious, previous, current) = (previous, current, beforePrevious)
        }
        return previous[right.count]
    }

    /// Case is not a difference here. A long name is cut: what is beyond would not be offered.
    private static func folded(_ name: String) -> [UnicodeScalar] {
        Array(name.lowercased().unicodeScalars.prefix(80))
    }
}
