import Diagnostics
import Glibc
import Service
import Testing
import Wire

@Suite("Taking the socket")
struct SocketClaimTests {
    let folder: TemporaryFolder
    var path: String { folder("s.sock") }

    init() throws { folder = try TemporaryFolder() }

    @Test("the file has the mode asked for, whatever the umask", arguments: [0o660, 0o600, 0o666] as [UInt32])
    func mode(_ mode: UInt32) throws {
        let claim = try SocketClaim(path: path, mode: mode, group: nil)
        var status = stat()
        #expect(lstat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == mode)
        close(claim.descriptor)
    }

    @Test("a second claim is refused and names the holder")
    func twice() throws {
        let first = try SocketClaim(path: path, group: nil)
        defer { close(first.descriptor) }
        let refusal = #expect(throws: Refusal.self) { try SocketClaim(path: path, group: nil) }
        let told = try #require(refusal?.diagnostics.first)
        #expect(told.code.rawValue == "A010")
        #expect(told.headline.en.contains("pid \(getpid())"))
    }

    @Test("a living socket without a lock is not stolen either")
    func alive() throws {
        let descriptor = try listen(path)
        defer { close(descriptor) }
        let refusal = #expect(throws: Refusal.self) { try SocketClaim(path: path, group: nil) }
        #expect(refusal?.diagnostics.first?.code.rawValue == "A010")
        #expect(access(path, F_OK) == 0)
    }

    @Test("a leftover that nobody answers on is replaced")
    func leftover() throws {
        close(try listen(path))
        #expect(access(path, F_OK) == 0)
        let claim = try SocketClaim(path: path, group: nil)
        close(claim.descriptor)
        claim.removeFile()
        #expect(access(path, F_OK) != 0)
    }

    @Test("a file, a folder or a link to one is left alone", arguments: ["file", "folder", "link"])
    func otherFiles(_ kind: String) throws {
        switch kind {
        case "file": folder.write("s.sock", "precious")
        case "folder": folder.makeFolder("s.sock")
        default:
            folder.write("precious")
            symlink(folder("precious"), path)
        }
        let refusal = #expect(throws: Refusal.self) { try SocketClaim(path: path, group: nil) }
        #expect(refusal?.diagnostics.first?.code.rawValue == "A011")
        #expect(access(path, F_OK) == 0)
    }

    @Test("a file put in the socket's place since is not removed")
    func replaced() throws {
        let claim = try SocketClaim(path: path, group: nil)
        close(claim.descriptor)
        unlink(path)
        folder.write("s.sock")
        claim.removeFile()
        #expect(access(path, F_OK) == 0)
    }

    @Test("a path too long, or a folder that does not exist, is said")
    func impossible() {
        let long = folder(String(repeating: "a", count: 120))
        #expect(throws: Refusal.self) { try SocketClaim(path: long, group: nil) }
        let nowhere = #expect(throws: Refusal.self) { try SocketClaim(path: folder("none/s.sock"), group: nil) }
        #expect(nowhere?.diagnostics.first?.headline.en.hasPrefix("cannot open the lock") == true)
    }

    @Test("only a Unix stream socket is adopted")
    func adopted() throws {
        let descriptor = try listen(path)
        let claim = try SocketClaim(path: path, inherited: descriptor)
        #expect(claim.adopted)
        claim.removeFile()
        #expect(access(path, F_OK) == 0, "the service manager's file stays")
        close(descriptor)
        let file = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(file) }
        let refusal = #expect(throws: Refusal.self) { try SocketClaim(path: folder("other"), inherited: file) }
        #expect(refusal?.diagnostics.first?.code.rawValue == "A014")
    }

    @Test("descriptors are taken from the manager only when meant for this process, and one at a time")
    func inherited() throws {
        let here = String(getpid())
        #expect(try ServiceManager.inheritedSocket(in: [:]) == nil)
        #expect(try ServiceManager.inheritedSocket(in: ["LISTEN_PID": "1", "LISTEN_FDS": "1"]) == nil)
        #expect(try ServiceManager.inheritedSocket(in: ["LISTEN_PID": here, "LISTEN_FDS": "1"]) == 3)
        #expect(throws: Refusal.self) {
            try ServiceManager.inheritedSocket(in: ["LISTEN_PID": here, "LISTEN_FDS": "2"])
        }
    }

    private func listen(_ path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0)
        try #require(Glibc.listen(descriptor, 4) == 0)
        return descriptor
    }
}

@Suite("Who may write")
struct WritePermissionTests {
    private func refusal(of peer: Peer?, groupExists: Bool = true) -> Diagnostic? {
        let accounts = Accounts(
            name: { _ in "x" }, group: { $0 == "maillage-saisie" && groupExists ? 500 : nil },
            groups: { $0 == 1001 ? [1001, 500] : [$0] })
        return WritePermission(owner: 900, accounts: accounts).refusal(of: peer)
    }

    private func peer(_ uid: UInt32, gid: UInt32? = nil) -> Peer {
        Peer(uid: uid, gid: gid ?? uid, pid: 1, name: "agent\(uid)")
    }

    @Test("root, the daemon's own user and the group's members do")
    func allowed() {
        #expect(refusal(of: peer(0)) == nil)
        #expect(refusal(of: peer(900)) == nil)
        #expect(refusal(of: peer(1001)) == nil)
        #expect(refusal(of: peer(1002, gid: 500)) == nil)
    }

    @Test("others are told which group to join, or to create")
    func refused() throws {
        let told = try #require(refusal(of: peer(1002)))
        #expect(told.code.rawValue == "A030")
        #expect(told.help?.fr.contains("adduser agent1002 maillage-saisie") == true)
        let missing = try #require(refusal(of: peer(1002), groupExists: false))
        #expect(missing.help?.en.contains("addgroup") == true)
        #expect(refusal(of: nil)?.code.rawValue == "A031")
    }

    @Test(
        "each level holds those before it, and a refusal names the group of its own level",
        arguments: [
            (Route.Access.read, [UInt32(1), 2, 3, 4], ""), (.answer, [2, 3, 4], "maillage-saisie"),
            (.validate, [3, 4], "maillage-validation"), (.administer, [4], "maillage-admin"),
        ])
    func levels(_ access: Route.Access, _ allowed: [UInt32], _ group: String) throws {
        let numbers: [String: UInt32] = ["maillage-saisie": 502, "maillage-validation": 503, "maillage-admin": 504]
        let accounts = Accounts(name: { _ in "x" }, group: { numbers[$0] }, groups: { [$0, $0 + 500] })
        let permission = WritePermission(owner: 900, accounts: accounts)
        for uid: UInt32 in 1...4 {
            let refusal = permission.refusal(of: peer(uid), asking: access)
            #expect((refusal == nil) == allowed.contains(uid), "\(access) \(uid)")
            if let refusal { #expect(try #require(refusal.help).en.contains("join the group '\(group)'")) }
        }
        #expect(permission.refusal(of: peer(900), asking: access) == nil)
        #expect(permission.refusal(of: peer(0), asking: access) == nil)
    }

    @Test("this machine's accounts are read")
    func system() {
        #expect(Accounts.system.name(0) == "root")
        #expect(Accounts.system.group("root") == 0)
        #expect(Accounts.system.groups(0).contains(0))
        #expect(Accounts.system.group("no-such-group-here") == nil)
        #expect(Accounts.system.name(4_000_000_000) == nil)
    }
}
