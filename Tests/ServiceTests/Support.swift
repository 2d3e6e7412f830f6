import Diagnostics
import Glibc
import JSON
import Logging
import Service
import Subprocess
import Synchronization
import Testing
import Wire

/// A folder of its own for each test, short enough for a socket's path, removed with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/maillage-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Other users may look in: some tests speak as one of them.
        chmod(path, 0o755)
    }

    deinit {
        Self.removeAll(path)
    }

    private static func removeAll(_ path: String) {
        if let listing = opendir(path) {
            while let entry = readdir(listing) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                let inner = path + "/" + name
                guard name != ".", name != ".." else { continue }
                if entry.pointee.d_type == UInt8(DT_DIR) { removeAll(inner) } else { unlink(inner) }
            }
            closedir(listing)
        }
        rmdir(path)
    }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    func write(_ name: String, _ text: String = "x") {
        let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let bytes = Array(text.utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
    }

    func makeFolder(_ name: String) { mkdir(path + "/" + name, 0o755) }
}

/// Answers what it was asked, and keeps what it was told.
final class FakeDesk: Desk {
    let hub = EventHub(capacity: 8)
    let told = Mutex<[String]>([])
    let changed = Mutex<Set<String>>([])
    /// Nil: it promises nothing.
    let promised = Mutex<UInt64?>(nil)
    let reads = Atomic<Int>(0)
    /// What it adds for the rule `longue`: more than a socket holds.
    static let longText = String(repeating: "0123456789abcdef", count: 1 << 16)

    var version: UInt64? { promised.withLock { $0 } }

    func read(_ route: Route.Name, parameters: [String: String], peer: Peer?) async -> Reply {
        reads.add(1, ordering: .sequentiallyConsistent)
        if parameters["rule"] == "lente" { try? await Task.sleep(for: .milliseconds(400)) }
        var members: [JSONValue.Member] = [
            .init("route", .string(route.rawValue)),
            .init(
                "parameters", .object(parameters.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
        ]
        if parameters["rule"] == "longue" { members.append(.init("text", .string(Self.longText))) }
        var reply = Reply(body: .object(members))
        reply.isShareable = route != .journal
        return reply
    }

    func write(_ route: Route.Name, body: JSONValue, peer: Peer) async -> Reply {
        told.withLock { $0.append("\(route.rawValue) \(peer.name)") }
        return Reply(status: 201, body: .object([.init("by", .string(peer.name)), .init("body", body)]))
    }

    func events(after cursor: Int64?) async -> AsyncStream<Event> { hub.stream(after: cursor) }

    func filesChanged(_ paths: Set<String>) async { changed.withLock { $0.formUnion(paths) } }
}

/// A daemon in this process, in a folder of its own, ended with the test.
struct RunningDaemon {
    let folder: TemporaryFolder
    let desk: FakeDesk
    let socket: String

    static func serve(
        adjusting limits: Limits = Limits(), writers: String? = nil, mode: UInt32 = 0o660,
        environment: [String: String] = [:],
        _ body: (RunningDaemon) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let desk = FakeDesk()
        var configuration = Daemon.Configuration(socket: folder("s.sock"))
        configuration.trapsSignals = false
        configuration.readers = nil
        configuration.limits = limits
        configuration.socketMode = mode
        if let writers { configuration.groups.answer = writers }
        let daemon = Daemon(configuration, environment: environment, version: "test", logger: .silent)
        let (started, isStarted) = AsyncStream<Bool>.makeStream()
        let task = Task {
            defer { isStarted.yield(false) }
            try await daemon.run(onListening: { isStarted.yield(true) }, openDesk: { desk })
        }
        if await started.first(where: { _ in true }) == true {
            do {
                try await body(RunningDaemon(folder: folder, desk: desk, socket: configuration.socket))
            } catch {
                task.cancel()
                _ = await task.result
                throw error
            }
            task.cancel()
            _ = await task.result
        } else {
            try await task.value
        }
    }

    /// `curl -sS --unix-socket … ` with these arguments.
    func curl(_ arguments: String..., input: String = "") async throws -> String {
        try await command("/usr/bin/curl", ["-sS", "--max-time", "240", "--unix-socket", socket] + arguments, input)
            .output
    }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

struct Outcome: Sendable {
    var status: TerminationStatus
    var output: String
    var error: String
}

func command(_ path: String, _ arguments: [String], _ input: String = "") async throws -> Outcome {
    let result = try await run(
        .path(.init(path)), arguments: Arguments(arguments), input: .string(input), output: .string(limit: 4 << 20),
        error: .string(limit: 1 << 20))
    return Outcome(
        status: result.terminationStatus, output: result.standardOutput, error: result.standardError)
}

/// A program built beside the tests.
func built(_ name: String) -> String {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    let path = String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/" + name
}

let maillage = built("maillage")

func isPresent(_ path: String) -> Bool { access(path, X_OK) == 0 }

/// Waits for something that another process or task brings about.
func eventually(
    within limit: Duration = .seconds(240), _ condition: () async -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("did not come about within \(limit)", sourceLocation: sourceLocation)
}

/// Runs what blocks on a thread of its own: the daemon under test shares this process's few.
func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detach { continuation.resume(with: Swift.Result { try body() }) }
    }
}

private enum Thread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func detach(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run)).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body)
        if status == 0 { pthread_detach(thread) } else { Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run() }
    }
}

extension Limits {
    /// The usual limits but one.
    init<Value>(_ limit: WritableKeyPath<Limits, Value>, _ value: Value) {
        self.init()
        self[keyPath: limit] = value
    }
}
