import Glibc

/// Who is at the other end of a connection, as the kernel says it.
public struct Peer: Hashable, Sendable {
    public var uid: UInt32
    public var gid: UInt32
    /// The process that connected; it may have ended since.
    public var pid: Int32
    /// The account's name, or `uid 1234` where the machine has no such account.
    public var name: String

    public init(uid: UInt32, gid: UInt32, pid: Int32, name: String) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
        self.name = name
    }
}

/// The kernel's `struct ucred`, which the Glibc module leaves out.
struct Credentials: Sendable {
    var pid: Int32 = 0
    var uid: UInt32 = 0
    var gid: UInt32 = 0
}

/// The machine's accounts and groups.
public struct Accounts: Sendable {
    /// The name of an account.
    public var name: @Sendable (_ uid: UInt32) -> String?
    /// The number of a group, or nothing where it does not exist.
    public var group: @Sendable (_ name: String) -> UInt32?
    /// Every group of an account, its main one included.
    public var groups: @Sendable (_ uid: UInt32) -> Set<UInt32>

    public init(
        name: @escaping @Sendable (_ uid: UInt32) -> String?,
        group: @escaping @Sendable (_ name: String) -> UInt32?,
        groups: @escaping @Sendable (_ uid: UInt32) -> Set<UInt32>
    ) {
        self.name = name
        self.group = group
        self.groups = groups
    }

    /// Those of this machine, through its name service.
    public static let system = Accounts(
        name: { account($0)?.name },
        group: { name in
            withRecordBuffer { buffer, size in
                var record = Glibc.group()
                var found: UnsafeMutablePointer<Glibc.group>?
                let status = getgrnam_r(name, &record, buffer, size, &found)
                return (status, found?.pointee.gr_gid)
            }
        },
        groups: { uid in
            guard let account = account(uid) else { return [] }
            var count: Int32 = 64
            while true {
                var list = [gid_t](repeating: 0, count: Int(count))
                let before = count
                if getgrouplist(account.name, account.gid, &list, &count) >= 0 {
                    return Set(list.prefix(Int(count)))
                }
                if count <= before { return [account.gid] }
            }
        }
    )

    private static func account(_ uid: UInt32) -> (name: String, gid: UInt32)? {
        withRecordBuffer { buffer, size in
            var record = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let status = getpwuid_r(uid, &record, buffer, size, &found)
            return (status, found.map { (String(cString: $0.pointee.pw_name), $0.pointee.pw_gid) })
        }
    }

    /// Calls with a buffer that grows until the record fits, up to 1 MiB.
    private static func withRecordBuffer<Found>(
        _ body: (UnsafeMutablePointer<CChar>, Int) -> (status: Int32, found: Found?)
    ) -> Found? {
        var size = 1024
        while size <= 1 << 20 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            let result = body(buffer, size)
            if result.status != ERANGE { return result.status == 0 ? result.found : nil }
            size *= 4
        }
        return nil
    }
}
