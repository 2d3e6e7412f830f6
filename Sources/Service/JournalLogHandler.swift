import Glibc
public import Logging

/// Writes log lines on standard error, one `write` each; under systemd, entries of the journal with a field for each
/// item of metadata.
///
/// Where standard error is not a terminal, each line begins with a priority in angle brackets, which the
/// journal takes off and files (`sd-daemon(3)`). Metadata follow as `key=value`, in order of keys.
public struct JournalLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let hasPriorities: Bool
    private let descriptor: Int32
    private let journal: JournalSocket?

    public init(level: Logger.Level = .info, descriptor: Int32 = 2, journal: JournalSocket? = nil) {
        logLevel = level
        self.journal = journal
        self.descriptor = descriptor
        hasPriorities = isatty(descriptor) == 0
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var text = "\(event.message)"
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted(by: { $0.key < $1.key })
        for (key, value) in all { text += " \(key)=\(Self.quoted("\(value)"))" }
        if let journal {
            let fields = all.map { (name: JournalSocket.field($0.key), value: "\($0.value)") }
            let own = [
                (name: "MESSAGE", value: text), (name: "PRIORITY", value: "\(Self.priority(event.level))"),
                (name: "SYSLOG_IDENTIFIER", value: "maillaged"),
            ]
            if journal.send(own + fields) { return }
        }
        let prefix = hasPriorities ? "<\(Self.priority(event.level))>" : ""
        // The journal files each line by itself: the priority is repeated.
        let lines = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
        let bytes = Array(lines.map { prefix + $0 + "\n" }.joined().utf8)
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func quoted(_ text: String) -> String {
        text.contains(where: { $0 == " " || $0 == "\"" || $0.isNewline }) ? text.debugDescription : text
    }

    /// Syslog's numbers: 3 error, 4 warning, 5 notice, 6 information, 7 debugging.
    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
