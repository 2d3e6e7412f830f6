import Glibc
import Service
import Testing

@Suite("The service manager is told")
struct ServiceManagerTests {
    @Test("readiness comes once connections are accepted, then signs of life, then the end", arguments: [false, true])
    func lifeCycle(_ isAbstract: Bool) async throws {
        let folder = try TemporaryFolder()
        let address = isAbstract ? "@maillage-test-\(getpid())" : folder("notify")
        let inbox = try Inbox(address)
        let environment = [
            "NOTIFY_SOCKET": address, "WATCHDOG_USEC": "100000", "WATCHDOG_PID": String(getpid()),
        ]
        try await RunningDaemon.serve(environment: environment) { daemon in
            let first = try await inbox.next()
            #expect(first == "STATUS=loading rules and facts")
            #expect(try await inbox.next() == "READY=1\nSTATUS=serving")
            #expect(try await daemon.curl("http://x/v1/status").contains("status"))
            #expect(try await inbox.next() == "WATCHDOG=1")
            let mark = ContinuousClock.now
            #expect(try await inbox.next() == "WATCHDOG=1")
            #expect(ContinuousClock.now - mark < .milliseconds(1000))
        }
        var last = ""
        while last != "STOPPING=1\nSTATUS=finishing requests under way" { last = try await inbox.next() }
    }

    @Test("a reload is dated on the monotonic clock")
    func reload() async throws {
        let folder = try TemporaryFolder()
        let inbox = try Inbox(folder("notify"))
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": folder("notify")]))
        manager.reloading(status: "a\nb")
        let lines = try await inbox.next().split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == "RELOADING=1")
        #expect(lines[1].hasPrefix("MONOTONIC_USEC=") && Int(lines[1].dropFirst(15)) ?? 0 > 0)
        #expect(lines[2] == "STATUS=a b")
    }

    @Test("no manager, no news; another process's watchdog is not ours")
    func absent() throws {
        #expect(ServiceManager(environment: [:]) == nil)
        #expect(ServiceManager(environment: ["NOTIFY_SOCKET": "vsock:2:1"]) == nil)
        let manager = try #require(
            ServiceManager(environment: ["NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "10", "WATCHDOG_PID": "1"]))
        #expect(manager.watchdog == nil)
        manager.ready(status: "nobody listens")
    }
}

/// Where a service manager, or the journal, would listen.
final class Inbox: Sendable {
    private let descriptor: Int32

    init(_ address: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var bytes = Array(address.utf8)
        let isAbstract = bytes[0] == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t(2 + bytes.count + (isAbstract ? 0 : 1))
        let descriptor = descriptor
        let status = withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        try #require(status == 0)
    }

    deinit { close(descriptor) }

    func next() async throws -> String {
        let descriptor = descriptor
        return try await blocking {
            let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
            }
            try #require(!bytes.isEmpty)
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
