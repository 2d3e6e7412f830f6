import Glibc
import Subprocess
import Testing

/// The units as systemd reads them, where its tools are.
@Suite("systemd units", .enabled(if: isPresent(analyze)))
struct SystemdUnitTests {
    @Test("they are clean: not a word on standard error")
    func verify() async throws {
        let folder = try await copies()
        let outcome = try await inUnitPath(
            folder, ["verify", "--man=no", folder("maillaged.service"), folder("maillaged.socket")])
        #expect(outcome.error == "")
        #expect(outcome.status == .exited(0))
    }

    @Test("a mistake in them would be seen")
    func mistake() async throws {
        let folder = try await copies()
        let text = try await read("maillaged.service")
        folder.write("maillaged.service", text.replacing("MemoryDenyWriteExecute", with: "MemoryDenyWriteExec"))
        let outcome = try await inUnitPath(folder, ["verify", "--man=no", folder("maillaged.service")])
        #expect(outcome.error.contains("MemoryDenyWriteExec"))
    }

    @Test("the sandbox leaves an exposure of at most 0.5 out of 10")
    func security() async throws {
        let folder = try await copies()
        let outcome = try await inUnitPath(
            folder, ["security", "--offline=yes", "--no-pager", "--threshold=5", folder("maillaged.service")])
        #expect(outcome.status == .exited(0), "\(outcome.output)")
    }

    private func copies() async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["maillaged.service", "maillaged.socket"] {
            // The executable must exist where it is checked.
            folder.write(name, try await read(name).replacing("/usr/bin/maillaged", with: "/bin/true"))
        }
        return folder
    }

    private func read(_ name: String) async throws -> String {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        return try await command("/bin/cat", [root + "/systemd/" + name]).output
    }

    private func inUnitPath(_ folder: TemporaryFolder, _ arguments: [String]) async throws -> Outcome {
        try await command("/usr/bin/env", ["SYSTEMD_UNIT_PATH=\(folder.path):", analyze] + arguments)
    }
}

private let analyze = "/usr/bin/systemd-analyze"
