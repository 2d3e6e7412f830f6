import Glibc
import JSON
import Synchronization
import Testing

/// What a program that ended left behind.
struct Outcome {
    /// 0...255; 128 and the signal's number where a signal ended it.
    var code: Int32
    var output: String
    var error: String

    /// The output as JSON.
    func json(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONValue {
        try #require(
            try? JSONValue.parse(Array(output.utf8), limits: JSONLimits(size: .max)),
            "not JSON: \(output.prefix(400))\(error)",
            sourceLocation: sourceLocation)
    }

    var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// A program started from a test, its output in files.
final class Program: Sendable {
    let pid: pid_t
    private let outputPath: String
    private let errorPath: String
    /// The status of its end, once waited for.
    private let ending = Mutex<Int32?>(nil)

    /// - Parameters:
    ///   - path: Absolute, or a name looked up in the usual folders.
    ///   - log: Prefix of the files that hold the two outputs.
    ///   - environment: The whole environment.
    init(
        _ path: String, _ arguments: [String], log: String, environment: [String: String], folder: String,
        input: String = ""
    ) throws {
        outputPath = log + ".out"
        errorPath = log + ".err"
        try Files.write(log + ".in", input)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, log + ".in", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var arguments: [UnsafeMutablePointer<CChar>?] =
            (["env", "-C", folder, path] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for copy in arguments + variables { free(copy) } }
        var pid: pid_t = 0
        let status = posix_spawn(&pid, "/usr/bin/env", &actions, nil, &arguments, &variables)
        try #require(status == 0, "cannot start \(path): \(String(cString: strerror(status)))")
        self.pid = pid
    }

    /// Kills it if it has not ended.
    func end() {
        guard !hasEnded else { return }
        Glibc.kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        ending.withLock { $0 = status }
    }

    func send(_ signal: Int32) { Glibc.kill(pid, signal) }

    var output: String { Files.read(outputPath) ?? "" }
    var error: String { Files.read(errorPath) ?? "" }

    var hasEnded: Bool {
        ending.withLock { ending in
            if ending != nil { return true }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return false }
            ending = status
            return true
        }
    }

    /// Waits for its end; one that does not come is an issue, and is brought about.
    func wait(within seconds: Double = 60, sourceLocation: SourceLocation = #_sourceLocation) throws -> Outcome {
        try eventually("the program's end", within: seconds, sourceLocation: sourceLocation) { hasEnded }
        let status = ending.withLock { $0 } ?? 0
        let signal = status & 0x7F
        return Outcome(code: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output, error: error)
    }
}

/// Waits for something that another process brings about.
func eventually(
    _ what: String, within seconds: Double = 240, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () throws -> Bool
) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
        if try condition() { return }
        try #require(ContinuousClock.now < end, "\(what): not within \(seconds) s", sourceLocation: sourceLocation)
        usleep(3000)
    }
}
