import Client
import Glibc
import Subprocess
import Synchronization
import Testing

@Suite("maillaged as a process", .enabled(if: isPresent(maillaged)))
struct DaemonProcessTests {
    @Test(
        "asked to stop, it ends what is under way, ends streams, removes its socket and exits 0",
        arguments: [SIGTERM, SIGINT])
    func stops(_ signal: Int32) async throws {
        let folder = try TemporaryFolder()
        let (outcome, stream) = try await running(folder) { pid, client in
            let (started, isStarted) = AsyncStream<Void>.makeStream()
            async let lines = blocking { () -> [String] in
                defer { isStarted.finish() }
                var lines: [String] = []
                // The empty folders' refusal is a kept event: its line says that the stream is under way.
                try client.stream("/v1/events", query: [("after", "0")]) { line in
                    lines.append(String(decoding: line, as: UTF8.self))
                    isStarted.yield()
                    return .goOn
                }
                return lines
            }
            _ = await started.first { true }
            kill(pid, signal)
            return try await lines
        }
        #expect(outcome == .exited(0))
        #expect(stream.last?.contains(#""reason":"shutdown""#) == true)
        #expect(access(folder("s.sock"), F_OK) != 0)
    }

    @Test("a second daemon is refused, by its socket and by its state, and disturbs nothing")
    func second() async throws {
        let folder = try TemporaryFolder()
        let (outcome, _) = try await running(folder) { pid, client in
            for socket in ["s.sock", "other.sock"] {
                let second = try await command(
                    maillaged, ["--socket", folder(socket), "--state", folder.path, "--lang", "en"])
                #expect(second.status == .exited(1))
                #expect(second.error.contains("A010"))
                #expect(second.error.contains("pid "))
            }
            let isServed = try await blocking { try client.get(.status).isSuccess }
            #expect(isServed)
            kill(pid, SIGTERM)
        }
        #expect(outcome == .exited(0))
    }

    @Test("the nightly copy finds the store with the folders that its unit is given")
    func backupOfTheUnit() async throws {
        let folder = try TemporaryFolder()
        let (outcome, _) = try await running(folder) { pid, _ in
            let copy = try await command(
                "/usr/bin/env",
                ["STATE_DIRECTORY=\(folder.path):\(folder.path)/backups", maillaged, "backup", folder("copy.sqlite")])
            #expect(copy.status == .exited(0), "\(copy.error)")
            #expect(access(folder("copy.sqlite"), R_OK) == 0)
            kill(pid, SIGTERM)
        }
        #expect(outcome == .exited(0))
    }

    @Test("killed, it starts again over its leftover")
    func killed() async throws {
        let folder = try TemporaryFolder()
        let (first, _) = try await running(folder) { pid, _ in _ = kill(pid, SIGKILL) }
        #expect(first == .signaled(SIGKILL))
        #expect(access(folder("s.sock"), F_OK) == 0)
        let (second, _) = try await running(folder) { pid, _ in _ = kill(pid, SIGTERM) }
        #expect(second == .exited(0))
    }

    @Test("asked to reload, it goes on")
    func reload() async throws {
        let folder = try TemporaryFolder()
        let (outcome, _) = try await running(folder) { pid, client in
            kill(pid, SIGHUP)
            try await Task.sleep(for: .milliseconds(100))
            let isServed = try await blocking { try client.get(.status).isSuccess }
            #expect(isServed)
            kill(pid, SIGTERM)
        }
        #expect(outcome == .exited(0))
    }

    @Test("errors are messages and codes, not traps")
    func errors() async throws {
        let folder = try TemporaryFolder()
        let state = ["--state", folder.path]
        let nowhere = try await command(maillaged, ["--socket", folder("none/s.sock")] + state)
        #expect(nowhere.status == .exited(1))
        #expect(nowhere.error.contains("<3>A012: ") && nowhere.error.contains(" : impossible ("))
        folder.write("file")
        let file = try await command(maillaged, ["--socket", folder("file")] + state)
        #expect(file.status == .exited(1))
        #expect(file.error.contains("A011"))
        #expect(try await command(maillaged, ["--sockett", "x"]).status == .exited(64))
        #expect(try await command(maillaged, ["--max-body", "0"]).status == .exited(64))
        let version = try await command(maillaged, ["--version"])
        #expect(version.status == .exited(0))
        #expect(!version.output.isEmpty)
    }

    @Test(
        "the descriptor of socket activation is served, and its file left",
        .enabled(if: isPresent("/usr/bin/systemd-socket-activate")))
    func activation() async throws {
        let folder = try TemporaryFolder()
        let socket = folder("s.sock")
        let result = try await run(
            .path("/usr/bin/systemd-socket-activate"),
            arguments: ["-l", socket, maillaged, "--socket", socket, "--state", folder.path],
            input: .none, output: .discarded, error: .discarded
        ) { execution in
            let client = Client(socketPath: socket, timeout: .seconds(240))
            // The file is there before the manager listens on it.
            try await eventually { (try? await blocking { try client.get(.status).isSuccess }) == true }
            try execution.send(signal: .terminate)
        }
        #expect(result.terminationStatus == .exited(0))
        #expect(access(socket, F_OK) == 0)
    }

    /// Runs the daemon until the body has ended it.
    private func running<Value: Sendable>(
        _ folder: TemporaryFolder, _ body: @Sendable (pid_t, Client) async throws -> Value
    ) async throws -> (TerminationStatus, Value) {
        let client = Client(socketPath: folder("s.sock"), timeout: .seconds(240))
        for name in ["rules", "policies", "territory"] { folder.makeFolder(name) }
        let result = try await run(
            .path(.init(maillaged)),
            arguments: [
                "--socket", folder("s.sock"), "--state", folder.path, "--rules", folder("rules"), "--policies",
                folder("policies"), "--territory", folder("territory"),
            ],
            input: .none, output: .discarded, error: .discarded
        ) { execution in
            do {
                try await eventually { (try? await blocking { try client.get(.status).isSuccess }) == true }
                return try await body(execution.processIdentifier.value, client)
            } catch {
                _ = kill(execution.processIdentifier.value, SIGKILL)
                throw error
            }
        }
        return (result.terminationStatus, result.closureResult)
    }
}

/// The executable beside the tests.
private let maillaged = built("maillaged")
