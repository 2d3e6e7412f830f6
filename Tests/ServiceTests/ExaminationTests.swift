import Glibc
import Testing

@testable import Service

/// What `doctor` says of a daemon that is there and does not answer.
@Suite("a daemon that hangs is found out") struct ExaminationTests {
    @Test("one that accepts nothing, one whose queue is full, one that dribbles")
    func hanging() async throws {
        for behaviour in Behaviour.allCases {
            let folder = try TemporaryFolder()
            let listener = try Listener(folder("s.sock"), behaviour)
            let findings = try await blocking {
                Examination.run(state: folder.path, socket: folder("s.sock"), patience: .milliseconds(1500))
            }
            let last = try #require(findings.last)
            #expect(last.level == .warning, "\(behaviour): \(last.what.en)")
            #expect(last.what.en == "no answer from the daemon at '\(folder("s.sock"))' within 1 s", "\(behaviour)")
            #expect(last.remedy?.fr.contains("systemctl restart maillaged") == true)
            withExtendedLifetime(listener) {}
        }
    }

    @Test("one that answers is well")
    func answering() async throws {
        try await RunningDaemon.serve { daemon in
            let findings = try await blocking { Examination.run(state: daemon.folder.path, socket: daemon.socket) }
            #expect(findings.last?.level == .good)
        }
    }

    enum Behaviour: CaseIterable {
        case silent, full, dribbling
    }

    /// A socket that listens, and is no daemon.
    private final class Listener: Sendable {
        private let descriptor: Int32
        private let waiting: [Int32]
        private let dribbling: Task<Void, Never>?

        init(_ path: String, _ behaviour: Behaviour) throws {
            let descriptor = socket(AF_UNIX, SocketKind.stream | SocketKind.closeOnExec, 0)
            try #require(withUnixAddress(path) { bind(descriptor, $0, $1) } == 0)
            try #require(listen(descriptor, behaviour == .full ? 0 : 8) == 0)
            self.descriptor = descriptor
            // A queue of none holds one.
            waiting = (0..<(behaviour == .full ? 2 : 0)).map { _ in
                let client = socket(AF_UNIX, SocketKind.stream | SocketKind.closeOnExec | SocketKind.nonBlocking, 0)
                _ = withUnixAddress(path) { connect(client, $0, $1) }
                return client
            }
            dribbling =
                behaviour != .dribbling
                ? nil
                : Task {
                    var client: Int32 = -1
                    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
                    while client < 0, !Task.isCancelled {
                        client = accept(descriptor, nil, nil)
                        try? await Task.sleep(for: .milliseconds(10))
                    }
                    // Twelve bytes and more, each well before a wait of its own would end.
                    for byte in "HTTP/1.1 200 OK".utf8 where !Task.isCancelled {
                        _ = send(client, [byte], 1, Int32(MSG_NOSIGNAL))
                        try? await Task.sleep(for: .milliseconds(500))
                    }
                    close(client)
                }
        }

        deinit {
            dribbling?.cancel()
            for client in waiting { close(client) }
            close(descriptor)
        }
    }
}
