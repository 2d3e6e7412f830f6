import Diagnostics
import Glibc
import JSON
import Wire

/// The edge to a person: language, colour, width, standard streams.
struct Terminal {
    var language: Language

    /// French where the locale says so, English elsewhere.
    static var localeLanguage: Language {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let value = environment(name), !value.isEmpty { return value.hasPrefix("fr") ? .fr : .en }
        }
        return .en
    }

    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Where the daemon is: as told, as the environment says, or as the units lay it out.
    static func socketPath(_ told: String?) -> String {
        told ?? environment("MAILLAGE_SOCKET") ?? DaemonSocket.standardPath
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Colour only on a terminal, and never with `NO_COLOR` or a dumb one.
    static func usesColour(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }

    static func width(_ descriptor: Int32) -> Int {
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 { return Int(size.ws_col) }
        return 100
    }

    func print(_ text: String) {
        Terminal.write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDOUT_FILENO)
    }

    func print(_ json: JSONValue) {
        print(json.serialized(pretty: true))
    }

    /// Diagnostics go to standard error.
    func print(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        let renderer = TerminalRenderer(
            language: language, colour: Terminal.usesColour(STDERR_FILENO), width: Terminal.width(STDERR_FILENO))
        let text = renderer.render(diagnostics)
        Terminal.write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDERR_FILENO)
    }

    /// Writes it all, or stops where nobody reads any more.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EINTR {
                continue
            } else {
                return
            }
        }
    }
}

extension Localized {
    subscript(terminal: Terminal) -> String { self[terminal.language] }
}
