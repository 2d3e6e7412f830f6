import Diagnostics
import Glibc
import Testing

@testable import Intake

/// A folder of the test's own, removed with it.
private final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/intake-tests-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit { removeAll(path) }

    func write(_ name: String, _ text: String) throws {
        if let slash = name.lastIndex(of: "/") { mkdir("\(path)/\(name[..<slash])", 0o700) }
        let file = try #require(fopen("\(path)/\(name)", "w"))
        fputs(text, file)
        fclose(file)
    }

    private func removeAll(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard name != ".", name != ".." else { continue }
                if unlink("\(path)/\(name)") != 0 { removeAll("\(path)/\(name)") }
            }
            closedir(folder)
        }
        rmdir(path)
    }
}

@Suite struct FolderReaderTests {
    @Test func textsAreReadSortedAndTheRestIsSkipped() throws {
        let scratch = try Scratch()
        try scratch.write("territory.yaml", "a: 1\n")
        try scratch.write("communes.csv", "id\n")
        try scratch.write("projects/b.yml", "b\n")
        try scratch.write("projects/a.yaml", "a\n")
        try scratch.write("README.md", "x")
        try scratch.write(".hidden.csv", "x")
        try scratch.write(".git/config.yaml", "x")
        let contents = FolderReader.read(scratch.path)
        #expect(contents.files.map(\.name) == ["communes.csv", "projects/a.yaml", "projects/b.yml", "territory.yaml"])
        #expect(contents.files.first?.bytes == Array("id\n".utf8))
        #expect(contents.isComplete && contents.unread.isEmpty && contents.diagnostics.isEmpty)
    }

    @Test func linksOutOfTheFolderAreRefused() throws {
        let outside = try Scratch()
        try outside.write("secret.csv", "id\n")
        let scratch = try Scratch()
        try scratch.write("communes.csv", "id\n")
        symlink("\(outside.path)/secret.csv", "\(scratch.path)/services.csv")
        symlink("communes.csv", "\(scratch.path)/villes.csv")
        symlink("nowhere.csv", "\(scratch.path)/lost.csv")
        symlink(outside.path, "\(scratch.path)/folder")
        let contents = FolderReader.read(scratch.path)
        #expect(contents.files.map(\.name) == ["communes.csv", "villes.csv"])
        #expect(contents.unread == ["lost.csv", "services.csv"])
        #expect(contents.diagnostics.map(\.code) == [IntakeCode.notRead, IntakeCode.notRead])
    }

    @Test func whatIsTooLargeIsSaidAndNotTakenForAbsent() throws {
        let scratch = try Scratch()
        try scratch.write("communes.csv", "id\n1\n2\n")
        try scratch.write("services.csv", "id\n")
        let contents = FolderReader.read(scratch.path, limits: FolderLimits(fileBytes: 5))
        #expect(contents.files.map(\.name) == ["services.csv"])
        #expect(contents.unread == ["communes.csv"])
        let few = FolderReader.read(scratch.path, limits: FolderLimits(files: 1))
        #expect(few.files.count == 1 && few.unread == ["services.csv"])
    }

    @Test func pipesDoNotHang() throws {
        let scratch = try Scratch()
        mkfifo("\(scratch.path)/communes.csv", 0o600)
        #expect(FolderReader.read(scratch.path).files.isEmpty)
        let (file, diagnostics) = FolderReader.readFile("\(scratch.path)/communes.csv")
        #expect(file == nil && diagnostics.count == 1)
    }

    @Test func aFolderThatIsNotThere() {
        let contents = FolderReader.read("/nonexistent/folder")
        #expect(!contents.isComplete)
        #expect(
            contents.diagnostics.first?.headline.en
                == "cannot read '/nonexistent/folder': cannot open the folder: it does not exist")
    }
}
