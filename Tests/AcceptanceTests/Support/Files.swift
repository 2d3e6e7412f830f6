import Glibc
import Testing

/// The few things that tests do with files.
enum Files {
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    static func write(_ path: String, _ text: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        try #require(descriptor >= 0, "cannot write \(path)")
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            try #require(count > 0, "cannot write \(path)")
            rest = rest.dropFirst(count)
        }
    }

    /// As careful editors save: a new file beside, renamed over the old one.
    static func replace(_ path: String, _ text: String) throws {
        try write(path + ".new", text)
        try #require(rename(path + ".new", path) == 0)
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }
}

/// Where things stand.
enum Place {
    /// The package's folder.
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/")

    /// The folder of the built executables, the tests' own among them.
    static let built: String = {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }()

    /// The programs under test: those of MAILLAGE_BUILT, an optimised build's folder, where it is set.
    static let programs = getenv("MAILLAGE_BUILT").map { String(cString: $0) } ?? built

    static let maillage = programs + "/maillage"
    static let maillaged = programs + "/maillaged"

    /// Real tables, too large for this repository.
    static let realTerritory: String = {
        var shared = root + "/../shared"
        if let given = getenv("MAILLAGE_SHARED") { shared = String(cString: given) }
        return shared + "/data/example-territory"
    }()
}
