import ArgumentParser
import Diagnostics
import Glibc

/// What the argument parser says of a wrong usage, which it says in English alone.
enum UsageText {
    /// Its sentences, `{}` for what stands between quotes or to the end, and the same in French.
    private static let sentences: [(english: String, french: String)] = [
        ("Missing expected argument '{}'", "il manque l'argument « {} »"),
        ("Missing value for '{}'", "il manque une valeur à « {} »"),
        ("Missing one of: '{}'", "il manque l'un de : « {} »"),
        ("Missing required subcommand.", "il manque un sous-verbe"),
        ("Unknown option '{}'. Did you mean '{}'?", "option inconnue « {} » ; la plus proche est « {} »"),
        ("Unknown option '{}'", "option inconnue « {} »"),
        ("Unexpected argument '{}'", "argument en trop : « {} »"),
        ("{} unexpected arguments: {}", "{} arguments en trop : {}"),
        (
            "The value '{}' is invalid for '{}'. Please provide one of {}",
            "la valeur « {} » ne convient pas à « {} » : l'un de {}"
        ),
        ("The value '{}' is invalid for '{}': {}", "la valeur « {} » ne convient pas à « {} » : {}"),
        ("The value '{}' is invalid for '{}'", "la valeur « {} » ne convient pas à « {} »"),
        (
            "The option '{}' does not take any value, but '{}' was specified.",
            "l'option « {} » ne prend pas de valeur, et « {} » est donné"
        ),
        ("See '{}' for more information.", "Voir « {} »."),
    ]

    private static let heads = [("Error: ", "Erreur : "), ("Usage: ", "Usage : "), ("Help:  ", "Aide :  ")]

    /// A message of the parser in French; a sentence it is not known to say stays as it is.
    static func french(_ message: String) -> String {
        message.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let margin = line.prefix { $0 == " " }
            var rest = line.dropFirst(margin.count)
            var head = ""
            if let (english, french) = heads.first(where: { rest.hasPrefix($0.0) }) {
                rest = rest.dropFirst(english.count)
                head = french
            }
            return String(margin) + head + (translated(String(rest)) ?? String(rest))
        }.joined(separator: "\n")
    }

    private static func translated(_ sentence: String) -> String? {
        for (english, french) in sentences {
            guard let parts = parts(of: sentence, like: english) else { continue }
            var told = ""
            var left = parts[...]
            for (index, piece) in french.split(separator: "{}", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { told += left.popFirst() ?? "" }
                told += piece
            }
            return told
        }
        return nil
    }

    /// What stands at each `{}` of a pattern; nil where the sentence is not of its shape.
    private static func parts(of sentence: String, like pattern: String) -> [String]? {
        let pieces = pattern.split(separator: "{}", omittingEmptySubsequences: false)
        guard sentence.hasPrefix(pieces[0]) else { return nil }
        var rest = sentence.dropFirst(pieces[0].count)
        var parts: [String] = []
        for (index, piece) in pieces.dropFirst().enumerated() {
            let isLast = index == pieces.count - 2
            if isLast, piece.isEmpty {
                parts.append(String(rest))
                rest = ""
                continue
            }
            guard
                let end = isLast
                    ? (rest.hasSuffix(piece) ? rest.index(rest.endIndex, offsetBy: -piece.count) : nil)
                    : rest.firstRange(of: piece)?.lowerBound
            else { return nil }
            parts.append(String(rest[..<end]))
            rest = rest[end...].dropFirst(piece.count)
        }
        return rest.isEmpty ? parts : nil
    }
}

extension MaillageCommand {
    /// Runs the program: what the parser refuses is told in the reader's language.
    public static func start() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure, language == .fr else { exit(withError: error) }
            let message = UsageText.french(fullMessage(for: error))
            if !message.isEmpty {
                let bytes = Array((message + "\n").utf8)
                _ = write(STDERR_FILENO, bytes, bytes.count)
            }
            exit(withError: ExitCode.validationFailure)
        }
    }

    /// As asked for, else as the locale has it: what was given may be no usage at all.
    private static var language: Language {
        let arguments = CommandLine.arguments
        for (index, argument) in arguments.enumerated() {
            if argument.hasPrefix("--lang=") {
                return Language(rawValue: String(argument.dropFirst(7))) ?? Terminal.localeLanguage
            }
            if argument == "--lang", index + 1 < arguments.count {
                return Language(rawValue: arguments[index + 1]) ?? Terminal.localeLanguage
            }
        }
        return Terminal.localeLanguage
    }
}
