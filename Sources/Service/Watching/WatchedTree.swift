import Glibc

/// Folders watched with everything under them, and what their files looked like when last seen.
///
/// Notices name what changed while all is well; after anything that makes them unsure (a folder
/// moved, replaced or created, an overflow, time passing) the tree is walked again and compared,
/// so that a change is at worst late, never lost.
struct WatchedTree: ~Copyable {
    /// A file as last seen: content written in place changes time or size, replacement the inode.
    private struct Signature: Equatable {
        var seconds: Int
        var nanoseconds: Int
        var size: Int
        var inode: UInt
    }

    let inotify: Inotify
    private let roots: [String]
    /// Folders whose watches are in place; the second map is the first one's inverse.
    private var folders: [Int32: String] = [:]
    private var watches: [String: Int32] = [:]
    /// Folders that hold a root: they tell when the root itself is replaced.
    private var anchors: [Int32: String] = [:]
    private var files: [String: Signature] = [:]
    /// Paths noticed since the last ``takeChanges()``.
    private var noticed: Set<String> = []
    private var isUnsure = false

    init(roots: [String]) throws(Refusal) {
        self.roots = roots.map(Self.normal)
        inotify = try Inotify()
        _ = walk()
    }

    /// Takes in what the kernel says.
    ///
    /// - Returns: Whether something may have changed.
    mutating func absorb() -> Bool {
        for notice in inotify.drain() { absorb(notice) }
        return isUnsure || !noticed.isEmpty
    }

    /// The files that changed, appeared or went since the last call.
    mutating func takeChanges() -> Set<String> {
        var changed = noticed
        noticed = []
        for path in changed { files[path] = Self.signature(path) }
        if isUnsure {
            isUnsure = false
            changed.formUnion(walk())
        }
        return changed
    }

    /// Compares the whole tree with what was last seen: one `stat` a file.
    mutating func reconcile() -> Set<String> {
        isUnsure = true
        return takeChanges()
    }

    /// Whether a name is an editor's or a tool's leftover rather than a file a person keeps.
    static func isLeftover(_ name: some StringProtocol) -> Bool {
        name.hasPrefix(".") || name.hasPrefix("#") || name.hasSuffix("~") || name == "4913"
            || [".swp", ".swo", ".swx", ".tmp", ".part", ".bak"].contains { name.hasSuffix($0) }
    }

    // MARK: Notices

    private mutating func absorb(_ notice: Inotify.Notice) {
        if notice.holds(Int(IN_Q_OVERFLOW)) {
            isUnsure = true
            return
        }
        if let anchor = anchors[notice.watch], isRoot(notice.name, in: anchor) { isUnsure = true }
        if notice.holds(Int(IN_IGNORED)) { anchors[notice.watch] = nil }
        guard let folder = folders[notice.watch] else { return }
        if notice.holds(Int(IN_MOVE_SELF) | Int(IN_DELETE_SELF) | Int(IN_IGNORED) | Int(IN_UNMOUNT)) {
            // The watch follows the folder wherever it went: let go of it, and look again at the path.
            forget(folder)
            isUnsure = true
            return
        }
        guard !Self.isLeftover(notice.name) else { return }
        if notice.holds(Int(IN_ISDIR)) {
            isUnsure = true
            return
        }
        let path = folder + "/" + notice.name
        // A file being created is read once it is written; links are born whole.
        if notice.holds(Int(IN_CREATE)), Self.isBeingWritten(path) { return }
        noticed.insert(path)
    }

    private func isRoot(_ name: String, in folder: String) -> Bool {
        roots.contains(folder == "/" ? "/" + name : folder + "/" + name)
    }

    /// Lets go of a folder and of all that it held.
    private mutating func forget(_ folder: String) {
        let inside = folder + "/"
        for (path, watch) in watches where path == folder || path.hasPrefix(inside) {
            inotify.remove(watch)
            watches[path] = nil
            folders[watch] = nil
        }
    }

    // MARK: Walking

    /// Watches what is there and compares it with what was.
    private mutating func walk() -> Set<String> {
        var seenFolders: Set<String> = []
        var seenFiles: [String: Signature] = [:]
        for root in roots {
            if let anchor = Self.parent(root), let watch = inotify.add(anchor) { anchors[watch] = anchor }
            visit(root, &seenFolders, &seenFiles)
        }
        for path in watches.keys where !seenFolders.contains(path) { forget(path) }
        var changed: Set<String> = []
        for (path, signature) in seenFiles where files[path] != signature { changed.insert(path) }
        for path in files.keys where seenFiles[path] == nil { changed.insert(path) }
        files = seenFiles
        return changed
    }

    private mutating func visit(
        _ folder: String, _ seenFolders: inout Set<String>, _ seenFiles: inout [String: Signature]
    ) {
        guard seenFolders.insert(folder).inserted else { return }
        // Watched before being listed: what appears in between is noticed at least once.
        watch(folder)
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !Self.isLeftover(name) else { continue }
            let path = folder + "/" + name
            var status = stat()
            // A linked folder is not followed: it could lead back here.
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                visit(path, &seenFolders, &seenFiles)
            } else if let signature = Self.signature(path) {
                seenFiles[path] = signature
            }
        }
    }

    /// Without a watch to spare (the kernel counts them), changes are found at the next comparison.
    private mutating func watch(_ folder: String) {
        guard let watch = inotify.add(folder) else { return }
        if let before = watches[folder], before != watch {
            inotify.remove(before)
            folders[before] = nil
        }
        watches[folder] = watch
        folders[watch] = folder
    }

    private static func signature(_ path: String) -> Signature? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Signature(
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec, size: Int(status.st_size),
            inode: UInt(status.st_ino))
    }

    private static func isBeingWritten(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
    }

    private static func normal(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func parent(_ path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
