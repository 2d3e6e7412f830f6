/// The commands of a page, with what the page says they print.
///
/// In a page, a fenced block of language `console` holds commands after `$ `, continued after `> `, and, below
/// each, its output.
/// `…` alone on a line stands for any lines, within one for any characters. What a reader does between
/// blocks by hand stands before the block in a comment, `<!-- test: COMMAND -->`; files are as in the
/// repository again after such a block. `<!-- test: daemon -->` starts the daemon on the example,
/// `<!-- test: daemon FOLDER -->` on another one.
struct Transcript {
    struct Step: Sendable {
        enum Kind: Sendable {
            case daemon(territory: String)
            /// Done before the next block, which is then undone with it.
            case preparation
            case command(expected: [String])
            /// Files are as in the repository again.
            case restoration
        }

        var kind: Kind
        var text: String
        /// One-based.
        var line: Int
    }

    var steps: [Step] = []

    init(page: String) {
        var isConsole = false
        var isFenced = false
        var isPrepared = false
        for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).enumerated()
        {
            if line.hasPrefix("```") {
                if isConsole, isPrepared {
                    steps.append(Step(kind: .restoration, text: "", line: index + 1))
                    isPrepared = false
                }
                isConsole = !isFenced && line == "```console"
                isFenced.toggle()
            } else if isConsole {
                read(line, index + 1)
            } else if !isFenced, let text = Transcript.instruction(line) {
                let territory = Transcript.territory(text)
                isPrepared = isPrepared || territory == nil
                steps.append(
                    Step(
                        kind: territory.map { .daemon(territory: $0) } ?? .preparation, text: text, line: index + 1))
            }
        }
    }

    private mutating func read(_ line: String, _ number: Int) {
        if line.hasPrefix("$ ") {
            steps.append(Step(kind: .command(expected: []), text: String(line.dropFirst(2)), line: number))
        } else if line.hasPrefix("> "), case .command(let expected)? = steps.last?.kind, expected.isEmpty {
            steps[steps.count - 1].text += "\n" + line.dropFirst(2)
        } else if case .command(let expected)? = steps.last?.kind {
            steps[steps.count - 1].kind = .command(expected: expected + [line])
        }
    }

    /// What a daemon is to serve; nil of any other instruction.
    private static func territory(_ instruction: String) -> String? {
        let words = instruction.split(separator: " ")
        guard words.first == "daemon", words.count <= 2 else { return nil }
        return words.count == 2 ? String(words[1]) : "examples/val-clair"
    }

    private static func instruction(_ line: String) -> String? {
        let opening = "<!-- test: "
        let closing = " -->"
        guard line.hasPrefix(opening), line.hasSuffix(closing) else { return nil }
        return String(line.dropFirst(opening.count).dropLast(closing.count))
    }

    /// Whether lines printed are those expected, `…` standing for what is left out.
    static func matches(_ printed: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return printed.allSatisfy(\.isEmpty) }
        if first == "…" {
            let rest = expected.dropFirst()
            return (printed.startIndex...printed.endIndex).contains { matches(printed[$0...], rest) }
        }
        guard let line = printed.first, matches(line: plain(line), plain(first)) else { return false }
        return matches(printed.dropFirst(), expected.dropFirst())
    }

    /// A narrow no-break space cannot be told from a space on a page.
    private static func plain(_ line: String) -> Substring {
        Substring(String(line.map { $0 == "\u{202F}" || $0 == "\u{A0}" ? " " : $0 }))
    }

    private static func matches(line: Substring, _ expected: Substring) -> Bool {
        guard let hole = expected.firstIndex(of: "…") else { return line == expected }
        guard line.hasPrefix(expected[..<hole]) else { return false }
        let rest = expected[expected.index(after: hole)...]
        let tail = line.dropFirst(expected[..<hole].count)
        var start = tail.startIndex
        while true {
            if matches(line: tail[start...], rest) { return true }
            guard start < tail.endIndex else { return false }
            start = tail.index(after: start)
        }
    }
}
