public import Diagnostics
import Glibc

/// How much of a folder is read at most.
public struct FolderLimits: Sendable {
    /// Bytes of one file.
    public var fileBytes: Int
    /// Bytes of all files.
    public var totalBytes: Int
    public var files: Int
    /// Folders within folders.
    public var depth: Int

    public init(
        fileBytes: Int = 64 << 20, totalBytes: Int = 512 << 20, files: Int = 10_000, depth: Int = 8
    ) {
        self.fileBytes = fileBytes
        self.totalBytes = totalBytes
        self.files = files
        self.depth = depth
    }
}

/// What was read of a folder.
public struct FolderContents: Sendable {
    /// `*.csv`, `*.yaml` and `*.yml`, sorted by name; names are relative to the folder.
    public var files: [SourceText]
    /// Files that are there and were not read, by relative name: what they stated before still
    /// stands, since nobody withdrew it.
    public var unread: [String]
    /// Whether every folder could be listed; when not, a file's absence means nothing.
    public var isComplete: Bool
    /// In order.
    public var diagnostics: [Diagnostic]
}

/// The room's only door to the disk: reads the texts of a folder.
///
/// Hidden files are skipped. A symbolic link is followed when it leads to a file of the same
/// folder, and refused otherwise; only regular files are opened.
public enum FolderReader {
    /// - Parameter path: The folder, absolute or relative to the working directory.
    public static func read(_ path: String, limits: FolderLimits = FolderLimits()) -> FolderContents {
        var walk = Walk(limits: limits)
        guard let root = resolved(path) else {
            walk.refuse(
                path, fr: "le dossier ne s'ouvre pas : \(reason().fr)", en: "cannot open the folder: \(reason().en)")
            walk.isComplete = false
            return walk.contents
        }
        walk.root = root
        walk.list(root, relative: "", depth: 0)
        return walk.contents
    }

    /// Reads one file, for an import or a mapping.
    ///
    /// - Returns: nil and a diagnostic when it cannot be read.
    public static func readFile(
        _ path: String, name: String? = nil, limits: FolderLimits = FolderLimits()
    ) -> (SourceText?, [Diagnostic]) {
        var walk = Walk(limits: limits)
        walk.take(path, relative: name ?? path)
        return (walk.files.first, walk.diagnostics)
    }

    private struct Walk {
        let limits: FolderLimits
        var root = ""
        var files: [SourceText] = []
        var unread: [String] = []
        var diagnostics: [Diagnostic] = []
        var isComplete = true
        var bytes = 0

        init(limits: FolderLimits) {
            self.limits = limits
        }

        var contents: FolderContents {
            FolderContents(
                files: files.sorted { $0.name < $1.name }, unread: unread.sorted(), isComplete: isComplete,
                diagnostics: diagnostics.inOrder())
        }

        mutating func list(_ path: String, relative: String, depth: Int) {
            guard depth <= limits.depth else {
                isComplete = false
                return refuse(relative, fr: "les dossiers sont trop imbriqués", en: "folders are nested too deep")
            }
            guard let folder = opendir(path) else {
                isComplete = false
                return refuse(
                    relative, fr: "le dossier ne s'ouvre pas : \(reason().fr)",
                    en: "cannot open the folder: \(reason().en)")
            }
            var names: [String] = []
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if !name.hasPrefix(".") { names.append(name) }
            }
            closedir(folder)
            for name in names.sorted() {
                visit("\(path)/\(name)", relative: relative.isEmpty ? name : "\(relative)/\(name)", depth: depth)
            }
        }

        private mutating func visit(_ path: String, relative: String, depth: Int) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                list(path, relative: relative, depth: depth + 1)
            case S_IFREG where isText(relative):
                take(path, relative: relative)
            case S_IFLNK where isText(relative):
                guard let target = resolved(path), target.hasPrefix(root + "/") else {
                    unread.append(relative)
                    return refuse(
                        relative, fr: "le lien symbolique sort du dossier", en: "the symbolic link leaves the folder")
                }
                take(target, relative: relative)
            default:
                break
            }
        }

        private func isText(_ name: String) -> Bool {
            [".csv", ".yaml", ".yml"].contains { name.hasSuffix($0) }
        }

        mutating func take(_ path: String, relative: String) {
            guard files.count < limits.files else {
                unread.append(relative)
                return refuse(
                    relative, fr: "le dossier a plus de \(limits.files) fichiers",
                    en: "the folder has more than \(limits.files) files")
            }
            switch FolderReader.contents(of: path, atMost: min(limits.fileBytes, limits.totalBytes - bytes)) {
            case .success(let content):
                bytes += content.count
                files.append(SourceText(name: relative, bytes: content))
            case .failure(let refusal):
                unread.append(relative)
                refuse(relative, fr: refusal.words.fr, en: refusal.words.en)
            }
        }

        mutating func refuse(_ name: String, fr: String, en: String) {
            diagnostics.append(
                Diagnostic(
                    IntakeCode.notRead,
                    Localized(fr: "'\(name)' n'est pas lu : \(fr)", en: "cannot read '\(name)': \(en)"),
                    at: Location(startOf: SourceText(name: name, bytes: []))))
        }
    }

    private struct Refusal: Error {
        var words: Localized
    }

    private static func contents(of path: String, atMost limit: Int) -> Result<[UInt8], Refusal> {
        // Not blocking: a pipe put in the place of a file after its kind was looked at would hang.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(Refusal(words: reason())) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(Refusal(words: reason())) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return .failure(Refusal(words: Localized(fr: "ce n'est pas un fichier", en: "it is not a file")))
        }
        let tooLarge = Refusal(
            words: Localized(
                fr: "le fichier est trop grand, la limite est de \(limit) octets",
                en: "the file is too large, the limit is \(limit) bytes"))
        guard status.st_size <= limit else { return .failure(tooLarge) }
        var content: [UInt8] = []
        content.reserveCapacity(Int(status.st_size) + 1)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = readSome(descriptor, &buffer)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(Refusal(words: reason())) }
            if count == 0 { return .success(content) }
            content += buffer[..<count]
            if content.count > limit { return .failure(tooLarge) }
        }
    }

    private static func readSome(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
        buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    }

    /// The path without symbolic links; nil when it leads nowhere.
    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func reason() -> Localized {
        switch errno {
        case ENOENT: Localized(fr: "il n'existe pas", en: "it does not exist")
        case EACCES, EPERM: Localized(fr: "l'accès est refusé", en: "access is denied")
        case ENOTDIR: Localized(fr: "ce n'est pas un dossier", en: "it is not a folder")
        case EMFILE, ENFILE: Localized(fr: "trop de fichiers sont ouverts", en: "too many files are open")
        case let code: Localized(both: String(cString: strerror(code)))
        }
    }
}
