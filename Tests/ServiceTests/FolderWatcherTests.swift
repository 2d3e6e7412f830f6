import Glibc
import Service
import ServiceLifecycle
import Synchronization
import Testing

@Suite("Watched folders")
struct FolderWatcherTests {
    @Test("a burst of writes is one batch")
    func burst() async throws {
        try await watching { folder, seen in
            for n in 1...5 { folder.write("rules/a.yaml", "\(n)") }
            folder.write("rules/b.yaml")
            try await eventually { seen.batches.count == 1 }
            #expect(seen.names == ["a.yaml", "b.yaml"])
        }
    }

    @Test("editors' ways of saving name the file and nothing else", arguments: ["rename", "vim", "in place", "link"])
    func saving(_ way: String) async throws {
        try await watching { folder, seen in
            switch way {
            case "rename":
                folder.write("rules/.a.yaml.tmp")
                rename(folder("rules/.a.yaml.tmp"), folder("rules/a.yaml"))
            case "vim":
                folder.write("rules/.a.yaml.swp")
                folder.write("rules/4913")
                unlink(folder("rules/4913"))
                rename(folder("rules/a.yaml"), folder("rules/a.yaml~"))
                folder.write("rules/a.yaml", "new")
                unlink(folder("rules/a.yaml~"))
                unlink(folder("rules/.a.yaml.swp"))
            case "link": symlink("a.yaml", folder("rules/other.yaml"))
            default: folder.write("rules/a.yaml", "other")
            }
            try await eventually { !seen.batches.isEmpty }
            #expect(seen.names == [way == "link" ? "other.yaml" : "a.yaml"])
        }
    }

    @Test("a file is told once written, not while it is")
    func slowWrite() async throws {
        try await watching { folder, seen in
            let descriptor = open(folder("rules/slow.csv"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            write(descriptor, "a", 1)
            try await Task.sleep(for: .milliseconds(150))
            #expect(seen.batches.isEmpty)
            close(descriptor)
            try await eventually { seen.names == ["slow.csv"] }
        }
    }

    @Test("what goes is told too")
    func removal() async throws {
        try await watching { folder, seen in
            unlink(folder("rules/a.yaml"))
            try await eventually { seen.names == ["a.yaml"] }
        }
    }

    @Test("folders made later are watched, with what they already hold")
    func newFolder() async throws {
        try await watching { folder, seen in
            folder.makeFolder("rules/law")
            folder.makeFolder("rules/law/deep")
            folder.write("rules/law/deep/one.yaml")
            try await eventually { seen.names == ["one.yaml"] }
            folder.write("rules/law/deep/two.yaml")
            try await eventually { seen.names == ["one.yaml", "two.yaml"] }
        }
    }

    @Test("a folder replaced by another is followed by its name")
    func swap() async throws {
        try await watching { folder, seen in
            folder.makeFolder("new")
            folder.write("new/c.yaml")
            rename(folder("rules"), folder("old"))
            rename(folder("new"), folder("rules"))
            try await eventually { seen.names == ["a.yaml", "c.yaml"] }
            folder.write("old/a.yaml", "nobody cares")
            folder.write("rules/c.yaml", "again")
            try await eventually { seen.batches.last == ["c.yaml"] && seen.batches.count > 1 }
        }
    }

    @Test("a folder inside, moved away and made again, is watched again")
    func innerSwap() async throws {
        try await watching { folder, seen in
            folder.makeFolder("rules/x")
            folder.write("rules/x/1.yaml")
            try await eventually { seen.names == ["1.yaml"] }
            rename(folder("rules/x"), folder("gone"))
            folder.makeFolder("rules/x")
            folder.write("rules/x/2.yaml")
            try await eventually { seen.names == ["1.yaml", "2.yaml"] }
            folder.write("rules/x/3.yaml")
            try await eventually { seen.names == ["1.yaml", "2.yaml", "3.yaml"] }
        }
    }

    @Test("a watched folder that is a link is followed when it points elsewhere")
    func linkSwap() async throws {
        let folder = try TemporaryFolder()
        folder.makeFolder("v1")
        folder.makeFolder("v2")
        folder.write("v1/a.yaml")
        folder.write("v2/b.yaml")
        symlink("v1", folder("current"))
        try await watching(folder, ["current"]) { folder, seen in
            symlink("v2", folder("next"))
            rename(folder("next"), folder("current"))
            try await eventually { seen.names == ["a.yaml", "b.yaml"] }
            folder.write("v2/c.yaml")
            try await eventually { seen.names == ["a.yaml", "b.yaml", "c.yaml"] }
        }
    }

    @Test("a folder that does not exist yet is watched from when it does")
    func later() async throws {
        try await watching(try TemporaryFolder(), ["rules"]) { folder, seen in
            folder.makeFolder("rules")
            folder.write("rules/a.yaml")
            try await eventually { seen.names == ["a.yaml"] }
        }
    }

    @Test("more changes than the kernel keeps are found by looking")
    func overflow() async throws {
        let limit = try #require(
            (try? String(decoding: contents("/proc/sys/fs/inotify/max_queued_events"), as: UTF8.self))
                .flatMap { Int($0.split(separator: "\n")[0]) })
        guard limit <= 20_000 else { return }
        try await watching { folder, seen in
            // Faster than anyone drains, on one file: the queue fills, the other file's notice is lost or not.
            for n in 0..<(limit + 2000) {
                rename(
                    folder(n % 2 == 0 ? "rules/a.yaml" : "rules/z.yaml"),
                    folder(n % 2 == 0 ? "rules/z.yaml" : "rules/a.yaml"))
            }
            folder.write("rules/last.yaml")
            try await eventually { seen.names.contains("last.yaml") }
        }
    }

    @Test("a change that no notice tells is found by the timer")
    func reconcile() async throws {
        let folder = try TemporaryFolder()
        folder.makeFolder("far")
        folder.makeFolder("far/rules")
        try await watching(folder, ["far/rules"], reconciling: .milliseconds(100)) { folder, seen in
            // The grandparent is not watched.
            rename(folder("far"), folder("away"))
            folder.makeFolder("far")
            folder.makeFolder("far/rules")
            folder.write("far/rules/new.yaml")
            try await eventually { seen.names.contains("new.yaml") }
        }
    }

    @Test(
        "leftovers are told from files",
        arguments: [
            (".hidden", false), (".a.yaml.swp", false), ("a.yaml~", false), (".#a.yaml", false), ("#a.yaml#", false),
            ("4913", false), ("a.yaml.tmp", false), ("a.yaml", true), ("4913.csv", true), ("a~b.csv", true),
        ])
    func leftovers(_ name: String, _ isKept: Bool) async throws {
        try await watching { folder, seen in
            folder.write("rules/" + name)
            folder.write("rules/witness")
            try await eventually { seen.names.contains("witness") }
            #expect(seen.names.contains(name) == isKept)
        }
    }

    // MARK: Watching

    private final class Seen: Sendable {
        private let all = Mutex<[Set<String>]>([])
        var batches: [Set<String>] { all.withLock { $0 } }
        var names: Set<String> { batches.reduce([]) { $0.union($1) } }
        func add(_ paths: Set<String>) {
            all.withLock { $0.append(Set(paths.map { String($0.split(separator: "/").last ?? "") })) }
        }
    }

    private func watching(_ body: (TemporaryFolder, Seen) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        folder.makeFolder("rules")
        folder.write("rules/a.yaml")
        try await watching(folder, ["rules"], body)
    }

    private func watching(
        _ folder: TemporaryFolder, _ names: [String], reconciling: Duration? = nil,
        _ body: (TemporaryFolder, Seen) async throws -> Void
    ) async throws {
        let watcher = FolderWatcher(
            folders: names.map { folder($0) }, quiet: .milliseconds(60), reconciling: reconciling)
        let (watched, isWatched) = AsyncStream<Void>.makeStream()
        let running = Task { try await watcher.run(onWatching: { isWatched.yield() }) }
        let seen = Seen()
        let collecting = Task { for await batch in watcher.changes { seen.add(batch) } }
        _ = await watched.first { _ in true }
        let result = await Result { try await body(folder, seen) }
        running.cancel()
        collecting.cancel()
        _ = await running.result
        try result.get()
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

private func contents(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
}
