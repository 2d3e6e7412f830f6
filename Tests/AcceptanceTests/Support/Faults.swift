import Glibc
import Testing

/// The preloaded library that makes calls fail, and the numbers that tell it which (`Tests/Faults/faults.c`).
final class Faults: @unchecked Sendable {  // One test at a time moves the numbers; the other reader is a process.
    struct Kinds: OptionSet {
        let rawValue: Int64

        static let write = Kinds(rawValue: 1)
        static let sync = Kinds(rawValue: 2)
        static let rename = Kinds(rawValue: 4)
        static let truncate = Kinds(rawValue: 8)
        static let open = Kinds(rawValue: 16)
        static let accept = Kinds(rawValue: 32)
        static let unlink = Kinds(rawValue: 64)
        static let read = Kinds(rawValue: 128)
        static let allocate = Kinds(rawValue: 256)
        /// Of any file: it has no name.
        static let memory = Kinds(rawValue: 512)
        static let all: Kinds = [.write, .sync, .rename, .truncate, .open, .unlink, .read, .allocate]
    }

    struct Plan: CustomStringConvertible {
        var kinds: Kinds
        var error: Int32
        var isForGood: Bool
        /// A write leaves half of its bytes behind.
        var isCut: Bool

        init(_ kinds: Kinds, _ error: Int32, forGood: Bool = false, cut: Bool = false) {
            self.kinds = kinds
            self.error = error
            isForGood = forGood
            isCut = cut
        }

        var description: String {
            let names = [
                "write", "sync", "rename", "truncate", "open", "accept", "unlink", "read", "allocate", "memory",
            ]
            let failing = names.indices.filter { kinds.rawValue >> $0 & 1 == 1 }.map { names[$0] }
            return "\(failing.joined(separator: "+")) \(String(cString: strerror(error)))"
                + (isForGood ? ", for good" : "") + (isCut ? ", cut in half" : "")
        }
    }

    /// The system's compiler.
    static let compiler = ["/usr/bin/cc", "/usr/bin/clang"].first(where: Files.isExecutable)

    /// What a program to be disturbed is started with.
    let environment: [String: String]
    private let numbers: UnsafeMutablePointer<Int64>

    init(_ place: Workspace) throws {
        let library = place.file("faults.so")
        let built = try place.run(
            try #require(Self.compiler),
            [
                "-shared", "-fPIC", "-O1", "-w", "-o", library, Place.root + "/Tests/Faults/faults.c", "-ldl",
                "-pthread",
            ])
        try #require(built.code == 0, "\(built.error)")
        let path = place.file("faults")
        try Files.write(path, String(repeating: "\0", count: 64))
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        let mapped = mmap(nil, 64, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        let start = try #require(mapped)
        try #require(start != MAP_FAILED)
        numbers = start.bindMemory(to: Int64.self, capacity: 8)
        environment = [
            "LD_PRELOAD": library, "MAILLAGE_FAULTS": path, "MAILLAGE_FAULTS_UNDER": place.file("state"),
        ]
    }

    deinit { munmap(numbers, 64) }

    /// From now on, the nth call of the plan's kinds fails.
    func arm(_ plan: Plan, _ nth: Int64) {
        numbers[4] = 0
        numbers[5] = 0
        numbers[0] = plan.kinds.rawValue
        numbers[2] = Int64(plan.error)
        numbers[3] = plan.isForGood ? 1 : 0
        numbers[6] = plan.isCut ? 1 : 0
        numbers[1] = nth
    }

    /// - Returns: How many calls failed.
    func disarm() -> Int64 {
        numbers[1] = 0
        return failed
    }

    var failed: Int64 { numbers[5] }
}
