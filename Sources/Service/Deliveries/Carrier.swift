import Glibc
import Intake
import JSON
import Subprocess

/// Hands one message to one channel.
struct Carrier: Sendable {
    /// How long a program may take.
    var patience: Duration = .seconds(30)

    /// - Parameter message: As `AlertAnswers.message` makes it.
    /// - Returns: Why it did not arrive; nil when it did.
    func carry(_ message: JSONValue, by channel: Channel) async -> String? {
        switch channel {
        case .file(let path): return append(message.serialized() + "\n", to: path)
        case .program(let path, let arguments):
            return await start(path, arguments, input: message.serialized() + "\n")
        case .mail(let to, let from, let sendmail):
            return await start(sendmail, ["-i", "-t"], input: Self.mail(message, to: to, from: from))
        }
    }

    // MARK: Programs

    private enum End: Sendable {
        case ended(TerminationStatus)
        case late
        case failed(String)
    }

    /// No shell, and nothing of the daemon's environment but the path.
    ///
    /// Files stand for its input and its errors: pipes whose other end goes away first are a trap of the
    /// library's (swift-subprocess 1.0.2 ends the process there).
    private func start(_ path: String, _ arguments: [String], input: String) async -> String? {
        guard let given = Scratch(), let said = Scratch(), given.write(input) else {
            return "\(path): \(systemMessage(errno))"
        }
        let limit = patience
        var options = PlatformOptions()
        // What the program starts ends with it.
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
        ]
        let prepared = options
        let end = await withTaskGroup(of: End.self) { group in
            group.addTask {
                do {
                    let result = try await run(
                        .path(.init(path)), arguments: Arguments(arguments),
                        environment: .custom(["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]),
                        workingDirectory: .init("/"), platformOptions: prepared,
                        input: .fileDescriptor(.init(rawValue: given.descriptor), closeAfterSpawningProcess: false),
                        output: .discarded,
                        error: .fileDescriptor(.init(rawValue: said.descriptor), closeAfterSpawningProcess: false))
                    return .ended(result.terminationStatus)
                } catch {
                    return .failed("\(error)")
                }
            }
            group.addTask {
                do { try await Task.sleep(for: limit) } catch { return .failed("stopped") }
                return .late
            }
            let first = await group.next() ?? .late
            group.cancelAll()
            return first
        }
        switch end {
        case .ended(.exited(0)): return nil
        case .ended(let status):
            let line = said.text.split(whereSeparator: \.isNewline).last.map { ": \($0.prefix(300))" } ?? ""
            return "\(path): \(status)\(line)"
        case .late: return "\(path): no end within \(limit)"
        case .failed(let why): return "\(path): \(why.prefix(300))"
        }
    }

    // MARK: Files

    /// One write, then a sync: readers see whole lines.
    private func append(_ line: String, to path: String) -> String? {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { return "\(path): \(systemMessage(errno))" }
        defer { close(descriptor) }
        let bytes = Array(line.utf8)
        let before = lseek(descriptor, 0, SEEK_END)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let reason = systemMessage(errno)
            // A line cut short would join the next one.
            ftruncate(descriptor, before)
            return "\(path): \(reason)"
        }
        return nil
    }

    // MARK: Mail

    /// - Source: RFC 5322 for the message, RFC 2047 for the subject.
    static func mail(_ message: JSONValue, to: [String], from: String?) -> String {
        let key = message["key"]?.stringValue ?? ""
        let subject = message["subject"]?.stringValue ?? ""
        var lines: [String] = []
        if let from { lines.append("From: \(from)") }
        lines.append("To: \(to.joined(separator: ", "))")
        lines.append("Subject: \(encoded(subject))")
        // The same for the same notice: a reader's program shows it once.
        lines.append("Message-ID: <\(key.filter { !$0.isWhitespace && $0 != "<" && $0 != ">" })@maillage>")
        lines += [
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit", "", message["text"]?.stringValue ?? "",
        ]
        return lines.joined(separator: "\n")
    }

    /// Words of at most 75 characters, of whole characters.
    private static func encoded(_ text: String) -> String {
        if text.utf8.allSatisfy({ (32..<127).contains($0) }), text.utf8.count < 70 { return text }
        var words: [String] = []
        var word: [UInt8] = []
        for character in text where !character.isNewline {
            let bytes = Array(String(character).utf8)
            if word.count + bytes.count > 42, !word.isEmpty {
                words.append(base64(word))
                word = []
            }
            word += bytes
        }
        if !word.isEmpty { words.append(base64(word)) }
        return words.map { "=?UTF-8?B?\($0)?=" }.joined(separator: "\n ")
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = 0
            for byte in group { bits = bits << 8 | Int(byte) }
            bits <<= 8 * (3 - group.count)
            for index in 0..<4 {
                text.append(index <= group.count ? digits[bits >> (18 - 6 * index) & 63] : "=")
            }
        }
        return text
    }
}

/// A file without a name, gone with this.
private final class Scratch: Sendable {
    let descriptor: Int32

    init?() {
        var template = Array("/tmp/maillage-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        if descriptor < 0 { return nil }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Writes it all, and goes back to its beginning.
    func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return lseek(descriptor, 0, SEEK_SET) == 0
    }

    /// The last 4 KiB.
    var text: String {
        let size = lseek(descriptor, 0, SEEK_END)
        let start = max(0, size - 4096)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, start)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
