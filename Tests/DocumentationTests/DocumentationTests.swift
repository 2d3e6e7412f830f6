import Glibc
import Testing

/// Every command that a page shows prints what the page says.
@Suite("documentation", .enabled(if: Shell.canRun))
struct DocumentationTests {
    @Test("commands print what pages say", arguments: Shell.pages.filter(Shell.hasCommands))
    func commands(page: String) throws {
        let text = try #require(Shell.read("\(Shell.repository)/\(page)"))
        let steps = Transcript(page: text).steps
        let outputs = try #require(Shell.run(steps, inFrench: page.hasSuffix(".fr.md")))
        for (index, step) in steps.enumerated() {
            guard case .command(let expected) = step.kind else { continue }
            let printed = outputs[index] ?? []
            let isAsSaid = Transcript.matches(printed[...], expected[...])
            #expect(isAsSaid, "\(page):\(step.line): $ \(step.text)\n\(printed.joined(separator: "\n"))")
        }
    }

    @Test("links between pages lead somewhere", arguments: Shell.pages)
    func links(page: String) throws {
        let text = try #require(Shell.read("\(Shell.repository)/\(page)"))
        let folder = page.lastIndex(of: "/").map { String(page[...$0]) } ?? ""
        for match in text.matches(of: /\]\(([^)\s:#]+)(#[^)\s]*)?\)/) {
            let target = "\(Shell.repository)/\(folder)\(match.output.1)"
            #expect(access(target, F_OK) == 0, "\(page): \(match.output.1)")
        }
    }
}

/// A page's commands, run by one shell over a copy of the repository's data.
enum Shell {
    static let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(3).joined(separator: "/")

    /// Relative to the repository.
    static let pages: [String] = {
        let top = ["README.md", "README.fr.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        let found = output(of: "cd '\(repository)' && find -L docs examples -name '*.md' | LC_ALL=C sort")
        return top + found.filter { !$0.isEmpty }
    }()

    /// Where the executables stand: beside the tests.
    static let executables: String = {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        let path = String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return getenv("MAILLAGE_EXECUTABLES").map { String(cString: $0) }
            ?? path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }()

    static var canRun: Bool {
        let needed = ["\(executables)/maillage", "\(executables)/maillaged", "/usr/bin/jq", "/usr/bin/curl"]
        return needed.allSatisfy { (path: String) in access(path, X_OK) == 0 }
    }

    static func hasCommands(_ page: String) -> Bool {
        read("\(repository)/\(page)")?.contains("```console") ?? false
    }

    static func read(_ path: String) -> String? {
        let lines = output(of: "cat '\(path)'")
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// - Returns: The lines that each command printed, on either stream, by the number of its step.
    static func run(_ steps: [Transcript.Step], inFrench: Bool) -> [Int: [String]]? {
        var template = Array("/tmp/maillage-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let script = folder + "/script"
        guard let file = fopen(script, "w") else { return nil }
        fputs(text(steps, folder, inFrench: inFrench), file)
        fclose(file)
        let lines = output(of: "bash '\(script)' 2>&1; rm -rf '\(folder)'")
        var outputs: [Int: [String]] = [:]
        var current: Int?
        for line in lines {
            if line.hasPrefix(mark) {
                current = Int(line.dropFirst(mark.count))
                if let current { outputs[current] = [] }
            } else if let current {
                outputs[current]?.append(line)
            }
        }
        return outputs
    }

    private static let mark = "\u{1}step "

    private static func text(_ steps: [Transcript.Step], _ folder: String, inFrench: Bool) -> String {
        var text = """
            export PATH='\(executables)':$PATH LC_ALL=\(inFrench ? "fr_FR" : "en_US").UTF-8 NO_COLOR=1
            export MAILLAGE_SOCKET='\(folder)/s.sock'
            unset MAILLAGE_RULES MAILLAGE_POLICIES
            mkdir '\(folder)/world' '\(folder)/state'
            cd '\(folder)/world'
            data='rules policies imports examples schemas'
            restore() { for name in $data; do cp -rL '\(repository)'/$name .; done; }
            restore
            trap '[ -z "$daemon" ] || { kill $daemon; wait $daemon; }' EXIT

            """
        for (index, step) in steps.enumerated() {
            switch step.kind {
            case .daemon(let territory):
                text += """
                    maillaged --rules rules --policies policies --territory '\(territory)' \\
                        --state '\(folder)/state' 2>/dev/null &
                    daemon=$!
                    for _ in $(seq 600); do maillage status >/dev/null 2>&1 && break; sleep 0.1; done

                    """
            case .preparation: text += "printf '\(mark)-\\n'\n\(step.text)\n"
            case .restoration: text += "printf '\(mark)-\\n'\nrestore\n"
            case .command: text += "printf '\(mark)\(index)\\n'\n\(step.text)\n"
            }
        }
        return text
    }

    private static func output(of command: String) -> [String] {
        guard let pipe = popen(command, "r") else { return [] }
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        if bytes.last == 0x0A { bytes.removeLast() }
        return bytes.isEmpty
            ? []
            : bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
}
