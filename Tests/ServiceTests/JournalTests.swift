import Glibc
import Logging
import Testing

@testable import Service

@Suite("the journal is told in its own form") struct JournalTests {
    @Test("an entry has its message, its priority and a field for each item")
    func fields() async throws {
        let folder = try TemporaryFolder()
        let inbox = try Inbox(folder("journal"))
        let journal = try #require(
            JournalSocket(environment: ["JOURNAL_STREAM": try stream()], path: folder("journal")))
        var logger = Logger(label: "test") { _ in JournalLogHandler(journal: journal) }
        logger[metadataKey: "peer"] = "anne"
        logger.warning("refused", metadata: ["code": "A403", "request-path": "/v1/x\nMESSAGE=forged"])
        let entry = try await inbox.next()
        #expect(
            entry.hasPrefix(
                "MESSAGE=refused code=A403 peer=anne request-path=\"/v1/x\\nMESSAGE=forged\"\n"
                    + "PRIORITY=4\nSYSLOG_IDENTIFIER=maillaged\nMAILLAGE_CODE=A403\nMAILLAGE_PEER=anne\n"),
            "\(entry)")
        // What holds a line feed comes after its length: it cannot pass for another field.
        #expect(
            entry.hasSuffix("MAILLAGE_REQUEST_PATH\n\u{14}\0\0\0\0\0\0\0/v1/x\nMESSAGE=forged\n"), "\(entry)")
    }

    @Test("another program's stream, or none, is not ours; a journal that is gone leaves standard error")
    func absent() throws {
        let folder = try TemporaryFolder()
        let inbox = try Inbox(folder("journal"))
        let path = folder("journal")
        #expect(JournalSocket(environment: [:], path: path) == nil)
        #expect(JournalSocket(environment: ["JOURNAL_STREAM": "1:2"], path: path) == nil)
        #expect(JournalSocket(environment: ["JOURNAL_STREAM": try stream()], path: folder("nowhere")) == nil)
        let journal = try #require(JournalSocket(environment: ["JOURNAL_STREAM": try stream()], path: path))
        withExtendedLifetime(inbox) {}
        unlink(path)
        folder.write("log", "")
        let log = open(folder("log"), O_WRONLY)
        defer { close(log) }
        JournalLogHandler(descriptor: log, journal: journal).log(
            event: LogEvent(
                level: .error, message: "written", error: nil, metadata: ["code": "S006"], source: "", file: "",
                function: "",
                line: 0))
        let read = open(folder("log"), O_RDONLY)
        defer { close(read) }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = Glibc.read(read, &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "<3>written code=S006\n")
    }

    /// What systemd would say of this process's standard error.
    private func stream() throws -> String {
        var status = stat()
        try #require(fstat(2, &status) == 0)
        return "\(status.st_dev):\(status.st_ino)"
    }
}
