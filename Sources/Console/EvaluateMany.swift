import Diagnostics
import Dispatch
import Engine
import FEEL
import Glibc
import Intake
import JSON
import Packs
import Queries
import Synchronization
import World

/// Territories in, verdicts out, a line each: `maillage evaluate` as a filter.
///
/// A few territories are in memory at a time, as many as are evaluated side by side, whatever the
/// length of the input. Lines come out in the order of the input, the same bytes on any number of
/// cores.
struct EvaluateMany {
    let pack: Pack
    let view: ViewOptions
    let terminal: Terminal
    /// Territories evaluated side by side.
    let jobs: Int

    /// A territory to evaluate.
    enum Source: Sendable {
        case folder(String)
        /// A territory as an object of JSON, shaped like a `territory.yaml`: its bytes as they came.
        case document([UInt8])
        /// A line that is neither.
        case unreadable(Diagnostic)

        /// - Parameter line: Of standard input: an object, or else the path of a folder.
        init(line: [UInt8]) {
            if line.first(where: { !$0.isSpace }) == UInt8(ascii: "{") {
                self = .document(line)
            } else if !line.contains(0), let path = String(validating: line, as: UTF8.self) {
                self = .folder(path)
            } else {
                self = .unreadable(
                    Diagnostic(
                        "F122", Localized(fr: "la ligne n'est pas du texte", en: "the line is no text"),
                        help: Localized(
                            fr: "écrire le chemin d'un dossier, ou un objet JSON, en UTF-8",
                            en: "write the path of a folder, or an object of JSON, in UTF-8")))
            }
        }
    }

    /// - Returns: Whether every territory could be read.
    func run(_ sources: some Sequence<Source>) -> Bool {
        var isWhole = true
        var waiting: [Source] = []
        func flush() {
            for line in lines(of: waiting) {
                terminal.print(line.diagnostics)
                terminal.print(line.text)
                if !line.isRead { isWhole = false }
            }
            waiting.removeAll(keepingCapacity: true)
        }
        for source in sources {
            waiting.append(source)
            if waiting.count == jobs { flush() }
        }
        flush()
        return isWhole
    }

    private struct Line: Sendable {
        var text: String
        /// Of files that could not be read whole: what could be is evaluated.
        var diagnostics: [Diagnostic]
        var isRead: Bool
    }

    private func lines(of sources: [Source]) -> [Line] {
        let lines = Mutex([Line?](repeating: nil, count: sources.count))
        DispatchQueue.concurrentPerform(iterations: sources.count) { index in
            let line = line(of: sources[index])
            lines.withLock { $0[index] = line }
        }
        return lines.withLock { $0.compactMap { $0 } }
    }

    private func line(of source: Source) -> Line {
        let (territory, diagnostics) = read(source)
        guard !territory.territory.isEmpty, view.asOf != nil || !territory.hasWrongDate else {
            return refusal(territory, diagnostics)
        }
        let date = view.asOf.flatMap { CalendarDate($0) } ?? territory.at ?? Today.date
        let snapshot = Snapshot(base: territory.factBase, vocabulary: pack.vocabulary, date: date)
        let evaluation = Evaluation(pack: pack, snapshot: snapshot, lawDate: view.lawAt.flatMap { CalendarDate($0) })
        guard case .found(let reply) = Answers(evaluation).answer("evaluation", [:]) else {
            return refusal(territory, diagnostics)
        }
        return Line(text: noting(diagnostics, in: reply).serialized(), diagnostics: diagnostics, isRead: true)
    }

    /// What could not be read of a territory goes with what is said of it: who reads the lines sees nothing else.
    private func noting(_ diagnostics: [Diagnostic], in reply: JSONValue) -> JSONValue {
        guard diagnostics.hasErrors, let members = reply.objectMembers else { return reply }
        let errors = diagnostics.filter { $0.severity == .error }
        return .object(members + [.init("diagnostics", .array(errors.map { $0.json() }))])
    }

    private func read(_ source: Source) -> (TerritoryDescription, [Diagnostic]) {
        switch source {
        case .folder(let path): TerritoryFolder.read(FolderReader.read(path), vocabulary: pack.vocabulary)
        case .document(let text):
            TerritoryFolder.read(
                files: [SourceText(name: "territory.yaml", bytes: text)], vocabulary: pack.vocabulary)
        case .unreadable(let diagnostic): (TerritoryDescription(territory: ""), [diagnostic])
        }
    }

    private func refusal(_ territory: TerritoryDescription, _ diagnostics: [Diagnostic]) -> Line {
        let told: [JSONValue.Member] = [
            .init("territory", territory.territory.isEmpty ? .null : .string(territory.territory)),
            .init("error", .object([.init("diagnostics", .array(diagnostics.map { $0.json() }))])),
        ]
        return Line(text: JSONValue.object(told).serialized(), diagnostics: diagnostics, isRead: false)
    }
}

/// The lines of standard input, each once, without its line feed; empty ones left out.
///
/// A line that is too long is read to its end and not kept: memory does not grow with it.
struct StandardInputLines: Sequence, IteratorProtocol {
    /// Bytes: as much as a file of a territory's folder may hold.
    static let longest = 64 << 20

    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var filled = 0..<0

    mutating func next() -> EvaluateMany.Source? {
        while let (line, isWhole) = line() {
            if !isWhole {
                return .unreadable(
                    Diagnostic(
                        "F122",
                        Localized(
                            fr: "la ligne dépasse \(Self.longest >> 20) Mio",
                            en: "the line is over \(Self.longest >> 20) MiB"),
                        help: Localized(
                            fr: "mettre ce territoire dans un dossier, et en donner le chemin",
                            en: "put this territory in a folder, and give its path")))
            }
            if !line.allSatisfy(\.isSpace) { return EvaluateMany.Source(line: line) }
        }
        return nil
    }

    /// - Returns: Nil at the end of the input.
    private mutating func line() -> (bytes: [UInt8], isWhole: Bool)? {
        var line: [UInt8] = []
        var isWhole = true
        while true {
            if filled.isEmpty {
                let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return line.isEmpty && isWhole ? nil : (line, isWhole) }
                filled = 0..<count
            }
            let end = buffer[filled].firstIndex(of: UInt8(ascii: "\n"))
            let part = buffer[filled.lowerBound..<(end ?? filled.upperBound)]
            if line.count + part.count > Self.longest {
                isWhole = false
                line = []
            } else if isWhole {
                line += part
            }
            filled = (end.map { $0 + 1 } ?? filled.upperBound)..<filled.upperBound
            if end != nil { return (line, isWhole) }
        }
    }
}

extension UInt8 {
    /// ASCII white space.
    fileprivate var isSpace: Bool { self == 32 || (9...13).contains(self) }
}
