import Glibc

/// The repository's Swift files, read as texts.
enum SourceFiles {
    /// Without a slash at the end, links followed.
    static let root: String = {
        var path = #filePath
        if let resolved = realpath(path, nil) {
            path = String(cString: resolved)
            free(resolved)
        }
        return "/" + path.split(separator: "/").dropLast(3).joined(separator: "/")
    }()

    struct File: Sendable, CustomStringConvertible {
        /// Relative to the repository: `Sources/World/Fact.swift`.
        var path: String
        var text: String

        var room: String { String(path.split(separator: "/")[1]) }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var description: String { path }

        /// The modules it imports, with the line of each.
        var imports: [(module: String, line: Int)] {
            lines.enumerated().compactMap { index, line in
                guard let match = line.wholeMatch(of: /(?:@\w+ |public |package |internal |private )*import (.+)/)
                else {
                    return nil
                }
                var words = match.output.1.split(separator: " ")
                // `import struct Module.Name`.
                if words.count == 2 { words.removeFirst() }
                return words.first?.split(separator: ".").first.map { (String($0), index + 1) }
            }
        }
    }

    /// In order of their paths.
    static let all: [File] = files(in: "Sources").filter { $0.path.hasSuffix(".swift") }

    static func read(_ path: String) -> String? {
        guard let file = fopen("\(root)/\(path)", "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    private static func files(in folder: String) -> [File] {
        guard let directory = opendir("\(root)/\(folder)") else { return [] }
        defer { closedir(directory) }
        var found: [File] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            let path = "\(folder)/\(name)"
            if Int32(entry.pointee.d_type) == Int32(DT_DIR) {
                found += files(in: path)
            } else if let text = read(path) {
                found.append(File(path: path, text: text))
            }
        }
        return found.sorted { $0.path < $1.path }
    }
}
