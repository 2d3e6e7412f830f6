import ArgumentParser
import Diagnostics
import Glibc
import JSON
import Queries

import struct FEEL.CalendarDate
import struct FEEL.DateAndTime
import struct FEEL.EvaluationOptions
import struct FEEL.TableAnalysis
import struct FEEL.TimeOfDay

struct Feel: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluate a FEEL expression; a session on a terminal; JSON Lines with --batch.",
        discussion: """
            maillage feel '1 + x' --context '{"x": 2}'
            maillage feel 'x > 5' --context '{"x": {"t": "unknown", "type": "number", "range": "[6..9]"}}'
            maillage feel --batch < questions.ndjson > answers.ndjson
            """)

    @Argument(help: "Expression; standard input otherwise.") var expression: String?
    @Option(help: "Variables: a JSON object, of plain or typed values.") var context: String?
    @Flag(help: "Only tell the type and what is wrong.") var check = false
    @Flag(help: "Show the value of each part.") var explain = false
    @Flag(help: "Read JSON Lines, answer each with a line of JSON.") var batch = false
    @Option(help: "Decision models, JSON Lines: those that --batch lines may name, or that --check checks.")
    var models: String?
    @Option(help: "What today() answers, as 2026-06-15; the local date otherwise.") var today: String?
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let options = try evaluationOptions()
        if batch { return try runBatch(FeelBatch(options: options), terminal) }
        if check, let models { return try checkModels(models, terminal) }
        let variables = try FeelVariables(json: context, terminal: terminal)
        var session = FeelSession(variables: variables, options: options, terminal: terminal, format: common.output)
        if let expression {
            guard session.run(expression, check: check, explain: explain) else { throw Exit.refused }
            return
        }
        if isatty(STDIN_FILENO) == 1 { return session.converse() }
        var text = ""
        while let line = readLine(strippingNewline: false) { text += line }
        guard session.run(text, check: check, explain: explain) else { throw Exit.refused }
    }

    private func evaluationOptions() throws -> EvaluationOptions {
        var date = Today.date
        if let today {
            guard let given = CalendarDate(today) else {
                throw ValidationError("--today: \(today) is not a date")
            }
            date = given
        }
        return EvaluationOptions(today: .date(date), now: .dateTime(DateAndTime(date, Today.time)))
    }

    /// Prints what is wrong, then a line a table; defects end with the exit code of a refusal.
    private func checkModels(_ path: String, _ terminal: Terminal) throws {
        let result = TableCheck(try TextFile.read(path, terminal))
        terminal.print(result.diagnostics + result.tables.flatMap(\.diagnostics))
        for table in result.tables {
            switch common.output {
            case .json, .ndjson: terminal.print(table.json.serialized())
            case .table, .csv, .tsv: terminal.print(summary(table)[terminal])
            }
        }
        if result.hasDefects { throw Exit.refused }
    }

    private func summary(_ analysis: TableAnalysis) -> Localized {
        let found = analysis.diagnostics
        let rules = analysis.table.rules.count
        let defects = found.count { $0.severity == .warning }
        let notes = found.count { $0.severity == .note }
        return Localized(
            fr: "\(analysis.name) : \(rules) règles, \(defects) défauts, \(notes) remarques",
            en: "\(analysis.name): \(rules) rules, \(defects) defects, \(notes) notes")
    }

    private func runBatch(_ batch: FeelBatch, _ terminal: Terminal) throws {
        var batch = batch
        if let models {
            let text = try TextFile.read(models, terminal)
            terminal.print(batch.load(models: text))
        }
        var number = 0
        while let line = readLine() {
            number += 1
            let answer = check ? batch.check(line, number: number) : batch.answer(line, number: number)
            terminal.print(answer.serialized())
        }
    }
}

extension Today {
    /// The local time of day, with its distance from UTC.
    static var time: TimeOfDay {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        localtime_r(&now.tv_sec, &parts)
        // A leap second is read as the second before it.
        return TimeOfDay(
            hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: min(Int(parts.tm_sec), 59),
            nanoseconds: Int(now.tv_nsec), zone: .offset(seconds: Int32(clamping: parts.tm_gmtoff))) ?? .midnight
    }
}

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What a diagnostic's code means, with an example and its correction.", aliases: ["expliquer"])

    @Argument(help: "Code: R204. All of them without it.") var code: String?
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        guard let code else {
            for page in DiagnosticCatalogue.pages { terminal.print("\(page.code)  \(page.title[terminal])") }
            return
        }
        let wanted = Code(code.uppercased())
        if let page = DiagnosticCatalogue.page(for: wanted) {
            return terminal.print(page.text(terminal.language))
        }
        var help: Localized?
        if let nearest = DiagnosticCatalogue.nearest(to: wanted) {
            help = Localized(fr: "le plus proche est « \(nearest) »", en: "the nearest is '\(nearest)'")
        }
        terminal.print([
            Diagnostic("A020", Localized(fr: "code inconnu « \(code) »", en: "unknown code '\(code)'"), help: help)
        ])
        throw Exit.missing
    }
}
