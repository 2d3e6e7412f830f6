import Glibc

/// Reads lines typed on a terminal, with editing and a history that outlives the session.
///
/// Editing is libedit's, where the machine has it: it is looked for when a session begins, and nothing else needs it.
/// Without it, lines are read as the terminal gives them; the history is kept all the same.
struct LineEditor {
    /// Lines of earlier sessions that are remembered.
    private static let most = 1_000

    private let read: ReadLine?
    private let remember: AddHistory?
    private let file: String?
    private var last: String?

    private typealias ReadLine = @convention(c) (UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>?
    private typealias AddHistory = @convention(c) (UnsafePointer<CChar>) -> CInt

    /// - Parameter name: Of the file of the history, in `XDG_STATE_HOME/maillage`.
    init(history name: String) {
        setlocale(LC_CTYPE, "")
        // Where the locale is not installed, or none is named, the editor would drop what is not ASCII.
        if String(cString: nl_langinfo(CInt(CODESET))) != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
        let library = Terminal.environment("TERM") == "dumb" ? nil : dlopen("libedit.so.2", RTLD_NOW)
        func symbol(_ name: String) -> UnsafeMutableRawPointer? { library.flatMap { dlsym($0, name) } }
        read = symbol("readline").map { unsafeBitCast($0, to: ReadLine.self) }
        remember = symbol("add_history").map { unsafeBitCast($0, to: AddHistory.self) }
        file = LineEditor.folder.map { $0 + "/" + name }
        for line in LineEditor.lines(of: file).suffix(LineEditor.most) { _ = remember?(line) }
    }

    /// - Returns: nil at the end of input.
    mutating func line(_ prompt: String) -> String? {
        guard let read else {
            Terminal.write(Array(prompt.utf8), to: STDOUT_FILENO)
            return readLine().map { kept($0) }
        }
        guard let text = read(prompt) else { return nil }
        defer { free(text) }
        return kept(String(cString: text))
    }

    /// Adds a line to the history, unless it is the one before or empty.
    private mutating func kept(_ line: String) -> String {
        guard line.contains(where: { !$0.isWhitespace }), line != last else { return line }
        last = line
        _ = remember?(line)
        guard let file else { return line }
        // What is tried may tell of people: it is the user's alone.
        let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else { return line }
        Terminal.write(Array((line + "\n").utf8), to: descriptor)
        close(descriptor)
        return line
    }

    /// Made when it is not there; nil where there is no home.
    private static var folder: String? {
        let state = Terminal.environment("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        guard let root = state ?? Terminal.environment("HOME").map({ $0 + "/.local/state" }) else { return nil }
        let folder = root + "/maillage"
        var path = ""
        for part in folder.split(separator: "/") {
            path += "/" + part
            mkdir(path, 0o700)
        }
        return Terminal.isFolder(folder) ? folder : nil
    }

    private static func lines(of file: String?) -> [String] {
        guard let file, let handle = fopen(file, "r") else { return [] }
        defer { fclose(handle) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, handle), count > 0 { bytes += buffer[..<count] }
        return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }
}
