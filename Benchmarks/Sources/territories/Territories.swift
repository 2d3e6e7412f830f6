import Columnar
import Diagnostics
import Engine
import FEEL
import Foundation
import Intake
import Packs
import World

/// Evaluates the pack of a folder over the tables of the common workload, and prints one line of JSON; with `--updates`,
/// that of what each of the workload's changes of one fact takes afterwards.
///
///     territories --pack FOLDER --data FOLDER [--scale 1|10|100] [--jobs N] [--repeat N] [--updates yes]
@main
struct Territories {
    static func main() throws {
        let arguments = CommandLine.arguments
        func option(_ name: String) -> String? {
            arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
        }
        guard let folder = option("--pack"), let data = option("--data") else { throw Failure("--pack, --data") }
        let scale = option("--scale") ?? "1"
        let jobs = option("--jobs").flatMap { Int($0) } ?? 2
        let repeats = option("--repeat").flatMap { Int($0) } ?? 3
        let started = Date()
        let pack = try readPack(folder)
        var tables = Tables(pack.vocabulary)
        for name in ["epci", "commune", "service", "facility"] {
            try tables.read(mapping("\(folder)/\(name).import.yaml", pack.vocabulary), "\(data)/s\(scale)/\(name).csv")
        }
        try tables.product("competence")
        try tables.count()
        let date = CalendarDate("2026-06-15")!
        let world = ColumnarWorld(tables: tables.tables, vocabulary: pack.vocabulary, date: date, source: "tables")
        tables = Tables(pack.vocabulary)
        let loaded = Date().timeIntervalSince(started)
        var times: [Double] = []
        var last: ColumnarEvaluation?
        for _ in 0..<repeats {
            last = nil
            let start = Date()
            last = ColumnarEvaluation(pack: pack, world: world, jobs: jobs)
            times.append(Date().timeIntervalSince(start))
        }
        guard let evaluation = last else { return }
        for (rule, reason) in evaluation.leftToGeneral {
            FileHandle.standardError.write(Data("\(rule): \(reason)\n".utf8))
        }
        let unsaid = pack.rules.reduce(0) { $0 + evaluation.integers(of: $1.id).count { $0 == nil } }
        let checks = Checks(evaluation)
        if option("--updates") != nil {
            print(try Updates(evaluation, "\(data)/s\(scale)").run())
            return
        }
        print(
            """
            {"w3_s": \(times.sorted()[times.count / 2]), "w3_least_s": \(times.min() ?? 0), "load_s": \(loaded), \
            "jobs": \(jobs), "pairs": \(world.count(of: "competence")), "unsaid": \(unsaid), "rss_mib": \(resident()), "check": \(checks.json)}
            """)
    }

    static func readPack(_ folder: String) throws -> Pack {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter {
            $0.hasSuffix(".yaml") && !$0.hasSuffix(".import.yaml")
        }
        let files = try names.map {
            SourceText(name: $0, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))))
        }
        let (pack, diagnostics) = Pack.load(files, at: CalendarDate("2026-06-15")!)
        guard let pack else {
            throw Failure(
                diagnostics.map { "\($0.code) \($0.headline.en) \($0.primary?.location.source.name ?? ""))" }.joined(
                    separator: "\n"))
        }
        return pack
    }

    static func mapping(_ path: String, _ vocabulary: Vocabulary) throws -> ImportMapping {
        let file = SourceText(name: path, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        let (mapping, diagnostics) = ImportMapping.read(file, vocabulary: vocabulary)
        guard let mapping else {
            throw Failure(
                diagnostics.map { "\($0.code) \($0.headline.en) \($0.primary?.location.source.name ?? ""))" }.joined(
                    separator: "\n"))
        }
        return mapping
    }

    /// The most memory the process held, in MiB.
    static func resident() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            return (line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0)
                / 1024
        }
        return 0
    }
}

/// The sums that the reference program prints.
struct Checks {
    var json: String

    init(_ evaluation: ColumnarEvaluation) {
        func numbers(_ rule: String) -> [Int64] { evaluation.integers(of: rule).map { $0 ?? -1_000_000_000 } }
        func sum(_ rule: String) -> Int64 { numbers(rule).reduce(0, +) }
        let levels = numbers("niveau")
        let counts = (0...3).map { level in levels.count { $0 == Int64(level) } }
        let rules = evaluation.pack.rules.filter(\.concludes).map(\.id)
        let fired = rules.map { sum($0) }
        json = """
            {"score": \(sum("note")), "oscore": \(sum("note_recouvrement")), "levels": \(counts), "p5": \(sum("p5")), \
            "f5": \(sum("f5")), "ov10": \(sum("ov10")), "ovsw": \(sum("ovsw")), "n_dup": \(sum("n_dup")), \
            "ready": \(levels.count { $0 >= 2 }), "alerts": \(sum("E02")), "fired": \(fired)}
            """
    }
}
