import Diagnostics
import FEEL
import Foundation
import Testing
import World

@testable import Store

@Suite struct ExportTests {
    static func filled(_ folder: Folder) throws -> Store {
        let store = try Store(path: folder.database)
        var random = RandomChanges(seed: 7)
        for _ in 0..<20 { try store.append(random.changeSet()) }
        try store.recordTransitions(
            territory: "T1", cells: [StoredCell(rule: "r", subject: "equipement/A1", verdict: "yes", value: "1")],
            cause: 3, at: day, packHash: "p", recordedAt: "2026-11-23T05:00:00Z")
        try store.keepPack("p", files: [SourceText(name: "rules/a.yaml", text: "format: rules/1\n# é\n")])
        try store.recordPackEvent(
            PackEvent(outcome: .accepted, packHash: "p", diagnostics: "[]", recordedAt: "2026-11-23T05:00:00Z"))
        try store.addMilestone("COPIL 12/03", at: nil, author: mairie, reason: "", recordedAt: "2026-11-23T05:00:00Z")
        _ = try store.recordEvents([
            StoredEvent(
                kind: "change", territory: "T1", journal: 1, body: "{}", recordedAt: "2026-11-23T05:00:00Z")
        ])
        _ = try store.erase(
            Erasure(
                territory: "T1", record: RecordID(kind: "equipement", key: "A1"), attribute: "places", author: mairie,
                reason: "essai", recordedAt: "2026-11-23T05:00:00Z"))
        return store
    }

    @Test("whatever the umask, what is confidential is for the owner's eyes: store, lock, export, copy, restored store")
    func modes() throws {
        let folder = try Folder()
        let store = try Self.filled(folder)
        _ = try store.export(to: "\(folder.path)/export")
        try store.backup(to: "\(folder.path)/copie.sqlite")
        _ = try Store.restore(from: "\(folder.path)/export", to: "\(folder.path)/refaite.sqlite")
        var found: [String: mode_t] = [:]
        func look(_ path: String) throws {
            var status = stat()
            try #require(lstat(path, &status) == 0)
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            found[path] = status.st_mode & 0o777
            if isFolder, let listing = opendir(path) {
                defer { closedir(listing) }
                while let entry = readdir(listing) {
                    let name = withUnsafePointer(to: &entry.pointee.d_name) {
                        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    }
                    if name != ".", name != ".." { try look("\(path)/\(name)") }
                }
            }
        }
        try look(folder.path)
        #expect(found.count > 18, "\(found.keys.sorted())")
        for (path, mode) in found where path != folder.path {
            let isLock = path.hasSuffix("-lock")
            #expect(mode & (isLock ? 0o007 : 0o077) == 0, "\(path) \(String(mode, radix: 8))")
        }
    }

    @Test func anExportComesBackTheSame() throws {
        let folder = try Folder()
        let store = try Self.filled(folder)
        let hash = try store.export(to: "\(folder.path)/export")
        let copy = "\(folder.path)/copie.sqlite"
        #expect(try Store.restore(from: "\(folder.path)/export", to: copy) == hash)
        let restored = try Store(path: copy)
        #expect(try restored.export(to: "\(folder.path)/encore") == hash)
        #expect(try restored.verify() == store.verify())
        #expect(try restored.journal() == store.journal())
        for territory in ["T1", "T2"] {
            #expect(try restored.factBase(territory: territory).said == store.factBase(territory: territory).said)
        }
        #expect(try restored.milestones() == store.milestones())
        #expect(try restored.packFiles("p").map(\.name) == ["rules/a.yaml"])
        // Numbers go on where they were.
        #expect(try restored.append(changes([])).seq == (try store.append(changes([]))).seq)
        #expect(try restored.latestEvent() == store.latestEvent())
    }

    @Test func anAlteredExportIsRefusedAndNothingIsLeft() throws {
        let folder = try Folder()
        let store = try Self.filled(folder)
        _ = try store.export(to: "\(folder.path)/export")
        let journal = URL(fileURLWithPath: "\(folder.path)/export/journal.ndjson")
        let text = try String(contentsOf: journal, encoding: .utf8)
        try text.replacingOccurrences(of: "essai", with: "autre").write(to: journal, atomically: true, encoding: .utf8)
        let copy = "\(folder.path)/copie.sqlite"
        let error = #expect(throws: StoreError.self) { try Store.restore(from: "\(folder.path)/export", to: copy) }
        #expect(error?.kind == .unreadableExport)
        try FileManager.default.removeItem(at: journal)
        #expect(throws: StoreError.self) { try Store.restore(from: "\(folder.path)/export", to: copy) }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("copie") } == [])
    }

    @Test func nothingIsOverwritten() throws {
        let folder = try Folder()
        let store = try Self.filled(folder)
        _ = try store.export(to: "\(folder.path)/export")
        #expect(throws: StoreError.self) { try store.export(to: "\(folder.path)/export") }
        #expect(throws: StoreError.self) { try Store.restore(from: "\(folder.path)/export", to: folder.database) }
    }
}
