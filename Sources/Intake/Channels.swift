public import Diagnostics
import YAMLReader

/// How a notice leaves the machine's daemon: what the administrator says, never what rules or policies do.
public enum Channel: Hashable, Sendable {
    /// A program run with the notice as JSON on its standard input; no shell. The path is absolute.
    case program(path: String, arguments: [String])
    /// `sendmail -t`-like: the program reads a message with its headers on standard input.
    case mail(to: [String], from: String?, sendmail: String)
    /// One JSON line a notice at the end of a file; the path is absolute.
    case file(String)
}

/// Reads `format: channels/1`.
///
/// ```yaml
/// format: channels/1
/// channels:
///   mission: {kind: mail, to: [mission@example.org]}
///   direction: {kind: program, path: /usr/lib/maillage/notify, arguments: [--urgent]}
///   archive: {kind: file, path: /var/lib/maillage/notices.ndjson}
/// ```
public enum ChannelFile {
    private enum Kind: String, CaseIterable { case program, mail, file }

    public static func read(_ text: SourceText) -> ([String: Channel], [Diagnostic]) {
        let (node, diagnostics) = YAMLReader.read(text)
        let context = DecodingContext()
        context.report(diagnostics)
        guard let node, let fields = Fields(node, of: Localized(fr: "des canaux", en: "channels"), context) else {
            return ([:], context.diagnostics)
        }
        _ = fields.required("format").flatMap { context.choice($0, among: ["channels/1"]) }
        var channels: [String: Channel] = [:]
        for pair in fields.mapping("channels") {
            guard let name = context.string(pair.key),
                let fields = Fields(pair.value, of: Localized(fr: "un canal", en: "a channel"), context)
            else { continue }
            if let channel = channel(fields, context) { channels[name] = channel }
            fields.finish()
        }
        fields.finish()
        return (channels, context.diagnostics.inOrder())
    }

    private static func channel(_ fields: Fields, _ context: DecodingContext) -> Channel? {
        guard let kind: Kind = fields.choice("kind", required: true) else { return nil }
        switch kind {
        case .program:
            let arguments = fields.strings("arguments")
            return path(fields, "path", context).map { .program(path: $0, arguments: arguments) }
        case .file:
            return path(fields, "path", context).map { .file($0) }
        case .mail:
            let to = fields.strings("to", required: true)
            let from = fields.string("from")
            let sendmail = fields.has("sendmail") ? path(fields, "sendmail", context) : "/usr/sbin/sendmail"
            // A line break would be another header.
            let isPlain = (to + [from ?? ""]).allSatisfy { !$0.contains { $0.isNewline } }
            guard !to.isEmpty, isPlain, let sendmail else { return nil }
            return .mail(to: to, from: from, sendmail: sendmail)
        }
    }

    private static func path(_ fields: Fields, _ key: String, _ context: DecodingContext) -> String? {
        guard let node = fields.required(key), let path = context.string(node) else { return nil }
        if path.hasPrefix("/") { return path }
        context.report(
            Diagnostic(
                "F090",
                Localized(fr: "« \(path) » n'est pas un chemin absolu", en: "'\(path)' is no absolute path"),
                at: node.location,
                help: Localized(fr: "l'écrire depuis la racine : /usr/…", en: "write it from the root: /usr/…")))
        return nil
    }
}
