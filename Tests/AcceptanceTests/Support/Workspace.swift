import Glibc
import JSON
import Synchronization
import Testing

/// A folder of its own for a test, with copies of the rules, the local choices and the example that
/// it may change, and the commands as a person would type them there.
final class Workspace: Sendable {
    let path: String
    private let programs = Mutex<[Program]>([])
    private let count = Mutex(0)

    var socket: String { path + "/s.sock" }
    var territory: String { path + "/val-clair" }

    private init() throws {
        var template = Array("/tmp/maillage-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(path, 0o755)
        let copies = [Place.root + "/rules", Place.root + "/policies", Place.root + "/examples/val-clair", path]
        try #require(try run("cp", ["-r"] + copies).code == 0)
        try #require(mkdir(path + "/state", 0o755) == 0)
    }

    /// Gives a body a workspace, then ends what it started and removes it.
    static func use(_ body: (Workspace) throws -> Void) throws {
        let workspace = try Workspace()
        defer { workspace.remove() }
        try body(workspace)
    }

    private func remove() {
        for program in programs.withLock({ $0 }) { program.end() }
        _ = try? run("rm", ["-rf", path])
    }

    // MARK: Commands

    private var environment: [String: String] {
        [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": path, "MAILLAGE_SOCKET": socket,
            "MAILLAGE_RULES": path + "/rules", "MAILLAGE_POLICIES": path + "/policies",
        ]
    }

    /// Any program, to its end.
    ///
    /// - Parameter patience: Seconds after which it counts as hung.
    func run(
        _ program: String, _ arguments: [String], input: String = "", environment more: [String: String] = [:],
        patience: Double = 60
    ) throws -> Outcome {
        try start(program, arguments, input: input, environment: more).wait(within: patience)
    }

    func start(
        _ program: String, _ arguments: [String], input: String = "", environment more: [String: String] = [:]
    ) throws -> Program {
        let number = count.withLock {
            $0 += 1
            return $0
        }
        let program = try Program(
            program, arguments, log: "\(path)/log-\(number)", environment: environment.merging(more) { $1 },
            folder: path, input: input)
        programs.withLock { $0.append(program) }
        return program
    }

    /// `maillage …`, here.
    func maillage(_ arguments: String..., environment more: [String: String] = [:]) throws -> Outcome {
        try run(Place.maillage, arguments, environment: more)
    }

    /// `maillage … --offline val-clair`: no daemon.
    func offline(_ arguments: [String], environment more: [String: String] = [:]) throws -> Outcome {
        try run(Place.maillage, arguments + ["--offline", territory], environment: more)
    }

    /// `curl --unix-socket …`.
    func curl(_ arguments: String...) throws -> Outcome {
        try run("curl", ["-sS", "--max-time", "240", "--unix-socket", socket] + arguments)
    }

    // MARK: Files

    func file(_ name: String) -> String { path + "/" + name }

    func read(_ name: String) throws -> String {
        try #require(Files.read(file(name)), "cannot read \(name)")
    }

    func write(_ name: String, _ text: String) throws { try Files.write(file(name), text) }

    /// Replaces a text that stands once in a file.
    func edit(
        _ name: String, _ old: String, _ new: String, atomically: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let text = try read(name)
        let parts = text.split(separator: old, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "'\(old)' stands \(parts.count - 1) times", sourceLocation: sourceLocation)
        let changed = parts.joined(separator: new)
        if atomically { try Files.replace(file(name), changed) } else { try Files.write(file(name), changed) }
    }

    // MARK: The daemon

    /// `maillaged` on this folder, answering.
    func daemon(_ arguments: String..., territory: String? = nil) throws -> Program {
        let daemon = try starting(arguments, territory: territory)
        try eventually("a daemon that answers") {
            try #require(!daemon.hasEnded, "the daemon ended: \(daemon.error)")
            return try Files.exists(socket) && maillage("status").code == 0
        }
        return daemon
    }

    /// `maillaged` on this folder, started and no more.
    func starting(
        _ arguments: [String] = [], territory: String? = nil, environment: [String: String] = [:]
    ) throws -> Program {
        try start(
            Place.maillaged,
            [
                "--rules", path + "/rules", "--policies", path + "/policies", "--territory",
                territory ?? self.territory,
                "--state", path + "/state", "--socket", socket, "--lang", "en",
            ] + arguments, environment: environment)
    }

    /// Whether somebody accepts connections at the socket.
    var isServed: Bool {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socket.utf8) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        } == 0
    }

    /// `maillage watch`, from the first event on, so that none is missed.
    func watch(_ arguments: String...) throws -> Program {
        try start(Place.maillage, ["watch", "--after", "0"] + arguments)
    }

    func status() throws -> JSONValue { try maillage("status", "-o", "json").json() }
}

extension Program {
    /// The events that `maillage watch -o ndjson` printed, each whole.
    var events: [JSONValue] {
        let text = output
        let whole = text.lastIndex(of: "\n").map { text[...$0] } ?? ""
        return whole.split(separator: "\n").compactMap { try? JSONValue.parse(Array($0.utf8)) }
    }

    /// Waits for the first event that a test looks for.
    func event(
        _ what: String, sourceLocation: SourceLocation = #_sourceLocation, where matches: (JSONValue) -> Bool
    ) throws -> JSONValue {
        var found: JSONValue?
        do {
            try eventually(what, sourceLocation: sourceLocation) {
                found = events.first(where: matches)
                return found != nil
            }
        } catch {
            Issue.record("events: \(output.suffix(2000))\(self.error)", sourceLocation: sourceLocation)
            throw error
        }
        return try #require(found)
    }

    /// Waits for a text in the output.
    func text(_ part: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        do {
            try eventually("'\(part)'", sourceLocation: sourceLocation) { output.contains(part) }
        } catch {
            Issue.record("printed: \(output.suffix(2000))\(self.error)", sourceLocation: sourceLocation)
            throw error
        }
    }
}

extension JSONValue {
    /// A member by its path: `data.pack.hash`, `assessments.0.mean`.
    func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(Optional(self)) { value, step in
            Int(step).map { value?[$0] } ?? value?[String(step)]
        }
    }

    var items: [JSONValue] { arrayValue ?? [] }

    /// The subject's keys without their kinds: `A1 B1`.
    var subjectKeys: String {
        (self["subject"]?.items ?? []).compactMap { $0.stringValue?.split(separator: "/").last.map(String.init) }
            .joined(separator: " ")
    }

    var number: Double? { numberText.flatMap(Double.init) }
}
